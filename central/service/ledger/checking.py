"""Whether records, transfers, accounts and months still agree: each finding is a sentence that names its place.

Everything is reckoned anew from the raw bodies, as of one moment, whoever writes meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec

from central.service.clock import Clock
from central.service.intake.auditing import check_chains
from central.service.ledger import book
from central.service.ledger.accounts import KINDS, is_balancing, is_limited, kind_of, ledger_of
from central.service.ledger.deriving import Deriving
from central.service.ledger.months import digest_of
from central.service.ledger.postings import Fact, Unpostable
from central.service.ledger.requests import Given, given_by
from central.service.ledger.transfers import Kind, Transfer
from central.service.stores import Connection, Store

PAGE = 500
MOVED = """SELECT name, sum(dp), sum(cp), sum(dh), sum(ch) FROM (
        SELECT debit AS name, amount AS dp, 0 AS cp, held AS dh, 0 AS ch FROM transfer
        UNION ALL SELECT credit, 0, amount, 0, held FROM transfer
    ) AS legs GROUP BY name ORDER BY name"""
MONTHS = """SELECT name, transfers, (SELECT count(*) FROM transfer WHERE month = name AND seq >= first AND seq <= last), closed, digest
    FROM month ORDER BY name"""
TWICE = """SELECT e.journey, count(*) FROM ride_event e JOIN record r ON r.id = e.record
    WHERE r.what = 'ride' AND NOT EXISTS (SELECT 1 FROM ride_event v WHERE v.names = e.record)
    GROUP BY e.journey HAVING count(*) > 1 ORDER BY e.journey"""
NUMBERED = "SELECT count(*), coalesce(max(seq), 0) FROM transfer"
CHAINS = "SELECT id, terminal, epoch, through, posted, held FROM chain ORDER BY id"
RECORDS = "SELECT seq, body FROM record WHERE chain = ? AND seq > ? AND seq <= ? ORDER BY seq LIMIT ?"
_facts = msgspec.json.Decoder(Fact)


def findings(store: Store, clock: Clock) -> Iterator[str]:
    """Everything that does not agree, a sentence each; none when all is well. Raises Away."""
    yield from check_chains(store)
    with store.snapshot() as connection:
        yield from _sums(connection)
        yield from _accounts(connection)
        yield from _months(connection)
        yield from _records(connection, clock.now())
        yield from _transfers(connection, clock.now())
        yield from _paid_twice(connection)


def set_aside(store: Store) -> list[tuple[str, str, str]]:
    """Record, terminal and reason of each record that moved nothing and is kept for the operator."""
    with store.reading() as connection:
        rows = connection.execute("SELECT record, terminal, reason FROM unposted ORDER BY terminal, record").fetchall()
    return [tuple(row) for row in rows]


def _sums(connection: Connection) -> Iterator[str]:
    sums: dict[str, list[int]] = {}
    for found in book.every_account(connection):
        each = sums.setdefault(ledger_of(found.name), [0, 0])
        each[0] += found.debits_posted - found.credits_posted
        each[1] += found.debits_pending - found.credits_pending
        if kind_of(found.name) not in KINDS:
            yield f"account {found.name}: is of no kind that there is"
        elif found.limited != is_limited(found.name):
            yield f"account {found.name}: has another limit than its kind"
    for ledger, (posted, pending) in sorted(sums.items()):
        if posted or pending:
            yield f"ledger {ledger}: its debits and credits differ by {posted}, those pending by {pending}"


def _accounts(connection: Connection) -> Iterator[str]:
    moved = {name: tuple(map(int, sums)) for name, *sums in connection.execute(MOVED)}
    for found in book.every_account(connection):
        balances = (found.debits_posted, found.credits_posted, found.debits_pending, found.credits_pending)
        if balances != moved.pop(found.name, (0, 0, 0, 0)):
            yield f"account {found.name}: its balance is not the sum of its transfers"
    yield from (f"account {name}: has transfers, and is not there" for name in moved)


def _months(connection: Connection) -> Iterator[str]:
    counted = 0
    for name, transfers, found, closed, digest in connection.execute(MONTHS).fetchall():
        counted += transfers
        if transfers != found:
            yield f"month {name}: {found} transfers are booked in it, {transfers} were"
        if closed and digest != _digest(connection, name):
            yield f"month {name}: is no longer what it was when it was closed on {closed}"
    count, last = connection.execute(NUMBERED).fetchone()
    if not count == last == counted:
        yield f"transfers: there are {count}, the last has number {last}, {counted} were booked"


def _digest(connection: Connection, month: str) -> str:
    try:
        return digest_of(connection, month)
    except (ValueError, Unpostable):
        # its sums or records differ already, which is as much as can be said of it
        return ""


def _records(connection: Connection, now: datetime) -> Iterator[str]:
    """Every record that the ledger has passed has moved what it says, or is set aside."""
    for chain, terminal, epoch, through, posted, _held in connection.execute(CHAINS).fetchall():
        if posted > through:
            yield f"{terminal}: epoch {epoch}: the ledger stands at {posted}, its records end at {through}"
        # only as far as the poster stands: what lies behind it is still to come and is no fault
        after = 0
        while rows := connection.execute(RECORDS, (chain, after, posted, PAGE)).fetchall():
            facts = [_facts.decode(body) for _seq, body in rows]
            for fact, wrong in _compared(connection, now, terminal, facts):
                number = rows[facts.index(fact)][0]
                yield f"{terminal}: epoch {epoch}: record {number} ({fact.what} {fact.id}): {wrong}"
            after = rows[-1][0]


def _compared(connection: Connection, now: datetime, terminal: str, facts: list[Fact]) -> Iterator[tuple[Fact, str]]:
    aside = {row[0] for row in _asked(connection, "SELECT record FROM unposted WHERE record IN ({})", facts)}
    deriving = Deriving(connection, now)
    expected = {fact.id: _derived(deriving, terminal, fact) for fact in facts if fact.id not in aside}
    ids = [transfer.id for each in expected.values() if each for transfer in each]
    there = {
        found.id: found for start in range(0, len(ids), PAGE) for found in book.find(connection, ids[start:][:PAGE])
    }
    for fact in facts:
        each = expected.get(fact.id, [])
        if each is None:
            yield fact, "has moved nothing and is not set aside"
        elif not all(transfer.id in there and there[transfer.id].same_as(transfer) for transfer in each):
            yield fact, "its transfers are missing or say something else"


def _transfers(connection: Connection, now: datetime) -> Iterator[str]:
    """Every transfer is what its record or an act of central's own gives."""
    page: list[Transfer] = []
    for transfer in book.every_transfer(connection):
        page.append(transfer)
        if len(page) == PAGE:
            yield from _explained(connection, now, page)
            page = []
    if page:
        yield from _explained(connection, now, page)


def _explained(connection: Connection, now: datetime, page: list[Transfer]) -> Iterator[str]:
    ids = sorted({transfer.record for transfer in page})
    places = ", ".join("?" * len(ids))
    acts = {
        act: given_by(act, what, body)
        for act, what, body in connection.execute(f"SELECT id, what, body FROM ledger_act WHERE id IN ({places})", ids)  # noqa: S608 - places only
    }
    sql = f"SELECT r.body, c.terminal FROM record r JOIN chain c ON c.id = r.chain WHERE r.id IN ({places}) AND r.seq <= c.posted"  # noqa: S608 - places only
    deriving = Deriving(connection, now)
    given: dict[str, Transfer] = {}
    for body, terminal in connection.execute(sql, ids).fetchall():
        given |= {each.id: each for each in _derived(deriving, terminal, _facts.decode(body)) or []}
    for transfer in page:
        known, act = given.get(transfer.id), acts.get(transfer.record)
        if not (_is_of_act(act, transfer) if act is not None else known and known.same_as(transfer)):
            yield f"transfer {transfer.id}: no record that the ledger has passed gives it"


def _paid_twice(connection: Connection) -> Iterator[str]:
    """A boarding is settled once: the ledger books what it is told, and the list of journeys has one row for both."""
    for journey, count in connection.execute(TWICE).fetchall():
        yield f"boarding {journey}: {count} rides are booked for it, and none of them is taken back"


def _is_of_act(given: set[Given], transfer: Transfer) -> bool:
    """Whether it is one of these, or balances an account with the one beside it, of which only the moment knew how much."""
    if transfer.id.startswith(f"{transfer.record}.b"):
        return transfer.kind == Kind.POSTED and is_balancing(transfer.debit, transfer.credit)
    return Given(transfer.id, transfer.kind, transfer.debit, transfer.credit, transfer.amount, transfer.held) in given


def _derived(deriving: Deriving, terminal: str, fact: Fact) -> list[Transfer] | None:
    try:
        return deriving.transfers(terminal, fact)
    except Unpostable:
        return None


def _asked(connection: Connection, sql: str, facts: Sequence[Fact]) -> list[tuple[str]]:
    return connection.execute(sql.format(", ".join("?" * len(facts))), [fact.id for fact in facts]).fetchall()
