"""A new fiscal year, which central begins by itself: rights are renewed ahead, and each is granted what the year grants.

Run again, nothing is granted twice; rides that were told late make a top-up larger in the next look, of which there is one each day of
April.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from central.service import about
from central.service.clock import Clock
from central.service.ledger.poster import post_new
from central.service.ledger.postings import fiscal_year
from central.service.riders import renewing, reviewing
from central.service.riders.granting import grant_year
from central.service.riders.rows import Entitled
from central.service.stores import Store
from transit.schemes.scheme import Scheme

if TYPE_CHECKING:
    from central.service.riders.riders import Ground

MARCH, APRIL = 3, 4
LOOKED = "riders year"
"""Under this name in `about` stands the day of the last look at the year."""
STANDING = "SELECT * FROM entitlement WHERE scheme = ? AND begins < ? AND ended IS NULL ORDER BY rider"


class Begun(NamedTuple):
    """What a new year did for a scheme: how many were renewed, to how many something was granted, and how much in all."""

    scheme: str
    renewed: int
    granted_to: int
    granted: int


def keep_year(store: Store, clock: Clock, ground: Ground) -> None:
    """What the day asks, before lists are made: in March rights of the coming year, after 31 March the new year itself."""
    today = clock.now().date()
    if today.month == MARCH:
        # each time, for whoever registers on the 31st rides on the 1st
        first = date(today.year, APRIL, 1)
        for scheme in ground.in_force(first):
            renewing.renew(store, ground, scheme, first)
    if _is_due(store, today):
        begin_year(store, clock, ground)
        with store.writing() as connection:
            about.write(connection, LOOKED, today.isoformat())


def begin_year(store: Store, clock: Clock, ground: Ground) -> list[Begun]:
    """Begin the fiscal year that today is in, by the schemes of its first day. Records that have come are booked first."""
    while post_new(store, clock):
        pass
    now = clock.now()
    # before anything is granted: what ended with the year, or whose rider has left, is granted nothing more
    reviewing.review(store, ground.veil, now)
    first = date(fiscal_year(now.date().isoformat()), APRIL, 1)
    schemes = ground.in_force(first)
    for scheme in schemes:
        renewing.take_back(store, ground, scheme, first, now)
    return [_begin(store, clock, ground, scheme, first) for scheme in schemes]


def _begin(store: Store, clock: Clock, ground: Ground, scheme: Scheme, first: date) -> Begun:
    renewed = renewing.renew(store, ground, scheme, first)
    with store.reading() as connection:
        standing = [Entitled(*row) for row in connection.execute(STANDING, (scheme.id, first.isoformat())).fetchall()]
    return Begun(scheme.id, renewed, *grant_year(store, clock, scheme, first.year, standing))


def _is_due(store: Store, today: date) -> bool:
    with store.reading() as connection:
        looked = about.read(connection, LOOKED)
    if not looked or fiscal_year(looked) != fiscal_year(today.isoformat()):
        return True
    # vehicles that were off line tell of last year's rides for some weeks
    return today.month == APRIL and looked != today.isoformat()
