"""Rights for a fiscal year, renewed: ahead, so that nobody's ends at midnight because a list was late, and afterwards.

Nothing of the old year decides about them but who may still have them on 1 April; a right goes on in one piece, so its last day
is all that lists have to tell. What is bought is bought anew, and so is chosen what the city has chosen each year: neither is renewed.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from central.service.register import RegisterDamaged
from central.service.riders import reviewing, rows
from central.service.riders.rows import Why
from central.service.riders.veil import Unreadable
from central.service.stores import Connection, Store
from central.wire import PassOffer
from transit.schemes.granting import fiscal_year_end
from transit.schemes.scheme import Scheme

if TYPE_CHECKING:
    from central.service.riders.riders import Ground

log = logging.getLogger(__name__)
TOGETHER = 1000
"""So many are changed in one transaction, for terminals wait for it."""
ENDING = """SELECT e.id, r.resident FROM entitlement e JOIN rider r ON r.pseudonym = e.rider
    WHERE e.scheme = ? AND e.until = ? AND (e.ended IS NULL OR e.why = ?) AND NOT EXISTS (SELECT 1 FROM entitlement AS other
    WHERE other.rider = e.rider AND other.scheme = e.scheme AND other.ended IS NULL AND other.id <> e.id) ORDER BY e.rider"""
EXTEND = """UPDATE entitlement SET until = ?, version = ?, ended = NULL, why = NULL
    WHERE id = ? AND (ended IS NULL OR why = ?) AND NOT EXISTS (SELECT 1 FROM entitlement AS other
    WHERE other.rider = entitlement.rider AND other.scheme = entitlement.scheme AND other.ended IS NULL AND other.id <> entitlement.id)"""
AHEAD = """SELECT e.id, r.resident FROM entitlement e JOIN rider r ON r.pseudonym = e.rider
    WHERE e.scheme = ? AND e.begins < ? AND e.until >= ? AND e.ended IS NULL"""
TAKE_BACK = "UPDATE entitlement SET until = ?, ended = ?, why = ? WHERE id = ? AND ended IS NULL"
Judged = Iterator[tuple[str, PassOffer]]


def renew(store: Store, ground: Ground, scheme: Scheme, first: date) -> int:
    """Extend what ends with the day before a fiscal year's `first` for those who may have it then; how many."""
    if not _is_for_year(scheme, first):
        return 0
    found = (scheme.id, _last(first), Why.OVER.value)
    with store.snapshot() as connection:
        may = [(id_, offer) for id_, offer in _judged(connection, ground, (ENDING, found), scheme, first)]
    renewed = [
        (offer.until.isoformat() if offer.until else None, scheme.version, id_, Why.OVER.value)
        for id_, offer in may
        if not offer.refused
    ]
    return _change(store, EXTEND, renewed)


def take_back(store: Store, ground: Ground, scheme: Scheme, first: date, now: datetime) -> int:
    """End what was granted ahead by rules, papers or a register that have changed before the year's first day; how much."""
    if not _is_for_year(scheme, first):
        return 0
    with store.snapshot() as connection:
        may = list(
            _judged(connection, ground, (AHEAD, (scheme.id, first.isoformat(), first.isoformat())), scheme, first)
        )
    at = now.isoformat(timespec="seconds")
    return _change(store, TAKE_BACK, [(_last(first), at, Why.OVER.value, id_) for id_, offer in may if offer.refused])


def _is_for_year(scheme: Scheme, first: date) -> bool:
    may_stay = scheme.group is None or scheme.group.stays
    return may_stay and scheme.grant.grant(first, 0).until == fiscal_year_end(first)


def _last(first: date) -> str:
    return (first - timedelta(days=1)).isoformat()


def _judged(
    connection: Connection, ground: Ground, asked: tuple[str, tuple[str, ...]], scheme: Scheme, first: date
) -> Judged:
    """The scheme as it will be on the first day for each rider found; who stands in no register, or cannot be read there, stays as he is."""
    found = connection.execute(*asked).fetchall()
    people = reviewing.presence(connection, ground.veil) if found else {}
    damaged = 0
    for id_, hash_ in found:
        try:
            resident = ground.register.by_id(people[hash_][0]) if hash_ in people else None
            # as for somebody new: what is suspended stays so by its own mark
            terms = ground.terms(connection, resident, first)._replace(has={}) if resident else None
        except (RegisterDamaged, Unreadable):
            # one record that cannot be read keeps nobody else from his right
            damaged += 1
            continue
        if terms:
            yield id_, terms.offer(scheme)
    if damaged:
        log.error(
            "%s: the records of %d residents cannot be read, so their passes were not renewed", scheme.id, damaged
        )


def _change(store: Store, statement: str, values: Sequence[tuple[str | None, ...]]) -> int:
    changed = 0
    for begin in range(0, len(values), TOGETHER):
        with store.writing() as connection:
            connection.alone(rows.LOCK)
            # whoever applied anew or was ended since the look stays as he is
            changed += connection.executemany(statement, values[begin : begin + TOGETHER]).rowcount
            rows.tell_change(connection)
    return changed
