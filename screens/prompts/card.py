"""PresentCard and RemoveCard: the illustration is the button, for the card itself is what is pressed."""

from __future__ import annotations

from typing import Any

from firmware.prompts import OTHERWISE, Option, PresentCard, Prompt, RemoveCard
from screens import option, parts, pictures, rooms, sheets
from screens.boxes import Box, square
from screens.page import Page


def draw_present(page: Page, prompt: PresentCard) -> None:
    """The card goes down onto the ring; a second way is a key below."""
    room = page.panel.doing
    if prompt.otherwise is not None:
        high = parts.main_height(page)
        option.draw(page, Option(OTHERWISE, "otherwise", prompt.otherwise), room.foot(high), ("number",), "option")
        room = room.above(high + page.style.gap)
    _draw(page, prompt, room, up=False)


def draw_remove(page: Page, prompt: RemoveCard) -> None:
    """The card comes up from the ring; nothing else leads on. Below it, how many seconds are left, if that is told."""
    room = page.panel.doing
    if prompt.countdown is not None:
        high = sheets.number_height(page)
        sheets.countdown(page, room.foot(high), prompt.countdown)
        room = room.above(high)
    _draw(page, prompt, room, up=True)


def _draw(page: Page, prompt: Prompt[Any], room: Box, *, up: bool) -> None:
    rooms.reading(page, page.words(prompt.phrase), page.note(prompt.phrase, prompt.note), prompt.sign)
    # Higher than this the arrow grows long and the card leaves its reader.
    high = min(room.h, room.w * 0.86)
    _draw_picture(page, Box(room.x, room.y + (room.h - high) * 0.42, room.w, high), up=up)


def _draw_picture(page: Page, room: Box, *, up: bool) -> None:
    """A card above the reader's ring, and between them the arrow that tells which way it goes."""
    wide, stroke = min(room.w * 0.76, room.h * 1.0), page.style.stroke
    reader = Box(room.cx - wide * 0.52, room.bottom - wide * 0.44, wide * 1.04, wide * 0.44)
    page.canvas.art(reader, "bg", pictures.reader, (reader.w / 2, wide * 0.18), wide, stroke)
    held = wide * 0.5
    card = Box(room.cx - held * 0.55, room.y, held * 1.1, held * 0.8)
    page.canvas.art(card, "bg", pictures.card, (card.w / 2, card.h / 2), held, -7.0 if up else 0.0)
    # The arrow must not touch what it leads to.
    free = reader.y - card.bottom
    length = max(free * 0.7, wide * 0.07)
    arrow = square(room.cx, card.bottom + free / 2, length * 1.4)
    page.canvas.art(arrow, "bg", pictures.arrow, (arrow.w / 2, arrow.h / 2), length, up)
