"""Confirm: a sheet with what is agreed and its sum; the main key names the act itself."""

from __future__ import annotations

from dataclasses import replace

from firmware.prompts import Confirm
from screens import parts
from screens.boxes import Box
from screens.canvas import Look
from screens.page import Page
from screens.prompts.choose import MORE
from screens.theme import TARGET, em


def draw(page: Page, prompt: Confirm) -> None:
    """The question, the sheet or the explanation, and one or two keys."""
    title = page.words(prompt.phrase)
    note = page.note(prompt.phrase, prompt.note)
    room, gap = page.panel.doing, page.style.gap
    high = parts.main_height(page)
    keys = room.foot(high * (2 if prompt.otherwise else 1) + (gap if prompt.otherwise else 0))
    above = Box(room.x, room.y, room.w, keys.y - gap - room.y)
    if prompt.rows or prompt.yen is not None:
        foot = em(page.style.display) + 0.5 if page.style.small else 0.0
        parts.reading(page, title, note, prompt.sign, foot)
        _draw_sheet(page, prompt, above)
    else:
        parts.reading(page, title, None, prompt.sign)
        parts.plate(page, above, note, prompt.sign)
    parts.button(page, "ok", keys.top(high), page.words(prompt.verb), "main", mark="next")
    if prompt.otherwise:
        parts.button(page, "stop", keys.foot(high), page.words(prompt.otherwise), "plain")


def _draw_sheet(page: Page, prompt: Confirm, box: Box) -> None:
    """The rows and their sum; rows that do not fit come on the next page. On the small panel the sum stands at the left."""
    style = page.style
    rows = [(page.words(row.name), page.words(row.value)) for row in prompt.rows]
    if style.small and prompt.yen is not None:
        _draw_sum(page, prompt.yen, page.panel.reading.foot(em(style.display) + 0.5), "bg")
    most = len(rows)
    if not _holds(page, box, most):
        most = max(n for n in range(1, most + 1) if n == 1 or _holds(page, box.above(TARGET + style.gap), n))
        more = len(rows) - most
        parts.button(page, MORE, box.foot(TARGET + 0.1), page.say("button-more", count=more), mark="more")
        box = box.above(TARGET + style.gap + 0.1)
    first = page.moment.number % -(-len(rows) // most) * most if rows else 0
    parts.sheet(page, box)
    inner = box.inset(style.pad, style.pad * 0.2)
    if prompt.yen is not None and not style.small:
        share = max(inner.h * 0.25, em(style.display) + 0.5)
        _draw_sum(page, prompt.yen, inner.foot(share), "sheet")
        page.canvas.rule(inner.x, inner.right, inner.bottom - share, "act", style.stroke * 1.2)
        inner = inner.above(share)
    parts.rows(page, inner, rows[first : first + most])


def _holds(page: Page, box: Box, count: int) -> bool:
    """Whether a sheet is high enough for so many rows; beside the smallest panel's it always is."""
    return not page.style.small or box.h - page.style.pad * 0.4 >= count * em(page.style.body) * 1.1


def _draw_sum(page: Page, yen: int, box: Box, ground: str) -> None:
    style = page.style
    look = Look(style.display, ground=ground, align=0.0 if style.small else 1.0, most=1)
    amount, name = page.say("yen-amount", yen=yen), page.say("row-fee")
    width = page.canvas.width(amount.forms[0], look)
    if not style.small:
        page.canvas.text(box.before(width + style.pad * 0.5), name, replace(look, cap=style.label, align=0.0))
    page.canvas.text(Box(box.x, box.y, box.w + 1.5, box.h) if style.small else box.end(width + 0.2), amount, look)
