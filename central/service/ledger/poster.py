"""The poster: follows each chain from where it last stood and books what its records move, its place in the same transaction."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import msgspec

from central.service.clock import Clock
from central.service.ledger import book
from central.service.ledger.accounts import is_limited
from central.service.ledger.deriving import Deriving
from central.service.ledger.postings import UNPRICED, Fact, Unpostable
from central.service.ledger.transfers import Kind, Transfer
from central.service.stores import Conflict, Connection, Store

MOST = 1000
BEHIND = "SELECT id, terminal, posted, through FROM chain WHERE posted < through AND held = 0 ORDER BY id LIMIT ?"
NEXT = "SELECT seq, body FROM record WHERE chain = ? AND seq > ? AND seq <= ? ORDER BY seq LIMIT ?"
MOVE = "UPDATE chain SET posted = ? WHERE id = ? AND posted = ? AND held = 0"
WAITING = "SELECT u.record, u.terminal, r.body FROM unposted u JOIN record r ON r.id = u.record WHERE u.waits IN ({}) ORDER BY u.record"
From = tuple[str, Fact]  # a terminal, and what it told
Set = tuple[From, list[Transfer]]
Enter = Callable[[Connection, Deriving, list[Set]], list[Set]]
_facts = msgspec.json.Decoder(Fact)


class _Overtaken(Exception):
    """Somebody else moved the chain, or holds it, meanwhile."""


@dataclass
class _Taken:
    """What one transaction takes: (terminal, fact) in order, and where each chain stands after it."""

    facts: list[From] = field(default_factory=list)
    places: list[tuple[int, int, int]] = field(default_factory=list)


def post_new(store: Store, clock: Clock, most: int = MOST) -> int:
    """Book the next records, at most so many, in one transaction, and say how many were taken; 0 when none is left for now."""
    try:
        return _post_next(store, clock, most, _enter_all)
    except Conflict:
        # One of them is there already, or breaks a limit: again, and one by one it shows which. A savepoint that saved the
        # second try would cost as much as the booking itself.
        return _post_next(store, clock, most, _enter_each)


def _post_next(store: Store, clock: Clock, most: int, enter: Enter) -> int:
    try:
        with store.writing() as connection:
            # Without waiting: whoever is at it will take these too.
            if not connection.alone(book.LOCK, wait=False):
                return 0
            taken = _take(connection, most)
            _post(connection, clock, taken.facts, enter)
            _move(connection, taken.places)
            return len(taken.facts)
    except _Overtaken:
        return 0


def _take(connection: Connection, most: int) -> _Taken:
    taken = _Taken()
    for chain, terminal, posted, through in connection.execute(BEHIND, (most,)).fetchall():
        left = most - len(taken.facts)
        if not left:
            break
        rows = connection.execute(NEXT, (chain, posted, through, left)).fetchall()
        taken.facts += [(terminal, _facts.decode(body)) for _seq, body in rows]
        # numbers that were refused, or known under others, have no row here
        taken.places.append((chain, posted, through if len(rows) < left else rows[-1][0]))
    return taken


def _move(connection: Connection, places: list[tuple[int, int, int]]) -> None:
    for chain, posted, to in places:
        if connection.execute(MOVE, (to, chain, posted)).rowcount != 1:
            raise _Overtaken


def _post(connection: Connection, clock: Clock, facts: list[From], enter: Enter) -> None:
    """Book them, then what waited for them, until nothing more comes of it."""
    while facts:
        deriving = Deriving(connection, clock.now())
        entered = enter(connection, deriving, list(_derived(deriving, facts)))
        unpriced = (fact.id for _terminal, fact in facts if fact.what in UNPRICED)
        facts = _waiting(connection, itertools.chain(_awaited(entered), unpriced))


def _derived(deriving: Deriving, facts: list[From]) -> Iterator[Set]:
    for told in facts:
        try:
            if transfers := deriving.transfers(*told):
                yield told, transfers
        except Unpostable as why:
            deriving.set_aside(*told, why)


def _enter_all(connection: Connection, _deriving: Deriving, sets: list[Set]) -> list[Set]:
    """Enter all sets at once. Raises Conflict."""
    book.enter(connection, [transfer for _told, transfers in sets for transfer in transfers])
    return sets


def _enter_each(connection: Connection, deriving: Deriving, sets: list[Set]) -> list[Set]:
    """Enter set by set, set aside what cannot be, and give back what is new."""
    return [each for each in sets if _enter_one(connection, deriving, each)]


def _enter_one(connection: Connection, deriving: Deriving, new: Set) -> bool:
    told, transfers = new
    try:
        return book.enter_once(connection, transfers)
    except book.AnotherBody:
        deriving.set_aside(*told, Unpostable("another record has moved something under the same id"))
    except Conflict:
        # tried again when more comes in: else it would show whether that came before or after
        short = next((each.debit for each in transfers if is_limited(each.debit)), None)
        deriving.set_aside(*told, Unpostable("an account would be overdrawn, or what it ends has ended", short))
    return False


def _awaited(entered: list[Set]) -> Iterator[str]:
    """For what others wait: outcomes for their act, corrections for a record or for what an account lacks."""
    for (_terminal, fact), transfers in entered:
        yield fact.act if transfers[0].kind == Kind.PENDING else fact.id
        yield from (each.credit for each in transfers if is_limited(each.credit))


def _waiting(connection: Connection, awaited: Iterator[str]) -> list[From]:
    """What was set aside and waits for one of these, no longer set aside."""
    # asked first: nearly always nothing waits, and then nobody has to know for what
    if not connection.execute("SELECT 1 FROM unposted WHERE waits IS NOT NULL LIMIT 1").fetchone():
        return []
    ids = list(dict.fromkeys(awaited))
    found: list[From] = []
    for start in range(0, len(ids), 500):
        part = ids[start : start + 500]
        rows = connection.execute(WAITING.format(", ".join("?" * len(part))), tuple(part)).fetchall()
        found += [(terminal, _facts.decode(body)) for _record, terminal, body in rows]
    connection.executemany("DELETE FROM unposted WHERE record = ?", [(fact.id,) for _terminal, fact in found])
    return found
