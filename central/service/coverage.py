"""Which characters a font can set: code points and variation sequences.

Neither typst nor a PDF reader warns of a glyph that is missing, and an unknown variation selector is passed over, which
sets another shape than the register's. So every text is held against the font's own tables before it is set: `cmap`
and its format 14 (OpenType 1.9, "Unicode Variation Sequences").
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont, TTLibError

SELECTORS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))  # VS1-VS16, VS17-VS256
FORMAT_14 = (0, 5)  # platform and encoding of the table of variation sequences


class FontMissing(Exception):
    """The font of the certificates cannot be read; the text names the file."""


class Coverage:
    """The characters of one font, kept small: a bit for each code point, an integer for each sequence."""

    def __init__(self, code_points: bytes, sequences: frozenset[int]) -> None:
        self._code_points = code_points
        self._sequences = sequences

    def sets(self, text: str) -> bool:
        """Whether the font has a glyph for every code point and for every variation sequence of the text."""
        before = 0
        for code in map(ord, text):
            # A selector alone has no glyph; it must make a sequence that the font knows with what stands before it.
            if is_selector(code):
                if _sequence(before, code) not in self._sequences:
                    return False
            elif not self._has(code):
                return False
            before = code
        return True

    def _has(self, code: int) -> bool:
        place, bit = divmod(code, 8)
        return place < len(self._code_points) and bool(self._code_points[place] >> bit & 1)


@lru_cache(maxsize=4)
def coverage(font: Path) -> Coverage:
    """What a font can set; read once (46 MB of IPAmj Mincho: its two tables only). Raises FontMissing."""
    try:
        with TTFont(font, lazy=True) as opened:
            tables: Any = opened["cmap"]
            return Coverage(_bits(tables.getBestCmap()), _sequences(tables.getcmap(*FORMAT_14)))
    except (OSError, TTLibError, KeyError) as wrong:
        raise FontMissing(f"the font {font} cannot be read: {wrong}") from wrong


def is_selector(code: int) -> bool:
    """Whether a code point selects a variant of the one before it."""
    return any(code in selectors for selectors in SELECTORS)


def _bits(code_points: dict[int, str]) -> bytes:
    bits = bytearray(max(code_points) // 8 + 1)
    for code in code_points:
        bits[code // 8] |= 1 << code % 8
    return bytes(bits)


def _sequences(table: Any) -> frozenset[int]:
    variants = table.uvsDict.items() if table else ()
    return frozenset(_sequence(base, selector) for selector, bases in variants for base, _ in bases)


def _sequence(base: int, selector: int) -> int:
    # One small integer a pair: as tuples the font's 11,474 would take several times as much.
    return base << 20 | selector
