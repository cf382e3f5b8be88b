"""Tell: what the visitor must know; the way on stands on a plate above the one key."""

from __future__ import annotations

from firmware.prompts import Tell
from screens import parts
from screens.page import Page


def draw(page: Page, prompt: Tell) -> None:
    """What happened, what to do now, and the key that goes on."""
    parts.reading(page, page.words(prompt.phrase), None, prompt.sign)
    room, high = page.panel.doing, parts.main_height(page)
    parts.plate(page, room.above(high + page.style.gap), page.note(prompt.phrase, prompt.note), prompt.sign)
    parts.button(page, "ok", room.foot(high), page.words(prompt.verb), "main")
