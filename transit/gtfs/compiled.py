"""A compiled feed as a Network: everything is looked up where it lies in the mapped file, from any thread."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache, cached_property
from mmap import ACCESS_READ, mmap
from pathlib import Path

from transit.gtfs.arrays import ADDED, NO_ALIGHTING, NO_BOARDING, Damaged
from transit.gtfs.lookup import Lookup
from transit.gtfs.tariff import Tariff
from transit.gtfs.values import UNKNOWN, seconds
from transit.network import ADULT, Call, Departure, Fare, Route, Stop, Trip

__all__ = ["Compiled", "Damaged", "open_network"]

_NEIGHBOURS = {"zh-hans": ("zh-cn", "zh-sg", "zh"), "zh-hant": ("zh-tw", "zh-hk"), "ja-hrkt": ("ja-hira", "ja-kana")}
"""What operators write for the same language."""


def open_network(compiled: Path | bytes) -> Compiled:
    """A compiled feed from its file, which is mapped, or from its bytes. Raises Damaged, OSError."""
    if isinstance(compiled, bytes):
        return Compiled(memoryview(compiled))
    with compiled.open("rb") as file:
        try:
            raw = mmap(file.fileno(), 0, access=ACCESS_READ)
        except ValueError:
            raise Damaged(f"{compiled} is empty.") from None
    return Compiled(memoryview(raw))


class Compiled:
    """A Network over a compiled feed; `tariff` tells more about fares than a bus needs."""

    def __init__(self, raw: memoryview) -> None:
        self._lookup = Lookup(raw)
        self.tariff = Tariff(self._lookup)

    @property
    def version(self) -> str:
        """feed_version and the day of the feed, as records tell it."""
        return str(self._lookup.heading["version"])

    @property
    def about(self) -> dict[str, str]:
        """What feed_info.txt says."""
        return dict(self._lookup.heading["about"])

    @property
    def stops(self) -> list[str]:
        """The ids of all stops, stations among them."""
        return list(self._lookup.stops)

    @property
    def routes(self) -> list[str]:
        """The ids of all lines."""
        return list(self._lookup.routes)

    def stop(self, stop: str) -> Stop:
        """A stop by its id."""
        row = self._lookup.stops[stop]
        name, zone, platform = self._lookup.texts("stop_texts", row, 3)
        latitude, longitude = self._lookup.row("stop_at", row, 2)
        return Stop(stop, name, latitude, longitude, zone, platform)

    def route(self, route: str) -> Route:
        """A line by its id; one without a long name is called by its number."""
        short, long, agency = self._lookup.texts("route_texts", self._lookup.routes[route], 3)
        return Route(route, short, long or short, agency)

    def trip(self, trip: str) -> Trip:
        """A trip by its id; one that is run again and again is TRIP@TIME."""
        name, _, at = trip.rpartition("@")
        if trip not in self._lookup.trips and name in self._starts.get(seconds(at), ()):
            return self._trip(self._lookup.trips[name], seconds(at))
        return self._trip(self._lookup.trips[trip])

    def trips(self, day: date) -> Iterator[Trip]:
        """The trips that run on a service day, by their first departure; each is made when it is taken."""
        return (self._trip(row, start if row in self._repeated else None) for start, row in self._starting(day))

    def departures(self, day: date) -> Iterator[Departure]:
        """The same in short; no call is read but the first and the last."""
        lookup, text = self._lookup, cache(self._lookup.text)
        for start, row in self._starting(day):
            route, _, _, block, _ = lookup.row("trip_row", row, 5)
            first, name = lookup["trip_first"][row], lookup.text(lookup["trip_id"][row])
            last = first + lookup["trip_count"][row] - 1
            arrival = lookup["call_arrival"][last] + start - lookup["call_departure"][first]
            trip = _repeated(name, start) if row in self._repeated else name
            origin = text(lookup["stop_id"][lookup["call_stop"][first]])
            yield Departure(start, arrival, trip, text(block), text(lookup["route_id"][route]), origin)

    def _starting(self, day: date) -> list[tuple[int, int]]:
        """First departures and rows of the trips of a day, sorted."""
        running = self._running(day)
        rows, found = self._lookup["trip_row"], []
        for row in range(len(self._lookup["trip_id"])):
            if rows[row * 5 + 1] in running and self._lookup["trip_count"][row]:
                starts = self._repeated.get(row) or [self._lookup["call_departure"][self._lookup["trip_first"][row]]]
                found += [(start, row) for start in starts if start != UNKNOWN]
        return sorted(found)

    def word(self, text: str, language: str) -> str:
        """A name of the feed in a language; itself when there is none."""
        wanted = language.casefold()
        for said in (wanted, *_NEIGHBOURS.get(wanted, ()), wanted.partition("-")[0]):
            if text in self._words.get(said, {}):
                return self._words[said][text]
        return text

    def fare(self, route: str, origin: str, destination: str, category: str = ADULT) -> Fare:
        """What a way between two stops costs. Raises NoFare, FareConflict, KeyError."""
        return self.tariff.fare(route, origin, destination, category)

    def _running(self, day: date) -> set[int]:
        lookup, on = self._lookup, day.toordinal()
        running = set()
        for service in range(len(lookup["service_week"]) // 3):
            start, end, days = lookup.row("service_week", service, 3)
            if start <= on <= end and days >> day.weekday() & 1:
                running.add(service)
        dates = lookup["service_date"]
        for at in range(0, len(dates), 3):
            service, differs, kind = dates[at : at + 3]
            if differs == on:
                (running.add if kind == ADDED else running.discard)(service)
        return running

    def _trip(self, row: int, start: int | None = None) -> Trip:
        lookup = self._lookup
        route, _, *texts = lookup.row("trip_row", row, 5)
        headsign, block, direction = map(lookup.text, texts)
        trip = lookup.text(lookup["trip_id"][row])
        first, count = lookup["trip_first"][row], lookup["trip_count"][row]
        later = 0 if start is None else start - lookup["call_departure"][first]
        name = trip if start is None else _repeated(trip, start)
        calls = tuple(self._call(sequence, at, later) for sequence, at in enumerate(range(first, first + count), 1))
        return Trip(name, lookup.text(lookup["route_id"][route]), headsign, calls, block, direction)

    def _call(self, sequence: int, at: int, later: int) -> Call:
        lookup = self._lookup
        stop, flags = lookup["call_stop"][at], lookup["call_flags"][at]
        times = (lookup["call_arrival"][at] + later, lookup["call_departure"][at] + later)
        may = (not flags & NO_BOARDING, not flags & NO_ALIGHTING)
        degrees = lookup["stop_at"][2 * stop], lookup["stop_at"][2 * stop + 1]
        name = lookup.text(lookup["stop_id"][stop])
        return Call(sequence, name, *times, *may, *degrees, number=lookup["call_number"][at])

    @cached_property
    def _repeated(self) -> dict[int, list[int]]:
        """When trips start that are run again and again, by row."""
        found: dict[int, list[int]] = {}
        table = self._lookup["frequency"]
        for at in range(0, len(table), 4):
            trip, start, end, headway = table[at : at + 4]
            found.setdefault(trip, []).extend(range(start, end, headway))
        return found

    @cached_property
    def _starts(self) -> dict[int, set[str]]:
        found: dict[int, set[str]] = {}
        for row, starts in self._repeated.items():
            for start in starts:
                found.setdefault(start, set()).add(self._lookup.text(self._lookup["trip_id"][row]))
        return found

    @cached_property
    def _words(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for row in range(len(self._lookup["word"]) // 3):
            language, text, translation = self._lookup.texts("word", row, 3)
            found.setdefault(language.casefold(), {}).setdefault(text, translation)
        return found


def _repeated(trip: str, start: int) -> str:
    return f"{trip}@{start // 3600}:{start // 60 % 60:02}:{start % 60:02}"
