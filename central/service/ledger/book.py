"""The book itself: transfers go in, all or none, and the accounts with them; nothing in it is ever changed.

Whoever writes is alone with it (`alone`), so that numbers have no gap and what was read still holds.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from central.service.ledger.accounts import is_limited
from central.service.ledger.postings import MOST_LEGS
from central.service.ledger.transfers import Transfer
from central.service.stores import Connection

COLUMNS = ("seq", *Transfer._fields)
FIELDS = ", ".join(Transfer._fields)
LOCK = "ledger"
PAGE = 5000
# Two statements and not one that inserts or adds: a limit is held against the row proposed, even where there is one.
ADD = (
    "UPDATE account SET debits_posted = debits_posted + ?, credits_posted = credits_posted + ?,"
    " debits_pending = debits_pending + ?, credits_pending = credits_pending + ? WHERE name = ?"
)
ADD_FROM = (
    "UPDATE account SET debits_posted = debits_posted + more.dp, credits_posted = credits_posted + more.cp,"
    " debits_pending = debits_pending + more.dh, credits_pending = credits_pending + more.ch FROM ("
    "SELECT name, sum(dp)::bigint dp, sum(cp)::bigint cp, sum(dh)::bigint dh, sum(ch)::bigint ch FROM ("
    "SELECT debit AS name, amount dp, 0 cp, held dh, 0 ch FROM transfer WHERE seq >= ? UNION ALL"
    " SELECT credit, 0, amount, 0, held FROM transfer WHERE seq >= ?) AS legs GROUP BY name) AS more"
    " WHERE account.name = more.name"
)


class AnotherBody(Exception):
    """A transfer with this id is there and says something else."""

    def __init__(self, id_: str) -> None:
        super().__init__(f"transfer {id_}: is there already and says something else")
        self.id = id_


@dataclass(frozen=True)
class Account:
    """An account's balances, all from 0; what it holds is credits less debits, or the other way round for an asset."""

    name: str
    limited: int
    debits_posted: int
    credits_posted: int
    debits_pending: int
    credits_pending: int

    @property
    def free(self) -> int:
        """What may still be spent from it."""
        return self.credits_posted - self.debits_posted - self.debits_pending


def enter(connection: Connection, transfers: Sequence[Transfer]) -> None:
    """Enter new transfers, with their accounts and months. Raises Conflict when one is known or a limit stands against it."""
    if not transfers:
        return
    first = _next_number(connection)
    _count(connection, transfers, first)
    moved = _sums(transfers)
    names = sorted(moved)
    rows = [(name, int(is_limited(name))) for name in names]
    connection.insert("account", ("name", "limited"), rows, skip_known=True)
    if connection.engine == "sqlite":
        connection.executemany(ADD, [(*moved[name], name) for name in names])
    connection.insert("transfer", COLUMNS, [(first + n, *transfer) for n, transfer in enumerate(transfers)])
    if connection.engine == "postgres":
        # one statement adds up what has just come; a row at a time would take as long as all the rest
        connection.execute(ADD_FROM, (first, first))


def enter_once(connection: Connection, transfers: Sequence[Transfer]) -> bool:
    """Enter a linked set, all or none, unless it is there: then say no. Raises AnotherBody; Conflict with nothing entered."""
    known = {transfer.id: transfer for transfer in find(connection, [transfer.id for transfer in transfers])}
    for transfer in transfers:
        if transfer.id in known and not known[transfer.id].same_as(transfer):
            raise AnotherBody(transfer.id)
    if known and len(known) < len(transfers):
        raise AnotherBody(transfers[0].id)
    if known:
        return False
    connection.execute("SAVEPOINT entering")
    try:
        enter(connection, transfers)
    except BaseException:
        connection.execute("ROLLBACK TO SAVEPOINT entering")
        raise
    finally:
        connection.execute("RELEASE SAVEPOINT entering")
    return True


def find(connection: Connection, ids: Collection[str]) -> list[Transfer]:
    """The transfers with these ids, as far as they are there."""
    places = ", ".join("?" * len(ids))
    rows = connection.execute(f"SELECT {FIELDS} FROM transfer WHERE id IN ({places}) ORDER BY id", tuple(ids))  # noqa: S608 - names of ours
    return [Transfer(*row) for row in rows]


def ids_of(record: str) -> list[str]:
    """All ids that the transfers of a record can have."""
    return [f"{record}.{n}" for n in range(MOST_LEGS)]


def account(connection: Connection, name: str) -> Account:
    """An account, empty when nothing was ever booked on it."""
    row = connection.execute("SELECT * FROM account WHERE name = ?", (name,)).fetchone()
    return Account(*row) if row else Account(name, int(is_limited(name)), 0, 0, 0, 0)


def every_transfer(connection: Connection) -> Iterator[Transfer]:
    """All of them in the order of their ids, a page at a time."""
    after = ""
    while rows := connection.execute(
        f"SELECT {FIELDS} FROM transfer WHERE id > ? ORDER BY id LIMIT {PAGE}",  # noqa: S608 - names of ours
        (after,),
    ).fetchall():
        yield from (Transfer(*row) for row in rows)
        after = rows[-1][0]


def every_account(connection: Connection) -> Iterator[Account]:
    """All of them in the order of their names, a page at a time."""
    after = ""
    while rows := connection.execute(
        f"SELECT * FROM account WHERE name > ? ORDER BY name LIMIT {PAGE}",  # noqa: S608 - names of ours
        (after,),
    ).fetchall():
        yield from (Account(*row) for row in rows)
        after = rows[-1][0]


def ledger_hash(connection: Connection) -> str:
    """SHA-256 (hex) over all transfers by id and all balances by name: equal whatever way the same records came.

    Numbers and booking months, which tell when they came, are no part of it.
    """
    taken = hashlib.sha256()
    for transfer in every_transfer(connection):
        id_, _record, kind, _month, *rest = transfer
        taken.update(repr((id_, kind, *rest)).encode())
    for found in every_account(connection):
        taken.update(repr(found).encode())
    return taken.hexdigest()


def first_open_month(connection: Connection) -> str:
    """The first month in which something can still be booked, YYYY-MM; before any close the beginning of time."""
    closed = connection.execute("SELECT max(name) FROM month WHERE closed IS NOT NULL").fetchone()[0]
    return month_after(closed) if closed else "0000-01"


def month_after(month: str) -> str:
    """The next month."""
    year, number = int(month[:4]), int(month[5:])
    return f"{year + number // 12:04}-{number % 12 + 1:02}"


def booked_in(day: str, first_open: str, this_month: str) -> str:
    """The month for what happened on a day: its own, unless that is closed or still to come."""
    return max(min(day[:7], this_month), first_open)


def _next_number(connection: Connection) -> int:
    return int(connection.execute("SELECT coalesce(max(last), 0) + 1 FROM month").fetchone()[0])


def _count(connection: Connection, transfers: Sequence[Transfer], first: int) -> None:
    """Count them into their months, of which none may be closed."""
    # The month's row refuses, not each transfer's: a trigger that looks the month up for every row, or moves the balances,
    # takes 4 to 18 % of the whole posting in SQLite. What is entered past this, by hand, `checking` finds.
    counts = Counter(transfer.month for transfer in transfers)
    last = first + len(transfers) - 1
    months = [(month, first, first, 0) for month in sorted(counts)]
    connection.insert("month", ("name", "first", "last", "transfers"), months, skip_known=True)
    for month, count in counts.items():
        connection.execute("UPDATE month SET last = ?, transfers = transfers + ? WHERE name = ?", (last, count, month))


def _sums(transfers: Iterable[Transfer]) -> dict[str, list[int]]:
    """What is added to each account: debits and credits posted, debits and credits pending."""
    sums: dict[str, list[int]] = {}
    for _id, _record, _kind, _month, _day, debit, credit, amount, held, _names in transfers:
        paying = sums.get(debit)
        if paying is None:
            paying = sums[debit] = [0, 0, 0, 0]
        paying[0] += amount
        paying[2] += held
        receiving = sums.get(credit)
        if receiving is None:
            receiving = sums[credit] = [0, 0, 0, 0]
        receiving[1] += amount
        receiving[3] += held
    return sums
