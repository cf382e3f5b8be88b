"""The screen where one chooses how things look: each size and each theme is shown as itself."""

from __future__ import annotations

from dataclasses import replace

from firmware.prompts import Choose, Option
from screens import parts, rooms
from screens.boxes import Box
from screens.canvas import Look
from screens.page import Page
from screens.theme import HIGH_CONTRAST, Style, em


def shows(prompt: Choose) -> bool:
    """Whether this choice is about how things look."""
    # The prompt is an ordinary choice, so that the ear needs nothing of its own.
    return prompt.options[0].name.startswith("size-")


def draw(page: Page, prompt: Choose) -> None:
    """Sizes in one row, themes in two rows of two below, and one more row for what else there is."""
    room, gap = page.panel.doing, page.style.gap
    sizes = [one for one in prompt.options if one.name.startswith("size-")]
    themes = [one for one in prompt.options if one.name.startswith("theme-")]
    more = [one for one in prompt.options if one not in sizes and one not in themes]
    if more:
        share = (room.h - 3 * gap) / 4
        for one, place in zip(more, room.foot(share).grid(len(more), 1, gap), strict=True):
            _draw_more(page, one, place)
        room = room.above(share + gap)
    share = (room.h - 2 * gap) / 3
    places = room.top(share).grid(len(sizes), 1, gap)
    named = all(_has_room_for_name(page, one, place) for one, place in zip(sizes, places, strict=True))
    for one, place in zip(sizes, places, strict=True):
        _draw_size(page, one, place, named=named)
    for one, place in zip(themes, room.below(share + gap).grid(2, 2, gap), strict=True):
        _draw_theme(page, one, place, chosen=one.name == f"theme-{page.view.settings.theme}")


def _cap(page: Page, one: Option) -> float:
    """How high this size's capitals are in a text."""
    return Style(page.panel, int(one.name.removeprefix("size-"))).body


def _rooms(page: Page, place: Box) -> tuple[Box, Box]:
    """Where the sample and the name of a size stand."""
    inner = place.inset(0.8, min(place.h * 0.1, 6.0))
    below = em(page.style.caption) * 1.1
    return inner.above(below), inner.foot(below)


def _has_room_for_name(page: Page, one: Option, place: Box) -> bool:
    sample, name = _rooms(page, place)
    fits = page.canvas.place(name, page.words(one.phrase), Look(page.style.caption, most=1))
    return fits is not None and sample.h >= em(_cap(page, one))


def _draw_size(page: Page, one: Option, place: Box, *, named: bool) -> None:
    """A size as itself; where there is no room for its name the sample alone tells."""
    chosen = one.name == f"size-{page.view.settings.size}"
    fill, ink = parts.ground(page, one.key, place, "chosen" if chosen else "option")
    sample, name = _rooms(page, place)
    look = Look(_cap(page, one), ink=ink, ground=fill, align=0.5, most=1)
    page.canvas.text(sample if named else place, page.say("sight-sample"), look)
    if named:
        page.canvas.text(name, page.words(one.phrase), replace(look, cap=page.style.caption))


def _draw_more(page: Page, one: Option, place: Box) -> None:
    fill, ink = parts.ground(page, one.key, place, "option")
    words, look = page.words(one.phrase), Look(page.style.label, ink=ink, ground=fill, align=0.5, most=1)
    page.canvas.text(place.inset(0.8), words, rooms.largest(page, place.inset(0.8), words, look))


def _draw_theme(page: Page, one: Option, place: Box, *, chosen: bool) -> None:
    theme = one.name.removeprefix("theme-")
    canvas = page.canvas.in_style(replace(page.style, theme=theme))
    stroke = page.style.stroke
    page.canvas.target(one.key, place)
    page.canvas.box(place, "bg", "act", stroke * (2.4 if chosen else 1.0))
    inner = place.inset(stroke * 3.4)
    canvas.box(inner, "bg", "act" if theme in HIGH_CONTRAST else None)
    words, room = page.words(one.phrase), inner.inset(0.4)
    look = Look(page.style.label, align=0.5, lead=1.1, most=2)
    if canvas.place(room, words, look) is None:
        look = replace(look, cap=page.style.caption)  # the sample itself says the same
    canvas.text(room, words, look)
