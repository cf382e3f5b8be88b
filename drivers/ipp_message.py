"""IPP messages as bytes: the encoding of RFC 8010 section 3, as far as a client that prints needs it.

Attributes are written as (syntax, name, value) and read as lists of int, bool or str by name; a value of any other
syntax is left as bytes. Members of a collection stand flat after it: nothing here reads them.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

Value = int | bool | str | bytes
Attribute = tuple["Syntax", str, Value]


class Operation(IntEnum):
    """Operations of RFC 8011 section 5.4.15 that are used here."""

    PRINT_JOB = 0x0002
    CANCEL_JOB = 0x0008
    GET_JOB_ATTRIBUTES = 0x0009
    GET_JOBS = 0x000A
    GET_PRINTER_ATTRIBUTES = 0x000B


class Group(IntEnum):
    """Delimiters of attribute groups (RFC 8010 section 3.5.1)."""

    OPERATION = 0x01
    JOB = 0x02
    END = 0x03
    PRINTER = 0x04
    UNSUPPORTED = 0x05


class Syntax(IntEnum):
    """Value syntaxes (RFC 8010 section 3.5.2)."""

    INTEGER = 0x21
    BOOLEAN = 0x22
    ENUM = 0x23
    TEXT_WITH_LANGUAGE = 0x35
    NAME_WITH_LANGUAGE = 0x36
    TEXT = 0x41
    NAME = 0x42
    KEYWORD = 0x44
    URI = 0x45
    CHARSET = 0x47
    LANGUAGE = 0x48
    MIME_TYPE = 0x49


class Malformed(ValueError):
    """A reply that is no IPP message; the sentence names the byte."""


@dataclass
class Reply:
    """A printer's answer: `groups` are (delimiter, attributes by name, each a list of values) in the order sent."""

    status: int
    number: int
    groups: list[tuple[int, dict[str, list[Value]]]] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Whether the status is one of the successful ones (RFC 8011 appendix B.1.2)."""
        return self.status < 0x0100

    def group(self, delimiter: Group) -> dict[str, list[Value]]:
        """The first group of a kind, empty when there is none."""
        return next((attributes for found, attributes in self.groups if found == delimiter), {})


def encode(operation: Operation, number: int, groups: Sequence[tuple[Group, Sequence[Attribute]]]) -> bytes:
    """A request of IPP/1.1, to which a document may be appended."""
    # 1.1, since old printers refuse 2.0 and every new one takes 1.1.
    written = [struct.pack(">BBHI", 1, 1, operation, number)]
    for delimiter, attributes in groups:
        written.append(bytes([delimiter]))
        written += [_attribute(*attribute) for attribute in attributes]
    return b"".join([*written, bytes([Group.END])])


def decode(message: bytes) -> Reply:
    """Read a reply. Raises Malformed."""
    cursor = _Cursor(message)
    major, _minor, status, number = cursor.numbers(">BBHI", "the header")
    if major not in (1, 2):
        raise Malformed(f"byte 0: version {major} is not IPP")
    reply = Reply(status, number)
    name = ""
    while (tag := cursor.numbers(">B", "a tag")[0]) != Group.END:
        if tag < 0x10:
            reply.groups.append((tag, {}))
            name = ""
        else:
            name = _read_value(cursor, tag, name, reply)
    return reply


def _attribute(syntax: Syntax, name: str, value: Value) -> bytes:
    raw = WRITERS.get(syntax, _text)(value)
    label = name.encode("ascii")
    return struct.pack(">BH", syntax, len(label)) + label + struct.pack(">H", len(raw)) + raw


def _text(value: Value) -> bytes:
    return str(value).encode()


WRITERS: dict[Syntax, Callable[[Value], bytes]] = {
    Syntax.INTEGER: lambda value: struct.pack(">i", value),
    Syntax.ENUM: lambda value: struct.pack(">i", value),
    Syntax.BOOLEAN: lambda value: struct.pack(">?", value),
}


class _Cursor:
    """Reads on through a message and says where it was torn."""

    def __init__(self, message: bytes) -> None:
        self._message, self.at = message, 0

    def take(self, length: int, what: str) -> bytes:
        """The next bytes. Raises Malformed."""
        taken = self._message[self.at : self.at + length]
        if len(taken) < length:
            raise Malformed(f"byte {self.at}: the reply ends in the middle of {what}")
        self.at += length
        return taken

    def numbers(self, layout: str, what: str) -> tuple[int, ...]:
        """The next bytes as numbers. Raises Malformed."""
        return struct.unpack(layout, self.take(struct.calcsize(layout), what))

    def sized(self, what: str) -> bytes:
        """The next bytes, preceded by their number. Raises Malformed."""
        return self.take(self.numbers(">H", f"the length of {what}")[0], what)


def _read_value(cursor: _Cursor, tag: int, name: str, reply: Reply) -> str:
    """Read one value into the last group; a value without a name is one more of the attribute before it."""
    start = cursor.at - 1
    label = cursor.sized("a name")
    raw = cursor.sized("a value")
    name = label.decode("ascii", "replace") or name
    if not reply.groups or not name:
        raise Malformed(f"byte {start}: a value belongs to no attribute")
    values = reply.groups[-1][1].setdefault(name, [])
    # 0x10 to 0x1F stand for "no value", "unknown" and the like (RFC 8010 section 3.5.2)
    if tag >= 0x20:
        values.append(_value(tag, raw, start))
    return name


def _value(tag: int, raw: bytes, start: int) -> Value:
    try:
        if tag in READERS:
            return READERS[tag](raw)
        return raw.decode() if 0x40 <= tag <= 0x49 else raw
    except (struct.error, UnicodeDecodeError) as error:
        raise Malformed(f"byte {start}: a value does not fit its syntax 0x{tag:02x}") from error


def _with_language(raw: bytes) -> str:
    (skip,) = struct.unpack_from(">H", raw)
    (length,) = struct.unpack_from(">H", raw, 2 + skip)
    return _lenient(raw[4 + skip : 4 + skip + length])


def _lenient(raw: bytes) -> str:
    # Free text, often of others (a job sent from an office in Shift_JIS): it must not make the whole reply unreadable.
    return raw.decode(errors="replace")


READERS: dict[int, Callable[[bytes], Value]] = {
    Syntax.INTEGER: lambda raw: int(struct.unpack(">i", raw)[0]),
    Syntax.ENUM: lambda raw: int(struct.unpack(">i", raw)[0]),
    Syntax.BOOLEAN: lambda raw: bool(struct.unpack(">?", raw)[0]),
    Syntax.TEXT_WITH_LANGUAGE: _with_language,
    Syntax.NAME_WITH_LANGUAGE: _with_language,
    Syntax.TEXT: _lenient,
    Syntax.NAME: _lenient,
}
