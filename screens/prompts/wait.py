"""Wait: a ring that shows how far the work has come, or that it goes on; it moves in steps, at most once a second."""

from __future__ import annotations

from firmware.prompts import Progress, Wait
from screens import pictures, rooms
from screens.boxes import Box, square
from screens.canvas import Look
from screens.page import Page
from screens.text import Words


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
    centre = ring.inset(ring.w * 0.09, ring.h * 0.36)
    inner = ring.inset(ring.w * 0.16, 0)
    page.canvas.text(centre, sheet, Look(page.style.display, align=0.5, most=1))
    look = Look(page.style.body, bold=False, ink="soft", align=0.5, most=1)
    _if_it_fits(page, inner.below(ring.h * 0.2).top(ring.h * 0.16), page.say("wait-sheets", total=progress.total), look)
    if progress.seconds is not None:
        words = page.say("wait-seconds", seconds=progress.seconds)
        _if_it_fits(page, inner.below(ring.h * 0.65).top(ring.h * 0.16), words, look)


def _if_it_fits(page: Page, box: Box, words: Words, look: Look) -> None:
    if page.canvas.place(box, words, look):
        page.canvas.text(box, words, look)
