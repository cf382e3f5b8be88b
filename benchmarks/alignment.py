"""The reference for stops at taps: the best monotone alignment of a whole recorded run with its trip, found afterwards.

Each call gets one fix, in the order of the calls, so that the sum of the distances between them is least (dynamic programming
over all fixes). No person said where the vehicle was; a tracker that sees only the past is held against one that sees all.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from math import cos, hypot, radians
from typing import NamedTuple

METRES_PER_DEGREE = 111_320.0
Degrees = tuple[float, float]


class Approach(NamedTuple):
    """Where a run came closest to a call (counted from 0) in its turn: which fix, and how many metres off."""

    call: int
    fix: int
    metres: float


def aligned(fixes: Sequence[Degrees], calls: Sequence[Degrees], farthest: float = float("inf")) -> list[Approach]:
    """The approach to every call, in order; distances beyond `farthest` metres cost no more, so that calls left out bend nothing."""
    ground = [_flat(fix, calls[0]) for fix in fixes]
    stops = [_flat(call, calls[0]) for call in calls]
    costs, chosen = [0.0] * len(ground), []
    for x, y in stops:
        costs, choice = _cheapest(costs, [min(farthest, hypot(a - x, b - y)) for a, b in ground])
        chosen.append(choice)
    found, at = [], len(ground) - 1
    for call in range(len(stops) - 1, -1, -1):
        at = chosen[call][at]
        (a, b), (x, y) = ground[at], stops[call]
        found.append(Approach(call, at, hypot(a - x, b - y)))
    return found[::-1]


def _cheapest(costs: list[float], distances: list[float]) -> tuple[list[float], array[int]]:
    """The least cost with this call at any fix up to each one, and which fix that is."""
    least, which = float("inf"), 0
    found, choice = [], array("I")
    for at, distance in enumerate(distances):
        if costs[at] + distance < least:
            least, which = costs[at] + distance, at
        found.append(least)
        choice.append(which)
    return found, choice


def _flat(point: Degrees, origin: Degrees) -> tuple[float, float]:
    east = METRES_PER_DEGREE * cos(radians(origin[0]))
    return (point[1] - origin[1]) * east, (point[0] - origin[0]) * METRES_PER_DEGREE
