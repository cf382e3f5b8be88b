"""Wait: a ring that shows how far the work has come, or that it goes on; it moves in steps, at most once a second."""

from __future__ import annotations

import math

from firmware.prompts import Progress, Wait
from screens import pictures, rooms
from screens.boxes import Box, square
from screens.canvas import Look
from screens.page import Page
from screens.text import Words

INSIDE = 0.415  # of its width: how far from the middle the ring begins


def draw(page: Page, prompt: Wait) -> None:
    """What is going on, and the ring."""
    rooms.reading(page, page.words(prompt.phrase), page.note(prompt.phrase, prompt.note), prompt.sign)
    room = page.panel.doing
    size = min(room.w, room.h) * (0.74 if page.style.tall else 0.92 if page.style.small else 0.84)
    place = square(room.cx, room.y + room.h * (0.42 if page.style.tall else 0.48), size)
    # Without a known end a ring that fills would promise something.
    if prompt.progress.total:
        part = prompt.progress.done / prompt.progress.total
        page.canvas.art(place, "bg", pictures.progress, size / 2, part, page.style.high)
        _draw_count(page, prompt.progress, place)
    else:
        small = square(place.cx, place.cy, size * 0.7)
        page.canvas.art(small, "bg", pictures.dots, small.w / 2, page.moment.tick % 12)


def _draw_count(page: Page, progress: Progress, ring: Box) -> None:
    """The sheet that is being printed; where the ring is wide enough, also of how many, and how long it takes."""
    # `done` sheets are out, so the next one is being printed.
    sheet = page.say("wait-sheet", sheet=min(progress.done + 1, progress.total), total=progress.total)
    # Digits have nothing below their base line, so their capitals are what must not touch the ring.
    wide = _within(ring, 0.4, 0.6)
    centre = Box(wide.x, ring.y + ring.h * 0.36, wide.w, ring.h * 0.28)
    page.canvas.text(centre, sheet, Look(page.style.display, align=0.5, most=1))
    look = Look(page.style.body, bold=False, ink="soft", align=0.5, most=1)
    _if_it_fits(page, _within(ring, 0.2, 0.36), page.say("wait-sheets", total=progress.total), look)
    if progress.seconds is not None:
        _if_it_fits(page, _within(ring, 0.65, 0.81), page.say("wait-seconds", seconds=progress.seconds), look)


def _within(ring: Box, top: float, bottom: float) -> Box:
    """The widest box inside the ring between two heights, each a part of its height."""
    off = max(abs(top - 0.5), abs(bottom - 0.5))
    wide = 2 * ring.w * math.sqrt(INSIDE**2 - off**2)
    return Box(ring.cx - wide / 2, ring.y + ring.h * top, wide, ring.h * (bottom - top))


def _if_it_fits(page: Page, box: Box, words: Words, look: Look) -> None:
    if page.canvas.place(box, words, look):
        page.canvas.text(box, words, look)
