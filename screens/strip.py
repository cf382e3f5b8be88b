"""The strip of a vehicle: its line and where it goes at the left, the next stop at the right; one row, or two where names are long."""

from __future__ import annotations

from dataclasses import replace

from firmware.phrases import Phrase, say
from firmware.view import VehicleFace
from screens import names, parts
from screens.boxes import Box
from screens.canvas import NEARLY, Look
from screens.page import Page
from screens.text import Words
from screens.theme import TYPE, em

ONE, TWO = 1.25, 1.12  # em: how high one row is, and each of two


def height(page: Page) -> float:
    """How high the strip at the foot of a pane is, in mm."""
    return page.panel.glass.h * (0.08 if page.style.tall else 0.155)


def draw_foot(page: Page) -> None:
    """The strip at the foot, below its line."""
    across = page.panel.across
    box = Box(across.x, page.panel.glass.bottom - height(page), across.w, height(page))
    page.canvas.rule(box.x, box.right, box.y + page.style.stroke)
    caps = {cap * page.panel.air for row in TYPE[page.panel.kind] for cap in (row[0], row[1])}
    draw(page, box.inset(0, 0.5), tuple(sorted(caps, reverse=True)))


def draw(page: Page, box: Box, caps: tuple[float, ...]) -> None:
    """The strip in a box, in the first of these sizes (of capitals, mm) that holds both; a name that no row holds is cut, for it is not ours to shorten."""
    vehicle = page.view.vehicle or VehicleFace()
    said = (_line(page, vehicle), _stop(page, vehicle))
    for whole in (True, False):
        for cap in caps:
            some = tuple(replace(one, forms=one.forms[:1] if whole else one.forms) if one else None for one in said)
            if em(cap) * ONE <= box.h and _one_row(page, box, some, cap):
                return
    cap = next((cap for cap in caps if 2 * TWO * em(cap) <= box.h), caps[-1])
    # Where there are no two rows, the stop is what changes.
    rows = box.grid(1, 2, 0) if 2 * em(cap) <= box.h + NEARLY else [box]
    _icon(page, rows[0], cap)
    for n, (row, words) in enumerate(zip(rows, said[-len(rows) :], strict=True)):
        room = row if n else row.after(_beside(cap))
        if words:
            page.canvas.text(room, names.fitted(page, room, words, _look(cap)), _look(cap))


def _one_row(page: Page, box: Box, said: tuple[Words | None, ...], cap: float) -> bool:
    """Draw both in one row if they fit; tells whether they did."""
    look, room = _look(cap), box.after(_beside(cap))
    for words in said[::-1]:
        placed = page.canvas.place(room, words, look) if words else None
        if words and placed is None:
            return False
        if placed and words is said[1]:
            at, room = room.end(placed.width), room.before(placed.width + em(cap))
    _icon(page, box, cap)
    if said[1]:
        page.canvas.text(at, said[1], look)
    if said[0]:
        page.canvas.text(room, said[0], look)
    return True


def _look(cap: float) -> Look:
    return Look(cap, bold=False, ink="soft", most=1)


def _beside(cap: float) -> float:
    """How much room the bus takes, at the left."""
    return em(cap) * 1.5


def _icon(page: Page, box: Box, cap: float) -> None:
    parts.icon(page, "bus", (box.x + em(cap) * 0.55, box.cy, em(cap) * 1.1), "soft", "bg")


def _line(page: Page, vehicle: VehicleFace) -> Words | None:
    if not vehicle.number:
        return page.words(vehicle.headsign) if vehicle.headsign else None
    return page.say("ride-line", number=vehicle.number, place=vehicle.headsign or "").bare


def _stop(page: Page, vehicle: VehicleFace) -> Words | None:
    phrase = where(vehicle)
    return page.words(phrase).bare if phrase else None


def where(vehicle: VehicleFace) -> Phrase | None:
    """Where it stands, or else where it stops next."""
    if vehicle.stop:
        return say("ride-here", place=vehicle.stop)
    return say("ride-next", place=vehicle.next_stop) if vehicle.next_stop else None
