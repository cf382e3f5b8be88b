"""What schemes grant into the ledger: at registration, and once for each fiscal year; asked again, nothing is granted twice.

The id of a grant tells scheme, year, rider and how much of that year's lot was there before, so two that run at once are one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import msgspec

from central.service.clock import Clock
from central.service.ledger import book
from central.service.ledger.postings import fiscal_year
from central.service.ledger.requests import grant
from central.service.ledger.transfers import Leg
from central.service.riders.counting import AFTER, is_granted, points_account
from central.service.riders.rows import Entitled
from central.service.rides.using import points_used
from central.service.stores import Connection, Store
from transit.schemes.scheme import Scheme

ACTS = "SELECT body FROM ledger_act WHERE id > ? AND id < ?"
_legs = msgspec.json.Decoder(list[Leg])


def grant_first(store: Store, clock: Clock, scheme: Scheme, row: Entitled) -> int:
    """Grant what registering grants, unless it is there; how much is granted now.

    Whoever had it in an earlier year gets what that year's use grants: to leave and come back makes nobody richer.
    """
    begins, year = date.fromisoformat(row.begins), fiscal_year(row.begins)
    with store.reading() as connection:
        if not is_granted(scheme) or _granted(connection, scheme, row.rider, year):
            return 0
        _, account = accounts_of(scheme, row.rider, year)
        had_before = scheme.spends_points and book.account(connection, account).credits_posted > 0
        used = _used_before(connection, scheme, year).get(row.rider, 0) if had_before else None
    return _grant(store, clock, scheme, (row.rider, year), scheme.grant.grant(begins, used).amount)


def grant_year(store: Store, clock: Clock, scheme: Scheme, year: int, rows: Iterable[Entitled]) -> tuple[int, int]:
    """Grant what a fiscal year grants those who had it before, by what each used in the last one: to how many, how much in all."""
    if not is_granted(scheme):
        return 0, 0
    with store.reading() as connection:
        used = _used_before(connection, scheme, year)
    due = ((row.rider, scheme.grant.grant(date(year, 4, 1), used.get(row.rider, 0)).amount) for row in rows)
    given = [_grant(store, clock, scheme, (rider, year), amount) for rider, amount in due]
    return sum(amount > 0 for amount in given), sum(given)


def _used_before(connection: Connection, scheme: Scheme, year: int) -> dict[str, int]:
    """The points that each rider spent in the fiscal year before."""
    found = points_used(connection, scheme.city, date(year - 1, 4, 1), date(year, 3, 31))
    tail = points_account(scheme, "")[1]
    return {name.removesuffix(tail): max(0, spent) for name, spent in found.items() if name.endswith(tail)}


def _grant(store: Store, clock: Clock, scheme: Scheme, whose: tuple[str, int], amount: int | None) -> int:
    """Bring what was granted for a year up to an amount; late records can make it more, never less."""
    rider, year = whose
    with store.reading() as connection:
        before = _granted(connection, scheme, rider, year)
    if not amount or amount <= before:
        return 0
    try:
        legs = [(*accounts_of(scheme, rider, year), amount - before)]
        return amount - before if grant(store, clock, f"{_stem(scheme, rider, year)}{before}", legs) else 0
    except book.AnotherBody:
        # somebody else did it this moment, and a ride came between: the next run sees to the rest
        return 0


def _granted(connection: Connection, scheme: Scheme, rider: str, year: int) -> int:
    """What was granted for a year, told by the acts themselves, which are never changed."""
    stem = _stem(scheme, rider, year)
    acts = connection.execute(ACTS, (stem, stem + AFTER)).fetchall()
    return sum(given for (body,) in acts for _, _, given in _legs.decode(body))


def _stem(scheme: Scheme, rider: str, year: int) -> str:
    return f"grant.{scheme.id}.{year}.{rider}."


def accounts_of(scheme: Scheme, rider: str, year: int) -> tuple[str, str]:
    """Where it comes from, by its lot, and where it goes."""
    if scheme.spends_points:
        ledger, account = points_account(scheme, rider)
        return f"{ledger}/points-granted/{scheme.id}-{year}", f"{ledger}/points/{account}"
    return f"rides/rides-granted/{scheme.id}/{year}", f"rides/rider/{scheme.id}/{year}/{rider}"
