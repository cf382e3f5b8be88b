"""Records of the 券面 applications: one outer object, its fields by tag, and in some a table of where each field begins.

Layout as measured on cards by an open survey (soltia48/myna-card). No error repeats what stands in a field.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from cards import tlv
from cards.errors import BadCardData


class Sex(StrEnum):
    """Sex as JIS X 0303 codes it; the card writes the digit."""

    UNKNOWN = "unknown"
    MALE = "male"
    FEMALE = "female"
    NOT_APPLICABLE = "not_applicable"


SEXES = {b"0": Sex.UNKNOWN, b"1": Sex.MALE, b"2": Sex.FEMALE, b"9": Sex.NOT_APPLICABLE}


@dataclass(frozen=True)
class Layout:
    """What a record is called, the tag of its outer object, and the tag of its offset table if it has one."""

    name: str
    tag: int
    offsets: int | None = None


@dataclass(frozen=True)
class Field:
    """One field: its value, and all its bytes as stored."""

    value: bytes = field(repr=False)
    stored: bytes = field(repr=False)


@dataclass(frozen=True)
class Record:
    """The fields of one outer object in the order in which they are stored; every tag stands there once."""

    name: str
    fields: dict[int, Field]

    @classmethod
    def read(cls, content: bytes, layout: Layout) -> Record:
        """Read a record. Raises BadCardData naming the record and the tag."""
        outer = tlv.header(content)
        if outer.tag != layout.tag or outer.end > len(content):
            raise BadCardData(f"{layout.name}: no whole object {layout.tag:X} in {len(content)} bytes")
        found: dict[int, Field] = {}
        starts = []
        for begin, item in _fields(content, outer, layout.name):
            # Two fields of one tag: one would be shown, the other be signed.
            if item.tag in found:
                raise BadCardData(f"{layout.name}: {item.tag:X} stands there twice")
            found[item.tag] = Field(content[item.start : item.end], content[begin : item.end])
            if item.tag != layout.offsets:
                starts.append(begin)
        if layout.offsets in found and not _agree(found.pop(layout.offsets).value, starts):
            raise BadCardData(f"{layout.name}: the offset table is wrong")
        return cls(layout.name, found)

    def value(self, tag: int) -> bytes:
        """The value of a field. Raises BadCardData."""
        return self._field(tag).value

    def text(self, tag: int) -> str:
        """A field in UTF-8. Raises BadCardData."""
        try:
            return self.value(tag).decode("utf-8")
        except UnicodeDecodeError as error:
            # Without its cause: that would hold the contents.
            where = error.start
        raise BadCardData(f"{self.name}: byte {where} of {tag:X} is not UTF-8")

    def date(self, tag: int) -> date:
        """A field of eight digits, YYYYMMDD by the Gregorian calendar. Raises BadCardData."""
        return day(self.value(tag), f"{self.name}: {tag:X}")

    def sex(self, tag: int) -> Sex:
        """A field of one digit by JIS X 0303. Raises BadCardData."""
        found = SEXES.get(self.value(tag))
        if found is None:
            raise BadCardData(f"{self.name}: {tag:X} is no sex")
        return found

    def stored(self, *tags: int) -> bytes:
        """What a signature covers: these fields as they are stored, headers and all. Raises BadCardData."""
        # Named, not "all that stands before the signature": what is shown and what is signed can never be two things.
        return b"".join(self._field(tag).stored for tag in tags)

    def _field(self, tag: int) -> Field:
        if tag not in self.fields:
            raise BadCardData(f"{self.name}: {tag:X} is missing")
        return self.fields[tag]


def day(digits: bytes, what: str) -> date:
    """A day of eight ASCII digits, YYYYMMDD. Raises BadCardData naming `what`."""
    if len(digits) != 8 or not digits.isdigit():
        raise BadCardData(f"{what} is not a day of eight digits")
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        pass
    raise BadCardData(f"{what} is not a day of the calendar")


def _fields(content: bytes, outer: tlv.Header, name: str) -> Iterator[tuple[int, tlv.Header]]:
    begin = outer.start
    while content[begin : outer.end].strip(tlv.FILLER):
        item = tlv.header(content, begin)
        if item.end > outer.end:
            raise BadCardData(f"{name}: {item.tag:X} runs past its end")
        yield begin, item
        begin = item.end


def _agree(table: bytes, starts: list[int]) -> bool:
    """Hold the offset table against where the fields are; nothing is ever found by it."""
    told = [int.from_bytes(table[at : at + 2], "big") for at in range(0, len(table), 2)]
    # Whether the offsets count a length that is longer than it need be is not known, so all may be off by one number.
    shift = starts[0] - told[0] if starts and told else 0
    return [offset + shift for offset in told] == starts
