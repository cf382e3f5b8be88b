"""Pay: the amount still to pay first, a bar for every 100 yen, then what was paid and the fee."""

from __future__ import annotations

from firmware.prompts import Pay
from screens import parts, rooms, sheets
from screens.boxes import Box
from screens.canvas import Look
from screens.page import Page
from screens.text import Words
from screens.theme import em

BAR = 100
MOST_BARS = 10


def draw(page: Page, prompt: Pay) -> None:
    """The sheet that money fills."""
    rooms.reading(page, page.words(prompt.phrase), page.note(prompt.phrase, prompt.note), prompt.sign)
    room, style = page.panel.doing, page.style
    box = room.top(room.h * (0.92 if style.tall else 1.0))
    sheets.sheet(page, box)
    inner = box.inset(style.pad * (0.8 if style.small else 1.0), style.pad * 0.5)
    _draw_due(page, prompt.yen - page.view.draft, inner.top(inner.h * 0.40))
    _draw_bars(
        page, prompt.yen, page.view.draft, inner.below(inner.h * 0.43).top(min(11 * page.panel.air, inner.h * 0.13))
    )
    pairs = [
        (page.say("pay-paid"), page.say("yen-amount", yen=page.view.draft)),
        (page.say("row-fee"), page.say("yen-amount", yen=prompt.yen)),
    ]
    sheets.rows(page, inner.below(inner.h * 0.60), pairs)


def _draw_due(page: Page, due: int, box: Box) -> None:
    words = page.say("pay-cash-added", due=max(due, 0)).bare
    cuts = [sheets.split_number(form) for form in words.forms]
    amount = cuts[0][1]
    label = Look(page.style.label, ground="sheet", most=2)
    name = Words(tuple(f"{before} {after}".strip() for before, _, after in cuts))
    wide = em(label.cap) * 0.3
    # The amount is the largest thing there is, as far as its word keeps its room.
    for larger, gap in ((1.2, wide), (1.0, wide), (1.0, wide * 0.2)):
        look = Look(page.style.display * larger, ground="sheet", align=1.0, most=1)
        width = page.canvas.width(amount, look) + 0.3
        left = box.before(width + gap)
        if page.canvas.place(left, name, label):
            break
    page.canvas.text(left, name, label)
    page.canvas.text(box.end(width), Words((amount,)), look)


def _draw_bars(page: Page, yen: int, paid: int, box: Box) -> None:
    count = max(1, min(MOST_BARS, -(-yen // BAR)))
    # Rounded down: the last bar is full only when all is paid.
    full = paid * count // yen if yen else count
    for n, place in enumerate(box.grid(count, 1, 2.0 * page.panel.air)):
        page.canvas.box(place, "act" if n < full else "sheet", "act")
        if n < full:
            parts.icon(page, "check", (place.cx, place.cy, min(place.w, place.h) * 0.7), "on", "act")
