"""A hand on a virtual vehicle: it is driven somewhere, and its receiver tells fixes on the way, as a real one would.

A vehicle cannot leap, and whoever follows one does not believe a leap; so time passes while it drives: as long as the timetable
allows along the trip, as long as a bus needs off it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from math import cos, hypot, radians
from typing import NamedTuple

from drivers.protocols import Fix
from drivers.virtual.position import VirtualPosition
from firmware.clock import JAPAN, Clock
from transit.network import Call, Trip

DEGREE_M = 111_320.0
USUAL_M_S = 8.0
FASTEST_M_S = 25.0
STEP_S = 10.0
ACCURACY_M, COARSE_M = 5.0, 10_000.0
DAY_S = 86_400
SETTLING_S = 2.0
SETTLED = 6
"""As many fixes while it stands: then whoever follows it is sure."""


class Point(NamedTuple):
    """Where something is, in degrees of WGS 84."""

    latitude: float
    longitude: float


class Step(NamedTuple):
    """A point on the way, the seconds that it took to come there, and how fast (m/s)."""

    point: Point
    seconds: float
    speed: float


def metres(one: Point, other: Point) -> float:
    """The way between two points that are near each other, as the crow flies."""
    east = (other.longitude - one.longitude) * cos(radians(one.latitude))
    return hypot(other.latitude - one.latitude, east) * DEGREE_M


def place_of(call: Call) -> Point:
    """Where a stop is."""
    return Point(call.latitude, call.longitude)


def stand_at_schedule(trip: Trip, position: VirtualPosition, clock: Clock) -> None:
    """Stand at the call that the timetable has left last or is at now."""
    now, first = clock.now().astimezone(JAPAN), trip.calls[0].departure
    seconds = now.hour * 3600 + now.minute * 60 + now.second
    # after midnight the hours of the evening's trips go on counting
    seconds += DAY_S if seconds < first - DAY_S // 2 else 0
    gone = [call for call in trip.calls if call.arrival <= seconds]
    settle(position, clock, place_of((gone or trip.calls)[-1 if gone else 0]))


def follow_clock(trip: Callable[[], Trip | None], position: VirtualPosition, clock: Clock) -> None:
    """After the time was moved: on another trip the vehicle is where that trip's timetable has it."""
    before = trip()
    if position.history:
        # too coarse to be believed, and yet it has the terminal look which trip is due
        position.put(Fix(clock.now(), *here(position), COARSE_M, None))
    now = trip()
    if now is not None and now is not before:
        stand_at_schedule(now, position, clock)


def here(position: VirtualPosition) -> Point:
    """Where it was put last; there is such a place."""
    last = position.history[-1]
    return Point(last.latitude, last.longitude)


def drive(position: VirtualPosition, clock: Clock, way: list[Point], seconds: float) -> None:
    """Drive along points in so many seconds, which pass, and stand there."""
    for step in steps(way, seconds):
        clock.advance(step.seconds)
        tell(position, clock, step.point, step.speed)
    settle(position, clock, way[-1])


def settle(position: VirtualPosition, clock: Clock, point: Point) -> None:
    """Stand somewhere for some seconds."""
    for _ in range(SETTLED):
        clock.advance(SETTLING_S)
        tell(position, clock, point, 0.0)


def tell(position: VirtualPosition, clock: Clock, point: Point, speed: float) -> None:
    """One fix, now."""
    position.put(Fix(clock.now(), point.latitude, point.longitude, ACCURACY_M, speed))


def steps(way: list[Point], seconds: float) -> Iterator[Step]:
    """The points at which fixes are told on a way that takes so many seconds, or as many as a bus needs at least."""
    whole = sum(metres(*leg) for leg in pairwise(way))
    seconds = max(seconds, whole / FASTEST_M_S)
    for start, end in pairwise(way):
        took = seconds * metres(start, end) / whole if whole else 0.0
        count = max(1, round(took / STEP_S))
        for n in range(1, count + 1):
            yield Step(between(start, end, n / count), took / count, whole / seconds if seconds else 0.0)


def between(start: Point, end: Point, share: float) -> Point:
    """A point on the way from one to another."""
    return Point(
        start.latitude + (end.latitude - start.latitude) * share,
        start.longitude + (end.longitude - start.longitude) * share,
    )


def way_to_call(trip: Trip, at: int, target: int, here: Point | None) -> tuple[list[Point], float]:
    """From where it is, at call `at`, along the trip to another call, and the seconds that the timetable has for it."""
    end = trip.calls[target - 1]
    if here is None:
        return [place_of(end)], 0.0
    if target <= at:
        return [here, place_of(end)], metres(here, place_of(end)) / USUAL_M_S
    way = [here, *(place_of(call) for call in trip.calls[at:target])]
    return way, float(max(end.arrival - trip.calls[at - 1].departure, 0))


def way_to_point(trip: Trip | None, at: int, target: Point, here: Point | None) -> tuple[list[Point], float]:
    """From where it is, at call `at`, to any point: by the stops in between as long as it lies ahead on the trip."""
    passed = trip.calls[at : _calls_before(trip, target)] if trip else ()
    way = [*([here] if here else []), *map(place_of, passed), target]
    return way, sum(metres(*leg) for leg in pairwise(way)) / USUAL_M_S


def _calls_before(trip: Trip, point: Point) -> int:
    """How many calls lie before the point, by the leg that it is nearest to."""

    def detour(n: int) -> float:
        start, end = place_of(trip.calls[n]), place_of(trip.calls[n + 1])
        return metres(start, point) + metres(point, end) - metres(start, end)

    return min(range(len(trip.calls) - 1), key=detour) + 1
