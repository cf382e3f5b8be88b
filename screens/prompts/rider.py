"""What passengers of a vehicle see: where the card goes, and what became of it; plates without keys, read while walking past.

Nobody sets a size while boarding: everything has one, the largest that fits. A touch anywhere asks to hear stop and fare.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from firmware.phrases import Phrase, say
from firmware.prompts import Sign, Tell
from screens import pictures, sheets, strip
from screens.boxes import Box, square
from screens.canvas import Canvas, Look
from screens.page import PLAIN, Page, in_largest
from screens.prompts.plate import LARGER, draw_sign
from screens.text import Words
from screens.theme import em

SIDE_WIDE, SIDE_TALL = 0.455, 0.44  # of the glass: the side that has the sign
COUNTED = ("ride-points-left", "ride-rides-left")
"""Notes that are a name and a number: they stand apart, the number at the right."""
CLOSED = Tell(phrase=say("validator-out-of-order"), sign=Sign.WARN, plate=True)
"""A rider cannot mend what a terminal is closed for: whatever it is, the driver looks at the card."""


def draw(page: Page) -> None:
    """The plate that is told, that the reader rests, or else where the card goes."""
    prompt = page.view.prompt if page.view.prompt or page.view.closed is None else CLOSED
    paint = partial(_draw_told, prompt=prompt) if isinstance(prompt, Tell) else _draw_idle
    in_largest(page, paint, whole=True)
    strip.draw_foot(page)


def _rooms(page: Page, share: float) -> tuple[Box, Box]:
    """The side of the picture, at the left or above, and the words' beside it."""
    room = page.panel.glass.above(strip.height(page))
    side = room.top(room.h * share) if page.style.tall else room.left(room.w * share)
    return side, room.below(side.h) if page.style.tall else room.after(side.w)


def _draw_idle(page: Page) -> None:
    side, rest = _rooms(page, 0.55 if page.style.tall else 0.47)
    margin, style = page.panel.margin, page.style
    size = min(side.w - margin, side.h - 1.6 * margin)
    page.canvas.art(
        square(side.cx + (0 if style.tall else margin / 2), side.cy, size), "bg", pictures.hold, size, style.stroke
    )
    box = rest.inset(margin, margin) if style.tall else rest.after(margin).before(margin * 0.7)
    title, note = page.say("ride-idle"), page.words(say("ride-idle"), "note")
    align = 0.5 if style.tall else 0.0
    look = Look(style.title, lead=1.36, align=align, anchor=0.0, most=2 if page.view.settings.language == "ja" else 3)
    below = Look(
        max(style.title * 0.76, style.caption), bold=False, ink="soft", lead=1.3, align=align, anchor=0.0, most=2
    )
    placed = [page.canvas.place(box, words, a_look) for words, a_look in ((title, look), (note, below))]
    used = sum(one.height for one in placed if one) + style.title
    box = box.below(max(0.0, (box.h - used) / 2))
    high = page.canvas.text(box, title, look)
    page.canvas.text(box.below(high + style.title), note, below)


def _draw_told(page: Page, prompt: Tell) -> None:
    side, rest = _rooms(page, SIDE_TALL if page.style.tall else SIDE_WIDE)
    sign = prompt.sign or Sign.GOOD
    paint = _draw_accepted if sign is Sign.GOOD else _draw_reason
    box = rest.inset(page.panel.margin * 1.1, page.panel.margin)
    used = paint(replace(page, canvas=Canvas(page.style)), prompt, box)
    # Nothing to say besides: the sign takes all.
    side = side if used else page.panel.glass.above(strip.height(page))
    draw_sign(page, sign, side, page.words(_word(prompt, sign)))
    paint(page, prompt, box.below(max(0.0, (box.h - used) * 0.45)))


def _word(prompt: Tell, sign: Sign) -> Phrase:
    """The word under the sign; one that is accepted is told by it."""
    if sign is Sign.GOOD:
        return prompt.phrase
    if sign is Sign.WARN:
        return say("ride-sign-closed") if prompt is CLOSED else say("ride-sign-again")
    return say("sign-bad")


def _draw_accepted(page: Page, prompt: Tell, box: Box) -> float:
    """What it was granted by, the amount and that it was taken; below a line what is left, and what is to be known besides."""
    style, canvas, y = page.style, page.canvas, 0.0
    notes = _notes(page, prompt)
    if prompt.head:
        look = Look(style.body, bold=False, ink="soft", lead=1.2, anchor=0.0, most=2)
        y += canvas.text(box, page.words(prompt.head), look) + style.body * 0.6
    if prompt.amount:
        y += _draw_amount(page, prompt.amount, box.below(y).top(box.h * (0.45 if len(notes) < 2 else 0.34)))
    for n, (words, is_counted) in enumerate(notes):
        if n == 0 and y:
            y = _draw_rule(page, box, y)
        y += (_draw_counted if is_counted else _draw_note)(page, box.below(y + n * style.body * 0.5), words)
    return y


def _draw_rule(page: Page, box: Box, y: float) -> float:
    """A line below what has been drawn; gives where the next begins."""
    gap = page.style.title * 0.75
    page.canvas.rule(box.x, box.right, box.y + y + gap, "act" if page.style.high else "hair")
    return y + 2 * gap


def _notes(page: Page, prompt: Tell) -> list[tuple[Words, bool]]:
    """What stands below the line, each with whether it is a name and a number."""
    own = page.note(prompt.phrase, None)
    given = [(page.words(prompt.note), prompt.note.key in COUNTED)] if prompt.note else []
    return [*given, *([(own, False)] if own else [])]


def _draw_amount(page: Page, amount: Phrase, box: Box) -> float:
    """The number as large as there is room for it, its unit, and what follows; gives the height of all."""
    note = page.note(amount, None)
    for larger in LARGER:
        large = Look(page.style.display * larger, most=1, anchor=0.0)
        form, fits = _form(page, page.words(amount), box, (_unit(page), large))
        if fits and em(large.cap) <= box.h:
            break
    _note_overflow(page, form, fits=fits)
    _, number, after = sheets.split_number(form)
    page.canvas.text(box, Words((number,)), large)
    _on_base(page, box.after(page.canvas.width(number, large) + page.style.body * 0.3), (after, _unit(page)), large)
    high = em(large.cap) + page.style.body * 0.2
    if note is None:
        return high
    below = Look(page.style.label, lead=1.2, anchor=0.0, most=1)
    return high + page.canvas.text(Box(box.x, box.y + high, box.w, em(below.cap)), note, below)


def _draw_counted(page: Page, box: Box, words: Words) -> float:
    """A name at the left and its number at the right, on one base line."""
    small = Look(page.style.body, bold=False, ink="soft", anchor=0.0, most=1)
    large = Look(page.style.title, anchor=0.0, most=1)
    form, fits = _form(page, words, box, (small, large))
    _note_overflow(page, form, fits=fits and em(large.cap) <= box.h)
    name, number, after = sheets.split_number(form)
    _on_base(page, box, (name, small), large)
    width = page.canvas.width(number + after, large)
    page.canvas.text(box.top(em(large.cap)).end(width + 0.1), Words((number + after,)), large)
    return em(large.cap)


def _unit(page: Page) -> Look:
    return Look(page.style.label, anchor=0.0, most=1)


def _form(page: Page, words: Words, box: Box, looks: tuple[Look, Look]) -> tuple[str, bool]:
    """The longest form whose number in the large look and the rest in the small one have room; whether any has."""
    small, large = looks
    # what plain Japanese has besides is the same in kana
    forms = words.bare.forms[:1] if page.view.settings.language == PLAIN else words.bare.forms
    for form in forms:
        before, number, after = sheets.split_number(form)
        if page.canvas.width(before + after, small) + page.canvas.width(number, large) + em(small.cap) / 2 <= box.w:
            return form, True
    return forms[-1], False


def _note_overflow(page: Page, form: str, *, fits: bool) -> None:
    if not fits:
        page.canvas.overflows.append(f"{form!r} has no room beside its number")


def _on_base(page: Page, box: Box, said: tuple[str, Look], large: Look) -> None:
    """Write a few words on the base line of larger ones that stand at the top of the same box."""
    text, look = said
    if text:
        drop = (em(large.cap) - em(look.cap)) * sheets.BASE
        page.canvas.text(Box(box.x, box.y + drop, box.w, em(look.cap)), Words((text,)), look)


def _draw_note(page: Page, box: Box, words: Words) -> float:
    return page.canvas.text(box, words, Look(page.style.label, lead=1.25, anchor=0.0, most=3))


def _draw_reason(page: Page, prompt: Tell, box: Box) -> float:
    """Why, and below a line how it goes on: a refusal always ends with that."""
    y = page.canvas.text(box, page.words(prompt.phrase), Look(page.style.title, lead=1.25, anchor=0.0))
    note = page.note(prompt.phrase, prompt.note)
    if note:
        y = _draw_rule(page, box, y)
        y += page.canvas.text(box.below(y), note, Look(page.style.label, lead=1.35, anchor=0.0))
    return y
