"""Trips and their calls: trips.txt, stop_times.txt, frequencies.txt, kept in arrays."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from itertools import chain, combinations, pairwise
from typing import TYPE_CHECKING

from transit.gtfs.arrays import NO_ALIGHTING, NO_BOARDING, order_of
from transit.gtfs.checking import shown
from transit.gtfs.faults import Place
from transit.gtfs.places import POLES
from transit.gtfs.values import UNKNOWN, seconds, whole

if TYPE_CHECKING:
    from transit.gtfs.arrays import Strings
    from transit.gtfs.feed import Feed, Rows
    from transit.gtfs.rows import Table


# a headway of one second would make a trip of every second of the day
_MOST_RUNS = 2000
_CALL = (
    *("trip_id", "stop_id", "stop_sequence", "arrival_time", "departure_time", "pickup_type", "drop_off_type"),
    *("stop_headsign", "location_group_id", "location_id"),
)


class Timetable:
    """Trips by number from 0, and all calls: columns of equal length, in the order of the file until `settle`."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.rows = array("I")
        """Route, service, headsign, block, direction of each trip: numbers of routes and services, and of texts."""
        self.order = array("Q")
        """Trip and stop_sequence of each call as one number."""
        self.stop, self.line = array("I"), array("I")
        self.arrival, self.departure = array("i"), array("i")
        self.flags = array("B")
        self.first, self.count = array("I"), array("I")
        self.frequencies = array("I")
        """Trip, first and last departure, headway."""
        self.signs: dict[int, tuple[int, str]] = {}
        """The first headsign that stop_times.txt has for a trip, with its stop_sequence, by trip."""
        self.lines: dict[str, int] = {}
        """Where in trips.txt a trip stands."""

    def settle(self, feed: Feed) -> None:
        """Sort the calls by trip and sequence, say where each trip's begin, and fill in times."""
        self._sort()
        self.first, self.count = array("I", bytes(4 * len(self.numbers))), array("I", bytes(4 * len(self.numbers)))
        at = 0
        # a last key above all others closes the last trip
        for at_next, (key, following) in enumerate(pairwise(chain(self.order, (1 << 63,))), 1):
            if key >> 32 != following >> 32:
                self.first[key >> 32], self.count[key >> 32] = at, at_next - at
                at = at_next
        for trip, number in self.numbers.items():
            _Calls(feed, self, trip, number).settle()
            # a headsign that trips.txt leaves blank stands at the calls in some feeds
            if number in self.signs:
                self.rows[number * 5 + 2] = self.rows[number * 5 + 2] or feed.strings[self.signs[number][1]]

    def _sort(self) -> None:
        keys = self.order
        if all(first <= second for first, second in pairwise(keys)):
            return
        order = order_of(keys)
        self.order, self.stop, self.line = (
            array(column.typecode, (column[at] for at in order)) for column in (keys, self.stop, self.line)
        )
        self.arrival, self.departure = (
            array("i", (column[at] for at in order)) for column in (self.arrival, self.departure)
        )
        self.flags = array("B", (self.flags[at] for at in order))

    def ways(self, routes: list[str], stops: list[str]) -> Iterator[tuple[str, str, str]]:
        """Each way (route, origin, destination) of a trip from one of its stops to a later one, once."""
        patterns: dict[int, set[bytes]] = {}
        for trip in range(len(self.numbers)):
            # most trips of a line call at the same stops: as bytes they are one of a set
            calls = self.stop[self.first[trip] : self.first[trip] + self.count[trip]]
            patterns.setdefault(self.rows[trip * 5], set()).add(calls.tobytes())
        for route, found in patterns.items():
            pairs = {pair for pattern in found for pair in combinations(array("I", pattern), 2)}
            yield from ((routes[route], stops[origin], stops[destination]) for origin, destination in sorted(pairs))

    def arrays(self, texts: Strings) -> dict[str, array[int]]:
        """The timetable for the compiled file."""
        return {
            "trip_id": array("I", (texts[trip] for trip in self.numbers)),
            "trip_row": self.rows,
            "trip_first": self.first,
            "trip_count": self.count,
            "call_number": array("I", (key & 0xFFFFFFFF for key in self.order)),
            "call_stop": self.stop,
            "call_arrival": self.arrival,
            "call_departure": self.departure,
            "call_flags": self.flags,
            "frequency": self.frequencies,
        }


class _Calls:
    """The calls of one trip, sorted: what is wrong with them, and the times between those that the feed tells."""

    FILE = "stop_times.txt"

    def __init__(self, feed: Feed, timetable: Timetable, trip: str, number: int) -> None:
        self._feed, self._table, self._trip = feed, timetable, trip
        first = timetable.first[number]
        self._range = range(first, first + timetable.count[number])

    def settle(self) -> None:
        if len(self._range) < 2:
            told = f"The trip {shown(self._trip)} calls at {len(self._range) or 'no'} stop{'' if self._range else 's'}."
            self._feed.faults.error(Place("trips.txt", self._table.lines[self._trip]), "trip_id", "no_calls", told)
        if self._range:
            self._check_order()
            self._fill()

    def _check_order(self) -> None:
        table, before = self._table, UNKNOWN
        for at in self._range:
            if at > self._range.start and table.order[at] == table.order[at - 1]:
                told = f"stop_sequence {table.order[at] & 0xFFFFFFFF} of the trip {shown(self._trip)} is there twice."
                self._error(at, "stop_sequence", "duplicate_id", told)
            if table.arrival[at] > table.departure[at]:
                self._error(
                    at, "departure_time", "time_order", f"The trip {shown(self._trip)} leaves before it arrives."
                )
            if UNKNOWN != table.arrival[at] < before:
                told = f"The trip {shown(self._trip)} arrives before it has left the stop before."
                self._error(at, "arrival_time", "time_order", told)
            # a call without a time is no step back
            before = max(before, table.departure[at])

    def _fill(self) -> None:
        """Times that are not told lie evenly between those that are."""
        arrival, departure = self._table.arrival, self._table.departure
        known = [at for at in self._range if arrival[at] != UNKNOWN]
        ends = {self._range.start, self._range.stop - 1}
        for at in sorted(ends - set(known)):
            which = "first" if at == self._range.start else "last"
            self._error(at, "arrival_time", "blank", f"The trip {shown(self._trip)} has no time at its {which} stop.")
        if not known:
            return
        # what has nothing to lie between is told as a fault, and stands where the nearest does
        for at in [*range(self._range.start, known[0]), *range(known[-1] + 1, self._range.stop)]:
            nearest = known[0] if at < known[0] else known[-1]
            arrival[at] = departure[at] = departure[nearest]
        for before, after in pairwise(known):
            left, steps = departure[before], after - before
            for at in range(before + 1, after):
                arrival[at] = departure[at] = left + (arrival[after] - left) * (at - before) // steps

    def _error(self, at: int, field: str, code: str, sentence: str) -> None:
        self._feed.faults.error(Place(self.FILE, self._table.line[at]), field, code, sentence)


def take_trips(feed: Feed, table: Table, rows: Rows) -> None:
    """Remember the trips; one of a route that is not there is left out."""
    pick = table.picker("trip_id", "route_id", "service_id", "trip_headsign", "block_id", "direction_id")
    routes = {route: number for number, route in enumerate(feed.routes)}
    texts, timetable = feed.strings, feed.timetable
    for line, cells in rows:
        trip, route, service, headsign, block, direction = pick(cells)
        if not trip or trip in timetable.numbers or route not in routes:
            continue
        timetable.lines[trip] = line
        timetable.numbers[trip] = len(timetable.numbers)
        told = (texts[headsign], texts[block], texts[direction])
        timetable.rows.extend((routes[route], feed.services.number(service), *told))


def take_calls(feed: Feed, table: Table, rows: Rows) -> None:
    """Remember the calls of trips that are there, at stops that are there."""
    pick = table.picker(*_CALL)
    stops = {stop: number for number, stop in enumerate(feed.stops)}
    held = feed.timetable
    for line, cells in rows:
        trip, stop, told, arrival, departure, pickup, drop_off, sign, *area = pick(cells)
        number, sequence = held.numbers.get(trip), whole(told)
        _check_stop(feed, Place(table.file, line), stop, on_demand=any(area))
        if number is None or stop not in stops or sequence is None:
            continue
        # sorting one column of these puts calls in order, whatever the order of the file
        held.order.append(number << 32 | sequence)
        held.stop.append(stops[stop])
        held.line.append(line)
        # one time of the two is enough: the other is the same
        arrives, leaves = seconds(arrival), seconds(departure)
        held.arrival.append(leaves if arrives == UNKNOWN else arrives)
        held.departure.append(arrives if leaves == UNKNOWN else leaves)
        held.flags.append(NO_BOARDING * (pickup == "1") | NO_ALIGHTING * (drop_off == "1"))
        if sign:
            held.signs.setdefault(number, (sequence, sign))


def _check_stop(feed: Feed, place: Place, stop: str, *, on_demand: bool) -> None:
    """Tell of a call that is at no pole."""
    if not stop and on_demand:
        feed.faults.warning(place, "stop_id", "on_demand", "A call at an area on demand is left out.")
    elif not stop:
        feed.faults.error(place, "stop_id", "blank", "stop_id is blank.")
    elif stop in feed.stops and feed.stops[stop].kind not in POLES:
        told = f"{shown(stop)} is not a pole (its location_type is {feed.stops[stop].kind})."
        feed.faults.warning(place, "stop_id", "wrong_location_type", told)


def take_frequencies(feed: Feed, table: Table, rows: Rows) -> None:
    """Remember trips that are run again and again."""
    pick = table.picker("trip_id", "start_time", "end_time", "headway_secs")
    for line, cells in rows:
        trip, start, end, headway = pick(cells)
        found = (feed.timetable.numbers.get(trip), seconds(start), seconds(end), whole(headway))
        start_s, end_s, every = found[1], found[2], found[3]
        if found[0] is None or UNKNOWN in found or not every or (end_s - start_s) // every > _MOST_RUNS:
            told = f"The trip {shown(trip)} is not run again and again: trip, times or headway are missing or make no sense."
            feed.faults.error(Place(table.file, line), "headway_secs", "frequency", told)
        else:
            feed.timetable.frequencies.extend(number for number in found if number is not None)
