"""One option as a row: the number of its key in a ring, its icon, its name with a line of explanation, its amount."""

from __future__ import annotations

from dataclasses import dataclass, replace

from firmware.prompts import Option
from screens import names, parts
from screens.boxes import Box, square
from screens.canvas import Look
from screens.icons import icon_for
from screens.page import Page
from screens.text import Words
from screens.theme import em


@dataclass(frozen=True)
class Row:
    """A row cut into its parts; a part that is not shown has no box."""

    name: Box
    number: Box | None = None
    icon: Box | None = None
    note: Box | None = None
    yen: Box | None = None


def cut(page: Page, option: Option, box: Box, shown: tuple[str, ...]) -> Row:
    """Cut a row for this option; `shown` names which of number, icon and note there are."""
    if "stacked" in shown:
        return _cut_stacked(page, option, box, shown)
    style, number, icon, yen = page.style, None, None, None
    rest = box.inset(style.pad * (0.6 if style.small else 1.0), 0.6)
    if "number" in shown:
        size = min(style.body * 1.9, box.h * 0.62)
        number, rest = square(rest.x + size / 2, box.cy, size), rest.after(size + style.pad * 0.8)
    if "icon" in shown:
        size = min(box.h * 0.5, 13.0 * page.panel.air)
        icon, rest = square(rest.x + size / 2, box.cy, size), rest.after(size + style.pad * 0.8)
    # What a choice costs is never what gives way.
    if amount := _amount(page, option):
        width = page.canvas.width(amount.forms[0], _label(page)) + 0.3
        yen, rest = rest.end(width), rest.before(width + style.pad * 0.5)
    if "note" not in shown:
        return Row(rest, number, icon, None, yen)
    upper = em(style.label) * 1.2
    lower = em(style.caption) * 1.15
    top = box.cy - (upper + lower) / 2
    return Row(Box(rest.x, top, rest.w, upper), number, icon, Box(rest.x, top + upper, rest.w, lower), yen)


def _cut_stacked(page: Page, option: Option, box: Box, shown: tuple[str, ...]) -> Row:
    """A narrow cell: icon and name above, number and amount below."""
    style, number, icon, yen = page.style, None, None, None
    inner = box.inset(style.pad, style.pad * 0.5)
    line = em(style.label) * 1.15
    name, lower = inner.above(line), inner.foot(line)
    if "icon" in shown:
        size = em(style.label) * 1.2
        icon, name = square(name.x + size / 2, name.cy, size), name.after(size + style.pad * 0.5)
    if "number" in shown:
        size = min(style.body * 1.9, line * 1.1)
        number = square(lower.x + size / 2, lower.cy, size)
    if amount := _amount(page, option):
        yen = lower.end(page.canvas.width(amount.forms[0], _label(page)) + 0.3)
    return Row(name, number, icon, None, yen)


def fits(page: Page, option: Option, box: Box, shown: tuple[str, ...]) -> bool:
    """Whether the row has all parts in `shown` and room for their words."""
    note = _note(page, option)
    # An option without an icon must not leave a hole where its neighbours have one.
    if ("icon" in shown and icon_for(option.name) is None) or ("note" in shown and note is None):
        return False
    # Two lines in a row of their bare height would run into each other and into its edge.
    if box.h < _lines(page, shown) + page.style.pad * 0.5:
        return False
    row = cut(page, option, box, shown)
    if page.canvas.place(row.name, names.words(page, option.phrase, row.name, _label(page)), _label(page)) is None:
        return False
    return row.note is None or note is None or page.canvas.place(row.note, note, _caption(page)) is not None


def _lines(page: Page, shown: tuple[str, ...]) -> float:
    """How high the lines are that these parts stand in; 0 for a single one."""
    label = em(page.style.label)
    return (
        2 * label * 1.15
        if "stacked" in shown
        else label * 1.2 + em(page.style.caption) * 1.15
        if "note" in shown
        else 0
    )


def draw(page: Page, option: Option, box: Box, shown: tuple[str, ...], kind: str) -> None:
    """Draw the row as a key of this kind."""
    fill, ink = parts.ground(page, option.key, box, kind)
    pressed = page.moment.pressed == option.key
    strong = ink if pressed else "act"
    row = cut(page, option, box, shown)
    if row.number:
        _draw_number(page, option.key, row.number, (strong, fill))
    if row.icon:
        parts.icon(page, icon_for(option.name) or "", (row.icon.cx, row.icon.cy, row.icon.w), strong, fill)
    label = replace(_label(page), ground=fill)
    page.canvas.text(row.name, names.words(page, option.phrase, row.name, label), replace(label, ink=ink))
    if row.note and (note := _note(page, option)):
        page.canvas.text(row.note, note, replace(_caption(page), ink=ink if pressed else "soft", ground=fill))
    if row.yen and (amount := _amount(page, option)):
        page.canvas.text(row.yen, amount, replace(label, ink=strong))


def _draw_number(page: Page, key: str, box: Box, colours: tuple[str, str]) -> None:
    page.canvas.ring(box.cx, box.cy, box.w / 2, colours, page.style.stroke * 0.8)
    look = Look(page.style.caption, ink=colours[0], ground=colours[1], align=0.5)
    page.canvas.text(box, Words((key,)), look)


def _label(page: Page) -> Look:
    return Look(page.style.label, ground="sheet", lead=1.12, most=2)


def _caption(page: Page) -> Look:
    return Look(page.style.caption, bold=False, ground="sheet", most=1)


def _note(page: Page, option: Option) -> Words | None:
    return page.note(option.phrase, option.note)


def _amount(page: Page, option: Option) -> Words | None:
    return None if option.yen is None else page.say("yen-amount", yen=option.yen).bare
