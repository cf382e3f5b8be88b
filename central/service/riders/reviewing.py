"""The look through all riders before each list: who left the city or died, whose card was replaced, what is over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from central.service.register import Status
from central.service.riders import rows
from central.service.riders.rows import Why
from central.service.riders.veil import Veil
from central.service.stores import Connection, Store

LEFT = {Status.MOVED_OUT: Why.LEFT_CITY, Status.DECEASED: Why.DECEASED}
PRESENCE = "SELECT id, status FROM resident ORDER BY id"
OPEN = "SELECT e.id, r.resident FROM entitlement e JOIN rider r ON r.pseudonym = e.rider WHERE e.ended IS NULL"
REPLACED = (
    "SELECT mark FROM rider_identity WHERE ended IS NULL AND card IS NOT NULL AND card NOT IN (SELECT hash FROM card)"
)
OVER = "UPDATE entitlement SET ended = ?, why = ? WHERE ended IS NULL AND until < ?"


class Gone(NamedTuple):
    """What counts no more: entitlements by id, with why, and My Number Cards by their marks, which the register has let go of."""

    entitlements: list[tuple[str, Why]]
    cards: list[str]


def presence(connection: Connection, veil: Veil) -> dict[str, tuple[int, Status]]:
    """The number and status of every resident, by the hash that a rider is linked by; 3 µs each."""
    rows_ = connection.execute(PRESENCE).fetchall()
    return {veil.resident(number): (number, Status(status)) for number, status in rows_}


def look(connection: Connection, veil: Veil) -> Gone:
    """Find what counts no more. It changes nothing, so that nobody waits while everybody is looked at."""
    found = presence(connection, veil)
    if not found:
        # a register without anybody is one that is being filled: what is ended here stays ended
        return Gone([], [])
    cards = [mark for (mark,) in connection.execute(REPLACED).fetchall()]
    return Gone(list(_left(connection, found)), cards)


def review(store: Store, veil: Veil, now: datetime) -> None:
    """Look, and then end what was found."""
    with store.snapshot() as connection:
        gone = look(connection, veil)
    with store.writing() as connection:
        connection.alone(rows.LOCK)
        end(connection, gone, now)


def end(connection: Connection, gone: Gone, now: datetime) -> None:
    """End it, and what is past its last day."""
    at = now.isoformat(timespec="seconds")
    connection.execute(OVER, (at, Why.OVER.value, now.date().isoformat()))
    for id_, why in gone.entitlements:
        rows.end_entitlement(connection, id_, at, why)
    for mark in gone.cards:
        # a new card has a new serial number, and comes by a new registration
        rows.end_identity(connection, mark, at, Why.REPLACED)


def _left(connection: Connection, found: Mapping[str, tuple[int, Status]]) -> Iterator[tuple[str, Why]]:
    """Whoever lives here no more; who stands nowhere in the register has left it."""
    for id_, resident in connection.execute(OPEN).fetchall():
        status = found[resident][1] if resident in found else Status.MOVED_OUT
        if status is not Status.PRESENT:
            yield id_, LEFT[status]
