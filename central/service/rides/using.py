"""How much of what a scheme grants has been used, by rider: what lists of passes tell a vehicle, and what a top-up goes by."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from central.service.stores import Connection

UNITS = "CASE WHEN rides > 1 THEN rides ELSE 1 END"
"""What a journey counts: `rides` is 0 where no sum of the ledger is limited, and a day may be limited all the same."""
USED = f"""SELECT rider, coalesce(sum(CASE WHEN day = ? THEN {UNITS} END), 0), coalesce(sum(CASE WHEN day >= ? THEN {UNITS} END), 0),
    sum({UNITS}), sum(points) FROM ride
    WHERE scheme = ? AND day >= ? AND day <= ? AND rider IS NOT NULL AND status NOT IN ('void', 'refused') GROUP BY rider"""  # noqa: S608 - words of ours
# by what they were spent on: what central moves between an account and the one beside it is no spending, nor is expiry
SPENT = """SELECT account, sum(amount) FROM (
    SELECT debit AS account, amount FROM transfer
    WHERE kind IN ('posted', 'done') AND day >= ? AND day <= ? AND (credit LIKE ? OR credit LIKE ?)
    UNION ALL SELECT credit, -amount FROM transfer
    WHERE kind = 'reversal' AND day >= ? AND day <= ? AND (debit LIKE ? OR debit LIKE ?)
    ) AS moved GROUP BY account"""


class Used(NamedTuple):
    """What a rider has used, in journeys begun: on the day, in its month, since the period began; and points."""

    today: int = 0
    month: int = 0
    period: int = 0
    points: int = 0


NOTHING = Used()


def used(connection: Connection, scheme: str, day: date, since: date) -> dict[str, Used]:
    """What each rider (16 hexadecimal digits) of a scheme has used up to the end of a service day, from `since` on.

    `since` is not after the first of the day's month, or the month counts from `since`. Who is not in it has used nothing.
    """
    asked = (day.isoformat(), f"{day:%Y-%m}-01", scheme, since.isoformat(), day.isoformat())
    return {rider: Used(*map(int, counts)) for rider, *counts in connection.execute(USED, asked).fetchall()}


def points_used(connection: Connection, city: str, first: date, last: date) -> dict[str, int]:
    """How many points each account of a city has spent from one day to another, on line and off line, less what was taken back."""
    asked = (first.isoformat(), last.isoformat(), f"points.{city}/shop/%", f"points.{city}/ridden/%")
    rows = connection.execute(SPENT, asked * 2).fetchall()
    found: dict[str, int] = {}
    for account, amount in rows:
        name = account.rpartition("/")[2]
        found[name] = found.get(name, 0) + int(amount)
    return {account: amount for account, amount in found.items() if amount}
