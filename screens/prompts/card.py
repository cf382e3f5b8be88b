"""PresentCard and RemoveCard: the illustration is the button, for the card itself is what is pressed."""

from __future__ import annotations

from typing import Any

from firmware.prompts import PresentCard, Prompt, RemoveCard
from screens import parts, pictures
from screens.boxes import Box
from screens.page import Page


def draw_present(page: Page, prompt: PresentCard) -> None:
    """The card goes down onto the ring."""
    _draw(page, prompt, up=False)


def draw_remove(page: Page, prompt: RemoveCard) -> None:
    """The card comes up from the ring; nothing else leads on."""
    _draw(page, prompt, up=True)


def _draw(page: Page, prompt: Prompt[Any], *, up: bool) -> None:
    parts.reading(page, page.words(prompt.phrase), page.note(prompt.phrase, prompt.note), prompt.sign)
    room = page.panel.doing
    high = min(room.h, room.w * 0.86)
    place = Box(room.x, room.y + (room.h - high) * 0.42, room.w, high)
    page.canvas.art(place, "bg", pictures.lay_down, place.w, place.h, page.style.stroke, up)
