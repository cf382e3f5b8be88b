"""Whatever may come back over the air, by a script of bytes that begins anew at its end; time passes only here."""

from itertools import cycle

from drivers.isodep import I_BLOCK, R_ACK, R_NAK, S_WTX, Garbled, Silence

DEADLINE_S = 3.0
SHORTEST_S = 0.0005
"""Less than any exchange of frames takes at 424 kbit/s."""


class FrameLiar:
    """A card's side of the air. Each frame takes one byte of the script to choose the answer, and what it needs for it."""

    def __init__(self, script: bytes) -> None:
        self._script = cycle(script or b"\0")
        self._lies = (
            self._block,
            self._block,
            self._chained,
            self._receipt,
            self._more_time,
            self._noise,
            self._silence,
            self._garbled,
        )
        self.now = 0.0
        self.frames = 0

    def clock(self) -> float:
        return self.now

    def exchange(self, frame, timeout_s: float) -> bytes:
        self.frames += 1
        return self._lies[next(self._script) % len(self._lies)](frame, timeout_s)

    def _soon(self, answer: bytes) -> bytes:
        self.now += SHORTEST_S
        return answer

    def _content(self) -> bytes:
        return bytes(next(self._script) for _ in range(next(self._script) % 64))

    def _block(self, frame, _) -> bytes:
        """An information block that has the number asked for."""
        return self._soon(bytes((I_BLOCK | frame[0] & 1,)) + self._content())

    def _chained(self, frame, _) -> bytes:
        return self._soon(bytes((I_BLOCK | 0x10 | frame[0] & 1,)) + self._content())

    def _receipt(self, frame, _) -> bytes:
        return self._soon(bytes(((R_ACK, R_NAK)[next(self._script) & 1] | next(self._script) & 1,)))

    def _more_time(self, *_) -> bytes:
        return self._soon(bytes((S_WTX, next(self._script))))

    def _noise(self, *_) -> bytes:
        return self._soon(self._content())

    def _silence(self, _, timeout_s: float) -> bytes:
        self.now += max(timeout_s, SHORTEST_S)
        raise Silence

    def _garbled(self, *_) -> bytes:
        self._soon(b"")
        raise Garbled
