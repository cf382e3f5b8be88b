"""What stands around every prompt: the waymark above, the rail below."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

from firmware.conversation import Ear
from screens.boxes import Box
from screens.canvas import Look
from screens.page import Page
from screens.parts import ground, icon
from screens.text import Words

RAIL = ("stop", "back", "language", "sight", "voice", "help")
EDGED = 2  # of the rail's keys, the first two lead out of the visit and have an edge


def waymark(page: Page) -> None:
    """Where in the visit one is: in words at the left, as a chain of rings at the right."""
    step, style, canvas = page.view.step, page.style, page.canvas
    y, h = page.panel.way
    row = Box(page.panel.across.x, y, page.panel.across.w, h * 0.84)
    if step is None:
        if page.view.practice:
            _practice_band(page, row)
        elif page.view.ear is Ear.BROKEN:
            band(page, row, page.say("handset-broken"), ("warn", "on_warn"))
        return
    count = len(page.view.steps)
    r = min(2.5 * page.panel.air, h * 0.2)
    pitch = r * (3.4 if style.small else 4.6)
    first = row.right - r * 1.8 - pitch * (count - 1)
    canvas.rule(first, first + pitch * (count - 1), row.cy, "hair", style.stroke * 0.8)
    for n in range(count):
        _link(page, n - step, (first + pitch * n, row.cy, r))
    left = Box(row.x, row.y, first - r * 2 - row.x, row.h)
    if page.view.practice:
        _practice_band(page, left.before(r))
    elif page.view.ear is Ear.BROKEN:
        band(page, left.before(r), page.say("handset-broken"), ("warn", "on_warn"))
    else:
        _step_name(page, step, left)
    # The smallest pane has no millimetre for a line between its parts.
    if not style.small:
        canvas.rule(row.x, row.right, y + h)


def _step_name(page: Page, step: int, box: Box) -> None:
    name = page.say(f"step-{page.view.steps[step]}")
    count = f"{step + 1}/{len(page.view.steps)}　"
    forms, last = (tuple(count + form.replace("|", "") for form in some) for some in (name.forms, name.last))
    words = Words(forms, last)
    page.canvas.text(box, words, Look(page.style.caption, ink="act", most=1))


def practice_ground(page: Page) -> None:
    """What lies behind a practice: its word all over, and with two colours only a heavy edge around the pane."""
    page.canvas.watermark(page.say("practice-reminder").bare.forms[0])
    if page.style.high:
        glass, thick = page.panel.glass, 1.4 * page.panel.air
        for side in (glass.top(thick), glass.foot(thick), glass.left(thick), glass.end(thick)):
            page.canvas.fill(side, "act")


def _practice_band(page: Page, box: Box) -> None:
    words = page.say("practice-band")
    if page.view.ear is Ear.BROKEN:
        spoken = (page.say(key).bare for key in ("practice-band", "practice-reminder", "handset-broken"))
        band_forms, reminder, broken = ((*some.forms, *some.last) for some in spoken)
        pairs = product((*band_forms, *reminder), broken)
        words = Words(tuple(sorted((f"{one}　{other}" for one, other in pairs), key=len, reverse=True)))
    band(page, box, words, ("act", "on"))


def band(page: Page, box: Box, words: Words, colours: tuple[str, str]) -> None:
    """A sentence that every screen of a visit says, in place of the step's name, so that nothing else moves; ground and ink."""
    page.canvas.box(box, colours[0])
    look = Look(page.style.caption, ink=colours[1], ground=colours[0], align=0.5, most=1)
    page.canvas.text(box.inset(1.0, 0), words, look)


def _link(page: Page, after: int, at: tuple[float, float, float]) -> None:
    """One ring of the chain: done, here, or to come."""
    (x, y, r), stroke, canvas = at, page.style.stroke, page.canvas
    if after < 0:
        canvas.disc(x, y, r * 1.1, "act")
        icon(page, "check", (x, y, r * 1.5), "bg", "act")
    elif after == 0:
        canvas.ring(x, y, r * 1.75 + stroke / 2, ("act", "bg"), stroke * 1.2)
        canvas.disc(x, y, r * 0.85, "act")
    else:
        canvas.ring(x, y, r * 0.8 + stroke / 2, ("act", "bg"), stroke * 0.8)


def rail(page: Page, possible: frozenset[str], hidden: tuple[str, ...] = ()) -> None:
    """The six keys that are always there, in the same places; what is not possible is dashed, what is hidden leaves its place empty.

    A terminal without a handset has no voice to adjust.
    """
    if page.view.ear is Ear.NONE:
        hidden = (*hidden, "voice")
    across, y = page.panel.across, page.panel.rail[0]
    if not page.style.small:
        page.canvas.rule(across.x, across.right, y - (2.6 if page.panel.kind == "M" else 5.5 * page.panel.air))
    for n, (key, box) in enumerate(zip(RAIL, rail_places(page), strict=True)):
        if key not in hidden:
            kind = "off" if key not in possible else "plain" if n < EDGED else "quiet"
            _rail_key(page, key, box, kind)


def rail_places(page: Page) -> list[Box]:
    """The six places of the rail; two, then apart four."""
    # Stop and Back stand apart, so that who wants help does not end the visit.
    y, h = page.panel.rail
    across, gap = page.panel.across, 2.6 if page.style.small else 3.2 * page.panel.air
    apart = {"P": gap, "S": 4.5}.get(page.panel.kind, gap * 3)
    w = (across.w - gap * 4 - apart) / 6
    return [Box(across.x + n * (w + gap) + (apart - gap if n >= EDGED else 0), y, w, h) for n in range(6)]


def _rail_key(page: Page, key: str, box: Box, kind: str) -> None:
    fill, ink = ground(page, key, box, kind)
    words = page.say(f"rail-{key}")
    look = Look(page.style.caption, ink=ink, ground=fill, align=0.5, most=1)
    if page.style.tall or (page.panel.kind == "L" and box.w < 42):
        icon(page, key, (box.cx, box.y + box.h * 0.3, box.h * 0.34), ink, fill)
        page.canvas.text(Box(box.x + 0.8, box.y + box.h * 0.5, box.w - 1.6, box.h * 0.46), words, look)
        return
    size = min(box.h * 0.5, box.w * 0.22)
    placed = None if page.style.small else page.canvas.place(box.before(size + 3.4), words, look)
    # A word without its icon is understood, an icon without its word is not.
    if placed is None:
        page.canvas.text(box.inset(0.3, 0), words, look)
        return
    left = box.cx - (size + 1.4 + placed.width) / 2
    icon(page, key, (left + size / 2, box.cy, size), ink, fill)
    page.canvas.text(Box(left + size + 1.4, box.y, placed.width, box.h), words, replace(look, align=0.0))
