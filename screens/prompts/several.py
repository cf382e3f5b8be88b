"""ChooseSeveral: rows with a ring and the word that says on or off; the colour is only the third sign."""

from __future__ import annotations

from firmware.prompts import ChooseSeveral, Option
from screens import parts, rooms
from screens.boxes import Box
from screens.canvas import Look
from screens.page import Page
from screens.parts import Key
from screens.text import Words
from screens.theme import TARGET


def draw(page: Page, prompt: ChooseSeveral) -> None:
    """The options, each on or off, and below them the key that ends."""
    rooms.reading(page, page.words(prompt.phrase), page.note(prompt.phrase, prompt.note), prompt.sign)
    room, gap = page.panel.doing, page.style.gap
    foot = {"P": 30.0 * page.panel.air, "S": TARGET + 0.1}.get(page.panel.kind, room.h * 0.2)
    # Two options do not fill the room: a key as high as a hand is no longer seen as a key.
    slots = max(len(prompt.options), 4 if page.style.tall else 2)
    places = room.above(foot + gap).grid(1, slots, gap)
    for option, place in zip(prompt.options, places, strict=False):
        _draw_option(page, option, place, on=option.name in page.view.draft)
    parts.button(page, Key("ok", "main", "next"), room.foot(foot), page.say("button-done"))


def _draw_option(page: Page, option: Option, box: Box, *, on: bool) -> None:
    style = page.style
    fill, ink = parts.ground(page, option.key, box, "chosen" if on else "option")
    strong = "act" if ink == "ink" else ink
    r = min(box.h * 0.2, 5.0 * page.panel.air)
    inner = box.inset(style.pad, 0.4)
    look = Look(style.label, ink=ink, ground=fill, most=2, lead=1.12)
    state = Look(style.label, bold=on, ink=strong, ground=fill, align=1.0, most=1)
    words = page.words(option.phrase)
    widest, word = _widest(page, inner, words, (look, state), on=on)
    name = inner.before(widest + style.pad * 0.4)
    page.canvas.text(inner.end(widest), word, state)
    beside = name.after(2 * r + style.pad * 0.7)
    if page.canvas.place(beside, words, look):
        _draw_ring(page, (box.x + style.pad + r, box.cy, r), (strong, fill), on=on)
        name = beside
    page.canvas.text(name, words, look)


def _widest(page: Page, room: Box, name: Words, looks: tuple[Look, Look], *, on: bool) -> tuple[float, Words]:
    """The word for on or off, and the width of the wider of both, so that nothing moves when one becomes the other."""
    pairs = zip(page.say("several-on").forms, page.say("several-off").forms, strict=False)
    width, pair = 0.0, ("", "")
    for pair in pairs:
        width = max(page.canvas.width(word, looks[1]) for word in pair) + 0.4
        if page.canvas.place(room.before(width + page.style.pad * 0.4), name, looks[0]):
            break
    return width, Words((pair[0] if on else pair[1],))


def _draw_ring(page: Page, at: tuple[float, float, float], colours: tuple[str, str], *, on: bool) -> None:
    """The ring of a row, filled with a tick when it is on; where a name needs its room, edge and word carry it alone."""
    x, y, r = at
    strong, fill = colours
    page.canvas.ring(x, y, r, (strong, strong if on else fill), page.style.stroke)
    if on:
        parts.icon(page, "check", (x, y, r * 1.4), fill, strong)
