"""EnterDigits: rings or large digits, and the ten-key in telephone order; after a wrong one, what that means."""

from __future__ import annotations

from dataclasses import replace

from firmware.prompts import DIGITS, EnterDigits
from screens import parts, rooms
from screens.boxes import Box
from screens.canvas import Look
from screens.page import Page
from screens.parts import Key
from screens.prompts import wrong
from screens.text import Words
from screens.theme import em

PAD = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "back", "0", "ok")


def draw(page: Page, prompt: EnterDigits) -> None:
    """The question, what was entered so far, and the keys."""
    draft = page.view.draft
    if draft is None:
        wrong.draw(page, prompt)
        return
    room, reading = page.panel.doing, page.panel.reading
    title, note = _question(page, prompt)
    # A circle for a secret digit needs less height than a digit that can be read.
    high = _entry_height(page) if prompt.secret else max(_entry_height(page), em(page.style.display) + 2)
    rooms.reading(page, title, note, foot=0 if page.style.tall else high)
    entry = room.top(high) if page.style.tall else reading.foot(high)
    _draw_entry(page, prompt, draft, entry)
    _draw_pad(page, prompt, draft, room.below(high) if page.style.tall else room)


def _question(page: Page, prompt: EnterDigits) -> tuple[Words, Words | None]:
    """What is asked; once the visitor goes on after a wrong one, the attempts left stand below."""
    if prompt.attempts is None:
        return page.words(prompt.phrase), page.note(prompt.phrase, prompt.note)
    return page.say("pin-enter"), page.say("pin-tries", left=prompt.attempts)


def _entry_height(page: Page) -> float:
    return {"P": 34.0, "L": 20.0}.get(page.panel.kind, 13.0 if page.style.small else 15.0) * page.panel.air


def _draw_entry(page: Page, prompt: EnterDigits, draft: str, box: Box) -> None:
    if not prompt.secret:
        look = Look(page.style.display, align=0.5 if page.style.tall else 0.0, anchor=0.4 if page.style.tall else 0.9)
        page.canvas.text(box, Words((draft or prompt.default or "–",)), look)
        return
    r = 3.6 if page.panel.kind in "SM" else 5.2 * page.panel.air
    pitch = r * 3.4
    first = box.cx - pitch * (prompt.most - 1) / 2 if page.style.tall else box.x + r
    y = box.y + 12 * page.panel.air if page.style.tall else box.bottom - r * 2.2
    for n in range(prompt.most):
        _draw_place(page, (first + n * pitch, y, r), n - len(draft))


def _draw_place(page: Page, at: tuple[float, float, float], after: int) -> None:
    """One digit's place: filled, next, or empty; every key gives the same picture."""
    (x, y, r), stroke = at, page.style.stroke
    if after < 0:
        page.canvas.disc(x, y, r, "act")
        return
    if after > 0:
        page.canvas.ring(x, y, r, ("act", "sheet"), stroke * 1.3)
    else:
        page.canvas.ring(x, y, r + stroke * 0.6, ("act", "sheet"), stroke * 2.2)
        page.canvas.rule(x - r * 0.9, x + r * 0.9, y + r * 1.7, "act", stroke * 1.6)


def _draw_pad(page: Page, prompt: EnterDigits, draft: str, box: Box) -> None:
    wide = min(box.w, 150.0 * page.panel.air) if page.style.tall else box.w
    place = Box(box.cx - wide / 2, box.y, wide, box.h)
    gap = 2.6 if page.style.small else 3.2 * page.panel.air
    entered = draft or prompt.default
    enough = prompt.least <= len(entered) and (prompt.highest is None or 1 <= int(entered or 0) <= prompt.highest)
    for key, cell in zip(PAD, place.grid(3, 4, gap), strict=True):
        if key in DIGITS:
            _draw_digit(page, key, cell)
        else:
            draw_end(page, key, cell, possible=enough if key == "ok" else bool(draft))


def draw_end(page: Page, key: str, box: Box, *, possible: bool) -> None:
    """The key that takes back ("back") or the one that ends ("ok")."""
    # With nothing to erase, the same key on the ten-key leads back; on the glass that is the rail's.
    drawn = Key(key, "main") if key == "ok" else Key(key, "plain", "erase")
    words = page.say("pad-ok" if key == "ok" else "pad-erase")
    parts.button(page, drawn if possible else replace(drawn, kind="off"), box, words)


def _draw_digit(page: Page, key: str, box: Box) -> None:
    fill, ink = parts.ground(page, key, box, "option")
    cap = max(page.style.label, min(box.h * 0.42, page.style.display * 0.85))
    page.canvas.text(box, Words((key,)), Look(cap, ink=ink, ground=fill, align=0.5))
    if key == "5":
        page.canvas.disc(
            box.cx, box.bottom - min(2.4 * page.panel.air, (box.h - cap) * 0.24), 0.6 * page.panel.air, ink
        )
