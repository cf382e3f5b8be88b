"""Confirm: a sheet with what is agreed and its sum; the main key names the act itself."""

from __future__ import annotations

from dataclasses import replace

from firmware.prompts import Confirm
from screens import parts
from screens.boxes import Box
from screens.canvas import Look
from screens.page import Page


def draw(page: Page, prompt: Confirm) -> None:
    """The question, the sheet or the explanation, and one or two keys."""
    title = page.words(prompt.phrase)
    note = page.note(prompt.phrase, prompt.note)
    room, gap = page.panel.doing, page.style.gap
    high = parts.main_height(page)
    keys = room.foot(high * (2 if prompt.otherwise else 1) + (gap if prompt.otherwise else 0))
    above = Box(room.x, room.y, room.w, keys.y - gap - room.y)
    if prompt.rows or prompt.yen is not None:
        parts.reading(page, title, note, prompt.sign)
        _draw_sheet(page, prompt, above)
    else:
        parts.reading(page, title, None, prompt.sign)
        parts.plate(page, above, note, prompt.sign)
    parts.button(page, "ok", keys.top(high), page.words(prompt.verb), "main", mark="next")
    if prompt.otherwise:
        parts.button(page, "stop", keys.foot(high), page.words(prompt.otherwise), "plain")


def _draw_sheet(page: Page, prompt: Confirm, box: Box) -> None:
    """The rows that there is room for, with a key for the others, and the sum."""
    style = page.style
    parts.sheet(page, box)
    inner = box.inset(style.pad, style.pad * 0.2)
    if prompt.yen is not None:
        share = max(inner.h * 0.25, style.display / 0.785 + 0.5)
        _draw_sum(page, prompt.yen, inner.foot(share))
        page.canvas.rule(inner.x, inner.right, inner.bottom - share, "act", style.stroke * 1.2)
        inner = inner.above(share)
    pairs = [(page.words(row.name), page.words(row.value)) for row in prompt.rows]
    parts.rows(page, inner, pairs)


def _draw_sum(page: Page, yen: int, box: Box) -> None:
    look = Look(page.style.display, ground="sheet", align=1.0, most=1)
    amount = page.say("yen-amount", yen=yen)
    width = page.canvas.width(amount.forms[0], look)
    page.canvas.text(
        box.before(width + page.style.pad * 0.5), page.say("row-fee"), replace(look, cap=page.style.label, align=0.0)
    )
    page.canvas.text(box.end(width + 0.2), amount, look)
