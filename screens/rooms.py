"""The reading room, and explanations on a plate of their own."""

from __future__ import annotations

import math
from dataclasses import replace

from firmware.prompts import Sign
from screens import parts, pictures, signing
from screens.boxes import Box
from screens.canvas import Canvas, Look
from screens.page import MORE, Page
from screens.parts import Key
from screens.text import Words
from screens.theme import em


def reading(page: Page, title: Words, note: Words | None = None, sign: Sign | None = None, foot: float = 0.0) -> None:
    """The reading room but its lowest `foot` mm: the question with its sign, below it the explanation or what was just told."""
    for room, slot in signing.cuts(page, page.panel.reading.above(foot)):
        if slot is None:
            break
        tried = replace(page, canvas=Canvas(page.style))
        _read(tried, room, (title, note, sign), gives=True)
        if not tried.canvas.overflows:
            page.canvas.reserve(slot)
            break
    _read(page, room, (title, note, sign), gives=slot is not None or gives_way(page))


def _read(page: Page, room: Box, said: tuple[Words, Words | None, Sign | None], *, gives: bool) -> None:
    style, (title, note, sign) = page.style, said
    tight = style.size == 3 or style.small
    beside, above = _sign(page, sign, room)
    place = Box(room.x + beside, room.y + above, room.w - beside, room.h - above)
    height = page.canvas.text(place, title, Look(style.title, lead=1.2 if tight else 1.36, anchor=0.0))
    # A sign beside the title may be higher than a title of one line.
    used = above + max(height, em(style.title) * 1.35 if beside else 0.0) + style.title * (0.55 if tight else 0.95)
    told = page.words(page.moment.notice) if page.moment.notice else None
    _below(page, room.below(used), (note, told), gives=gives)


def _sign(page: Page, sign: Sign | None, room: Box) -> tuple[float, float]:
    """A sign beside the title on a tall panel, above it on a wide one; gives the room that it takes from left and top."""
    style = page.style
    if sign is None:
        return 0.0, 0.0
    size = 11.0 if style.small else style.title * 2.1
    y = room.y + em(style.title) / 2 - size / 2 if style.tall else room.y - 1.5
    page.canvas.art(Box(room.x, y, size, size), "bg", pictures.sign, sign.value, size, style.high)
    return (size + style.title * 0.7, 0.0) if style.tall else (0.0, size + (0.0 if style.small else 2.5))


def _below(page: Page, room: Box, said: tuple[Words | None, Words | None], *, gives: bool) -> None:
    """The explanation, or instead of it what was just told; where there is no room, an explanation may give way."""
    style, (note, told) = page.style, said
    lead = 1.3 if style.size == 3 or style.small else 1.5
    look = Look(style.body, bold=False, ink="soft", lead=lead, anchor=0.0)
    # What was just told is news; the explanation can be had again with the help key.
    if told is not None:
        note, look = told, replace(look, bold=True, ink="ink")
    if note is not None and not (gives and page.canvas.place(room, note, look) is None):
        page.canvas.text(room, note, look)


def gives_way(page: Page) -> bool:
    """Whether this panel has no room for explanations in this size; they are heard with the help key then."""
    return page.style.small or (page.panel.kind == "M" and page.style.size == 3)


def plate(page: Page, box: Box, words: Words | None, sign: Sign | None) -> None:
    """The way on, on a plate in the sign's tint; a text longer than the plate is read page by page."""
    if words is None:
        return
    look = roomy(page, _within(page, box), words)
    if words.last and page.canvas.place(_within(page, box), words, look) is None:
        page.canvas.gave_way.append(words.forms[0])
        words = words.usual
        look = roomy(page, _within(page, box), words)
    if page.canvas.place(_within(page, box), words, look) is None:
        foot = parts.more_height(page)
        parts.button(page, Key(MORE, mark="more"), box.foot(foot), page.say("button-read-on"))
        box = box.above(foot + page.style.gap)
        words = _one_page(page, _within(page, box), words.bare.forms[0], look)
    inner, fill = plate_ground(page, box, sign)
    page.canvas.text(inner, words, replace(look, ground=fill, align=0.5))


def _one_page(page: Page, box: Box, text: str, look: Look) -> Words:
    """As many lines of a text as there is room for, from the page that is shown."""
    lines = page.canvas.cut_lines(box.w, text, look)
    most = max(1, int((box.h - em(look.cap)) / (em(look.cap) * look.lead)) + 1)
    first = page.moment.number % math.ceil(len(lines) / most) * most
    return Words(("\n".join(lines[first : first + most]),))


def plate_ground(page: Page, box: Box, sign: Sign | None) -> tuple[Box, str]:
    """The ground of a plate; gives the room within it and its colour."""
    fill = {Sign.GOOD: "good_t", Sign.WARN: "warn_t", Sign.BAD: "bad_t"}.get(sign or Sign.WAIT, "sheet")
    page.canvas.box(box, fill, "ink" if sign else "act")
    return _within(page, box), fill


def _within(page: Page, box: Box) -> Box:
    return box.inset(page.style.pad, page.style.pad * 0.5)


def largest(page: Page, box: Box, words: Words, look: Look) -> Look:
    """The look with the largest capitals, from its own down, in which any form fits; a caption is the smallest."""
    style = page.style
    for cap in sorted({look.cap, *(one for one in (style.label, style.body) if one < look.cap)}, reverse=True):
        if page.canvas.place(box, words, replace(look, cap=cap)):
            return replace(look, cap=cap)
    return replace(look, cap=style.caption)


def roomy(page: Page, box: Box, words: Words) -> Look:
    """How an explanation stands that has a room to itself: in the largest type that holds its longest form."""
    style = page.style
    # A longer text in smaller type says more than a short one in large type; both are above their floor.
    for form in words.forms:
        for cap in (style.title * 0.85, style.label, style.body):
            look = Look(max(cap, style.body), lead=1.35)
            if page.canvas.place(box, Words((form,)), look):
                return look
    return Look(style.body, lead=1.2)
