"""The illustrations and signs: a card, the reader with its ring, an arrow; no hands of any age or skin."""

from __future__ import annotations

from screens.pen import Pen, Point, arc, rounded, turned

TRIANGLE = ((0.0, -1.02), (1.1, 0.86), (-1.1, 0.86))


def card(pen: Pen, centre: Point, width: float, degrees: float) -> None:
    """A card seen flat and face up, its middle at `centre`; the pattern is ours, never a likeness of the real one."""

    def at(*points: Point) -> list[Point]:
        return turned([(x * width, y * width) for x, y in points], centre, degrees)

    stroke = max(0.5, width * 0.015)
    face = rounded((width, width * 0.63), width * 0.06, centre, degrees)
    pen.outline(face, "sheet", "act", stroke * 1.2)
    pen.shape(at((-0.42, -0.22), (-0.18, -0.22), (-0.18, 0.1), (-0.42, 0.1)), "tint")
    pen.disc(*at((-0.30, -0.1))[0], width * 0.058, "act")
    pen.shape(at(*arc((-0.30, 0.1), 0.095, (180, 360))), "act")
    for row, length in enumerate((0.42, 0.30, 0.36)):
        y = -0.17 + row * 0.10
        pen.line(at((-0.12, y), (-0.12 + length, y)), "act", stroke * 1.3)
    pen.line(at((-0.41, 0.21), (0.06, 0.21)), "act", stroke)
    for x in (0.33, 0.39):
        pen.ring(*at((x, 0.19))[0], width * 0.055, "act", stroke * 0.8)


def reader(pen: Pen, centre: Point, width: float, stroke: float) -> None:
    """The reader from the front and above: a tray with the ring, `centre` is the middle of the ring."""
    x, y = centre
    half, deep, thick = width / 2, width * 0.15, width * 0.075
    side = [(-half, deep), (half, deep), (half * 0.98, deep + thick), (-half * 0.98, deep + thick)]
    pen.outline([(x + a, y + b) for a, b in side], "act", "act", 1.0)
    top = [(-half * 0.86, -deep), (half * 0.86, -deep), (half, deep), (-half, deep)]
    pen.outline([(x + a, y + b) for a, b in top], "tint", "act", stroke * 1.5)
    for part, weight in ((0.30, 1.5), (0.20, 0.8)):
        pen.line(arc(centre, width * part, (0, 360), width * part * 0.36), "act", stroke * weight)


def arrow(pen: Pen, centre: Point, length: float, up: bool) -> None:
    """One arrow, up or down."""
    x, y = centre
    way = -1 if up else 1
    head, tip = length * 0.34, y + way * length / 2
    stroke = max(1.2, length * 0.13)
    pen.line([(x, y - way * length / 2), (x, tip)], "act", stroke)
    pen.line([(x - head, tip - way * head), (x, tip), (x + head, tip - way * head)], "act", stroke)


def invitation(pen: Pen, size: float, stroke: float) -> None:
    """The attract screen's picture in a tinted disc: a card, held over the ring."""
    pen.disc(size / 2, size / 2, size / 2, "tint")
    reader(pen, (size / 2, size * 0.74), size * 0.86, stroke)
    card(pen, (size / 2, size * 0.28), size * 0.50, -8)
    arrow(pen, (size / 2, size * 0.53), size * 0.11, False)


def hold(pen: Pen, size: float, stroke: float) -> None:
    """The reader of a vehicle, which stands upright: a card, held over the ring, and that it is felt from near."""
    middle, r = (size / 2, size / 2), size * 0.44
    pen.disc(*middle, r, "tint")
    pen.ring(*middle, r - stroke * 1.2, "act", stroke * 2.4)
    card(pen, middle, size * 0.52, -8)
    for corner in (-135, -45, 45, 135):
        for part, half in ((1.1, 9), (1.2, 11)):
            pen.arc(middle, r * part, (corner - half, corner + half), "act", stroke)


def sign(pen: Pen, name: str, size: float, high: bool) -> None:
    """One of the four signs: open ring, pointed triangle, square, dots; a silhouette for each meaning."""
    r = size / 2
    SIGNS[name](pen, r, high)


def _good(pen: Pen, r: float, high: bool) -> None:  # noqa: ARG001 - one shape in all themes
    pen.ring(r, r, r * 0.8, "good", r * 0.2)


def _warn(pen: Pen, r: float, high: bool) -> None:
    points = [(r + x * r * 0.8, r + y * r * 0.8) for x, y in TRIANGLE]
    pen.outline(points, "warn", "warn" if high else "ink", r * 0.2)
    pen.shape(points, "warn")
    pen.line([(r, r * 0.74), (r, r * 1.2)], "on_warn", r * 0.18)
    pen.disc(r, r * 1.46, r * 0.1, "on_warn")


def _bad(pen: Pen, r: float, high: bool) -> None:  # noqa: ARG001
    pen.shape(rounded((r * 1.8, r * 1.8), r * 0.34, (r, r)), "bad")
    near, far = r * 0.6, r * 1.4
    pen.line([(near, near), (far, far)], "bg", r * 0.2)
    pen.line([(far, near), (near, far)], "bg", r * 0.2)


def dots(pen: Pen, r: float, turn: int) -> None:
    """Twelve dots in a ring, seven of them heavy from the `turn`-th on: something goes on."""
    for n, (x, y) in enumerate(arc((r, r), r * 0.86, (-90, 240))[::5]):
        pen.disc(x, y, r * (0.12 if (n - turn) % 12 < 7 else 0.045), "act")


def _wait(pen: Pen, r: float, high: bool) -> None:  # noqa: ARG001
    dots(pen, r, 0)


SIGNS = {"good": _good, "warn": _warn, "bad": _bad, "wait": _wait}


def progress(pen: Pen, r: float, part: float, high: bool) -> None:
    """A ring that fills clockwise; `part` is 0.0 to 1.0. In two colours what is to come is a thin line."""
    stroke = r * 0.11
    pen.ring(r, r, r - stroke, "hair", stroke * (0.15 if high else 0.7))
    if part > 0:
        pen.arc((r, r), r - stroke, (-90, -90 + 360 * part), "act", stroke)
