"""Names out of a timetable: as long as anybody wrote them, and nobody here may shorten one; a row takes as much as it has room for."""

from __future__ import annotations

import re

from firmware.phrases import Phrase
from screens.boxes import Box
from screens.canvas import Look
from screens.coverage import clusters
from screens.page import Page
from screens.text import Words

PLACES = frozenset({"place-name", "driver-trip-option"})
"""The phrases that name a stop. keys.toml says so too, but to read it takes 20 ms, for which the first touch would wait."""
ELLIPSIS = "…"
LATIN, WORD = re.compile(r"[!-~]+ ?|[^!-~]+"), 16


def words(page: Page, phrase: Phrase, box: Box, look: Look) -> Words:
    """A phrase's words; those of a name are made to fit the box."""
    said = page.words(phrase)
    return fitted(page, box, said, look) if phrase.key in PLACES else said


def fitted(page: Page, box: Box, said: Words, look: Look) -> Words:
    """The words, or if no form has room, as much of the shortest as has, broken where it must be, with three dots."""
    pieces = _pieces(said.forms[-1].replace("|", ""))
    whole = Words((*said.forms, "|".join(pieces)), language=said.language)
    if page.canvas.place(box, whole, look):
        return whole
    few, most = 0, len(pieces)
    while few + 1 < most:
        middle = (few + most) // 2
        fits = page.canvas.place(box, _cut(pieces, middle), look) is not None
        few, most = (middle, most) if fits else (few, middle)
    page.canvas.shortened.append(said.forms[-1])
    return _cut(pieces, few)


def _pieces(text: str) -> list[str]:
    """What may stand on a line of its own: characters, or words of Latin letters as far as they are no longer than a line."""
    runs = LATIN.findall(text)
    return [piece for run in runs for piece in ([run] if run.isascii() and len(run) <= WORD else clusters(run))]


def _cut(pieces: list[str], count: int) -> Words:
    return Words(("|".join([*pieces[:count], ELLIPSIS]),))
