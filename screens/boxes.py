"""Boxes in millimetres: what everything on the glass is placed with."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Box:
    """A place on the glass: left, top, width and height in millimetres."""

    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.x + self.w

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.y + self.h

    @property
    def cx(self) -> float:
        """The middle from left to right."""
        return self.x + self.w / 2

    @property
    def cy(self) -> float:
        """The middle from top to bottom."""
        return self.y + self.h / 2

    def inset(self, dx: float, dy: float | None = None) -> Box:
        """The box within, `dx` from left and right, `dy` (or `dx`) from top and bottom."""
        dy = dx if dy is None else dy
        return Box(self.x + dx, self.y + dy, self.w - 2 * dx, self.h - 2 * dy)

    def top(self, h: float) -> Box:
        """The uppermost `h`."""
        return Box(self.x, self.y, self.w, h)

    def below(self, h: float) -> Box:
        """All but the uppermost `h`."""
        return Box(self.x, self.y + h, self.w, self.h - h)

    def foot(self, h: float) -> Box:
        """The lowest `h`."""
        return Box(self.x, self.bottom - h, self.w, h)

    def above(self, h: float) -> Box:
        """All but the lowest `h`."""
        return Box(self.x, self.y, self.w, self.h - h)

    def left(self, w: float) -> Box:
        """The leftmost `w`."""
        return Box(self.x, self.y, w, self.h)

    def after(self, w: float) -> Box:
        """All but the leftmost `w`."""
        return Box(self.x + w, self.y, self.w - w, self.h)

    def end(self, w: float) -> Box:
        """The rightmost `w`."""
        return Box(self.right - w, self.y, w, self.h)

    def before(self, w: float) -> Box:
        """All but the rightmost `w`."""
        return Box(self.x, self.y, self.w - w, self.h)

    def grid(self, columns: int, rows: int, gap: float) -> list[Box]:
        """Equal cells, row by row, `gap` apart."""
        w = (self.w - gap * (columns - 1)) / columns
        h = (self.h - gap * (rows - 1)) / rows
        return [
            Box(self.x + column * (w + gap), self.y + row * (h + gap), w, h)
            for row in range(rows)
            for column in range(columns)
        ]

    def holds(self, x: float, y: float) -> bool:
        """Whether the point lies in it."""
        return self.x <= x < self.right and self.y <= y < self.bottom


def square(cx: float, cy: float, size: float) -> Box:
    """The square of that size around a point."""
    return Box(cx - size / 2, cy - size / 2, size, size)
