"""What a network runs on a day, by block and by origin: a terminal asks at every fix, and a feed has thousands of trips."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import NamedTuple

from transit.network import Departure, Network

KEPT_DAYS = 3


class _Day(NamedTuple):
    all: list[Departure]
    by_block: dict[str, list[Departure]]
    by_origin: dict[tuple[str, str], list[Departure]]


class Timetable:
    """Of a few days, by the first departure; any network will do."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._days: dict[date, _Day] = {}

    def on(self, day: date) -> list[Departure]:
        """All trips of a service day."""
        return self._day(day).all

    def of(self, day: date, block: str) -> list[Departure]:
        """The trips of a block; none for no block."""
        return self._day(day).by_block.get(block, []) if block else []

    def leaving(self, day: date, route: str, origin: str) -> list[Departure]:
        """The trips of a line that leave from a stop."""
        return self._day(day).by_origin.get((route, origin), [])

    def _day(self, day: date) -> _Day:
        if day not in self._days:
            if len(self._days) >= KEPT_DAYS:
                del self._days[min(self._days)]
            self._days[day] = _sorted(list(self._network.departures(day)))
        return self._days[day]


def _sorted(departures: list[Departure]) -> _Day:
    by_block, by_origin = defaultdict(list), defaultdict(list)
    for due in departures:
        by_block[due.block].append(due)
        by_origin[due.route, due.origin].append(due)
    return _Day(departures, by_block, by_origin)
