"""What a vehicle tells of its trips: begun, called at a stop, ended; for load, delays and the map."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from central.service.rides.journeys import Told, day_of, number, text
from central.service.stores import Connection

CALLED = "called"
KINDS = ("trip_begun", CALLED, "trip_ended")


class TripEvent(NamedTuple):
    """A row of `trip_event` (migrations/0008.sql)."""

    record: str
    what: str
    terminal: str
    vehicle: str
    at: str
    day: str
    trip: str
    route: str
    stop: str
    sequence: int | None
    on_board: int | None
    boarded: int | None
    alighted: int | None
    late_s: int | None


def add(connection: Connection, told: Iterable[Told]) -> None:
    """List what is new; what is known stays as it is."""
    rows = [_row(each) for each in told if each.fact.what in KINDS]
    connection.insert("trip_event", TripEvent._fields, rows, skip_known=True)


def _row(told: Told) -> TripEvent:
    fact = told.fact
    return TripEvent(
        record=fact.id,
        what=fact.what,
        terminal=told.terminal,
        vehicle=text(fact.detail, "vehicle") or told.terminal,
        at=fact.at,
        day=day_of(fact),
        trip=text(fact.detail, "trip"),
        route=text(fact.detail, "route"),
        stop=text(fact.detail, "stop"),
        sequence=number(fact.detail, "sequence"),
        on_board=number(fact.detail, "on_board"),
        boarded=number(fact.detail, "boarded"),
        alighted=number(fact.detail, "alighted"),
        late_s=number(fact.detail, "late_s"),
    )
