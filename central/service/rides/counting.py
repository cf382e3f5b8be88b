"""Boardings of a month by line, stop and hour, and what of them may be shown so that nobody can be followed.

A number that stands for fewer than three people tells of one person who gets on there at that hour, day by day. It is hidden,
however high it is: forty boardings may be one commuter. People whom the driver counted are as many as on their busiest day there.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from central.service.stores import Connection

FEWEST = 3
# a clock that nobody had set would make a list of decades of it
SPAN = "SELECT min(day), max(day) FROM ride WHERE day >= '2000' AND day < '2100'"
COUNTED = """SELECT route, board, hour, rider, sum(party), min(board_seq) FROM ride
    WHERE day >= ? AND day <= ? AND status <> 'void' AND route <> ''
    GROUP BY route, board, hour, rider, CASE WHEN rider IS NULL THEN day ELSE '' END"""
K = TypeVar("K", bound=Hashable)


class Place(NamedTuple):
    """A stop and an hour of the day."""

    stop: str
    hour: int


@dataclass
class Cell:
    """Boardings, and of how many people at least they are."""

    boardings: int = 0
    riders: set[str] = field(default_factory=set)
    crowd: int = 0

    @property
    def people(self) -> int:
        """How many different people there were at least."""
        return len(self.riders) + self.crowd

    def add(self, rider: str | None, people: int) -> None:
        """Count a rider's boardings, or those of people without a name on one day."""
        self.boardings += people
        if rider is None:
            self.crowd = max(self.crowd, people)
        else:
            self.riders.add(rider)


@dataclass
class Line:
    """A line's boardings: what may be shown of each place, None where it is hidden."""

    route: str
    total: int | None
    shown: dict[Place, int | None]
    stops: list[str]
    """In the order of the trip."""

    @property
    def hours(self) -> list[int]:
        """From the first hour with a boarding to the last."""
        found = [place.hour for place in self.shown]
        return list(range(min(found), max(found) + 1)) if found else []


def months(connection: Connection) -> list[str]:
    """From the first month of which something was told to the last, the newest first."""
    first, last = connection.execute(SPAN).fetchone()
    if not first:
        return []
    months = range(_number(first), _number(last) + 1)
    return [f"{month // 12}-{month % 12 + 1:02}" for month in reversed(months)]


def lines(connection: Connection, month: str) -> list[Line]:
    """All lines of a month (YYYY-MM), the busiest first; those of too few people last and without their places."""
    cells: dict[str, dict[Place, Cell]] = {}
    places: dict[tuple[str, str], int] = {}
    days = f"{month}-01", f"{month}-{monthrange(int(month[:4]), int(month[5:]))[1]}"
    for route, stop, hour, rider, people, sequence in connection.execute(COUNTED, days):
        cells.setdefault(route, {}).setdefault(Place(stop, hour), Cell()).add(rider, int(people))
        # what no record gives a place on the trip comes last
        known = places.get((route, stop), 10**9)
        places[route, stop] = min(known, 10**9 if sequence is None else sequence)
    # no sum of lines has these in it, so that none needs to hide beside them
    whole = {route: together(found.values()) for route, found in cells.items()}
    closed = {route for route, cell in whole.items() if cell.people < FEWEST}
    found = [
        Line(route, None, {}, [])
        if route in closed
        else _line(route, whole[route].boardings, cells[route], {s: n for (r, s), n in places.items() if r == route})
        for route in cells
    ]
    return sorted(found, key=lambda line: (-(line.total or 0), line.route))


def hidden(cells: Mapping[K, Cell]) -> set[K]:
    """Which of these may not be shown beside their sum: those of too few people, and as many more as keep them from being reckoned."""
    closed = {key for key, cell in cells.items() if cell.people < FEWEST}
    open_ = sorted(cells.keys() - closed, key=lambda key: (cells[key].boardings, str(key)))
    # one alone is the sum less all the others, and so are several that one person is in
    while closed and open_ and (len(closed) == 1 or together(cells[key] for key in closed).people < FEWEST):
        closed.add(open_.pop(0))
    return closed


def together(cells: Iterable[Cell]) -> Cell:
    """Several as one; people without a name may be the same in each."""
    whole = Cell()
    for cell in cells:
        whole.boardings += cell.boardings
        whole.riders |= cell.riders
        whole.crowd = max(whole.crowd, cell.crowd)
    return whole


def _line(route: str, total: int, cells: Mapping[Place, Cell], sequence: Mapping[str, int]) -> Line:
    closed = hidden(cells)
    shown = {place: None if place in closed else cell.boardings for place, cell in sorted(cells.items())}
    return Line(route, total, shown, sorted(sequence, key=lambda stop: (sequence[stop], stop)))


def _number(day: str) -> int:
    """How many months a day lies after the year 0."""
    try:
        return int(day[:4]) * 12 + int(day[5:7]) - 1
    except ValueError:
        return 2000 * 12
