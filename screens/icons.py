"""The icons: strokes on a grid of 24 units, 2 units wide, with round ends; an icon never stands alone for an action."""

from __future__ import annotations

from collections.abc import Sequence

from screens.pen import Pen, Point, arc, rounded

GRID = 24
STROKE = 2.0
Stroke = Sequence[Point]


def _ring(x: float, y: float, r: float, r_up: float | None = None) -> Stroke:
    return arc((x, y), r, (0, 360), r_up)


def _arc(x: float, y: float, r: float, first: float, last: float) -> Stroke:
    return arc((x, y), r, (first, last))


def _box(x: float, y: float, w: float, h: float, r: float = 1) -> Stroke:
    points = rounded((w, h), r, (x + w / 2, y + h / 2))
    return [*points, points[0]]


_SPEAKER = ((3, 9.5), (7, 9.5), (12, 5), (12, 19), (7, 14.5), (3, 14.5), (3, 9.5))
_PAPER = ((5, 3), (15, 3), (19, 7), (19, 21), (5, 21), (5, 3))
_ROLL = ((6, 21), (6, 3), (18, 3), (18, 21), (16, 19.4), (14, 21), (12, 19.4), (10, 21), (8, 19.4), (6, 21))

ICONS: dict[str, tuple[Stroke, ...]] = {
    "stop": (((6, 6), (18, 18)), ((18, 6), (6, 18))),
    "back": (((20, 12), (4, 12)), ((11, 5), (4, 12), (11, 19))),
    "next": (((4, 12), (20, 12)), ((13, 5), (20, 12), (13, 19))),
    "more": (((12, 4), (12, 20)), ((5, 13), (12, 20), (19, 13))),
    "check": (((5, 12.5), (10, 17.5), (19.5, 7)),),
    "language": (_ring(12, 12, 9.5), _ring(12, 12, 5, 9.5), ((2.5, 12), (21.5, 12))),
    "sight": (
        ((2, 19), (7.5, 5), (13, 19)), ((4.2, 14), (10.8, 14)),
        ((15, 19), (18.5, 10), (22, 19)), ((16.4, 15.8), (20.6, 15.8)),
    ),
    "voice": (_SPEAKER, _arc(12, 12, 4.6, -45, 45), _arc(12, 12, 8.6, -48, 48)),
    "mute": (_SPEAKER, ((15.5, 9), (21.5, 15)), ((21.5, 9), (15.5, 15))),
    "help": (_ring(12, 12, 9.5), _arc(12, 9.6, 3, -180, 50), ((13.9, 11.9), (12, 13.6), (12, 14.6)), ((12, 17.6),)),
    "louder": (((12, 5), (12, 19)), ((5, 12), (19, 12))),
    "softer": (((5, 12), (19, 12)),),
    "faster": (((5, 5), (12, 12), (5, 19)), ((12, 5), (19, 12), (12, 19))),
    "slower": (((19, 5), (12, 12), (19, 19)), ((12, 5), (5, 12), (12, 19))),
    "handset": (
        ((3, 15.5), (3, 11.5), (7, 8.5), (12, 7.6), (17, 8.5), (21, 11.5), (21, 15.5), (16, 15.5), (16, 12.4),
         (12, 11.8), (8, 12.4), (8, 15.5), (3, 15.5)),
    ),
    "erase": (((9, 5), (21, 5), (21, 19), (9, 19), (2.5, 12), (9, 5)), ((12, 9), (18, 15)), ((18, 9), (12, 15))),
    "residence": (
        ((3, 11.5), (12, 4), (21, 11.5)), ((5.5, 10), (5.5, 20), (18.5, 20), (18.5, 10)),
        ((10, 20), (10, 14.5), (14, 14.5), (14, 20)),
    ),
    "seal": (
        _ring(12, 6.5, 3.5), ((10.5, 9.8), (9.5, 15)), ((13.5, 9.8), (14.5, 15)), _box(5, 15, 14, 4), ((4, 22), (20, 22)),
    ),
    "family": (
        _box(8.5, 3, 7, 5), _box(2.5, 16, 7, 5), _box(14.5, 16, 7, 5),
        ((12, 8), (12, 12)), ((6, 16), (6, 12), (18, 12), (18, 16)),
    ),
    "trail": (
        _ring(5.5, 18, 2.5), ((8, 18), (15, 18)), _arc(15, 15, 3, 90, -90), ((15, 12), (9, 12)),
        _arc(9, 9, 3, 90, 270), ((9, 6), (15.5, 6)), _ring(18.5, 6, 2.5),
    ),
    "tax": (_PAPER, ((8.5, 8), (12, 12.5), (15.5, 8)), ((12, 12.5), (12, 18)), ((9, 14), (15, 14))),
    "sheet": (_PAPER, ((8.5, 11), (15.5, 11)), ((8.5, 15), (15.5, 15))),
    "receipt": (_ROLL, ((9, 8), (15, 8)), ((9, 12), (15, 12))),
    "coin": (_ring(12, 12, 9), _ring(12, 12, 3)),
    "card": (_box(2, 5, 20, 14, 2), _box(5, 10.5, 4.5, 4), ((13, 15), (19, 15))),
    "person": (_ring(12, 7.5, 4), _arc(12, 22, 8, 180, 360)),
    "household": (
        _ring(8, 8.5, 3.4), _ring(17, 9.5, 2.7), _arc(8, 21, 6.5, 180, 360), _arc(17, 21, 5.2, 250, 360),
    ),
    "bus": (
        _box(3.5, 4, 17, 14, 2.5), ((3.5, 12), (20.5, 12)), ((12, 4), (12, 12)),
        ((7, 15),), ((17, 15),), _ring(7.5, 19.5, 1.2), _ring(16.5, 19.5, 1.2),
    ),
    "link": (_arc(12, 19, 14, -132, -48), _arc(12, 19, 9, -132, -48), _arc(12, 19, 4, -132, -48), ((12, 19),)),
    "no-link": (
        _arc(12, 19, 14, -132, -48), _arc(12, 19, 9, -132, -48), _arc(12, 19, 4, -132, -48), ((12, 19),), ((4, 3), (20, 22)),
    ),
    "none": (_ROLL, ((2.5, 2.5), (21.5, 21.5))),
}  # fmt: skip

# What an option or a thing is drawn as, where its own name is not the icon's
FOR_NAME = {
    "family-all": "family",
    "family-one": "person",
    "supplementary": "trail",
    "self": "person",
    "yes": "receipt",
    "no": "none",
    "certificate": "sheet",
    "change": "coin",
    "cash": "coin",
}


def icon_for(name: str) -> str | None:
    """The icon of an option or a thing, None when it has none."""
    found = FOR_NAME.get(name, name)
    return found if found in ICONS else None


def paint(pen: Pen, name: str, size: float, colour: str, weight: float) -> None:
    """Draw an icon from its corner; `size` in mm, `weight` is 1.0 for the usual stroke."""
    unit = size / GRID
    for points in ICONS[name]:
        pen.line([(x * unit, y * unit) for x, y in points], colour, STROKE * unit * weight)


def in_ring(pen: Pen, name: str, size: float, stroke: float) -> None:
    """An icon in a ring that fills the drawing, both in the colour of a plate's words."""
    pen.ring(size / 2, size / 2, size / 2 - stroke, "on_plate", stroke)
    unit = size * 0.5 / GRID
    for points in ICONS[name]:
        pen.line([(size * 0.25 + x * unit, size * 0.25 + y * unit) for x, y in points], "on_plate", STROKE * unit)
