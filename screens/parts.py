"""The parts that screens are made of: waymark, rail, reading room, buttons, sheets."""

from __future__ import annotations

import re
from dataclasses import replace

from firmware.prompts import Sign
from screens import icons, pictures
from screens.boxes import Box, square
from screens.canvas import Look
from screens.page import Page
from screens.text import Words
from screens.theme import em

NUMBER = re.compile(r"¥?[0-9][0-9,]*円?")
BASE = 0.88  # where the base line of BIZ UDPGothic stands in its em

RAIL = ("stop", "back", "language", "sight", "voice", "help")
EDGED = 2  # of the rail's keys, the first two lead out of the visit and have an edge

# kind of button: ground, edge (none where it is the ground itself), ink
KINDS = {
    "main": ("act", None, "on"),
    "start": ("act", None, "on"),
    "plain": ("sheet", "act", "act"),
    "option": ("sheet", "act", "ink"),
    "chosen": ("tint", "act", "ink"),
    "quiet": ("tint", None, "act"),
    "off": ("bg", None, "soft"),
}


def ground(page: Page, key: str, box: Box, kind: str) -> tuple[str, str]:
    """A key's target and its ground; gives the tokens of ground and ink. Under a finger both are swapped at once."""
    canvas, style = page.canvas, page.style
    fill, edge, ink = KINDS[kind]
    canvas.target(key, box, live=kind != "off")
    if kind == "off":
        canvas.dashed(box, "soft", "bg")
        return fill, ink
    if page.moment.pressed == key:
        fill, ink = ("sheet", "act") if fill == "act" else ("act", "on")
        edge = "act"
    elif kind == "quiet" and style.high:
        edge = "act"
    canvas.box(box, fill, edge, style.stroke * (2.4 if kind == "chosen" else 1.0))
    return fill, ink


def icon(page: Page, name: str, at: tuple[float, float, float], ink: str, fill: str) -> None:
    """An icon around a point, in a size: (x, y, mm)."""
    x, y, size = at
    weight = 1.15 if page.style.high else 1.0
    page.canvas.art(square(x, y, size), fill, icons.paint, name, size, ink, weight)


def button(page: Page, key: str, box: Box, words: Words, kind: str = "plain", mark: str | None = None) -> None:
    """A key with its words in the middle, an icon before them where both fit."""
    fill, ink = ground(page, key, box, kind)
    cap = page.style.title if kind == "start" else page.style.label
    look = Look(cap, ink=ink, ground=fill, align=0.5)
    inner = box.inset(0.6 if page.style.small else page.style.pad * 0.6, 0.4)
    size = min(box.h * 0.5, em(look.cap) * 1.3)
    gap = size * 0.45
    placed = page.canvas.place(inner.after(size + gap), words, replace(look, most=1)) if mark else None
    if mark is None or placed is None:
        page.canvas.text(inner, words, look)
        return
    left = box.cx - (size + gap + placed.width) / 2
    icon(page, mark, (left + size / 2, box.cy, size), ink, fill)
    page.canvas.text(Box(left + size + gap, inner.y, placed.width, inner.h), words, replace(look, align=0.0, most=1))


def waymark(page: Page) -> None:
    """Where in the visit one is: in words at the left, as a chain of rings at the right."""
    step, style, canvas = page.view.step, page.style, page.canvas
    if step is None:
        return
    y, h = page.panel.way
    row = Box(page.panel.across.x, y, page.panel.across.w, h * 0.84)
    count = len(page.view.steps)
    r = min(2.5 * page.panel.air, h * 0.2)
    pitch = r * (3.4 if style.small else 4.6)
    first = row.right - r * 1.8 - pitch * (count - 1)
    canvas.rule(first, first + pitch * (count - 1), row.cy, "hair", style.stroke * 0.8)
    for n in range(count):
        _link(page, n - step, (first + pitch * n, row.cy, r))
    name = page.say(f"step-{page.view.steps[step]}")
    words = Words(tuple(f"{step + 1}/{count}　{form.replace('|', '')}" for form in name.forms))
    look = Look(style.caption, ink="act", most=1)
    canvas.text(Box(row.x, row.y, first - r * 2 - row.x, row.h), words, look)
    if not style.small:
        canvas.rule(row.x, row.right, y + h)


def _link(page: Page, after: int, at: tuple[float, float, float]) -> None:
    """One ring of the chain: done, here, or to come."""
    (x, y, r), stroke, canvas = at, page.style.stroke, page.canvas
    if after < 0:
        canvas.disc(x, y, r * 1.1, "act")
        icon(page, "check", (x, y, r * 1.5), "bg", "act")
    elif after == 0:
        canvas.ring(x, y, r * 1.75 + stroke / 2, ("act", "bg"), stroke * 1.2)
        canvas.disc(x, y, r * 0.85, "act")
    else:
        canvas.ring(x, y, r * 0.8 + stroke / 2, ("act", "bg"), stroke * 0.8)


def rail(page: Page, possible: frozenset[str], hidden: tuple[str, ...] = ()) -> None:
    """The six keys that are always there, in the same places; what is not possible is dashed, what is hidden leaves its place empty."""
    across, y = page.panel.across, page.panel.rail[0]
    if not page.style.small:
        page.canvas.rule(across.x, across.right, y - (2.6 if page.panel.kind == "M" else 5.5 * page.panel.air))
    for n, (key, box) in enumerate(zip(RAIL, rail_places(page), strict=True)):
        if key not in hidden:
            kind = "off" if key not in possible else "plain" if n < EDGED else "quiet"
            _rail_key(page, key, box, kind)


def rail_places(page: Page) -> list[Box]:
    """The six places of the rail; two, then apart four."""
    y, h = page.panel.rail
    across, gap = page.panel.across, 2.6 if page.style.small else 3.2 * page.panel.air
    apart = {"P": gap, "S": 4.5}.get(page.panel.kind, gap * 3)
    w = (across.w - gap * 4 - apart) / 6
    return [Box(across.x + n * (w + gap) + (apart - gap if n >= EDGED else 0), y, w, h) for n in range(6)]


def _rail_key(page: Page, key: str, box: Box, kind: str) -> None:
    fill, ink = ground(page, key, box, kind)
    words = page.say(f"rail-{key}")
    look = Look(page.style.caption, ink=ink, ground=fill, align=0.5, most=1)
    if page.style.tall or (page.panel.kind == "L" and box.w < 42):
        icon(page, key, (box.cx, box.y + box.h * 0.3, box.h * 0.34), ink, fill)
        page.canvas.text(Box(box.x + 0.8, box.y + box.h * 0.5, box.w - 1.6, box.h * 0.46), words, look)
        return
    size = min(box.h * 0.5, box.w * 0.22)
    placed = None if page.style.small else page.canvas.place(box.before(size + 3.4), words, look)
    if placed is None:
        page.canvas.text(box.inset(0.3, 0), words, look)
        return
    left = box.cx - (size + 1.4 + placed.width) / 2
    icon(page, key, (left + size / 2, box.cy, size), ink, fill)
    page.canvas.text(Box(left + size + 1.4, box.y, placed.width, box.h), words, replace(look, align=0.0))


def reading(page: Page, title: Words, note: Words | None = None, sign: Sign | None = None, foot: float = 0.0) -> None:
    """The reading room but its lowest `foot` mm: the question with its sign, below it the explanation or what was just told."""
    style, room = page.style, page.panel.reading.above(foot)
    tight = style.size == 3 or style.small
    beside, above = _sign(page, sign, room)
    place = Box(room.x + beside, room.y + above, room.w - beside, room.h - above)
    height = page.canvas.text(place, title, Look(style.title, lead=1.2 if tight else 1.36, anchor=0.0))
    used = above + max(height, em(style.title) * 1.35 if beside else 0.0) + style.title * (0.55 if tight else 0.95)
    told = page.words(page.moment.notice) if page.moment.notice else None
    _below(page, room.below(used), note, told)


def _sign(page: Page, sign: Sign | None, room: Box) -> tuple[float, float]:
    """A sign beside the title on a tall panel, above it on a wide one; gives the room that it takes from left and top."""
    style = page.style
    if sign is None:
        return 0.0, 0.0
    size = 11.0 if style.small else style.title * 2.1
    y = room.y + em(style.title) / 2 - size / 2 if style.tall else room.y - 1.5
    page.canvas.art(Box(room.x, y, size, size), "bg", pictures.sign, sign.value, size, style.high)
    return (size + style.title * 0.7, 0.0) if style.tall else (0.0, size + (0.0 if style.small else 2.5))


def _below(page: Page, room: Box, note: Words | None, told: Words | None) -> None:
    """The explanation, or instead of it what was just told; where there is no room, an explanation gives way."""
    style = page.style
    lead = 1.3 if style.size == 3 or style.small else 1.5
    look = Look(style.body, bold=False, ink="soft", lead=lead, anchor=0.0)
    if told is not None:
        note, look = told, replace(look, bold=True, ink="ink")
    if note is not None and not (gives_way(page) and page.canvas.place(room, note, look) is None):
        page.canvas.text(room, note, look)


def gives_way(page: Page) -> bool:
    """Whether this panel has no room for explanations in this size; they are heard with the help key then."""
    return page.style.small or (page.panel.kind == "M" and page.style.size == 3)


def sheet(page: Page, box: Box) -> None:
    """The white ground of what is agreed or paid."""
    page.canvas.box(box, "sheet", "act" if page.style.high else "hair", page.style.stroke * 0.7)


def rows(page: Page, box: Box, pairs: list[tuple[Words, Words]]) -> None:
    """Rows of a sheet: name at the left, value at the right, a hairline between."""
    for n, (place, pair) in enumerate(zip(box.grid(1, len(pairs), 0), pairs, strict=True)):
        if n:
            page.canvas.rule(box.x, box.right, place.y)
        row(page, place, *pair)


def row(page: Page, box: Box, name: Words, value: Words) -> None:
    """One row; on the smallest panel a name gives way to a value that needs the line."""
    style, canvas = page.style, page.canvas
    for_name = Look(style.body, bold=False, ink="soft", ground="sheet", lead=1.1, most=2)
    for_value = Look(style.body, ground="sheet", align=1.0, lead=1.1, most=2)
    for share in (0.62, 0.74):
        right = box.end(box.w * share)
        placed = canvas.place(right, value, for_value)
        left = box.before((placed.width if placed else right.w) + style.pad * 0.6)
        if placed and canvas.place(left, name, for_name):
            break
    else:
        if gives_way(page) and canvas.place(box, value, for_value):
            canvas.text(box, value, for_value)
            return
    canvas.text(left, name, for_name)
    canvas.text(right, value, for_value)


def big(page: Page, box: Box, words: Words, look: Look) -> None:
    """A line whose number is in display type and whose other words are labels, centred on one base line."""
    small = replace(look, align=0.0, anchor=0.0, most=1)
    large = replace(small, cap=page.style.display * (1.25 if page.style.tall else 1.0))
    looks, space = (small, large, small), look.cap * 0.5
    for form in words.forms:
        pieces = [(text, look_of) for text, look_of in zip(split_number(form), looks, strict=True) if text]
        widths = [page.canvas.width(*piece) for piece in pieces]
        if sum(widths) + space * (len(pieces) - 1) <= box.w:
            break
    x, base = box.cx - (sum(widths) + space * (len(pieces) - 1)) / 2, box.cy + large.cap / 2
    for (text, look_of), width in zip(pieces, widths, strict=True):
        height = em(look_of.cap)
        page.canvas.text(Box(x, base - height * BASE, width, height), Words((text,)), look_of)
        x += width + space


def split_number(text: str) -> tuple[str, str, str]:
    """A text before its number, the number with its currency, and the text after it."""
    found = NUMBER.search(text)
    if found is None:
        return text.replace("|", ""), "", ""
    parts = (text[: found.start()], found.group(), text[found.end() :])
    before, number, after = (part.replace("|", "").strip() for part in parts)
    return before, number, after


def main_height(page: Page) -> float:
    """How high the keys below a plate or a sheet are."""
    room = page.panel.doing
    return 28.0 * page.panel.air if page.style.tall else max(13.0, room.h * 0.18)


def plate(page: Page, box: Box, words: Words | None, sign: Sign | None) -> None:
    """The way on, on a plate in the sign's tint."""
    if words is None:
        return
    fill = {Sign.GOOD: "good_t", Sign.WARN: "warn_t", Sign.BAD: "bad_t"}.get(sign or Sign.WAIT, "sheet")
    page.canvas.box(box, fill, "ink" if sign else "act")
    inner = box.inset(page.style.pad, page.style.pad * 0.5)
    page.canvas.text(inner, words, replace(roomy(page, inner, words), ground=fill, align=0.5))


def roomy(page: Page, box: Box, words: Words) -> Look:
    """How an explanation stands that has a room to itself: in the largest type that holds its longest form."""
    style = page.style
    for form in words.forms:
        for cap in (style.title * 0.85, style.label, style.body):
            look = Look(max(cap, style.body), lead=1.35)
            if page.canvas.place(box, Words((form,)), look):
                return look
    return Look(style.body, lead=1.2)
