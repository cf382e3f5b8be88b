"""HandOver: a row for each thing to take, and the one key that ends the sound."""

from __future__ import annotations

from dataclasses import replace

from firmware.prompts import HandOver, Sign, Thing
from screens import parts, rooms, sheets
from screens.boxes import Box
from screens.canvas import Look
from screens.icons import icon_for
from screens.page import Page
from screens.parts import Key
from screens.text import Words


def draw(page: Page, prompt: HandOver) -> None:
    """What to take, row by row."""
    sign = prompt.sign or Sign.WARN
    foot = 0.0 if prompt.countdown is None else sheets.number_height(page)
    rooms.reading(page, page.words(prompt.phrase), page.note(prompt.phrase, prompt.note), sign, foot)
    if prompt.countdown is not None:
        sheets.countdown(page, page.panel.reading.foot(foot), prompt.countdown)
    room, gap, high = page.panel.doing, page.style.gap, parts.main_height(page)
    places = room.above(high + gap).grid(1, max(3 if not page.style.small else 2, len(prompt.things)), gap)
    for thing, place in zip(prompt.things, places, strict=False):
        _draw_thing(page, thing, place)
    parts.button(page, Key("ok", "main", "mute"), room.foot(high), page.say("button-taken"))


def _draw_thing(page: Page, thing: Thing, box: Box) -> None:
    style = page.style
    page.canvas.box(box, "warn_t", "ink", style.stroke * 1.6)
    inner = box.inset(style.pad, 0.5)
    # Three rows on the smallest panel in the largest type leave room for words alone.
    mark = icon_for(thing.name)
    if mark and not (style.small and style.size == 3):
        size = min(box.h * 0.5, 17 * page.panel.air)
        parts.icon(page, mark, (inner.x + size / 2, box.cy, size), "ink", "warn_t")
        inner = inner.after(size + style.pad * 0.7)
    look, name = Look(style.label, ground="warn_t", most=1), page.words(thing.phrase)
    for amount in page.words(thing.amount).bare.forms:
        width = page.canvas.width(amount, look) + 0.3
        left = inner.before(width + style.pad * 0.4)
        if page.canvas.place(left, name, look):
            break
    page.canvas.text(left, name, look)
    page.canvas.text(inner.end(width), Words((amount,)), replace(look, align=1.0))
