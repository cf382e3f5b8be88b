"""The plate while the handset is lifted: neutral, the same whatever is asked, so that nobody beside the visitor reads along."""

from __future__ import annotations

from dataclasses import replace

from firmware.conversation import Ear, Settings, View
from firmware.phrases import say
from firmware.prompts import EnterDigits
from screens import icons
from screens.boxes import Box, square
from screens.canvas import Look
from screens.page import Page, in_largest
from screens.text import Words
from screens.theme import em

ASKED = EnterDigits(phrase=say("pin-enter"), least=0, most=0, secret=True)
"""What a covered view tells to be asked, whatever is."""


def is_idle(view: View) -> bool:
    """Whether nobody is served."""
    return view.visit is None and view.prompt is None


def covers(view: View) -> bool:
    """Whether the plate is shown; that a terminal is closed is no secret."""
    return view.covered and not (is_idle(view) and view.closed is not None)


def masked(view: View, *, left: bool = True) -> View:
    """The view without anything of the visit if it is covered: equal for all that is asked and entered.

    `left` tells of an idle one that the handset hangs down since a visit, and was not lifted a moment ago.
    """
    if not covers(view):
        return view
    wanted = view.settings
    settings = Settings(wanted.language, theme=wanted.theme, helper=wanted.helper)
    return View(prompt=None if left and is_idle(view) else ASKED, settings=settings, ear=view.ear)


def draw(page: Page) -> None:
    """The handset in the ring, and one or two sentences in the largest type in which they fit."""
    in_largest(page, _draw)


def _key(view: View) -> str:
    # Nobody is served, and the handset still hangs down: whoever comes next must put it back.
    if is_idle(view):
        return "handset-put-back" if view.ear is Ear.LIFTED else "visit-end"
    if view.ear is Ear.PAUSED:
        return "handset-paused"
    return "handset-pin-at-keys" if view.settings.helper else "handset-screen-covered"


def _draw(page: Page) -> None:
    canvas, style, phrase = page.canvas, page.style, say(_key(page.view))
    canvas.fill(page.panel.glass, "plate")
    picture, words = _rooms(page)
    size = min(picture.w, picture.h)
    canvas.art(square(picture.cx, picture.cy, size), "plate", icons.in_ring, "handset", size, style.stroke * 2)
    align = 0.5 if style.tall else 0.0
    look = Look(style.title, ink="on_plate", ground="plate", lead=1.3, align=align, anchor=0.0)
    title, note = page.words(phrase), page.note(phrase, None)
    below = replace(look, cap=style.body, bold=False, lead=1.4)
    used = _height(page, words, title, look) + style.title
    needed = used + _height(page, words.below(used), note, below) if note else used - style.title
    # Both in the middle of a wide panel's height; on a tall one they follow the picture.
    words = words.below(0.0 if style.tall else max(0.0, (words.h - needed) / 2))
    used = canvas.text(words, title, look) + style.title
    if note:
        canvas.text(words.below(used), note, below)


def _height(page: Page, box: Box, words: Words, look: Look) -> float:
    placed = page.canvas.place(box, words, look)
    return placed.height if placed else em(look.cap)


def _rooms(page: Page) -> tuple[Box, Box]:
    """Where the picture stands, and the words: below it on a tall panel, beside it on a wide one."""
    inner = page.panel.glass.inset(page.panel.margin * 2)
    if page.style.tall:
        middle = inner.h * 0.48
        return inner.top(middle).foot(inner.w * 0.52), inner.below(middle + inner.w * 0.1)
    wide = inner.w * 0.34
    return inner.left(wide), inner.after(wide + page.panel.margin * 2)
