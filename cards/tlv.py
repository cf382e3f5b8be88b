"""BER-TLV as cards write it (ISO/IEC 7816-4 5.2.2, X.690): lengths need not be minimal (`82 00 LL`), filler may follow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from cards.errors import BadCardData

LONGEST_TAG = 3
LONGEST_LENGTH = 4

FILLER = b"\xff\x00"
"""Bytes that may stand behind an object, and alone in a file that was never written."""


class Header(NamedTuple):
    """Tag as the number its bytes spell (DF22 is 0xDF22); `start` and `end` are offsets of the value."""

    tag: int
    start: int
    end: int


@dataclass(frozen=True)
class Object:
    """One object: tag and value."""

    tag: int
    value: bytes = field(repr=False)


def header(source: bytes, offset: int = 0) -> Header:
    """Read the tag and length at `offset`; the value itself may lie beyond the source. Raises BadCardData."""
    try:
        tag_end = _tag_end(source, offset)
        first = source[tag_end]
        start = tag_end + 1
        if first < 0x80:
            return Header(int.from_bytes(source[offset:tag_end], "big"), start, start + first)
        # 80 is the indefinite length, which has no end to read up to.
        if not 0x80 < first <= 0x80 + LONGEST_LENGTH:
            raise BadCardData(f"offset {tag_end}: no card writes a length that begins with {first:02X}")
        start += first & 0x7F
        source[start - 1]  # a slice would be cut off in silence
    except IndexError:
        raise BadCardData(f"offset {len(source)}: the bytes end inside a tag or a length") from None
    length = int.from_bytes(source[tag_end + 1 : start], "big")
    return Header(int.from_bytes(source[offset:tag_end], "big"), start, start + length)


def parse(source: bytes) -> Iterator[Object]:
    """The objects one after another. Raises BadCardData naming the offset of what is cut off."""
    offset = 0
    while offset < len(source):
        found = header(source, offset)
        if found.end > len(source):
            raise BadCardData(f"offset {offset}: the object ends at {found.end}, the bytes at {len(source)}")
        yield Object(found.tag, source[found.start : found.end])
        offset = found.end


def encode(tag: int, value: bytes) -> bytes:
    """One object with a minimal length."""
    return tag.to_bytes((tag.bit_length() + 7) // 8 or 1, "big") + _length(len(value)) + value


def _length(length: int) -> bytes:
    if length < 0x80:
        return bytes((length,))
    spelt = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes((0x80 | len(spelt),)) + spelt


def _tag_end(source: bytes, offset: int) -> int:
    end = offset + 1
    if source[offset] & 0x1F == 0x1F:
        while source[end] & 0x80:
            end += 1
        end += 1
    if end - offset > LONGEST_TAG:
        raise BadCardData(f"offset {offset}: no card writes a tag of {end - offset} bytes")
    return end
