"""The follower: brings what vehicles told into the tables that are asked, behind the ledger and never before it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

import msgspec

from central.service.ledger.postings import VOID, Fact
from central.service.rides import trips, vehicles
from central.service.rides.journeys import KINDS, Journey, Told, is_of_journey, journey_id, journey_of, text
from central.service.stores import Connection, Store

MOST = 1000
LOCK = "rides"
PART = 500  # ids of one question
ROW = ("id", *Journey._fields)
BEHIND = "SELECT id, terminal, listed, posted FROM chain WHERE listed < posted ORDER BY id LIMIT ?"
NEXT = """SELECT seq, body FROM record WHERE chain = ? AND seq > ? AND seq <= ?
    AND what IN ({}) ORDER BY seq LIMIT ?"""
MOVE = "UPDATE chain SET listed = ? WHERE id = ?"
WHOLE = """SELECT e.journey, c.terminal, r.body FROM ride_event e JOIN record r ON r.id = e.record JOIN chain c ON c.id = r.chain
    WHERE e.journey IN ({})"""
KNOWN = "SELECT record, journey FROM ride_event WHERE record IN ({})"
WAITING = "SELECT names FROM ride_event WHERE names IN ({})"
HEARD = (*KINDS, *trips.KINDS)
_facts = msgspec.json.Decoder(Fact)


class _Event(NamedTuple):
    """A row of `ride_event`."""

    record: str
    journey: str
    names: str | None


def follow_new(store: Store, most: int = MOST) -> int:
    """List the next records that the ledger has passed, at most so many, in one transaction; how many, 0 when none is left."""
    with store.reading() as connection:
        if not connection.execute(BEHIND, (1,)).fetchone():
            return 0
    with store.writing() as connection:
        # whoever is at it will take these too
        if not connection.alone(LOCK, wait=False):
            return 0
        told, moved = _take(connection, most)
        _list(connection, told)
        trips.add(connection, told)
        vehicles.keep_calls(connection, told)
        return len(told) or moved


def begin_again(store: Store) -> None:
    """Forget all that was made of the records, so that following makes it anew."""
    with store.writing() as connection:
        connection.alone(LOCK)
        for table in ("ride_event", "ride", "trip_event"):
            connection.execute(f"DELETE FROM {table}")  # noqa: S608 - names of ours
        connection.execute("UPDATE chain SET listed = 0 WHERE listed > 0")


def _take(connection: Connection, most: int) -> tuple[list[Told], int]:
    """What is next, and how many chains have moved."""
    told: list[Told] = []
    sql = NEXT.format(places(HEARD))
    moved = 0
    for chain, terminal, listed, posted in connection.execute(BEHIND, (most,)).fetchall():
        left = most - len(told)
        if not left:
            break
        rows = connection.execute(sql, (chain, listed, posted, *HEARD, left)).fetchall()
        told += [Told(terminal, _facts.decode(body)) for _seq, body in rows]
        # no more of these kinds: what lies between is nothing to read again
        connection.execute(MOVE, (posted if len(rows) < left else rows[-1][0], chain))
        moved += 1
    return told, moved


def _list(connection: Connection, told: Sequence[Told]) -> None:
    """Put every journey of which something was told into its row, from all that was ever told of it."""
    events = list(_events(connection, [each.fact for each in told if is_of_journey(each.fact)]))
    connection.insert("ride_event", _Event._fields, events, skip_known=True)
    touched = {event.journey for event in events}
    connection.executemany("DELETE FROM ride WHERE id = ?", [(id_,) for id_ in sorted(touched)])
    connection.insert("ride", ROW, list(_rows(connection, sorted(touched))))


def _events(connection: Connection, facts: Sequence[Fact]) -> Iterator[_Event]:
    own = {fact.id: journey_id(fact) for fact in facts if fact.what != VOID}
    voids = [fact for fact in facts if fact.what == VOID]
    named = [text(fact.detail, "record") for fact in voids]
    own |= {record: journey for record, journey in asked(connection, KNOWN, named) if record not in own}
    for fact in facts:
        if fact.what != VOID:
            yield _Event(fact.id, own[fact.id], None)
    for fact, record in zip(voids, named, strict=True):
        yield _Event(fact.id, own.get(record) or journey_id(fact), record)
    _bring_home(connection, own)


def _bring_home(connection: Connection, own: dict[str, str]) -> None:
    """Voids that came before what they name stand under its id, not knowing its journey."""
    inner = [record for record, journey in own.items() if record != journey]
    moved = [(own[record], record) for (record,) in asked(connection, WAITING, inner)]
    connection.executemany("UPDATE ride_event SET journey = ? WHERE names = ?", moved)


def _rows(connection: Connection, journeys: Sequence[str]) -> Iterator[tuple[str | int | None, ...]]:
    told: dict[str, list[Told]] = {}
    for journey, terminal, body in asked(connection, WHOLE, journeys):
        told.setdefault(journey, []).append(Told(terminal, _facts.decode(body)))
    for id_, each in told.items():
        row = journey_of(each)
        if row:
            yield (id_, *row)


def asked(connection: Connection, sql: str, ids: Collection[str]) -> Iterator[tuple[str, ...]]:
    """The rows that a question brings for these ids, a part at a time."""
    known = list(dict.fromkeys(ids))
    for start in range(0, len(known), PART):
        part = known[start : start + PART]
        yield from connection.execute(sql.format(places(part)), tuple(part)).fetchall()


def places(values: Iterable[object]) -> str:
    """As many places in SQL."""
    return ", ".join("?" for _ in values)
