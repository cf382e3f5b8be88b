"""What goes between a host and a PN532: frames, acknowledgements and what comes in between (NXP UM0701-02, 6.2.1)."""

from __future__ import annotations

from typing import NamedTuple

START = b"\x00\x00\xff"
ACK = START + b"\x00\xff\x00"
NACK = START + b"\xff\x00\x00"
ERROR = START + b"\x01\xff\x7f\x81\x00"
"""Answer to a command that is not understood at the level of its syntax."""

TO_CHIP = 0xD4
TO_HOST = 0xD5
NORMAL_BYTES = 255
EXTENDED_BYTES = 265
"""The longest content of a frame, its direction byte counted."""


class Heard(NamedTuple):
    """One frame from the host: an ACK, a NACK or a command; `preamble` is how many bytes came before its start code."""

    kind: str
    preamble: int
    content: bytes = b""


def answer_frame(content: bytes) -> bytes:
    """A frame to the host; extended only where it must be."""
    body = bytes((TO_HOST,)) + content
    if len(body) <= NORMAL_BYTES:
        head = bytes((len(body), -len(body) & 0xFF))
    else:
        length = len(body).to_bytes(2, "big")
        head = b"\xff\xff" + length + bytes((-sum(length) & 0xFF,))
    return START + head + body + bytes((-sum(body) & 0xFF, 0))


class HostStream:
    """The bytes from the host, which may come in any pieces; what is no frame is passed over."""

    def __init__(self) -> None:
        self._bytes = b""

    def feed(self, more: bytes) -> list[Heard]:
        """The frames that are whole now."""
        self._bytes += more
        found = []
        while (start := self._bytes.find(b"\x00\xff")) >= 0:
            size, heard = _first(self._bytes[start + 2 :], start)
            if size is None:
                break
            self._bytes = self._bytes[start + 2 + size :]
            if heard:
                found.append(heard)
        # A host may send zeros for ever; no more than this can belong to a frame that is still to come.
        if start < 0:
            self._bytes = self._bytes[-EXTENDED_BYTES:]
        return found

    def clear(self) -> None:
        """Forget a frame that has only begun."""
        self._bytes = b""


def _first(rest: bytes, preamble: int) -> tuple[int | None, Heard | None]:
    """How many bytes the frame after a start code has (None: not all there yet), and the frame if it is a good one."""
    if len(rest) < 2:
        return None, None
    if rest[:2] in {b"\x00\xff", b"\xff\x00"}:
        return 2, Heard("ack" if rest[0] == 0 else "nack", preamble)
    wide = rest[:2] == b"\xff\xff"
    head = 5 if wide else 2
    if len(rest) < head:
        return None, None
    length = int.from_bytes(rest[2:4], "big") if wide else rest[0]
    # By a bad length nobody knows where it ends, and the next start code may be inside it.
    if sum(rest[2:5] if wide else rest[:2]) & 0xFF or not 2 <= length <= EXTENDED_BYTES:
        return 0, None
    if len(rest) < head + length + 1:
        return None, None
    body, check = rest[head : head + length], rest[head + length]
    good = body[0] == TO_CHIP and (sum(body) + check) & 0xFF == 0
    return head + length + 1, Heard("command", preamble, body[1:]) if good else None
