"""Readings above kanji, written 漢字《かんじ》: where they stand, and the text in kana alone."""

from __future__ import annotations

import re
from functools import lru_cache

# What a reading stands above: the kanji right before it, with repetition marks and variation selectors.
KANJI = "\u3400-\u9fff\uf900-\ufaff々〆ヶ\ufe00-\ufe0f\U00020000-\U0003ffff\U000e0100-\U000e01ef"
READ = re.compile(f"([{KANJI}]+)《([^》]*)》")


@lru_cache(maxsize=4096)
def pieces(line: str) -> tuple[tuple[str, str], ...]:
    """A line in pieces of (characters, the reading above them, empty for none)."""
    found, after = [], 0
    for match in READ.finditer(line):
        found += [(line[after : match.start()], ""), match.groups()]
        after = match.end()
    return tuple((text, reading) for text, reading in [*found, (line[after:], "")] if text)


def has_readings(text: str) -> bool:
    """Whether there is any reading in it."""
    return READ.search(text) is not None


def kana(text: str) -> str:
    """The text with its readings in place of the kanji below them."""
    return READ.sub(r"\2", text)
