"""Where vehicles are: the newest of each, told by itself over `PUT /v1/vehicle` or by the record of a stop at which it called."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

import msgspec

from central.service.clock import Clock
from central.service.rides.journeys import Told, day_of, number, text
from central.service.rides.trips import CALLED
from central.service.stores import Connection, Store
from central.wire import Vehicle

FRESH = timedelta(seconds=90)
"""What is older is not told any more (GTFS-realtime best practices: vehicle positions are no older than 90 seconds)."""
AHEAD = timedelta(seconds=60)
"""A clock that is further ahead is believed no more."""
KEEP = """INSERT INTO vehicle (terminal, at, body) VALUES (?, ?, ?) ON CONFLICT (terminal)
    DO UPDATE SET at = excluded.at, body = excluded.body WHERE excluded.at > vehicle.at"""
SINCE = "SELECT body FROM vehicle WHERE at >= ? AND at <= ? ORDER BY at DESC, terminal"
MICRO = 1_000_000
_vehicles = msgspec.json.Decoder(Vehicle)


def keep(store: Store, terminal: str, where: Vehicle) -> None:
    """Keep it, unless what is known is newer."""
    with store.writing() as connection:
        connection.execute(KEEP, _row(terminal, where))


def keep_calls(connection: Connection, told: Iterable[Told]) -> None:
    """Keep where the last calls that were told saw their vehicles, unless what is known is newer."""
    newest: dict[str, Vehicle] = {}
    for each in told:
        found = _called(each) if each.fact.what == CALLED else None
        if found and (each.terminal not in newest or newest[each.terminal].at <= found.at):
            newest[each.terminal] = found
    connection.executemany(KEEP, [_row(terminal, where) for terminal, where in sorted(newest.items())])


def fresh(store: Store, clock: Clock) -> list[Vehicle]:
    """Every vehicle of which something is known that is still true, each once, the newest first."""
    now = clock.now()
    with store.reading() as connection:
        rows = connection.execute(SINCE, (_ms(now - FRESH), _ms(now + AHEAD))).fetchall()
    found: dict[str, Vehicle] = {}
    for where in _read(body for (body,) in rows):
        found.setdefault(where.vehicle, where)
    return list(found.values())


def _read(bodies: Iterable[str]) -> Iterator[Vehicle]:
    for body in bodies:
        yield _vehicles.decode(body)


def _called(told: Told) -> Vehicle | None:
    """What a record of a call tells; None when it tells no time or nothing that fits."""
    fact = told.fact
    latitude, longitude = number(fact.detail, "latitude"), number(fact.detail, "longitude")
    # written when it goes on: only at the end of its trip it stands where it called
    has_left = number(fact.detail, "next") not in (None, number(fact.detail, "sequence"))
    try:
        return msgspec.convert(
            {
                "vehicle": text(fact.detail, "vehicle") or told.terminal,
                "at": datetime.fromisoformat(fact.at),
                "trip": text(fact.detail, "trip"),
                "route": text(fact.detail, "route"),
                "day": day_of(fact),
                # no sequence: a record counts calls from 1, and stop_times.txt as it likes
                "stop": text(fact.detail, "next_stop" if has_left else "stop"),
                "is_at_stop": not has_left,
                "latitude": None if latitude is None else latitude / MICRO,
                "longitude": None if longitude is None else longitude / MICRO,
                "on_board": number(fact.detail, "on_board"),
                "late_s": number(fact.detail, "late_s"),
            },
            Vehicle,
        )
    except (ValueError, msgspec.ValidationError):
        return None


def _row(terminal: str, where: Vehicle) -> tuple[str, int, str]:
    return terminal, _ms(where.at), msgspec.json.encode(where).decode()


def _ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)
