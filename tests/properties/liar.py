"""A card that lies: true answers bent by a script of bytes, which Hypothesis or a fuzzer writes; the script begins anew at its end."""

from contextlib import suppress
from itertools import cycle

from cards import tlv
from cards.apdu import READ_BINARY, Limits
from cards.errors import BadCardData
from cards.tables import JPKI

MOST_EXCHANGES = 400
"""More than any act needs with an honest card, and few enough to end within a visitor's patience."""

FIXED = {JPKI.token, JPKI.availability}
"""Files of a fixed layout: they declare no length, though their first bytes may look as if they did."""


class PastTheEnd(AssertionError):
    """A session asked for bytes behind the length that the object itself declares."""


class NoEnd(AssertionError):
    """A session could be led on and on."""


class Liar:
    """A transport over an honest one. Each answer takes one byte of the script to choose the lie, and what it needs for it."""

    def __init__(self, honest, script: bytes, extended: bool | None = False) -> None:
        self._honest = honest
        self._script = cycle(script or b"\0")
        self._lies = (_truth, _truth, _truth, self._flip, self._cut, self._instead, self._status, self._longer)
        self._declared: int | None = None
        self.limits = Limits(extended=extended)
        self.link = honest.link
        self.exchanges = 0

    def transmit(self, command) -> bytes:
        self.exchanges += 1
        if self.exchanges > MOST_EXCHANGES:
            raise NoEnd
        self._judge(bytes(command))
        answer = self._lies[next(self._script) % len(self._lies)](self._honest.transmit(command))
        self._remember(bytes(command), answer)
        return answer

    def _judge(self, command: bytes) -> None:
        if command[1] != READ_BINARY or command[2] & 0x80 or self._declared is None:
            return
        offset, wanted = int.from_bytes(command[2:4], "big"), _wanted(command)
        if offset + wanted > self._declared:
            raise PastTheEnd

    def _remember(self, command: bytes, answer: bytes) -> None:
        if command[1] == READ_BINARY and command[2] & 0x80:
            self._declared = None
            with suppress(BadCardData):
                if command[2] & 0x1F not in FIXED:
                    self._declared = tlv.header(answer[:-2]).end

    def _flip(self, answer: bytes) -> bytes:
        at = (next(self._script) << 8 | next(self._script)) % len(answer)
        return answer[:at] + bytes((answer[at] ^ (next(self._script) or 1),)) + answer[at + 1 :]

    def _cut(self, answer: bytes) -> bytes:
        return answer[: (next(self._script) << 8 | next(self._script)) % len(answer)]

    def _instead(self, _: bytes) -> bytes:
        return bytes(next(self._script) for _ in range(next(self._script)))

    def _status(self, answer: bytes) -> bytes:
        return answer[:-2] + bytes((next(self._script), next(self._script)))

    def _longer(self, answer: bytes) -> bytes:
        return answer[:-2] + bytes(next(self._script) for _ in range(next(self._script))) + answer[-2:]


def _wanted(command: bytes) -> int:
    """Le of a command without a body, short or extended."""
    le = command[4:]
    return int.from_bytes(le, "big") or (0x100 if len(le) == 1 else 0x10000)


def _truth(answer: bytes) -> bytes:
    return answer
