"""What was told off line is balanced with what there is, at a month's end and before a request: never in a posting.

So the ledger is the same in whatever order the records came, and what stays in an `-offline` account is the city's risk, in the open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from central.service.ledger import book
from central.service.ledger.accounts import OFFLINE, backed_by, is_offline
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

    def posted(self, number: int, debit: str, credit: str, amount: int) -> Transfer:
        """A transfer of this act."""
        return Transfer(
            f"{self.act}.b{number}", self.act, Kind.POSTED.value, self.month, self.day, debit, credit, amount, 0, None
        )


def balanced(connection: Connection, booking: Booking, offlines: Iterable[Account]) -> Iterator[Transfer]:
    """What brings these accounts towards zero: from their limited ones as far as those reach, or back to them."""
    for number, offline in enumerate(offlines):
        owed, backing = offline.debits_posted - offline.credits_posted, backed_by(offline.name)
        if owed < 0:
            yield booking.posted(number, offline.name, backing, -owed)
        elif amount := min(owed, book.account(connection, backing).free):
            yield booking.posted(number, backing, offline.name, amount)


def every_offline(connection: Connection) -> Iterator[Account]:
    """All accounts that hold something told off line which is not balanced, by name."""
    after = ""
    while rows := connection.execute(OFFLINES, (after,)).fetchall():
        # the pattern also finds a scheme or a city that somebody called so
        yield from (found for found in (Account(*row) for row in rows) if is_offline(found.name))
        after = rows[-1][0]
