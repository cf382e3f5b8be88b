"""The plate after a wrong PIN: how many attempts are left, what another mistake means, and the way out."""

from __future__ import annotations

from firmware.prompts import EnterDigits
from screens import parts, rooms, sheets
from screens.boxes import Box
from screens.canvas import Look
from screens.page import Page
from screens.parts import Key


def draw(page: Page, prompt: EnterDigits) -> None:
    """What happened at the left or above; the count, the consequence and two keys in the doing room."""
    # The plate tells the count, larger than a title could.
    title = page.words(prompt.phrase).shortest
    rooms.reading(page, title, page.note(prompt.phrase, prompt.note), prompt.sign)
    room, gap, high = page.panel.doing, page.style.gap, parts.main_height(page)
    keys = room.foot(2 * high + gap)
    _draw_count(page, prompt, Box(room.x, room.y, room.w, keys.y - gap - room.y))
    parts.button(page, Key("ok", "main"), keys.top(high), page.say("button-pin-enter"))
    parts.button(page, Key("stop"), keys.foot(high), page.say("button-cancel"))


def _draw_count(page: Page, prompt: EnterDigits, box: Box) -> None:
    left = prompt.attempts or 0
    page.canvas.box(box, "warn_t", "ink")
    inner = box.inset(page.style.pad, page.style.pad * 0.5)
    rings = page.style.tall
    upper = inner.top(inner.h * (0.36 if rings else 0.53 if page.style.small else 0.42))
    sheets.big(page, upper, page.say("pin-tries", left=left), Look(page.style.label, ground="warn_t"))
    if rings:
        _draw_rings(page, prompt.tries, left, inner.below(upper.h).top(inner.h * 0.24))
    rest = inner.foot(inner.h * (0.40 if rings else 0.46 if page.style.small else 0.56))
    what = page.words(prompt.last) if left == 1 else page.say("pin-consequence")
    look = Look(page.style.body, bold=False, ground="warn_t", align=0.5, lead=1.3 if rings else 1.18)
    page.canvas.text(rest, what, look)


def _draw_rings(page: Page, tries: int, left: int, box: Box) -> None:
    """A ring for each try; those that are used up are crossed."""
    r = min(6.0 * page.panel.air, box.h * 0.4)
    for n in range(tries):
        x = box.cx + (n - (tries - 1) / 2) * r * 4
        page.canvas.ring(x, box.cy, r, ("ink", "sheet"), page.style.stroke * 1.2)
        if n < tries - left:
            parts.icon(page, "stop", (x, box.cy, r * 1.3), "ink", "sheet")
