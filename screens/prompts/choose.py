"""Choose: rows of options; what does not fit comes on the next page, never smaller."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from firmware.prompts import Choose, Option
from screens import option, parts, rooms
from screens.boxes import Box
from screens.page import Page
from screens.prompts import sight
from screens.theme import TARGET

# The number gives way last: it is what one presses on the ten-key.
SHOWN = (
    ("note", "icon", "number"), ("note", "number"), ("icon", "number"), ("stacked", "icon", "number"),
    ("number",), ("stacked", "number"), (), ("stacked",),
)  # fmt: skip
NOTED = 2  # the ways above that have an explanation; they are for the first size of type only


@dataclass(frozen=True)
class Plan:
    """The places of one page of choices, that of the key for more, and which parts there is room for."""

    places: list[Box]
    more: Box | None
    shown: tuple[str, ...] = ()


def draw(page: Page, prompt: Choose) -> None:
    """The question, and the options of the page that is shown."""
    rooms.reading(page, page.words(prompt.phrase), page.note(prompt.phrase, prompt.note), prompt.sign)
    if sight.shows(prompt):
        sight.draw(page, prompt)
        return
    plan = plan_for(page, prompt.options)
    pages = -(-len(prompt.options) // len(plan.places))
    keys = [one.key for one in prompt.options]
    # Who moves the focus has no other way to turn a page.
    number = keys.index(page.view.focus) // len(plan.places) if page.view.focus in keys else page.moment.number % pages
    first = number * len(plan.places)
    shown = prompt.options[first : first + len(plan.places)]
    for choice, place in zip(shown, plan.places, strict=False):
        option.draw(page, choice, place, plan.shown, "chosen" if choice.name == prompt.chosen else "option")
    if plan.more:
        parts.more(page, plan.more, first, len(shown), len(prompt.options))


def plan_for(page: Page, options: tuple[Option, ...]) -> Plan:
    """The most options at once whose words all fit, shown as fully as there is room for."""
    # The last of these is drawn even where nothing fits: then the words are too long, and the checks say so.
    plan = Plan([page.panel.doing], None)
    for grid in _grids(page, len(options)):
        for shown in SHOWN if page.style.size == 1 else SHOWN[NOTED:]:
            plan = replace(grid, shown=shown)
            # All options, also those of other pages: rows must not change their looks from page to page.
            if all(option.fits(page, one, plan.places[0], shown) for one in options):
                return plan
    return plan


def _grids(page: Page, count: int) -> Iterator[Plan]:
    """Ways to divide the doing room, from many places to few."""
    room, gap = page.panel.doing, page.style.gap
    if page.panel.kind in "SM":
        foot = TARGET + 0.1 if page.style.small else 15.0
        for most in (2, 1) if page.style.small else (3, 2, 1):
            yield Plan(room.above(foot + gap).grid(1, most, gap), room.foot(foot) if count > most else None)
        return
    columns = 1 if page.style.tall or count <= 3 else 2
    # Up to nine are seen at once where they have room: turning a page hides what one compares with.
    tall, wide = (count, 6, 5, 4, 3) if count > 5 else (5, 4, 3), (5, 4, 3, 2) if count > 6 else (3, 2)
    for most in tall if page.style.tall else wide:
        places = room.grid(columns, most, gap)
        enough = count <= len(places)
        yield Plan(places if enough else places[:-1], None if enough else places[-1])
