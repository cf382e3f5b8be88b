"""Orders: a document is made, quoted, handed to the visit that ordered it once the fee is paid, and its fate recorded.

Everything is found by terminal, visit and order together, so that two visits can never see each other's documents.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import NamedTuple

import msgspec

from central.service.clock import Clock
from central.service.refusing import Refuse
from central.service.store import Store
from central.service.visits import Visit
from central.wire import Order, Outcome, Paid, Printed, Quote, Reason

DOCUMENT_S = 600  # a document is kept this long after it was quoted and again after it was paid
FIND = "SELECT asked, quote, paid, outcome, document, until FROM ordered WHERE terminal = ? AND visit = ? AND id = ?"
PAY = "UPDATE ordered SET paid = ?, until = ? WHERE terminal = ? AND visit = ? AND id = ?"
SETTLE = "UPDATE ordered SET outcome = ?, document = NULL WHERE terminal = ? AND visit = ? AND id = ?"
FORGET = "UPDATE ordered SET document = NULL WHERE until < ? AND document IS NOT NULL"
PLACE = "INSERT INTO ordered (terminal, visit, id, asked, quote, document, until) VALUES (?, ?, ?, ?, ?, ?, ?)"
COLUMNS = "at, terminal, visit, ordered, resident, kind, ticket, sha256, sheets, yen, state"
ISSUE = f"INSERT INTO issuance ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'quoted')"  # noqa: S608 - constants
# Copied from the first row, so that a later one can never tell another story of the same paper.
FOLLOW = f"""INSERT INTO issuance ({COLUMNS})
    SELECT ?, terminal, visit, ordered, resident, kind, ticket, sha256, sheets, yen, ? FROM issuance
    WHERE terminal = ? AND visit = ? AND ordered = ? AND state = 'quoted'"""  # noqa: S608 - constants

Key = tuple[str, str, str]


class Made(NamedTuple):
    """A document that was made: the PDF, its sheets, its SHA-256 (hex), what all copies cost in yen."""

    pdf: bytes
    sheets: int
    sha256: str
    fee: int


class _Ordered(NamedTuple):
    asked: bytes
    quote: bytes
    paid: bytes | None
    outcome: bytes | None
    document: bytes | None
    until: int


class Orders:
    """The tables of orders and of issuances."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def place(self, visit: Visit, resident: int, order: Order, make: Callable[[], Made]) -> Quote:
        """The quote for an order, made now or when it first came. Raises Refuse, and what `make` raises."""
        key, asked = (visit.terminal, visit.visit, order.order), msgspec.json.encode(order)
        with self._store.reading() as connection:
            if found := _find(connection, key):
                return self._same(found, asked)
        made = make()  # outside of any transaction: setting a page takes longer than all else
        quote = Quote(order=order.order, fee=made.fee, sheets=made.sheets, sha256=made.sha256)
        row = (*key, asked, msgspec.json.encode(quote), made.pdf, self._now() + DOCUMENT_S)
        with self._store.writing() as connection:
            if found := _find(connection, key):  # the same order came twice at once
                return self._same(found, asked)
            connection.execute(PLACE, row)
            self._issue(connection, key, (resident, order.kind, visit.ticket, made.sha256, made.sheets, made.fee))
        return quote

    def document(self, key: Key, paid: Paid) -> bytes:
        """The document, against exactly its fee; again, as long as the outcome is not known. Raises Refuse."""
        with self._store.writing() as connection:
            found = _known(connection, key)
            text = msgspec.json.encode(paid)
            fee = msgspec.json.decode(found.quote, type=Quote).fee
            # More is refused as well: a sum that differs is a mistake at one of the two ends.
            if paid.yen != fee:
                raise Refuse(Reason.MALFORMED, f"yen: the fee is {fee}")
            if found.paid not in (None, text):
                raise Refuse(Reason.ORDER_CHANGED, "the order was paid otherwise before")
            document = self._kept(found)
            if found.paid is None:
                # Anew from here: who has paid must not lose his document to the time that paying took.
                until = self._now() + DOCUMENT_S
                connection.execute(PAY, (text, until, *key))
                self._follow(connection, key, "paid")
        return document

    def settle(self, key: Key, outcome: Outcome) -> None:
        """Record what became of it, and forget the document; `unknown` may be settled once later. Raises Refuse."""
        text = msgspec.json.encode(outcome)
        with self._store.writing() as connection:
            found = _known(connection, key)
            if found.outcome == text:  # the answer was lost, or the terminal's journal was read again
                return
            if found.outcome and msgspec.json.decode(found.outcome, type=Outcome).printed is not Printed.UNKNOWN:
                raise Refuse(Reason.ORDER_CHANGED, "another outcome was recorded before")
            connection.execute(SETTLE, (text, *key))
            self._follow(connection, key, outcome.printed)

    def forget_old(self) -> None:
        """Drop documents whose time is up."""
        with self._store.writing() as connection:
            connection.execute(FORGET, (self._now(),))

    def _issue(self, connection: sqlite3.Connection, key: Key, facts: tuple[int, str, str, str, int, int]) -> None:
        connection.execute(ISSUE, (self._clock.now().isoformat(timespec="seconds"), *key, *facts))

    def _follow(self, connection: sqlite3.Connection, key: Key, state: str) -> None:
        connection.execute(FOLLOW, (self._clock.now().isoformat(timespec="seconds"), state, *key))

    def _same(self, found: _Ordered, asked: bytes) -> Quote:
        if found.asked != asked:
            raise Refuse(Reason.ORDER_CHANGED, "order: was used for another order")
        # A quote makes somebody pay, so it is given only for what can still be handed over.
        self._kept(found)
        return msgspec.json.decode(found.quote, type=Quote)

    def _kept(self, found: _Ordered) -> bytes:
        if found.document is None or found.until < self._now():
            raise Refuse(Reason.VISIT_UNKNOWN, "the document is no longer kept")
        return found.document

    def _now(self) -> int:
        return int(self._clock.now().timestamp())


def _find(connection: sqlite3.Connection, key: Key) -> _Ordered | None:
    row = connection.execute(FIND, key).fetchone()
    return _Ordered(*row) if row else None


def _known(connection: sqlite3.Connection, key: Key) -> _Ordered:
    found = _find(connection, key)
    if found is None:
        raise Refuse(Reason.VISIT_UNKNOWN, "this visit has no such order")
    return found
