"""Confirm: a sheet with what is agreed and its sum; the main key names the act itself."""

from __future__ import annotations

from dataclasses import replace

from firmware.phrases import say
from firmware.prompts import Confirm, Row
from screens import parts, rooms, sheets
from screens.boxes import Box
from screens.canvas import Look
from screens.page import Page
from screens.parts import Key
from screens.text import Words
from screens.theme import em

AIRY = 1.25


def draw(page: Page, prompt: Confirm) -> None:
    """The question, the sheet or the explanation, and one or two keys."""
    title = page.words(prompt.phrase)
    note = page.note(prompt.phrase, prompt.note)
    room, gap = page.panel.doing, page.style.gap
    high = parts.main_height(page)
    keys = room.foot(high * (2 if prompt.otherwise else 1) + (gap if prompt.otherwise else 0))
    above = Box(room.x, room.y, room.w, keys.y - gap - room.y)
    if prompt.rows or prompt.yen is not None:
        _draw_agreed(page, prompt, above)
    else:
        rooms.reading(page, title, None, prompt.sign)
        if prompt.countdown is None:
            rooms.plate(page, above, note, prompt.sign)
        else:
            left = page.say("seconds-left", seconds=prompt.countdown)
            sheets.plate(page, above, left, note, prompt.sign)
    parts.button(page, Key("ok", "main", "next"), keys.top(high), page.words(prompt.verb))
    if prompt.otherwise:
        parts.button(page, Key("stop"), keys.foot(high), page.words(prompt.otherwise))


def _draw_agreed(page: Page, prompt: Confirm, box: Box) -> None:
    """What is agreed, with its sum: below the rows, or in the reading room where the sheet is too low for both."""
    yen, rows, high = prompt.yen, prompt.rows, em(page.style.display) + 0.5
    beside = False
    if yen is not None and box.h < high * 1.15 + _needed(page, len(rows), _line(page, rows, box)):
        # The sum is on every page, or at least on the first: it must be seen before it is agreed to.
        beside = _draw_beside(page, yen, high)
        rows = rows if beside else (Row(say("row-fee"), say("yen-amount", yen=yen)), *rows)
        yen = None
    # On a tall panel the sum then needs the room of the explanation.
    note = None if beside and page.style.tall else page.note(prompt.phrase, prompt.note)
    rooms.reading(page, page.words(prompt.phrase), note, prompt.sign, high if beside else 0.0)
    most = _rows_that_fit(page, len(rows), box, _line(page, rows, box))
    first = page.moment.number % -(-len(rows) // most) * most if most else 0
    shown = rows[first : first + most]
    if most < len(rows):
        foot = parts.more_height(page)
        parts.more(page, box.foot(foot), first, len(shown), len(rows))
        box = box.above(foot + page.style.gap)
    _draw_sheet(page, shown, box, yen)


def _draw_beside(page: Page, yen: int, high: float) -> bool:
    """Write the sum at the foot of the reading room; tells whether there was room."""
    place, look = page.panel.reading.foot(high), Look(page.style.display, most=1)
    place, amount = Box(place.x, place.y, place.w + 1.5, high), page.say("yen-amount", yen=yen).bare
    if page.canvas.place(place, amount, look) is None:
        return False
    page.canvas.text(place, amount, look)
    return True


def _line(page: Page, rows: tuple[Row, ...], box: Box) -> float:
    """How high one row is."""
    return sheets.lines_needed(page, box.inset(page.style.pad).w, _pairs(page, rows)) * em(page.style.body) * 1.15


def _pairs(page: Page, rows: tuple[Row, ...]) -> list[tuple[Words, Words]]:
    return [(page.words(row.name), page.words(row.value)) for row in rows]


def _needed(page: Page, rows: int, line: float) -> float:
    """How high a sheet must be for so many rows."""
    return rows * line + page.style.pad * 0.4


def _rows_that_fit(page: Page, rows: int, box: Box, line: float) -> int:
    """All rows, or as many as there is room for beside a key for more."""
    if box.h >= _needed(page, rows, line):
        return rows
    left = box.h - parts.more_height(page) - page.style.gap
    # A page has to be turned anyway: then rows need not be packed, but on the smallest pane each one counts.
    line *= 1.0 if page.style.small else AIRY
    return max((n for n in range(1, rows) if left >= _needed(page, n, line)), default=1)


def _draw_sheet(page: Page, rows: tuple[Row, ...], box: Box, yen: int | None) -> None:
    """One page of rows, and the sum where it stands below them."""
    style = page.style
    sheets.sheet(page, box)
    inner = box.inset(style.pad, style.pad * 0.2)
    if yen is not None:
        share = max(inner.h * 0.25, em(style.display) + 0.5)
        _draw_sum(page, yen, inner.foot(share))
        page.canvas.rule(inner.x, inner.right, inner.bottom - share, "act", style.stroke * 1.2)
        inner = inner.above(share)
    if rows:
        sheets.rows(page, inner, _pairs(page, rows))


def _draw_sum(page: Page, yen: int, box: Box) -> None:
    look = Look(page.style.display, ground="sheet", align=1.0, most=1)
    amount = page.say("yen-amount", yen=yen).bare
    width = page.canvas.width(amount.forms[0], look)
    name = box.before(width + page.style.pad * 0.5)
    page.canvas.text(name, page.say("row-fee"), replace(look, cap=page.style.label, align=0.0))
    page.canvas.text(box.end(width + 0.2), amount, look)
