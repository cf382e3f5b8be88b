"""Tell: what the visitor must know; the way on stands on a plate above the one key."""

from __future__ import annotations

from firmware.prompts import Tell
from screens import parts, rooms, sheets
from screens.page import Page
from screens.parts import Key
from screens.prompts import plate
from screens.text import Words


def draw(page: Page, prompt: Tell) -> None:
    """What happened, what to do now, and the key that goes on; or a plate without keys."""
    if prompt.plate:
        plate.draw(page, prompt)
        return
    rooms.reading(page, page.words(prompt.phrase), None, prompt.sign)
    room, high = page.panel.doing, parts.main_height(page)
    box, way_on = room.above(high + page.style.gap), _way_on(page, prompt)
    if prompt.amount is None:
        rooms.plate(page, box, way_on, prompt.sign)
    else:
        sheets.plate(page, box, page.words(prompt.amount), way_on, prompt.sign)
    parts.button(page, Key("ok", "main"), room.foot(high), page.words(prompt.verb))


def _way_on(page: Page, prompt: Tell) -> Words | None:
    """The explanation; one that is a question itself (help tells it) brings its own explanation where both fit."""
    words = page.note(prompt.phrase, prompt.note)
    if prompt.note is None or words is None or (more := page.note(prompt.note, None)) is None:
        return words
    return Words((*(f"{words.forms[0]}\n\n{form}" for form in more.forms), *words.forms))
