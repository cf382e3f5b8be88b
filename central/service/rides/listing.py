"""The rides of a month, one row each, as a table for whoever reckons with them: without the riders, with what went beyond a quota."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator
from datetime import date

from central.service.rides.authorising import Beyond, beyond
from central.service.stores import Connection
from transit.schemes.rules import Rules

COLUMNS = (
    *(
        "id",
        "day",
        "route",
        "trip",
        "vehicle",
        "firm",
        "board",
        "board_at",
        "alight",
        "alight_at",
        "category",
        "medium",
    ),
    *("level", "party", "scheme", "fare", "subsidy", "paid", "points", "rules", "status", "events"),
)
HEAD = (*COLUMNS, "beyond", "nth", "most")
ROWS = f"SELECT {', '.join(COLUMNS)} FROM ride WHERE day >= ? AND day <= ? ORDER BY day, board_at, id"  # noqa: S608 - names of ours
Cells = list[str | int]


def rides_of(connection: Connection, rules: Rules, month: str) -> Iterator[Cells]:
    """The rows under HEAD: every journey of a month (YYYY-MM), voids too."""
    found = {each.ride: each for each in beyond_of(connection, rules, month)}
    for row in connection.execute(ROWS, tuple(map(str, days_of(month)))):
        over = found.get(row[0])
        yield [*row, *((over.per, over.nth, over.most) if over else ("", "", ""))]


def beyond_of(connection: Connection, rules: Rules, month: str) -> list[Beyond]:
    """The rides of a month that went beyond a quota, by the rules that were in force at its end."""
    first, last = days_of(month)
    ids = dict.fromkeys(scheme.id for scheme in rules.schemes)
    schemes = [found for id_ in ids if (found := rules.scheme(id_, last))]
    return sorted(beyond(connection, schemes, first, last), key=lambda each: (each.board_at, each.ride))


def sums_of(rides: Iterable[Beyond]) -> dict[tuple[str, str], tuple[int, int]]:
    """How many there are of each scheme and period, and the subsidies that they cost (yen)."""
    sums: dict[tuple[str, str], tuple[int, int]] = {}
    for each in rides:
        count, yen = sums.get((each.scheme, each.per), (0, 0))
        sums[each.scheme, each.per] = count + 1, yen + each.subsidy
    return sums


def days_of(month: str) -> tuple[date, date]:
    """The first and the last day of a month. Raises ValueError."""
    first = date.fromisoformat(f"{month}-01")
    return first, first.replace(day=monthrange(first.year, first.month)[1])
