"""A small world for one interleaving: people at terminals, two central processes over one database, and what is true.

Ids come from spaces of two, so that they collide between terminals and visits, as with a clock or a source of random
numbers that is broken at boot. `Truth` knows what nobody in the world knows; the oracles judge by it alone.
"""

from __future__ import annotations

import hashlib
import random
import re
import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import SimpleNamespace

from central.service import orders, visits
from central.service.orders import DOCUMENT_S, Key
from central.service.stores.pool import Pool
from central.service.stores.sqlite import SqliteStore, connect
from central.wire import WINDOW_S, Binding, Order, Paid, Quote
from firmware import gate
from firmware.clock import JAPAN
from firmware.journal import Entry

START = datetime(2026, 11, 24, 10, 0, tzinfo=JAPAN)
PEOPLE = (0, 1)
PAGE = b"what stands on the page " * 4
# what a person pays for one copy: the second one pays nothing
FEES = (300, 0)
KINDS = ("residence", "tax")
COMPOSED = re.compile(rb"#(\d+)#")
FAULTS = (
    *("duplicate", "lost", "stale", "corrupt", "wrong_person", "swapped_bytes", "remade", "miscounted"),
    *(
        "late_end",
        "forced_end",
        "late_refund",
        "pays_again",
        "print_again",
        "steps_back",
        "abandon",
        "slow",
        "long_lock",
    ),
)
CROSSINGS = (
    frozenset({"order", "document"}),
    frozenset({"open", "identify", "order", "document"}),
    frozenset({"document"}),
    frozenset({"identify", "order"}),
    frozenset({"order"}),
)
VARY = ("terminal", "visit", "ticket", "order", "kind", "person", "challenge", "receipt")
# a document is at most so old when it is printed: kept unpaid, kept paid, and a clock that central still believes
OLDEST_S = 2 * DOCUMENT_S + WINDOW_S


class CrossPrint(Exception):
    """The oracle: a sheet is in a hand, or a document left central, as it must never be."""


class MemoryStore(SqliteStore):
    """Central's database in memory; steps of a world are transactions, so one connection stands for all processes."""

    def __init__(self) -> None:
        self._turn, self._inside = threading.RLock(), threading.local()
        self._connection = connect(":memory:")
        self._readers = Pool(lambda: self._connection, 1, 0)
        self._migrate()


@dataclass
class Composed:
    """One document as it was really made: whose data stands on it, what was asked, for which visit; when it was quoted."""

    person: int
    binding: Binding
    pages: int
    quoted_at: float = 0.0
    receipts: set[str] = field(default_factory=set)


@dataclass
class Terminal:
    """A terminal: its name, its journal, what its conversation serves, how wrong its clock goes."""

    name: str
    wrong_s: float
    world: World
    book: dict[str, list[Entry]] = field(default_factory=dict)
    view: SimpleNamespace = field(default_factory=lambda: SimpleNamespace(visit=None, ticket=None))
    acts: int = 0
    served: list[Truth] = field(default_factory=list)

    @property
    def clock(self) -> Terminal:
        return self

    def now(self) -> datetime:
        return START + timedelta(seconds=self.world.seconds + self.wrong_s)

    def entries(self, visit: str) -> list[Entry]:
        return self.book.get(visit, [])

    def note(self, visit: str, what: str, **detail: object) -> None:
        self.write(visit, what, "note", **detail)

    def write(self, visit: str, what: str, phase: str, act: int = 0, **detail: object) -> int:
        self.acts += 1
        act = act or self.acts
        self.book.setdefault(visit, []).append(Entry("", visit, str(act), what, phase, detail))
        return act

    def happens(self, visit: str, what: str, **detail: object) -> None:
        self.write(visit, what, "done", self.write(visit, what, "intent", **detail))


@dataclass
class Truth:
    """One visit as it really is: who stands there, what was confirmed, what was paid, whether somebody is still there."""

    number: int
    terminal: Terminal
    visit: str
    ticket: str
    receipt: str
    person: int
    order: Order
    partner: Truth | None = None
    crossed: frozenset[str] = frozenset()
    opened: bool = False
    identified: bool = False
    quote: Quote | None = None
    kept: int = 0
    printed: int = 0
    ended: bool = False
    dead: bool = False
    accepted: list[Order] = field(default_factory=list)
    replies: dict[str, list[object]] = field(default_factory=dict)


class World:
    """One interleaving; `without` is the one check that is left out."""

    def __init__(self, number: int, chance: random.Random, store: SqliteStore, without: str = "") -> None:
        self.number, self.chance, self.store = number, chance, store
        self.seconds = 0.0
        self.shut = 0
        self.composed: list[Composed] = []
        self.bytes: list[bytes] = []
        self.gate_checks = {name: check for name, check in gate.CHECKS.items() if name != without}
        self.visits = [self._visits(without) for _ in range(2)]
        self.orders = [self._orders(without) for _ in range(2)]
        self.faults = frozenset(chance.sample(FAULTS, chance.choice((0, 1, 1, 2, 3))))
        self.spoilt: set[Key] = set()
        self._varying = frozenset(chance.sample(VARY, chance.choice((1, 1, 2, 3, 8))))
        self.terminals = [Terminal(f"{name}{number}", chance.choice((-200, 0, 0, 200)), self) for name in "AB"]
        self.truths = [self._truth(n) for n in range(chance.choice((2, 2, 3)))]
        for truth in self.truths:
            self._cross(truth)

    def now(self) -> datetime:
        return START + timedelta(seconds=self.seconds)

    def draw(self, field: str, choices: int = 2) -> int:
        """One of a few; always the first, unless this world lets the field vary."""
        return int(self.chance.random() * choices) if field in self._varying else 0

    def draw_central(self) -> int:
        """Which of the two processes answers."""
        return int(self.chance.random() * 2)

    def challenge(self, _bytes: int) -> bytes:
        return bytes([self.draw("challenge")])

    def happens_to(self, fault: str, often: float = 0.5) -> bool:
        """Whether this fault strikes now."""
        return fault in self.faults and self.chance.random() < often

    def an_order(self) -> Order:
        kind, copies = KINDS[self.draw("kind")], 1 + self.draw("kind")
        return Order(order=f"o{self.draw('order')}", kind=kind, whom="self", items=[], copies=copies)

    def compose(self, person: int, binding: Binding, mark: str) -> bytes:
        """A document that says in its bytes which one it is; what stands in it is in `composed`."""
        pages = binding.order.copies
        self.composed.append(Composed(person, binding, pages))
        self.bytes.append(b"%%PDF <</Type/Pages/Count %d>> %s %s #%d#" % (pages, mark.encode(), PAGE, len(self.bytes)))
        return self.bytes[-1]

    def what(self, document: bytes) -> Composed | None:
        """What a document really is; None for one that nobody made."""
        found = COMPOSED.search(document)
        if not found or int(found[1]) >= len(self.bytes) or self.bytes[int(found[1])] != document:
            return None
        return self.composed[int(found[1])]

    def _visits(self, without: str) -> visits.Visits:
        checks = {name: check for name, check in visits.CHECKS.items() if name != without}
        return visits.Visits(self.store, self, self.challenge, checks)

    def _orders(self, without: str) -> orders.Orders:
        checks = {name: check for name, check in orders.CHECKS.items() if name != without}
        return orders.Orders(self.store, self, checks)

    def _truth(self, number: int) -> Truth:
        terminal = self.terminals[self.draw("terminal")]
        names = [f"{word[0]}{self.draw(word)}" for word in ("visit", "ticket", "receipt")]
        return Truth(number, terminal, *names, PEOPLE[self.draw("person")], self.an_order())

    def _cross(self, truth: Truth) -> None:
        """Now and then a line is crossed: this visit gets another's replies, to some or to all of its questions."""
        others = [other for other in self.truths if other is not truth]
        if self.chance.random() < 0.5:
            truth.partner = self.chance.choice(others)
            truth.crossed = self.chance.choice(CROSSINGS)


def judge_print(world: World, truth: Truth, document: bytes, sheets: int) -> None:
    """A sheet comes out into the hands of whoever stands there. Raises CrossPrint."""
    found, quote = world.what(document), truth.quote
    if found is None or hashlib.sha256(document).hexdigest() != quote.sha256:
        raise CrossPrint("not the document that was quoted")
    binding = found.binding
    wrong = {
        "for somebody who has gone": truth.ended,
        "of somebody else": found.person != truth.person,
        "not what was confirmed": binding.order != truth.order,
        "with another visit's number": (binding.terminal, binding.visit, binding.ticket)
        != (truth.terminal.name, truth.visit, truth.ticket),
        "of another number of sheets": found.pages != quote.sheets or sheets != quote.sheets,
        "a second time": truth.printed > 0,
        "that is not paid": truth.kept != quote.fee,
        "under another payment": truth.receipt not in found.receipts,
        "that is out of date": world.seconds - found.quoted_at > OLDEST_S,
    }
    truth.printed += 1
    for sentence, is_so in wrong.items():
        if is_so:
            raise CrossPrint(f"a sheet {sentence}")


def judge_hand_over(world: World, truth: Truth, asked: tuple[Order, Paid], document: bytes, fee: int) -> None:
    """A document leaves central for a visit that it opened and whose person it checked. Raises CrossPrint."""
    found, (order, paid) = world.what(document), asked
    assert found
    before, found.receipts = found.receipts, found.receipts | {paid.receipt}
    key = (truth.terminal.name, truth.visit, order.order)
    # what the composer itself mixed up, central cannot see; the gate must
    if key in world.spoilt or not truth.identified:
        return
    binding = found.binding
    wrong = {
        "of somebody else": found.person != truth.person,
        "for another order": order in truth.accepted and binding.order != order,
        "with another visit's number": (binding.visit, binding.ticket) != (truth.visit, truth.ticket),
        "for another sum": paid.yen != fee,
        "for two payments": bool(before - {paid.receipt}),
        "too late": not before and world.seconds - found.quoted_at > DOCUMENT_S + 1,
    }
    for sentence, is_so in wrong.items():
        if is_so:
            raise CrossPrint(f"central hands over a document {sentence}")
