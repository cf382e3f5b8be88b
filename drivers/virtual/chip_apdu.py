"""One APDU as a chip takes it apart (ISO/IEC 7816-3, 12.1), and a refusal."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Apdu:
    """A command: `body`, which may be a PIN, may be empty; `expect` is 0 without Le."""

    cla: int
    ins: int
    p1: int
    p2: int
    body: bytes = field(default=b"", repr=False)
    expect: int = 0


class Refused(Exception):
    """The status word the card answers instead of doing it."""

    def __init__(self, sw: int) -> None:
        super().__init__(f"{sw:04X}")
        self.sw = sw


def parse(command: bytes | bytearray) -> Apdu:
    """The four cases, short and extended. Raises Refused."""
    if len(command) < 4:
        raise Refused(0x6700)
    (cla, ins, p1, p2), rest = command[:4], bytes(command[4:])
    wide = len(rest) >= 3 and rest[0] == 0
    size = 2 if wide else 1
    rest = rest[1:] if wide else rest
    if len(rest) <= size:  # no body: nothing, or Le alone
        return Apdu(cla, ins, p1, p2, expect=_le(rest, wide=wide))
    length = int.from_bytes(rest[:size], "big")
    body, le = rest[size : size + length], rest[size + length :]
    if len(body) < length or length == 0 or len(le) not in {0, size}:
        raise Refused(0x6700)
    return Apdu(cla, ins, p1, p2, body, _le(le, wide=wide))


def _le(field: bytes, *, wide: bool) -> int:
    if not field:
        return 0
    return int.from_bytes(field, "big") or (0x10000 if wide else 0x100)
