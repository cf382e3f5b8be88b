"""Which characters and variation sequences a font has, read from its own table without loading the font.

OpenType specification, table `cmap`, formats 12 (characters) and 14 (variation sequences). A drawing library draws a
box for a missing glyph and says nothing, so it is asked here before drawing.
"""

from __future__ import annotations

import mmap
import struct
from functools import lru_cache
from pathlib import Path

SELECTORS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))


class FontUnreadable(Exception):
    """A font file is missing or not a font; the text names the file."""


def is_selector(char: str) -> bool:
    """Whether the character only chooses a variant of the one before it (UTS 37)."""
    return any(ord(char) in selectors for selectors in SELECTORS)


def clusters(text: str) -> list[str]:
    """The characters of a text, each with the variation selector that follows it."""
    found: list[str] = []
    for char in text:
        if found and is_selector(char):
            found[-1] += char
        else:
            found.append(char)
    return found


class Coverage:
    """What one font file can draw, or the `index`-th font of a collection. Raises FontUnreadable."""

    def __init__(self, path: Path, index: int = 0) -> None:
        try:
            with path.open("rb") as file:
                # Noto Sans CJK has nearly 20 MB: only the pages that are asked for come into memory.
                self._bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            tables = self._subtables(index)
            self._groups, self._sequences = tables[12], tables.get(14)
        except (OSError, ValueError, KeyError, StopIteration, struct.error) as error:
            place = f" at place {index} of a collection" if index else ""
            raise FontUnreadable(f"{path}: not there, or not a font with a cmap of format 12{place}") from error

    def has(self, cluster: str) -> bool:
        """Whether it has this character; with a variation selector, this very variant."""
        # A sequence is not the sum of its parts: a font may have both and still draw the usual shape.
        if len(cluster) == 1:
            return self._has_character(ord(cluster))
        return self._has_sequence(ord(cluster[0]), ord(cluster[1]))

    def _read(self, form: str, offset: int) -> tuple[int, ...]:
        return struct.unpack_from(">" + form, self._bytes, offset)

    def _subtables(self, index: int) -> dict[int, int]:
        """Format and offset of each part of the cmap."""
        collection = self._bytes[:4] == b"ttcf"
        if index >= (self._read("I", 8)[0] if collection else 1):
            raise ValueError
        start = self._read("I", 12 + 4 * index)[0] if collection else 0
        records = (self._read("4sIII", start + 12 + 16 * n) for n in range(self._read("H", start + 4)[0]))
        cmap = next(offset for tag, _, offset, _ in records if bytes(tag) == b"cmap")
        offsets = [cmap + self._read("I", cmap + 8 + 8 * n)[0] for n in range(self._read("H", cmap + 2)[0])]
        return {self._read("H", offset)[0]: offset for offset in offsets}

    def _has_character(self, code: int) -> bool:
        low, high = 0, self._read("I", self._groups + 12)[0]
        while low < high:
            middle = (low + high) // 2
            first, last = self._read("II", self._groups + 16 + 12 * middle)
            if first <= code <= last:
                return True
            low, high = (middle + 1, high) if code > last else (low, middle)
        return False

    def _has_sequence(self, code: int, selector: int) -> bool:
        if self._sequences is None:
            return False
        # A walk is enough: there are a few dozen selectors, and answers are kept by `fonts.face_for`.
        for n in range(self._read("I", self._sequences + 6)[0]):
            record = self._sequences + 10 + 11 * n
            if self._number(record) == selector:
                usual, other = self._read("II", record + 3)
                return self._is_usual(usual, code) or self._is_other(other, code)
        return False

    def _is_usual(self, offset: int, code: int) -> bool:
        """Whether the sequence is drawn by the character's usual glyph."""
        table = (self._sequences or 0) + offset
        ranges = range(self._read("I", table)[0] if offset else 0)
        firsts = ((self._number(table + 4 + 4 * n), self._bytes[table + 7 + 4 * n]) for n in ranges)
        return any(first <= code <= first + more for first, more in firsts)

    def _is_other(self, offset: int, code: int) -> bool:
        """Whether the sequence has a glyph of its own."""
        table = (self._sequences or 0) + offset
        mappings = range(self._read("I", table)[0] if offset else 0)
        return any(self._number(table + 4 + 5 * n) == code for n in mappings)

    def _number(self, offset: int) -> int:
        return int.from_bytes(self._bytes[offset : offset + 3], "big")


@lru_cache(maxsize=16)
def coverage(path: Path, index: int = 0) -> Coverage:
    """The coverage of a font, its file opened once."""
    return Coverage(path, index)
