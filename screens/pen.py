"""Drawing that is not made of boxes: on a larger surface first, made small afterwards, and kept."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

import pygame

from screens.theme import THEMES

Point = tuple[float, float]
Paint = Callable[..., None]
FINE, COARSE = 4, 2
SMALL_PIXELS = 128


class Pen:
    """Draws in millimetres from its art's upper left corner; colours are tokens of the theme."""

    def __init__(self, surface: pygame.Surface, scale: float, theme: str) -> None:
        self._surface, self._scale, self._colours = surface, scale, THEMES[theme]

    def line(self, points: Sequence[Point], colour: str, stroke: float) -> None:
        """A line through the points, with round ends and corners."""
        for one, other in pairwise(points):
            self._bar(one, other, colour, stroke)
        # pygame's thick lines have square ends and open corners.
        for x, y in points:
            self.disc(x, y, stroke / 2, colour)

    def shape(self, points: Sequence[Point], colour: str) -> None:
        """A filled shape."""
        pygame.draw.polygon(self._surface, self._colours[colour], [self._at(*point) for point in points])

    def outline(self, points: Sequence[Point], fill: str, edge: str, stroke: float) -> None:
        """A filled shape with an edge."""
        self.shape(points, fill)
        self.line([*points, points[0]], edge, stroke)

    def disc(self, x: float, y: float, r: float, colour: str) -> None:
        """A filled circle."""
        pygame.draw.circle(self._surface, self._colours[colour], self._at(x, y), r * self._scale)

    def ring(self, x: float, y: float, r: float, colour: str, stroke: float) -> None:
        """A circle whose line lies on the radius."""
        width = max(1, round(stroke * self._scale))
        pygame.draw.circle(self._surface, self._colours[colour], self._at(x, y), (r + stroke / 2) * self._scale, width)

    def arc(self, centre: Point, r: float, angles: tuple[float, float], colour: str, stroke: float) -> None:
        """A part of a circle, in degrees clockwise from three o'clock."""
        self.line(arc(centre, r, angles), colour, stroke)

    def _at(self, x: float, y: float) -> Point:
        return x * self._scale, y * self._scale

    def _bar(self, one: Point, other: Point, colour: str, stroke: float) -> None:
        (x1, y1), (x2, y2) = one, other
        if length := math.hypot(x2 - x1, y2 - y1):
            nx, ny = (y1 - y2) / length * stroke / 2, (x2 - x1) / length * stroke / 2
            self.shape([(x1 + nx, y1 + ny), (x2 + nx, y2 + ny), (x2 - nx, y2 - ny), (x1 - nx, y1 - ny)], colour)


def arc(centre: Point, r: float, angles: tuple[float, float], r_up: float | None = None) -> list[Point]:
    """Points on a part of a circle, or of an ellipse whose vertical radius is `r_up`."""
    first, last = angles
    steps = max(8, round(abs(last - first) / 6))
    turns = [math.radians(first + (last - first) * n / steps) for n in range(steps + 1)]
    up = r if r_up is None else r_up
    return [(centre[0] + r * math.cos(turn), centre[1] + up * math.sin(turn)) for turn in turns]


def rounded(size: tuple[float, float], r: float, centre: Point, degrees: float = 0.0) -> list[Point]:
    """A box of that size with round corners, around a point, turned clockwise."""
    w, h = size[0] / 2 - r, size[1] / 2 - r
    corners = ((w, -h, -90), (w, h, 0), (-w, h, 90), (-w, -h, 180))
    points = [point for x, y, turn in corners for point in arc((x, y), r, (turn, turn + 90))]
    return turned(points, centre, degrees)


def turned(points: Sequence[Point], centre: Point, degrees: float) -> list[Point]:
    """Points around nought, turned clockwise and moved to a centre."""
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return [(centre[0] + x * cos - y * sin, centre[1] + x * sin + y * cos) for x, y in points]


def art(
    paint: Paint, details: tuple[Any, ...], pixels: tuple[int, int], look: tuple[float, str, str]
) -> pygame.Surface:
    """The picture that `paint(pen, *details)` draws; `look` is pixels per mm, theme and ground. Kept by all of these."""
    return (_small if max(pixels) <= SMALL_PIXELS else _large)(paint, details, pixels, look)


def _draw(
    paint: Paint, details: tuple[Any, ...], pixels: tuple[int, int], look: tuple[float, str, str]
) -> pygame.Surface:
    scale, theme, ground = look
    finer = FINE if max(pixels) <= SMALL_PIXELS else COARSE
    surface = pygame.Surface((pixels[0] * finer, pixels[1] * finer), depth=32)
    # On its own ground, not clear: its edges blend with the right colour, and blitting needs no alpha.
    surface.fill(THEMES[theme][ground])
    paint(Pen(surface, scale * finer, theme), *details)
    return pygame.transform.smoothscale(surface, pixels)


# Icons are many and small, pictures few and large: one must not drive out the other. A vehicle shows six in turn, each at once.
_small = lru_cache(maxsize=192)(_draw)
_large = lru_cache(maxsize=6)(_draw)


@lru_cache(maxsize=128)
def disc(px: int, colour: str) -> pygame.Surface:
    """A disc with a soft edge and nothing around it; `px` is its diameter, the colour #RRGGBB."""
    finer = FINE if px <= SMALL_PIXELS else COARSE
    surface = pygame.Surface((px * finer, px * finer), pygame.SRCALPHA)
    # Clear, but in the disc's own colour: its soft edge would turn grey otherwise.
    surface.fill((*pygame.Color(colour)[:3], 0))
    pygame.draw.circle(surface, colour, (px * finer / 2, px * finer / 2), px * finer / 2)
    return pygame.transform.smoothscale(surface, (px, px))
