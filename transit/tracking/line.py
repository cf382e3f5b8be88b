"""A trip as calls on flat ground, and how likely a fix is from each state a vehicle can be in.

State 2i is on the way to call i (counted from 0), state 2i + 1 is at call i; state 0 is before the trip and the last one after
it. No road is known: on the way between two calls a vehicle is somewhere in a long ellipse around both.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, exp, hypot, pi, radians

from transit.network import Call

METRES_PER_DEGREE = 111_320.0
STOP_SPREAD_M = 25.0
"""How far from its pole a bus and a good receiver put a stop."""
TAIL = 2.5
"""Exponent of the distances at stops: t distribution of 3 degrees, as poles stand wrong in feeds and buses stop short."""
FREEDOM = 3.0
ANYWHERE = 1e-7
"""Likelihood of a fix from a vehicle that is off its line: one in 2 km by 2 km, per square metre."""
AWAY = 0.1
"""At a stop a fix from anywhere is so much less likely than elsewhere."""
SHORTEST_LEG_M = 15.0


class Line:
    """The calls of a trip, in metres east and north of the first one."""

    def __init__(self, calls: Sequence[Call]) -> None:
        self.count = len(calls)
        self.states = 2 * len(calls) + 1
        self._origin = calls[0].latitude, calls[0].longitude
        self._east = METRES_PER_DEGREE * cos(radians(calls[0].latitude))
        self.points = [self.flat(call.latitude, call.longitude) for call in calls]
        self.legs = [
            max(SHORTEST_LEG_M, hypot(b[0] - a[0], b[1] - a[1]))
            for a, b in zip(self.points, self.points[1:], strict=False)
        ]
        self.times = [float(call.departure) for call in calls]
        # per leg: share of a fix per square metre within the ellipse, and how fast it thins out beyond
        self._ways = [(1 / ((leg + 30) * (0.35 * leg + 40)), 0.25 * leg + 40) for leg in self.legs]

    def flat(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Degrees as metres east and north of the first call."""
        # a line across the date line stays in one piece
        east = (longitude - self._origin[1] + 180) % 360 - 180
        return east * self._east, (latitude - self._origin[0]) * METRES_PER_DEGREE

    def distance(self, call: int, x: float, y: float) -> float:
        """Metres from a call."""
        point = self.points[call]
        return hypot(x - point[0], y - point[1])

    def likelihoods(self, first: int, last: int, position: tuple[float, float], accuracy: float) -> list[float]:
        """How likely a fix is, per square metre, from each of the states from `first` to `last`."""
        variance = STOP_SPREAD_M**2 + accuracy**2
        peak, scale = 1 / (2 * pi * variance), 1 / (FREEDOM * variance)
        x, y = position
        low = max(0, (first - 1) // 2)
        near = [hypot(x - a, y - b) for a, b in self.points[low : last // 2 + 1]]
        found = []
        for state in range(first, last + 1):
            call = state >> 1
            if state & 1:
                found.append(peak * (1 + near[call - low] ** 2 * scale) ** -TAIL + ANYWHERE * AWAY)
            elif 0 < call < self.count:
                density, thinning = self._ways[call - 1]
                detour = near[call - 1 - low] + near[call - low] - self.legs[call - 1]
                found.append(density * exp(-max(0.0, detour) / thinning) + ANYWHERE)
            else:
                found.append(ANYWHERE)
        return found
