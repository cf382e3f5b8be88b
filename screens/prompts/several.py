"""ChooseSeveral: rows with a ring and the word that says on or off; the colour is only the third sign."""

from __future__ import annotations

from firmware.prompts import ChooseSeveral, Option
from screens import parts
from screens.boxes import Box
from screens.canvas import Look
from screens.page import Page
from screens.theme import TARGET


def draw(page: Page, prompt: ChooseSeveral) -> None:
    """The options, each on or off, and below them the key that ends."""
    parts.reading(page, page.words(prompt.phrase), page.note(prompt.phrase, prompt.note), prompt.sign)
    room, gap = page.panel.doing, page.style.gap
    foot = {"P": 30.0 * page.panel.air, "S": TARGET + 0.1}.get(page.panel.kind, room.h * 0.2)
    slots = max(len(prompt.options), 4 if page.style.tall else 2)
    places = room.above(foot + gap).grid(1, slots, gap)
    for option, place in zip(prompt.options, places, strict=False):
        _draw_option(page, option, place, on=option.name in page.view.draft)
    parts.button(page, "ok", room.foot(foot), page.say("button-done"), "main", mark="next")


def _draw_option(page: Page, option: Option, box: Box, *, on: bool) -> None:
    style = page.style
    fill, ink = parts.ground(page, option.key, box, "chosen" if on else "option")
    strong = "act" if ink == "ink" else ink
    r = min(box.h * 0.2, 5.0 * page.panel.air)
    ring = (box.x + style.pad + r, box.cy)
    page.canvas.ring(*ring, r, (strong, strong if on else fill), style.stroke)
    if on:
        parts.icon(page, "check", (*ring, r * 1.5), fill, strong)
    inner = box.inset(style.pad, 0.4).after(2 * r + style.pad * 0.7)
    word = page.say("several-on" if on else "several-off")
    look = Look(style.label, ink=ink, ground=fill, most=2, lead=1.12)
    state = Look(style.label, bold=on, ink=strong, ground=fill, align=1.0, most=1)
    width = max(page.canvas.width(page.say(f"several-{name}").forms[0], state) for name in ("on", "off")) + 0.4
    page.canvas.text(inner.before(width + style.pad * 0.4), page.words(option.phrase), look)
    page.canvas.text(inner.end(width), word, state)
