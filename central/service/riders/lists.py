"""The lists that vehicles go by: PASSES, who an identity is and what he may, and KEYS, what a registered card answers with.

A card that was lost or replaced stays in PASSES for some months with all that its rider had marked as ended, so that a driver
can be told why it is refused; then its text is forgotten.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from central.service.riders.rows import Entitled, Identity
from central.service.riders.veil import Veil
from central.service.snapshots.snapshots import Content
from central.service.stores import Connection
from central.snapshots.keys import hashed
from central.snapshots.passes import EPOCH, FOREVER, Entitlement, Pass, packed_key
from central.snapshots.tables import ALLOWED, ENDED, SUSPENDED, built

TOLD_DAYS = 90
"""So long an ended identity or entitlement is told of in the list."""
LEAST = 2
"""A row has room for so many entitlements at least: while its width stays, terminals are sent deltas."""
IDENTITIES = "SELECT * FROM rider_identity WHERE ended IS NULL OR ended >= ? ORDER BY rider, mark, generation"
ENTITLEMENTS = (
    "SELECT * FROM entitlement WHERE begins <= ? AND (ended IS NULL OR ended >= ?) ORDER BY rider, scheme, ended"
)
FORGET = "DELETE FROM rider_identity WHERE ended < ?"
FORGET_PAPERS = "UPDATE rider_paper SET ended = until, sealed = NULL WHERE ended IS NULL AND until < ?"
Hashing = Callable[[bytes, str], int]


class Count(NamedTuple):
    """What a scheme and the ledger say of one entitlement now: rides of the day and of the month, and what is left."""

    number: int
    used_today: int
    used_month: int
    left: int


Counted = Callable[[Entitled], Count | None]
"""None for an entitlement of a scheme that is no longer in the rules."""


class Listed(NamedTuple):
    """An identity's text and its row; the text is hashed at once and goes nowhere."""

    identity: str
    row: bytes

    def __repr__(self) -> str:
        return "Listed()"


def passes(connection: Connection, veil: Veil, day: date, counted: Counted) -> list[Listed]:
    """A row for each identity that counts, or did lately."""
    since = (day - timedelta(TOLD_DAYS)).isoformat()
    granted = _granted(connection, day, counted)
    found: list[Listed] = []
    for identity in _latest(connection, since):
        entitlements = granted.get(identity.rider, ())
        if entitlements:
            ends = [each._replace(status=ENDED) for each in entitlements] if identity.ended else entitlements
            row = Pass(int(identity.rider, 16), tuple(ends)).packed()
            found.append(Listed(veil.opened(identity.sealed, identity.mark), row))
    return found


def keys(connection: Connection, veil: Veil) -> list[Listed]:
    """A row for each card that answers with a key of its own."""
    rows = connection.execute("SELECT * FROM rider_identity WHERE ended IS NULL AND card_key IS NOT NULL ORDER BY mark")
    return [
        Listed(veil.opened(each.sealed, each.mark), packed_key(each.card_key))
        for each in (Identity(*row) for row in rows.fetchall())
        if each.card_key
    ]


def table(listed: Iterable[Listed], key: bytes, generation: int, hashing: Hashing = hashed) -> Content:
    """The content of a list under a key. Raises SharedKey when two identities share one, for another generation to mend."""
    rows = [(hashing(key, each.identity), each.row) for each in listed]
    width = max((len(row) for _, row in rows), default=0)
    width = max(width, len(Pass(0, (Entitlement(0),) * LEAST).packed()))
    return Content(
        built(((hash_, row.ljust(width, b"\0")) for hash_, row in rows), width), len(rows), width, generation
    )


def forget_old(connection: Connection, day: date) -> None:
    """Forget the identities that nobody is told of any more, and what papers said that were over as long ago."""
    since = (day - timedelta(TOLD_DAYS)).isoformat()
    connection.execute(FORGET, (since,))
    connection.execute(FORGET_PAPERS, (since,))


def _latest(connection: Connection, since: str) -> Iterator[Identity]:
    """The last generation of each mark: a card that came back is the one that it is now."""
    rows = (Identity(*row) for row in connection.execute(IDENTITIES, (since,)).fetchall())
    last: dict[str, Identity] = {}
    for each in rows:
        if each.mark not in last or each.generation > last[each.mark].generation:
            last[each.mark] = each
    yield from last.values()


def _granted(connection: Connection, day: date, counted: Counted) -> dict[str, tuple[Entitlement, ...]]:
    """What each rider's schemes grant, by rider; what begins later is not told of yet."""
    since = (day - timedelta(TOLD_DAYS)).isoformat()
    rows = (Entitled(*row) for row in connection.execute(ENTITLEMENTS, (day.isoformat(), since)).fetchall())
    return {rider: _packed(group, counted) for rider, group in groupby(rows, attrgetter("rider"))}


def _packed(rows: Iterable[Entitled], counted: Counted) -> tuple[Entitlement, ...]:
    """One entitlement for each scheme: one that counts before one that has ended."""
    best: dict[int, Entitlement] = {}
    for row in rows:
        count = counted(row)
        if count and (count.number not in best or not row.ended):
            best[count.number] = Entitlement(count.number, _status(row), _until(row), *count[1:])
    return tuple(best[number] for number in sorted(best))


def _status(row: Entitled) -> int:
    return ENDED if row.ended else SUSPENDED if row.suspended else ALLOWED


def _until(row: Entitled) -> int:
    return min((row.last_day - EPOCH).days, FOREVER - 1) if row.last_day else FOREVER
