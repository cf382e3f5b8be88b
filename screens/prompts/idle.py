"""What stands on the glass when nobody is there: the attract screen, and the plate when the terminal cannot serve."""

from __future__ import annotations

from dataclasses import replace

from firmware.conversation import Ear
from firmware.phrases import Phrase, say
from firmware.prompts import Sign
from screens import frame, parts, pictures, rooms, sheets
from screens.boxes import Box, square
from screens.canvas import Look
from screens.page import Page
from screens.parts import Key
from screens.text import Words
from screens.theme import em

ASIDES = frozenset(("language", "sight", "voice", "help"))


def draw_attract(page: Page) -> None:
    """What can be had here, what to have ready, and one key."""
    style, panel = page.style, page.panel
    title = say("attract-title")
    _draw_site(page)
    rooms.reading(page, page.words(title), page.words(title, "note"))
    room = panel.doing
    high = 46.0 * panel.air if style.tall else max(14.0, room.h * 0.24)
    above = room.above(high + style.gap)
    size = min(above.w, above.h) * (0.86 if style.tall else 1.0)
    page.canvas.art(square(above.cx, above.cy, size), "bg", pictures.invitation, size, style.stroke)
    parts.button(page, Key("ok", "start"), room.foot(high), page.say("button-start"))
    frame.rail(page, ASIDES, hidden=("stop", "back"))
    _draw_handset(page)


def _draw_handset(page: Page) -> None:
    """What the handset is for, or that it cannot be used, in the place that Stop and Back leave empty on the rail."""
    ear = page.view.ear
    if ear is Ear.NONE:
        return
    stop, back = frame.rail_places(page)[:2]
    box = Box(stop.x, stop.y, back.right - stop.x, stop.h)
    name, ground, ink = ("handset-broken", "warn", "on_warn") if ear is Ear.BROKEN else ("handset-offer", "bg", "ink")
    words, look = page.say(name), Look(page.style.label, ink=ink, ground=ground, lead=1.12, most=3)
    if ear is Ear.BROKEN:
        page.canvas.box(box, "warn", "ink")
    # Two lines in the largest type are a little higher than a key of the smallest pane.
    plate_inset = (2.5, 1.0) if page.panel.kind in "LP" else (1.2, 0.6)
    box = box.inset(*(plate_inset if ear is Ear.BROKEN else (0, -0.6)))
    size = min(box.h * 0.6, 9.0 * page.panel.air)
    caption, body = page.style.caption, page.style.body
    for cap, used in ((look.cap, size + 2.0), (body, size + 2.0), (caption, size + 2.0), (caption, 0.0)):
        look = replace(look, cap=cap)
        if page.canvas.place(box.after(used), words, look):
            break
    if used:
        parts.icon(page, "handset", (box.x + size / 2, box.cy, size), ink, ground)
    page.canvas.text(box.after(used), words, look)


def draw_closed(page: Page, reason: Phrase) -> None:
    """That it cannot be used now, and where and when the same can be had."""
    _draw_site(page)
    # With room for one row, the one that helps wherever one stands.
    names = ("phone",) if page.style.small and page.style.size == 3 else ("hours", "phone")
    upper, box = _closed_rooms(page, len(names))
    below = max(0.0, page.panel.reading.bottom - box.y + page.style.gap) if rooms.gives_way(page) else 0.0
    rooms.reading(page, page.words(reason), _in_another_language(page, reason), Sign.WARN, below)
    where = page.say("closed-note")
    page.canvas.text(upper, where, rooms.roomy(page, upper, where))
    sheets.sheet(page, box)
    pairs = [(page.say(f"closed-{name}"), page.say(f"closed-{name}-value")) for name in names]
    cap = page.style.body if rooms.gives_way(page) else page.style.label
    sheets.rows(page, box.inset(page.style.pad, 0.5), pairs, cap)


def _closed_rooms(page: Page, rows: int) -> tuple[Box, Box]:
    """Where the way on stands, and the sheet below it."""
    panel, room = page.panel, page.panel.doing
    if not rooms.gives_way(page):
        return room.top(room.h * 0.46), room.below(room.h * 0.5).top(room.h * (0.3 if page.style.tall else 0.5))
    # A closed terminal has no rail, and a telephone number in large type needs the whole width of a small pane.
    sheet = panel.across.top(sum(panel.rail)).foot(rows * em(page.style.body) * 1.5 + 1.0)
    return room.above(room.bottom - sheet.y + page.style.gap), sheet


def _in_another_language(page: Page, reason: Phrase) -> Words | None:
    """The reason once more, since nobody can change the language of a closed terminal."""
    other = "ja" if page.view.settings.language == "en" else "en"
    return Words(page.book.short_forms(reason, other)) if page.book.has(reason.key, other, "text") else None


def _draw_site(page: Page) -> None:
    y, h = page.panel.way
    place = Box(page.panel.across.x, y, page.panel.across.w, max(h, em(page.style.caption)))
    page.canvas.text(place, page.say("site-name"), Look(page.style.caption, bold=False, ink="soft", most=1))
