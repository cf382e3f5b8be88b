"""Sheets of what is agreed or paid, and lines with a large number."""

from __future__ import annotations

import re
from dataclasses import replace

from firmware.prompts import Sign
from screens import rooms
from screens.boxes import Box
from screens.canvas import Look
from screens.page import Page
from screens.text import Words
from screens.theme import em

NUMBER = re.compile(r"¥?[0-9][0-9,]*円?")
BASE = 0.88  # where the base line of BIZ UDPGothic stands in its em


def sheet(page: Page, box: Box) -> None:
    """The white ground of what is agreed or paid."""
    page.canvas.box(box, "sheet", "act" if page.style.high else "hair", page.style.stroke * 0.7)


def rows(page: Page, box: Box, pairs: list[tuple[Words, Words]], cap: float | None = None) -> None:
    """Rows of a sheet: name at the left, value at the right, a hairline between; `cap` in mm is that of the body."""
    for n, (place, pair) in enumerate(zip(box.grid(1, len(pairs), 0), pairs, strict=True)):
        if n:
            page.canvas.rule(box.x, box.right, place.y)
        row(page, place, *pair, cap or page.style.body)


def row(page: Page, box: Box, name: Words, value: Words, cap: float) -> None:
    """One row, or two lines where one has no room; on the smallest panel a name gives way to a value that tells it."""
    canvas, (for_name, for_value) = page.canvas, _row_looks(cap)
    if not _beside(page, box, name, value, cap) and (name.last or value.last):
        page.canvas.gave_way.append(name.forms[0])
        name, value = name.usual, value.usual
    if places := _beside(page, box, name, value, cap):
        canvas.text(places[0], name, for_name)
        canvas.text(places[1], value, for_value)
    elif (
        rooms.gives_way(page) and (not _is_number(value) or box.h < 2 * em(cap)) and canvas.place(box, value, for_value)
    ):
        canvas.text(box, value, for_value)
    else:
        canvas.text(box.top(box.h / 2), name, replace(for_name, most=1))
        canvas.text(box.foot(box.h / 2), value, replace(for_value, most=1))


def lines_needed(page: Page, width: float, pairs: list[tuple[Words, Words]]) -> int:
    """How many lines each row of a sheet needs: two if any number has no room beside its name, for alone it says nothing."""
    cap = page.style.body
    line = Box(0, 0, width, em(cap) * 1.15)
    return 1 + any(_is_number(value) and not _fits_in(page, line, name, value) for name, value in pairs)


def _fits_in(page: Page, line: Box, name: Words, value: Words) -> bool:
    """Whether name and value stand side by side in a line, if need be in the usual words."""
    pairs = ((name, value), (name.usual, value.usual))
    return any(_beside(page, line, *pair, page.style.body) for pair in pairs)


def _row_looks(cap: float) -> tuple[Look, Look]:
    """How a row's name and its value stand."""
    name = Look(cap, bold=False, ink="soft", ground="sheet", lead=1.1, most=2)
    return name, Look(cap, ground="sheet", align=1.0, lead=1.1, most=2)


def _beside(page: Page, box: Box, name: Words, value: Words, cap: float) -> tuple[Box, Box] | None:
    """Where name and value stand side by side; None where there is no room for both."""
    canvas, (for_name, for_value) = page.canvas, _row_looks(cap)
    # Values in one column where they can be; a long one may take more before its name gives way.
    for share in (0.62, 0.74):
        right = box.end(box.w * share)
        placed = canvas.place(right, value, for_value)
        if placed:
            left = box.before(placed.width + max(page.style.pad * 0.6, em(cap) * 0.3))
            if canvas.place(left, name, for_name):
                return left, right
    return None


def _is_number(value: Words) -> bool:
    return value.bare.forms[0].lstrip("¥-").replace("|", "")[:1].isdigit()


def big(page: Page, box: Box, words: Words, look: Look) -> None:
    """A line whose number is in display type and whose other words are labels, centred on one base line."""
    small = replace(look, align=0.0, anchor=0.0, most=1)
    large = replace(small, cap=page.style.display * (1.25 if page.style.tall else 1.0))
    # BIZ UDPGothic's space is narrow beside a number twice as high.
    looks, space = (small, large, small), look.cap * 0.5
    for form in words.bare.forms:
        pieces = [(text, look_of) for text, look_of in zip(split_number(form), looks, strict=True) if text]
        widths = [page.canvas.width(*piece) for piece in pieces]
        if sum(widths) + space * (len(pieces) - 1) <= box.w:
            break
    x, base = box.cx - (sum(widths) + space * (len(pieces) - 1)) / 2, box.cy + large.cap / 2
    for (text, look_of), width in zip(pieces, widths, strict=True):
        height = em(look_of.cap)
        page.canvas.text(Box(x, base - height * BASE, width, height), Words((text,)), look_of)
        x += width + space


def countdown(page: Page, box: Box, seconds: int) -> None:
    """How many seconds are left; it changes when they are told again, not with each second."""
    big(page, box, page.say("seconds-left", seconds=seconds), Look(page.style.label))


def plate(page: Page, box: Box, number: Words, note: Words | None, sign: Sign | None) -> None:
    """A plate in the sign's tint with a line whose number is in display type, and below it what that means."""
    _, fill = rooms.plate_ground(page, box, sign)
    inner, high = box.inset(page.style.pad, 0.4), number_height(page)
    look = Look(page.style.label, ground=fill)
    if note is None:
        big(page, inner, number, look)
        return
    # Both together in the middle: one sentence.
    rest = inner.below(high)
    below = replace(rooms.roomy(page, rest, note), ground=fill, align=0.5, anchor=0.0)
    placed = page.canvas.place(rest, note, below)
    free = max(0.0, rest.h - placed.height) if placed else 0.0
    big(page, inner.below(free * 0.4).top(high), number, look)
    page.canvas.text(rest.below(free * 0.6), note, below)


def number_height(page: Page) -> float:
    """How high a line with a number in display type is."""
    return em(page.style.display * (1.25 if page.style.tall else 1.0)) + 0.5


def split_number(text: str) -> tuple[str, str, str]:
    """A text before its number, the number with its currency, and the text after it."""
    found = NUMBER.search(text)
    # A site may put its words without a number.
    if found is None:
        return text.replace("|", ""), "", ""
    parts = (text[: found.start()], found.group(), text[found.end() :])
    before, number, after = (part.replace("|", "").strip() for part in parts)
    return before, number, after
