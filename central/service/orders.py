"""Orders: a document is made, quoted, handed to the visit that ordered it once the fee is paid, and its fate recorded.

Everything is found by terminal, visit and order together, so that two visits can never see each other's documents. What
a document may be printed for is told by what was kept with it when it was made, never by who asks for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple

import msgspec

from central.service.checks import Check, hold
from central.service.clock import Clock
from central.service.refusing import Refuse
from central.service.stores import Connection, Store
from central.wire import Binding, Issued, Order, Outcome, Paid, Printed, Quote, Reason, Release

DOCUMENT_S = 600  # a document is kept this long after it was quoted and again after it was paid
FIND = """SELECT asked, quote, paid, outcome, document, binding, until FROM ordered
    WHERE terminal = ? AND visit = ? AND id = ?"""
PAY = "UPDATE ordered SET paid = ?, until = ? WHERE terminal = ? AND visit = ? AND id = ?"
SETTLE = "UPDATE ordered SET outcome = ?, document = NULL, binding = NULL WHERE terminal = ? AND visit = ? AND id = ?"
FORGET = "UPDATE ordered SET document = NULL, binding = NULL WHERE until < ? AND document IS NOT NULL"
PLACE = (
    "INSERT INTO ordered (terminal, visit, id, asked, quote, document, binding, until) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
COLUMNS = "at, terminal, visit, ordered, resident, kind, ticket, sha256, sheets, yen, state"
ISSUE = f"INSERT INTO issuance ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'quoted')"  # noqa: S608 - constants
# Copied from the first row, so that a later one can never tell another story of the same paper.
FOLLOW = f"""INSERT INTO issuance ({COLUMNS})
    SELECT ?, terminal, visit, ordered, resident, kind, ticket, sha256, sheets, yen, ? FROM issuance
    WHERE terminal = ? AND visit = ? AND ordered = ? AND state = 'quoted'"""  # noqa: S608 - constants

Key = tuple[str, str, str]
"""Terminal, visit and order."""


class Made(NamedTuple):
    """A document as its maker hands it on: for whom, out of whose record, the PDF, what all copies cost in yen.

    It can be paid until `pay_by`.
    """

    binding: Binding
    resident: int
    pdf: bytes
    sha256: str
    sheets: int
    fee: int
    pay_by: datetime | None = None

    def __repr__(self) -> str:
        # the document is full of names
        return f"Made({self.binding!r})"

    @property
    def key(self) -> Key:
        """Where it belongs."""
        return self.binding.terminal, self.binding.visit, self.binding.order.order


class _Ordered(NamedTuple):
    asked: Order
    quote: Quote
    paid: Paid | None
    outcome: Outcome | None
    document: bytes | None
    binding: bytes | None
    until: int

    def __repr__(self) -> str:
        # the document is full of names
        return f"_Ordered({self.asked!r})"


class Claim(NamedTuple):
    """What a terminal asks of an order that is there, in seconds now: the order again, or its document against payment."""

    found: _Ordered
    now: int
    order: Order | None = None
    paid: Paid | None = None


CHECKS: Mapping[str, Check[Claim]] = {
    "same_order": Check(
        Reason.ORDER_CHANGED,
        "order: was used for another order",
        lambda claim: claim.order in (None, claim.found.asked),
    ),
    # More is refused as well: a sum that differs is a mistake at one of the two ends.
    "fee": Check(
        Reason.MALFORMED,
        "yen: is not the fee",
        lambda claim: claim.paid is None or claim.paid.yen == claim.found.quote.fee,
    ),
    "same_payment": Check(
        Reason.ORDER_CHANGED,
        "the order was paid otherwise before",
        lambda claim: None in (claim.paid, claim.found.paid) or claim.paid == claim.found.paid,
    ),
    # A quote makes somebody pay, so it too is given only for what can still be handed over.
    "kept": Check(Reason.VISIT_UNKNOWN, "the document is no longer kept", lambda claim: claim.now <= claim.found.until),
}


class Orders:
    """The tables of orders and of issuances; each operation is one transaction."""

    def __init__(self, store: Store, clock: Clock, checks: Mapping[str, Check[Claim]] = CHECKS) -> None:
        self._store = store
        self._clock = clock
        self._checks = checks

    def quoted(self, terminal: str, visit: str, order: Order) -> Quote | None:
        """The quote that was given for this order before, if it was. Raises Refuse."""
        with self._store.reading() as connection:
            found = _find(connection, (terminal, visit, order.order))
            return self._again(found, order) if found else None

    def keep(self, made: Made) -> Quote:
        """Keep a document where its maker says that it belongs; the first one stays. Raises Refuse."""
        order = made.binding.order
        quote = Quote(order=order.order, fee=made.fee, sheets=made.sheets, sha256=made.sha256, pay_by=made.pay_by)
        texts = [msgspec.json.encode(part) for part in (order, quote, made.binding)]
        with self._store.writing() as connection:
            connection.alone(f"order {made.key}")
            if found := _find(connection, made.key):  # the same order came twice at once
                return self._again(found, order)
            row = (*made.key, texts[0], texts[1], made.pdf, texts[2], self._now() + DOCUMENT_S)
            connection.execute(PLACE, row)
            self._issue(connection, made)
        return quote

    def document(self, key: Key, paid: Paid) -> Issued:
        """The document, against exactly its fee; again, as long as the outcome is not known. Raises Refuse."""
        with self._store.writing() as connection:
            connection.alone(f"order {key}")
            found = _known(connection, key)
            # First, for after closing time the document may be forgotten as well, and that is no reason for a visitor.
            if found.paid is None:
                self._check_hours(found.quote)
            hold(self._checks, Claim(found, self._now(), paid=paid))
            document, binding = _kept(found)
            if found.paid is None:
                # Anew from here: who has paid must not lose his document to the time that paying took.
                found = found._replace(paid=paid, until=self._now() + DOCUMENT_S)
                connection.execute(PAY, (msgspec.json.encode(paid), found.until, *key))
                self._follow(connection, key, "paid")
        return Issued(release=_release(found, binding), document=document)

    def settle(self, key: Key, outcome: Outcome) -> None:
        """Record what became of it, and forget the document; `unknown` may be settled once later. Raises Refuse."""
        with self._store.writing() as connection:
            connection.alone(f"order {key}")
            found = _known(connection, key)
            if found.outcome == outcome:  # the answer was lost, or the terminal's journal was read again
                return
            if found.outcome and found.outcome.printed is not Printed.UNKNOWN:
                raise Refuse(Reason.ORDER_CHANGED, "another outcome was recorded before")
            connection.execute(SETTLE, (msgspec.json.encode(outcome), *key))
            self._follow(connection, key, outcome.printed)

    def forget_old(self) -> None:
        """Drop documents whose time is up."""
        with self._store.writing() as connection:
            if connection.alone("old documents", wait=False):
                connection.execute(FORGET, (self._now(),))

    def _again(self, found: _Ordered, order: Order) -> Quote:
        hold(self._checks, Claim(found, self._now(), order=order))
        _kept(found)
        return found.quote

    def _issue(self, connection: Connection, made: Made) -> None:
        facts = (made.resident, made.binding.order.kind, made.binding.ticket, made.sha256, made.sheets, made.fee)
        connection.execute(ISSUE, (self._clock.now().isoformat(timespec="seconds"), *made.key, *facts))

    def _follow(self, connection: Connection, key: Key, state: str) -> None:
        connection.execute(FOLLOW, (self._clock.now().isoformat(timespec="seconds"), state, *key))

    def _check_hours(self, quote: Quote) -> None:
        """Take no first payment once closing time and its grace are over. Raises Refuse."""
        if quote.pay_by and self._clock.now() > quote.pay_by:
            raise Refuse(Reason.CLOSED_MIDWAY, "it was closed before the fee was paid")

    def _now(self) -> int:
        return int(self._clock.now().timestamp())


def _release(found: _Ordered, binding: bytes) -> Release:
    """What the document may be printed for, out of what was kept with it."""
    whose = msgspec.json.decode(binding, type=Binding)
    receipt = found.paid.receipt if found.paid else ""
    expires = datetime.fromtimestamp(found.until, UTC)
    return Release(**msgspec.structs.asdict(whose), sha256=found.quote.sha256, receipt=receipt, expires=expires)


def _kept(found: _Ordered) -> tuple[bytes, bytes]:
    """The document and whose it is. Raises Refuse when it was forgotten."""
    if found.document is None or found.binding is None:
        raise Refuse(Reason.VISIT_UNKNOWN, "the document is no longer kept")
    return found.document, found.binding


def _find(connection: Connection, key: Key) -> _Ordered | None:
    row = connection.execute(FIND, key).fetchone()
    if row is None:
        return None
    asked, quote, paid, outcome, document, binding, until = row
    return _Ordered(
        msgspec.json.decode(asked, type=Order),
        msgspec.json.decode(quote, type=Quote),
        msgspec.json.decode(paid, type=Paid) if paid else None,
        msgspec.json.decode(outcome, type=Outcome) if outcome else None,
        document,
        binding,
        until,
    )


def _known(connection: Connection, key: Key) -> _Ordered:
    found = _find(connection, key)
    if found is None:
        raise Refuse(Reason.VISIT_UNKNOWN, "this visit has no such order")
    return found
