"""Tell as a plate: a sign and its word at the left or above, the amount or what to do beside it; read while passing by.

Nobody chooses a size of type while boarding: a plate has one, the largest in which everything fits.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from firmware.prompts import Sign, Tell
from screens import pictures
from screens.boxes import Box, square
from screens.canvas import Look
from screens.page import Page, in_largest
from screens.text import Words
from screens.theme import em

LARGER = (2.0, 1.7, 1.4, 1.2, 1.0)  # an amount, in display type


@dataclass(frozen=True)
class Face:
    """How a sign's side of the plate looks: its ground, the ink of its word, the word."""

    ground: str
    ink: str
    word: str


FACES = {
    Sign.GOOD: Face("good_t", "good", "sign-good"),
    Sign.WARN: Face("warn_t", "ink", "sign-warn"),
    Sign.BAD: Face("bad_t", "bad", "sign-bad"),
    Sign.WAIT: Face("tint", "act", "visit-wait"),
}


def draw(page: Page, prompt: Tell) -> None:
    """The plate in the largest size of type that holds all its words."""
    in_largest(page, partial(_draw, prompt=prompt))


def _draw(page: Page, prompt: Tell) -> None:
    glass, margin = page.panel.glass, page.panel.margin
    side = glass.top(glass.h * 0.42) if page.style.tall else glass.left(glass.w * 0.44)
    rest = glass.below(side.h) if page.style.tall else glass.after(side.w)
    if prompt.sign is None:
        size = min(side.w, side.h) - 2 * margin
        page.canvas.art(square(side.cx, side.cy, size), "bg", pictures.invitation, size, page.style.stroke)
    else:
        draw_sign(page, prompt.sign, side, page.say(FACES[prompt.sign].word))
    _draw_words(page, prompt, rest.inset(margin, margin * 1.5))


def draw_sign(page: Page, sign: Sign, side: Box, word: Words) -> None:
    """A sign with its word below it on a side of the plate, in the sign's tint."""
    canvas, style, face = page.canvas, page.style, FACES[sign]
    canvas.fill(side, face.ground)
    # Two colours have no tint: a line parts the sign from the words, if there are any beside it.
    if style.high and side.w * side.h < 0.6 * page.panel.glass.w * page.panel.glass.h:
        canvas.fill(side.foot(style.stroke * 2) if style.tall else side.end(style.stroke * 2), "act")
    line = em(style.title) * 1.3
    inner = side.inset(page.panel.margin)
    size = min(inner.w, inner.h - 2 * line) * 0.86
    place = square(side.cx, inner.y + (inner.h - 2 * line) / 2, size)
    canvas.art(place, face.ground, pictures.sign, sign.value, size, style.high)
    look = Look(style.title, ink=face.ink, ground=face.ground, align=0.5, most=2)
    canvas.text(inner.foot(2 * line), word, look)


def _draw_words(page: Page, prompt: Tell, box: Box) -> None:
    """What it is, the amount, and what to do now, from above."""
    style, canvas = page.style, page.canvas
    used = canvas.text(box, page.words(prompt.phrase), Look(style.title, lead=1.25, anchor=0.0)) + style.title
    if prompt.amount is not None:
        amount = page.words(prompt.amount)
        for larger in LARGER:
            look = Look(style.display * larger, most=1, anchor=0.0)
            if canvas.place(box.below(used), amount, look):
                break
        used += canvas.text(box.below(used), amount, look) + style.title
    note = page.note(prompt.phrase, prompt.note)
    if note is not None:
        canvas.rule(box.x, box.right, box.y + used - style.title * 0.4, "act" if style.high else "hair")
        canvas.text(box.below(used + style.title * 0.2), note, Look(style.body, lead=1.35, anchor=0.0))
