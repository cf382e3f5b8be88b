"""EnterText: what was entered, and either all letters at once or, on a small pane, the ten-key with a group on each key."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import zip_longest

from firmware.letters import KANA
from firmware.phrases import say
from firmware.prompts import EnterText, Typed
from screens import parts, rooms
from screens.boxes import Box
from screens.canvas import Look
from screens.page import Page
from screens.prompts.digits import PAD, draw_end
from screens.text import Words
from screens.theme import TARGET, em

ACROSS = 7  # Latin letters in one row
DOWN = 5  # kana in one column: the vowels
WITHIN = (0.8, 0.2)  # mm between a key's edge and its letters
CLOSE = 2.6  # mm between letters: many targets need every millimetre


def draw(page: Page, prompt: EnterText) -> None:
    """The question, what was entered so far, and the keys."""
    draft: Typed = page.view.draft
    high = em(page.style.display) + 2
    room = page.panel.doing
    keys = room.below(high + page.style.gap) if page.style.tall else room
    lines = _lines(prompt)
    # Two switches reach the groups of the ten-key in a few moves, and a letter among fifty in many.
    places = [] if page.view.focus else _places(page, keys, len(lines), max(map(len, lines)))
    # That two keys make a letter is true only where there are groups.
    note = page.note(prompt.phrase, prompt.note or (None if places else say("text-two-keys")))
    rooms.reading(page, page.words(prompt.phrase), note, prompt.sign, 0 if page.style.tall else high)
    _draw_entry(page, draft.text, room.top(high) if page.style.tall else page.panel.reading.foot(high))
    if places:
        _draw_all(page, prompt, keys, lines, places)
    else:
        _draw_pad(page, prompt, keys)


def _draw_entry(page: Page, text: str, box: Box) -> None:
    """The end of what was entered, as much of it as there is room for: that is where one writes."""
    forms = [text, *(f"…{text[n:]}" for n in range(2, len(text)))] if text else ["–"]
    page.canvas.text(box, Words(tuple(forms)), Look(page.style.display, align=0.0, anchor=0.6, most=1))


def _lines(prompt: EnterText) -> list[str]:
    """The letters as rows from above, read from left to right; kana stand in columns, one for each vowel row of five."""
    letters = prompt.alphabet.letters
    if prompt.alphabet is not KANA:
        return [letters[n : n + ACROSS] for n in range(0, len(letters), ACROSS)]
    columns = [column for _, group in prompt.alphabet.groups for column in _columns(group)]
    return ["".join(row) for row in zip_longest(*columns, fillvalue=" ")]


def _columns(group: str) -> list[str]:
    """A group in as few columns of like height as it needs."""
    high = math.ceil(len(group) / math.ceil(len(group) / DOWN))
    return [group[n : n + high] for n in range(0, len(group), high)]


def _places(page: Page, box: Box, rows: int, columns: int) -> list[Box]:
    """A place for each letter and a row below; none where they would be too small for a finger or for their letter."""
    places = box.grid(columns, rows + 1, CLOSE * page.panel.air)
    small = max(TARGET, em(page.style.label))
    return places if min(places[0].w, places[0].h) >= small else []


def _draw_all(page: Page, prompt: EnterText, box: Box, lines: list[str], places: list[Box]) -> None:
    columns = max(map(len, lines))
    for n, line in enumerate(lines):
        for letter, place in zip(line, places[n * columns :], strict=False):
            if letter != " ":
                _draw_letter(page, letter, Words((letter,)), place)
    foot = box.foot(places[-1].h)
    for key, place in zip(("back", "ok"), foot.grid(2, 1, page.style.gap), strict=True):
        _draw_end(page, prompt, key, place)


def _draw_pad(page: Page, prompt: EnterText, box: Box) -> None:
    """The keys stand as on the ten-key; a key shows its group, or one letter of the group that is open."""
    places = dict(zip(PAD, box.grid(3, 4, CLOSE * page.panel.air), strict=True))
    named = _named(page, prompt, places[PAD[0]])
    for key, place in places.items():
        if key in named:
            _draw_letter(page, key, named[key], place)
        elif key in ("back", "ok"):
            _draw_end(page, prompt, key, place)


def _named(page: Page, prompt: EnterText, place: Box) -> dict[str, Words]:
    """What stands on each key: all its letters if all keys have room for theirs, or else its first and last."""
    choices = prompt.alphabet.choices(page.view.draft.group)
    whole = {key: Words((letters,)) for key, letters in choices}
    if all(page.canvas.place(place.inset(*WITHIN), words, _look(page)) for words in whole.values()):
        return whole
    # A row of kana is known by its first one.
    if prompt.alphabet is KANA:
        return {key: Words((letters[0],)) for key, letters in choices}
    return {key: Words((f"{letters[0]}-{letters[-1]}", letters[0])) for key, letters in choices}


def _look(page: Page) -> Look:
    return Look(page.style.label, align=0.5, most=1)


def _draw_letter(page: Page, key: str, words: Words, box: Box) -> None:
    fill, ink = parts.ground(page, key, box, "option")
    page.canvas.text(box.inset(*WITHIN), words, replace(_look(page), ink=ink, ground=fill))


def _draw_end(page: Page, prompt: EnterText, key: str, box: Box) -> None:
    draft: Typed = page.view.draft
    possible = bool(draft.text or draft.group) if key == "back" else prompt.least <= len(draft.text) and not draft.group
    draw_end(page, key, box, possible=possible)
