"""The keys on the glass: their grounds, icons and words, as they stand and under a finger."""

from __future__ import annotations

from dataclasses import dataclass, replace

from screens import icons
from screens.boxes import Box, square
from screens.canvas import Look
from screens.page import MORE, Page
from screens.text import Words
from screens.theme import TARGET, em

# kind of button: ground, edge (none where it is the ground itself), ink
KINDS = {
    "main": ("act", None, "on"),
    "start": ("act", None, "on"),
    "plain": ("sheet", "act", "act"),
    "option": ("sheet", "act", "ink"),
    "chosen": ("tint", "act", "ink"),
    "quiet": ("tint", None, "act"),
    "off": ("bg", None, "soft"),
}


def ground(page: Page, key: str, box: Box, kind: str) -> tuple[str, str]:
    """A key's target and its ground; gives the tokens of ground and ink. Under a finger both are swapped at once."""
    canvas, style = page.canvas, page.style
    fill, edge, ink = KINDS[kind]
    # A dead key is a target as well: touched, it tells why it is dead.
    canvas.target(key, box, live=kind != "off")
    if kind == "off":
        canvas.dashed(box, "soft", "bg")
        return fill, ink
    if page.moment.pressed == key:
        # Ground and ink, not only the edge, since a finger hides an edge.
        fill, ink = ("sheet", "act") if fill == "act" else ("act", "on")
        edge = "act"
    elif kind == "quiet" and style.high:
        edge = "act"
    canvas.box(box, fill, edge, style.stroke * (2.4 if kind == "chosen" else 1.0))
    return fill, ink


def icon(page: Page, name: str, at: tuple[float, float, float], ink: str, fill: str) -> None:
    """An icon around a point, in a size: (x, y, mm)."""
    x, y, size = at
    weight = 1.15 if page.style.high else 1.0
    page.canvas.art(square(x, y, size), fill, icons.paint, name, size, ink, weight)


@dataclass(frozen=True)
class Key:
    """A key to draw: what it presses, its kind, and its icon."""

    name: str
    kind: str = "plain"
    mark: str | None = None


def button(page: Page, key: Key, box: Box, words: Words) -> None:
    """A key with its words in the middle, an icon before them where both fit."""
    fill, ink = ground(page, key.name, box, key.kind)
    cap = page.style.title if key.kind == "start" else page.style.label
    look = Look(cap, ink=ink, ground=fill, align=0.5)
    inner = box.inset(0.6 if page.style.small else page.style.pad * 0.6, 0.4)
    size = min(box.h * 0.5, em(look.cap) * 1.3)
    gap = size * 0.45
    # An icon is an aid beside one line; words that need two lines need the icon's room.
    placed = page.canvas.place(inner.after(size + gap), words, replace(look, most=1)) if key.mark else None
    if key.mark is None or placed is None:
        page.canvas.text(inner, words, look)
        return
    left = box.cx - (size + gap + placed.width) / 2
    icon(page, key.mark, (left + size / 2, box.cy, size), ink, fill)
    page.canvas.text(Box(left + size + gap, inner.y, placed.width, inner.h), words, replace(look, align=0.0, most=1))


def more(page: Page, box: Box, first: int, shown: int, count: int) -> None:
    """The key that turns the page: how many are still to come; on the last page, how many there are from the first on."""
    button(page, Key(MORE, mark="more"), box, page.say("button-more", count=count - first - shown or first))


def more_height(page: Page) -> float:
    """How high the key for more is, where it has a row of its own."""
    return (TARGET + 0.1) * page.panel.air


def main_height(page: Page) -> float:
    """How high the keys below a plate or a sheet are."""
    room = page.panel.doing
    return 28.0 * page.panel.air if page.style.tall else max(13.0, room.h * 0.18)
