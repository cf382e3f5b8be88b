"""Adjust: volume and speed as a number and a shape, and the keys round the dotted 5 as they stand on the ten-key."""

from __future__ import annotations

from dataclasses import replace

from firmware.prompts import SPEEDS, VOLUMES, Adjust, Adjusted
from screens import parts, rooms
from screens.boxes import Box
from screens.canvas import Look
from screens.page import Page
from screens.text import Words
from screens.theme import em

# key: place in a grid of three by three, word, icon
KEYS = {
    "2": (1, "voice-louder", "louder"),
    "4": (3, "voice-slower", "slower"),
    "5": (4, "voice-done", "check"),
    "6": (5, "voice-faster", "faster"),
    "8": (7, "voice-softer", "softer"),
}
CAPTION_ROOM = 1.5  # mm between the name of a gauge and its shape


def draw(page: Page, prompt: Adjust) -> None:
    """What is adjusted, how it is now, and the five keys."""
    voice: Adjusted = page.view.draft
    room = page.panel.reading
    title = page.say("limit-reached" if voice.limit else "help-voice")
    foot = room.h * (0.66 if page.style.small else 0.6)
    _draw_title(page, title, room.above(foot))
    gap = page.style.gap
    places = room.foot(foot).grid(*((2, 1) if page.style.tall else (1, 2)), gap * 2 if page.style.tall else gap)
    _draw_gauge(page, places[0], page.say("volume-changed", level=voice.volume + 1), (voice.volume, len(VOLUMES)))
    _draw_gauge(page, places[1], page.say("rate-changed", rate=str(SPEEDS[voice.speed])), (voice.speed, len(SPEEDS)))
    cells = page.panel.doing.grid(3, 3, gap)
    for key, (place, word, mark) in KEYS.items():
        _draw_key(page, key, cells[place], (page.say(word), mark), at_limit=_is_at_limit(prompt, voice, key))


def _is_at_limit(prompt: Adjust, voice: Adjusted, key: str) -> bool:
    step = prompt.press(voice, key)
    return step is not None and step.answer is None and step.draft.limit


def _draw_title(page: Page, title: Words, box: Box) -> None:
    page.canvas.text(box, title, rooms.largest(page, box, title, Look(page.style.title, anchor=0.0)))


def _draw_gauge(page: Page, box: Box, words: Words, at: tuple[int, int]) -> None:
    """The name with its number, and below it steps that rise, filled as far as the voice has come."""
    look = rooms.largest(page, box.top(box.h * 0.6), words, Look(page.style.label, anchor=0.0, most=1))
    used = page.canvas.text(box, words, look) + CAPTION_ROOM
    (step, steps), bars = at, box.below(used)
    bars = bars.top(min(bars.h, em(page.style.title) * 1.6))
    gap = 0.9 * page.panel.air
    for n, place in enumerate(bars.grid(steps, 1, gap)):
        # The first step is as high as it is wide, and no step is nothing.
        high = bars.h * (0.3 + 0.7 * n / (steps - 1))
        page.canvas.box(place.foot(high), "act" if n <= step else "sheet", "act")


def _draw_key(page: Page, key: str, box: Box, face: tuple[Words, str], *, at_limit: bool) -> None:
    """The digit, its word, and beside the digit an icon; at the limit its edge is dashed, and pressed it tells so."""
    words, mark = face
    fill, ink = parts.ground(page, key, box, "main" if key == "5" else "plain")
    if at_limit:
        page.canvas.dashed(box, "soft", "bg")
        fill, ink = "bg", "soft"
    inner = box.inset(0.5, box.h * 0.08)
    upper, lower = inner.above(inner.h * 0.5), inner.foot(inner.h * 0.5)
    look = Look(page.style.label, ink=ink, ground=fill, align=0.5, most=1 if page.style.small else 2, lead=1.1)
    page.canvas.text(lower, words, rooms.largest(page, lower, words, look))
    digit = rooms.largest(page, upper, Words((key,)), replace(look, cap=page.style.display * 0.85))
    size = min(em(digit.cap), upper.h * 0.8)
    place = Box(upper.cx - size * 1.1, upper.y, size, upper.h)
    page.canvas.text(place, Words((key,)), digit)
    parts.icon(page, mark, (upper.cx + size * 0.6, upper.cy, size), ink, fill)
    if key == "5":
        r = 0.6 * page.panel.air
        page.canvas.disc(place.cx, min(place.cy + digit.cap * 0.5 + r * 2, place.bottom), r, ink)
