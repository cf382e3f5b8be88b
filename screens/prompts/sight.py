"""The screen where one chooses how things look: each size and each theme is shown as itself."""

from __future__ import annotations

from firmware.prompts import Choose, Option
from screens import parts
from screens.boxes import Box
from screens.canvas import Look
from screens.page import Page
from screens.theme import HIGH_CONTRAST, Style, em


def shows(prompt: Choose) -> bool:
    """Whether this choice is about how things look."""
    return prompt.options[0].name.startswith("size-")


def draw(page: Page, prompt: Choose) -> None:
    """Sizes in one row, themes in two rows of two below."""
    room, gap = page.panel.doing, page.style.gap
    sizes = [one for one in prompt.options if one.name.startswith("size-")]
    themes = [one for one in prompt.options if one.name.startswith("theme-")]
    share = (room.h - 2 * gap) / 3 if not page.style.tall else (room.h - 2 * gap) * 0.34
    for one, place in zip(sizes, room.top(share).grid(len(sizes), 1, gap), strict=True):
        _draw_size(page, one, place, chosen=one.name == f"size-{page.view.settings.size}")
    for one, place in zip(themes, room.below(share + gap).grid(2, 2, gap), strict=True):
        _draw_theme(page, one, place, chosen=one.name == f"theme-{page.view.settings.theme}")


def _draw_size(page: Page, one: Option, place: Box, *, chosen: bool) -> None:
    fill, ink = parts.ground(page, one.key, place, "chosen" if chosen else "option")
    cap = Style(page.panel, int(one.name[-1])).title
    sample = Look(cap, ink=ink, ground=fill, align=0.5, most=1)
    name = Look(page.style.caption, ink=ink, ground=fill, align=0.5, most=1)
    inner = place.inset(1.0, min(place.h * 0.1, 6.0))
    below = em(page.style.caption) * 1.1
    if inner.h - below >= em(cap):
        page.canvas.text(inner.above(below), page.say("sight-sample"), sample)
        page.canvas.text(inner.foot(below), page.words(one.phrase), name)
    else:
        page.canvas.text(inner, page.say("sight-sample"), sample)


def _draw_theme(page: Page, one: Option, place: Box, *, chosen: bool) -> None:
    theme = one.name.removeprefix("theme-")
    canvas = page.canvas.in_theme(theme)
    stroke = page.style.stroke
    page.canvas.target(one.key, place)
    page.canvas.box(place, "bg", "act", stroke * (2.4 if chosen else 1.0))
    inner = place.inset(stroke * 3.4)
    canvas.box(inner, "bg", "act" if theme in HIGH_CONTRAST else None)
    canvas.text(inner.inset(1.0, 0.4), page.words(one.phrase), Look(page.style.caption, align=0.5, lead=1.1, most=2))
