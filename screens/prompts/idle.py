"""What stands on the glass when nobody is there: the attract screen, and the plate when the terminal cannot serve."""

from __future__ import annotations

from firmware.phrases import Phrase, say
from firmware.prompts import Sign
from screens import parts, pictures
from screens.boxes import Box, square
from screens.canvas import Look
from screens.page import Page
from screens.theme import em

ASIDES = frozenset(("language", "sight", "voice", "help"))


def draw_attract(page: Page) -> None:
    """What can be had here, what to have ready, and one key."""
    style, panel = page.style, page.panel
    title = say("attract-title")
    _draw_site(page)
    parts.reading(page, page.words(title), page.words(title, "note"))
    room = panel.doing
    high = 46.0 * panel.air if style.tall else max(14.0, room.h * 0.24)
    above = room.above(high + style.gap)
    size = min(above.w, above.h) * (0.86 if style.tall else 1.0)
    page.canvas.art(square(above.cx, above.cy, size), "bg", pictures.invitation, size, style.stroke)
    parts.button(page, "ok", room.foot(high), page.say("button-start"), "main")
    parts.rail(page, ASIDES, hidden=("stop", "back"))


def draw_closed(page: Page, reason: Phrase) -> None:
    """That it cannot be used now, and where and when the same can be had."""
    _draw_site(page)
    parts.reading(page, page.words(reason), None, Sign.WARN)
    room = page.panel.doing
    share = 0.5
    look = Look(page.style.body, lead=1.4, anchor=0.4, ground="bg")
    page.canvas.text(room.top(room.h * share), page.say("closed-note"), look)
    box = room.below(room.h * share).above(room.h * (0.2 if page.style.tall else 0.0))
    parts.sheet(page, box)
    pairs = [(page.say(f"closed-{name}"), page.say(f"closed-{name}-value")) for name in ("hours", "phone")]
    parts.rows(page, box.inset(page.style.pad, 0.5), pairs)


def _draw_site(page: Page) -> None:
    y, h = page.panel.way
    place = Box(page.panel.across.x, y, page.panel.across.w, max(h, em(page.style.caption)))
    page.canvas.text(place, page.say("site-name"), Look(page.style.caption, bold=False, ink="soft", most=1))
