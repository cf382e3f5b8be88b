"""What the ledger says of entitlements now: rides of the day and the month, and what is left of points or rides."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from central.service.ledger.accounts import OFFLINE
from central.service.ledger.postings import fiscal_year
from central.service.riders.lists import Count
from central.service.riders.rows import Entitled
from central.service.rides.using import NOTHING, used
from central.service.stores import Connection
from central.snapshots.passes import UNLIMITED
from transit.schemes.scheme import Scheme

MOST_TODAY, MOST_MONTH = 0xFF, 0xFFFF
BALANCES = "SELECT name, credits_posted - debits_posted - debits_pending FROM account WHERE name > ? AND name < ?"
AFTER = "~"
"""Sorts behind every sign that stands in an account's name."""


def points_account(scheme: Scheme, rider: str) -> tuple[str, str]:
    """The city's ledger of points, and the rider's account in it."""
    return f"points.{scheme.city}", f"{rider}.{scheme.id}"


class Counting:
    """The counts of one moment; asked once for each scheme, whatever number of riders it has."""

    def __init__(self, connection: Connection, schemes: Mapping[str, Scheme], day: date) -> None:
        self._connection, self._schemes = connection, schemes
        self._year = fiscal_year(day.isoformat())
        self._used = {id_: used(connection, id_, day, date(self._year, 4, 1)) for id_ in schemes}
        # from when the scheme is valid: to end it and begin again brings no ride back
        self._used_until = {
            id_: used(connection, id_, day, scheme.valid_from)
            for id_, scheme in schemes.items()
            if scheme.quota("until")
        }
        self._left = {id_: self._balances(scheme) for id_, scheme in schemes.items()}

    def __call__(self, row: Entitled) -> Count | None:
        """What counts for an entitlement; None when its scheme is no longer in the rules."""
        scheme = self._schemes.get(row.scheme)
        if scheme is None:
            return None
        spent = self._used[scheme.id].get(row.rider, NOTHING)
        left = self._left_of(scheme, row, spent.period)
        # a list has room for so much; whoever rides more often than that has no quota that it would matter to
        return Count(scheme.number, min(spent.today, MOST_TODAY), min(spent.month, MOST_MONTH), left)

    def _left_of(self, scheme: Scheme, row: Entitled, period: int) -> int:
        if is_granted(scheme):
            return max(0, min(self._left[scheme.id].get(row.rider, 0), UNLIMITED - 1))
        if quota := scheme.quota("fiscal_year"):
            return max(0, quota.most - period)
        if quota := scheme.quota("until"):
            return max(0, quota.most - self._used_until[scheme.id].get(row.rider, NOTHING).period)
        return UNLIMITED

    def _balances(self, scheme: Scheme) -> dict[str, int]:
        """What each rider has left, less what he was given off line beyond it."""
        found: dict[str, int] = {}
        if is_granted(scheme):
            for suffix in ("", OFFLINE):
                prefix, tail = self._accounts(scheme, suffix)
                for name, amount in self._connection.execute(BALANCES, (prefix, prefix + AFTER)).fetchall():
                    if name.endswith(tail):
                        rider = name.removeprefix(prefix).removesuffix(tail)
                        found[rider] = found.get(rider, 0) + int(amount)
        return found

    def _accounts(self, scheme: Scheme, suffix: str) -> tuple[str, str]:
        """What stands before and behind the rider in the names of the accounts of a scheme."""
        if scheme.spends_points:
            return f"points.{scheme.city}/points{suffix}/", f".{scheme.id}"
        return f"rides/rider{suffix}/{scheme.id}/{self._year}/", ""


def is_granted(scheme: Scheme) -> bool:
    """Whether the ledger has an account of what is granted."""
    return scheme.spends_points or scheme.grant.grant(date(2000, 4, 1), None).amount is not None
