"""The driver's face: how many are on board, the line, the last boarding, six keys; what must be looked at, and otherwise nothing.

Of a rider nothing but the kind of pass is shown. Rows and keys never move; a row without news stays empty.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import product

from firmware.phrases import Phrase
from firmware.prompts import Option
from firmware.view import Boarded, VehicleFace
from screens import names, parts, pictures, strip
from screens.boxes import Box
from screens.canvas import Look
from screens.page import Page, in_largest
from screens.text import Words
from screens.theme import em

KEYS = 6
KEY_HEIGHT = 19.2  # mm, at the least, of keys that are pressed without looking twice (they are at least 46 mm wide)
ICONS = {"void": "back", "attendant": "person", "cash": "coin", "ic": "card", "stop": "trail", "state": "help"}
BETWEEN = "　"
AIRY = 1.25  # em: how high a row is at the least, where a smaller size of type is left


def draw(page: Page) -> None:
    """Four rows, and the keys below."""
    panel, gap = page.panel, page.style.gap
    inner = panel.glass.inset(panel.margin, 3.2 * panel.air)
    high = 2 * KEY_HEIGHT + gap if page.style.small else inner.h * (0.4 if page.style.tall else 0.46)
    # Each for itself: a long name above changes nothing on the keys.
    in_largest(page, partial(_draw_keys, box=inner.foot(high)), whole=True)
    in_largest(page, partial(_draw_rows, room=inner.above(high + gap)), whole=True)


def _draw_keys(page: Page, box: Box) -> None:
    vehicle = page.view.vehicle or VehicleFace()
    for option, place in zip(vehicle.keys[:KEYS], box.grid(3, 2, page.style.gap), strict=False):
        _draw_key(page, option, place)


def _draw_rows(page: Page, room: Box) -> None:
    vehicle = page.view.vehicle or VehicleFace()
    # Where there is room to spare, the rows keep together in the upper part.
    state, line, last, news = _rows(room.top(min(room.h, 14 * em(page.style.body))))
    if em(page.style.title) * AIRY > state.h:
        page.canvas.shortened.append("rows that stand too close are not calm")
    _draw_state(page, vehicle, state)
    page.canvas.rule(room.x, room.right, state.bottom)
    strip.draw(page, line, (page.style.body, page.style.caption))
    _draw_last(page, vehicle.last, last)
    _draw_news(page, page.moment.notice, vehicle.faults, news)


def _rows(room: Box) -> list[Box]:
    """The four rows; that of the line may need two lines of its own."""
    shares = (0.23, 0.3, 0.235, 0.235)
    return [room.below(room.h * sum(shares[:n])).top(room.h * share) for n, share in enumerate(shares)]


def _draw_state(page: Page, vehicle: VehicleFace, box: Box) -> None:
    """How many are on board; at the right the line to central, the age of the list and what is still to be sent."""
    title, small = Look(page.style.title, most=1), Look(page.style.caption, bold=False, ink="soft", align=1.0, most=1)
    state, mark = ("driver-online", "link") if vehicle.online else ("driver-line-down", "no-link")
    # In the order in which they give way: the picture alone tells of the line, a number alone of those on board.
    said = product(page.say("driver-on-board", count=vehicle.on_board).forms, _state(page, vehicle, state))
    beside = em(small.cap) * 2.6
    for left, right in said:
        width = page.canvas.width(right, small) + 0.3
        if page.canvas.width(left, title) + beside + width <= box.w:
            break
    page.canvas.text(box.before(width + beside), Words((left,)), title)
    parts.icon(page, mark, (box.right - width - em(small.cap) * 0.8, box.cy, em(small.cap) * 1.1), "soft", "bg")
    page.canvas.text(box.end(width), Words((right,)), small)


def _state(page: Page, vehicle: VehicleFace, state: str) -> tuple[str, str]:
    """All three, and without the first."""
    days = vehicle.list_age_days
    known = page.say("driver-list-none") if days is None else page.say("driver-list-age", days=days)
    rest = [words.forms[-1] for words in (known, page.say("driver-queue", count=vehicle.queue))]
    return BETWEEN.join([page.say(state).forms[0], *rest]), BETWEEN.join(rest)


def _draw_last(page: Page, last: Boarded | None, box: Box) -> None:
    """The last boarding in one line: its sign, what it was by, the amount, and when."""
    look = Look(page.style.title, most=1)
    if last is None:
        page.canvas.text(box, page.say("driver-nobody-yet"), replace(look, cap=page.style.body, bold=False, ink="soft"))
        return
    size = min(box.h * 0.86, em(page.style.title))
    page.canvas.art(
        Box(box.x, box.cy - size / 2, size, size), "bg", pictures.sign, last.sign.value, size, page.style.high
    )
    when = Look(page.style.caption, bold=False, ink="soft", align=1.0, most=1)
    width = page.canvas.width(last.at, when) + 0.3
    page.canvas.text(box.end(width), Words((last.at,)), when)
    room = box.after(size * 1.35).before(width + em(page.style.caption) * 0.5)
    page.canvas.text(room, names.fitted(page, room, _what(page, last), look), look)


def _what(page: Page, last: Boarded) -> Words:
    what, amount = page.words(last.what), page.words(last.amount).bare if last.amount else None
    forms = [form.replace("|", "") for form in what.forms]
    if amount is None:
        return Words(tuple(forms))
    return Words((*(f"{form}{BETWEEN}{other}" for form in forms for other in amount.forms), *forms))


def _draw_news(page: Page, notice: Phrase | None, faults: tuple[Phrase, ...], box: Box) -> None:
    """What was just told, or else what must be looked at: the worst of it, and how much more there is."""
    look = Look(page.style.body, most=1)
    if notice is not None:
        page.canvas.text(box, _in_one_line(page.words(notice)), look)
    elif faults:
        size = min(box.h * 0.9, em(page.style.body) * 1.15)
        page.canvas.art(Box(box.x, box.cy - size / 2, size, size), "bg", pictures.sign, "warn", size, page.style.high)
        more = f"{BETWEEN}+{len(faults) - 1}" if len(faults) > 1 else ""
        page.canvas.text(box.after(size * 1.25), _in_one_line(page.words(faults[0]), more), look)


def _in_one_line(words: Words, more: str = "") -> Words:
    return Words(tuple(form.replace("|", "") + more for form in words.forms))


def _draw_key(page: Page, option: Option, box: Box) -> None:
    """A key: its icon, beside it its name in one line or two."""
    fill, ink = parts.ground(page, option.key, box, "option")
    size = min(box.h * 0.46, em(page.style.label) * 1.25, 13.0 * page.panel.air)
    look = Look(page.style.label, ink=ink, ground=fill, lead=1.12, most=2)
    room = box.inset(1.2 if page.style.small else page.style.pad, 0.6).before(size * 1.4)
    placed = page.canvas.place(room, page.words(option.phrase), look)
    left = box.cx - (size * 1.4 + (placed.width if placed else room.w)) / 2
    strong = ink if page.moment.pressed == option.key else "act"
    parts.icon(page, ICONS[option.name], (left + size / 2, box.cy, size), strong, fill)
    page.canvas.text(Box(left + size * 1.4, room.y, room.w, room.h), page.words(option.phrase), look)
