"""What was told off line is balanced with what there is, at a month's end and before a request: never in a posting.

So the ledger is the same in whatever order the records came, and what nothing was there for is the city's risk, in the open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from central.service.ledger import book
from central.service.ledger.accounts import OFFLINE, RISK, backed_by, is_offline, kind_of, risk_of
from central.service.ledger.book import Account
from central.service.ledger.transfers import Kind, Transfer
from central.service.stores import Connection

ACT_COLUMNS = ("id", "what", "at", "until", "body")
OFFLINES = f"SELECT * FROM account WHERE name LIKE '%{OFFLINE}/%' AND debits_posted <> credits_posted AND name > ? ORDER BY name LIMIT {book.PAGE}"  # noqa: S608 - names of ours


@dataclass(frozen=True)
class Booking:
    """An act of central's own, and the month and day under which it is booked."""

    act: str
    month: str
    day: str

    def posted(self, number: int, debit: str, credit: str, amount: int, mark: str = "") -> Transfer:
        """A transfer of this act; `mark` tells two of one number apart."""
        return Transfer(
            f"{self.act}.b{number}{mark}",
            self.act,
            Kind.POSTED.value,
            self.month,
            self.day,
            debit,
            credit,
            amount,
            0,
            None,
        )


def balanced(connection: Connection, booking: Booking, offlines: Iterable[Account]) -> Iterator[Transfer]:
    """What brings these accounts towards zero: from their limited ones as far as those reach, or back to them.

    What was taken back goes first to the city's risk, which had borne it.
    """
    for number, offline in enumerate(offlines):
        owed, backing = offline.debits_posted - offline.credits_posted, backed_by(offline.name)
        if owed < 0:
            yield from _given_back(connection, booking, number, offline.name, -owed)
        elif amount := min(owed, book.account(connection, backing).free):
            yield booking.posted(number, backing, offline.name, amount)


def borne(connection: Connection, booking: Booking, offlines: Iterable[Account]) -> Iterator[Transfer]:
    """What brings the rest to zero, at a month's end: the city bears it, and no later grant of that person's ever does.

    Of who was never granted anything nobody knows what he may; that stays in the open.
    """
    for number, offline in enumerate(offlines):
        owed = offline.debits_posted - offline.credits_posted
        if owed > 0 and book.account(connection, backed_by(offline.name)).credits_posted:
            yield booking.posted(number, risk_of(offline.name), offline.name, owed, "r")


def _given_back(connection: Connection, booking: Booking, number: int, offline: str, amount: int) -> Iterator[Transfer]:
    risk = book.account(connection, risk_of(offline))
    borne_before = min(amount, risk.debits_posted - risk.credits_posted)
    if borne_before:
        yield booking.posted(number, offline, risk.name, borne_before, "r")
    if amount > borne_before:
        yield booking.posted(number, offline, backed_by(offline), amount - borne_before)


def every_offline(connection: Connection) -> Iterator[Account]:
    """All accounts that hold something told off line which is not balanced, by name."""
    after = ""
    while rows := connection.execute(OFFLINES, (after,)).fetchall():
        # the pattern also finds a scheme or a city that somebody called so
        yield from (found for found in (Account(*row) for row in rows) if is_offline(found.name))
        after = rows[-1][0]


def at_risk(connection: Connection) -> dict[str, int]:
    """What was given off line beyond what there was, by ledger: borne by the city, or still in the open."""
    left: dict[str, int] = {}
    for account in (*every_offline(connection), *_every_risk(connection)):
        ledger = account.name.partition("/")[0]
        left[ledger] = left.get(ledger, 0) + account.debits_posted - account.credits_posted
    return left


def _every_risk(connection: Connection) -> Iterator[Account]:
    rows = connection.execute(
        "SELECT * FROM account WHERE name LIKE ? AND debits_posted <> credits_posted", (f"%/{RISK}/%",)
    )
    yield from (found for found in (Account(*row) for row in rows) if kind_of(found.name) == RISK)
