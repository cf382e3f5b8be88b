"""What is asked of central on line: first set aside, then done or let go; an account's limit in the store decides.

The other kind of record, what a terminal tells off line, is in `poster.py`: that has happened, and is booked whatever there is.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec

from central.service.clock import Clock
from central.service.ledger import book
from central.service.ledger.accounts import OFFLINE, is_limited
from central.service.ledger.balancing import ACT_COLUMNS, Booking, balanced
from central.service.ledger.transfers import Kind, Leg, Transfer, ended
from central.service.stores import Conflict, Connection, Store

_legs = msgspec.json.Decoder(list[Leg])
PATIENCE = timedelta(minutes=5)
REQUEST, GRANT = "request", "grant"
OLD = (
    "SELECT id FROM ledger_act AS act WHERE until < ? AND NOT EXISTS"
    " (SELECT 1 FROM transfer WHERE names = act.id || '.0') ORDER BY id LIMIT 1000"
)


class Given(NamedTuple):
    """What an act says of a transfer: all but when it was booked."""

    id: str
    kind: str
    debit: str
    credit: str
    amount: int
    held: int


class Short(Exception):
    """An account has not enough for this; nothing was moved."""


class NotPending(Exception):
    """There is no such request, or it has ended otherwise."""


def grant(store: Store, clock: Clock, id_: str, legs: list[Leg]) -> bool:
    """Book at once what central gives of its own accord, such as a rider's quota; no when it is there. Raises AnotherBody, Short."""
    return _ask(store, clock, (id_, GRANT, None), legs)


def reserve(store: Store, clock: Clock, id_: str, legs: list[Leg], patience: timedelta = PATIENCE) -> bool:
    """Set aside until it is settled or too old; no when this id is there already. Raises Short, AnotherBody."""
    return _ask(store, clock, (id_, REQUEST, (clock.now() + patience).isoformat()), legs)


def settle(store: Store, clock: Clock, id_: str, kind: Kind) -> bool:
    """End a request as DONE or VOID; no when it has ended so before. Raises NotPending, also when it ended otherwise."""
    with store.writing() as connection:
        connection.alone(book.LOCK)
        return _end(connection, clock.now(), id_, kind)


def expire_old(store: Store, clock: Clock) -> int:
    """Let go what was set aside for longer than was agreed; how many."""
    with store.writing() as connection:
        connection.alone(book.LOCK)
        old = connection.execute(OLD, (clock.now().isoformat(),)).fetchall()
        return sum(_end(connection, clock.now(), id_, Kind.EXPIRED) for (id_,) in old)


def given_by(act: str, what: str, body: str) -> set[Given]:
    """Every transfer that an act as it is kept may have made, but for what it balanced."""
    if what == GRANT:
        return {
            Given(f"{act}.{n}", Kind.POSTED, debit, credit, amount, 0)
            for n, (debit, credit, amount) in enumerate(_legs.decode(body))
        }
    ways = ((Kind.DONE, 1), (Kind.VOID, 0), (Kind.EXPIRED, 0))
    return {
        each
        for n, (debit, credit, amount) in enumerate(_legs.decode(body) if what == REQUEST else ())
        for each in (
            Given(f"{act}.{n}", Kind.PENDING, debit, credit, 0, amount),
            *(Given(f"{act}.{n}.e", kind, debit, credit, amount * moves, -amount) for kind, moves in ways),
        )
    }


def _ask(store: Store, clock: Clock, new: tuple[str, str, str | None], legs: list[Leg]) -> bool:
    id_, what, until = new
    body = msgspec.json.encode(legs).decode()
    try:
        with store.writing() as connection:
            connection.alone(book.LOCK)
            known = connection.execute("SELECT what, body FROM ledger_act WHERE id = ?", (id_,)).fetchone()
            if known:
                if tuple(known) != (what, body):
                    raise book.AnotherBody(id_)
                return False
            now = clock.now()
            connection.insert("ledger_act", ACT_COLUMNS, [(id_, what, now.isoformat(), until, body)])
            booking = _booking(connection, now, id_)
            _balance(connection, booking, legs)
            book.enter(connection, [_transfer(booking, n, leg, what) for n, leg in enumerate(legs)])
            return True
    except Conflict:
        raise Short("an account has not enough for this") from None


def _balance(connection: Connection, booking: Booking, legs: list[Leg]) -> None:
    """What was told off line before counts before what is asked now."""
    limited = sorted({debit for debit, _credit, _amount in legs if is_limited(debit)})
    book.enter(connection, list(balanced(connection, booking, [_offline(connection, name) for name in limited])))


def _offline(connection: Connection, limited: str) -> book.Account:
    ledger, kind, rest = limited.split("/", 2)
    return book.account(connection, f"{ledger}/{kind}{OFFLINE}/{rest}")


def _transfer(booking: Booking, number: int, leg: Leg, what: str) -> Transfer:
    debit, credit, amount = leg
    kind, moved, held = (Kind.POSTED, amount, 0) if what == GRANT else (Kind.PENDING, 0, amount)
    id_ = f"{booking.act}.{number}"
    return Transfer(id_, booking.act, kind.value, booking.month, booking.day, debit, credit, moved, held, None)


def _end(connection: Connection, now: datetime, id_: str, kind: Kind) -> bool:
    pending = [each for each in book.find(connection, book.ids_of(id_)) if each.kind == Kind.PENDING]
    if not pending:
        raise NotPending(f"there is no request {id_}")
    before = book.find(connection, [f"{each.id}.e" for each in pending])
    if before:
        # its legs end together, so one tells for all
        if before[0].kind != kind:
            raise NotPending(f"request {id_} has ended as {before[0].kind}")
        return False
    booking = _booking(connection, now, id_)
    book.enter(
        connection,
        [
            ended(each, (f"{each.id}.e", id_, booking.month, booking.day), kind, each.held if kind is Kind.DONE else 0)
            for each in pending
        ],
    )
    return True


def _booking(connection: Connection, now: datetime, act: str) -> Booking:
    day = f"{now:%Y-%m-%d}"
    return Booking(act, book.booked_in(day, book.first_open_month(connection), day[:7]), day)
