"""The terminal's side of an interleaving, and the scheduler: whose step comes next is drawn, and follows from the seed alone."""

from __future__ import annotations

import random
from collections.abc import Iterator

from interleaving.line import ASLEEP, Steps, ask, certificate, handing_over, identifying, opening, ordering, settling
from interleaving.world import CrossPrint, MemoryStore, Truth, World, judge_print

from central.wire import Issued, Paid, Quote, holder_of
from firmware.gate import Gate, GateShut, Known

WORLDS_PER_STORE = 500
DONE = "done"
MOST_STEPS = 2000


class Interleaving(World):
    """A world that goes on step by step until nobody has anything left to do."""

    def run(self) -> None:
        """Raises CrossPrint."""
        self.tasks: list[Steps] = [_visit(self, truth) for truth in self.truths]
        self.asleep: list[Steps] = []
        tasks, draw = self.tasks, self.chance.random
        for _ in range(MOST_STEPS):
            if not tasks:
                self.wake()
            if not tasks:
                return
            self.seconds += 0.1
            # by product and not by randrange, which takes five times as long
            at = int(draw() * len(tasks))
            task = tasks[at]
            if (said := next(task, DONE)) is not None:
                tasks[at] = tasks[-1]
                tasks.pop()
                if said is not DONE:
                    self.asleep.append(task)
        raise AssertionError("this world does not end")

    def wake(self) -> None:
        """Something has happened that somebody may wait for."""
        self.tasks += self.asleep
        self.asleep.clear()

    def begin(self, steps: Steps) -> None:
        """Somebody more has something to do."""
        self.tasks.append(steps)


def worlds(seed: int, count: int, without: str = "") -> Iterator[tuple[Interleaving, CrossPrint | None]]:
    """So many interleavings, each with the violation that the oracles found in it, if any."""
    for number in range(count):
        if number % WORLDS_PER_STORE == 0:
            store = MemoryStore()
        world = Interleaving(number, random.Random(seed * 10_000_000 + number), store, without)
        try:
            world.run()
        except CrossPrint as found:
            yield world, found
        else:
            yield world, None


def _visit(world: World, truth: Truth) -> Steps:
    """One visit as the role has it: card, order, money, document, sheet."""
    terminal = truth.terminal
    while terminal.view.visit is not None:
        yield ASLEEP
    _begin(truth)
    challenge = yield from ask(world, truth, "open", lambda c: opening(world, c, truth))
    if challenge is None or world.happens_to("abandon", 0.3):
        return _leave(truth)
    signed = (challenge, terminal.name, truth.visit)
    each = yield from ask(world, truth, "identify", lambda c: identifying(world, c, truth, signed))
    if each is None or world.happens_to("abandon", 0.3):
        return _leave(truth)
    if not (yield from _order(world, truth, each)):
        return _leave(truth)
    if world.happens_to("steps_back"):
        truth.order = world.an_order()
        if not (yield from _order(world, truth, each)):
            return _leave(truth)
    if world.happens_to("abandon", 0.3):
        return _leave(truth)
    yield from _pay_and_print(world, truth, holder_of(challenge, certificate(truth.person)))
    return None


def _order(world: World, truth: Truth, each: int) -> Steps:
    """Whether there is a quote for what was confirmed, as client and role hold it."""
    order = truth.order
    quote = yield from ask(world, truth, "order", lambda c: ordering(world, c, truth, order))
    truth.quote = quote
    terminal = truth.terminal
    terminal.note(truth.visit, "ordered", order=order.order, ticket=truth.ticket)
    return isinstance(quote, Quote) and quote.order == order.order and quote.fee == each * order.copies


def _pay_and_print(world: World, truth: Truth, holder: str) -> Steps:
    if world.happens_to("slow"):
        world.seconds += 700
        yield
    _pay(truth)
    gate, issued = yield from _document(world, truth, holder)
    if issued is None or world.happens_to("pays_again"):
        _give_back(truth)
        if "pays_again" not in world.faults:
            return _leave(truth, gate)
        truth.receipt += "+"
        _pay(truth)
        gate, issued = yield from _document(world, truth, holder)
        if issued is None:
            _give_back(truth)
            return _leave(truth, gate)
    yield from _late(world, truth, gate)
    _put(world, truth, gate, issued)
    if world.happens_to("print_again"):
        yield
        _put(world, truth, gate, issued)
    if truth.printed and not truth.ended:
        order = truth.order
        yield from ask(world, truth, "outcome", lambda c: settling(world, c, truth, order))
    return _leave(truth, gate)


def _document(world: World, truth: Truth, holder: str) -> Steps:
    order, quote = truth.order, truth.quote
    names = (truth.terminal.name, truth.visit, truth.ticket, holder)
    gate = Gate(Known(*names, order, quote, truth.receipt), truth.terminal, truth.terminal, world.gate_checks)
    paid = Paid(yen=quote.fee, method="cash", receipt=truth.receipt)
    issued = yield from ask(world, truth, "document", lambda c: handing_over(world, c, truth, order, paid))
    return gate, issued if isinstance(issued, Issued) else None


def _late(world: World, truth: Truth, gate: Gate) -> Steps:
    """What can happen between the coming of a document and its printing: a lock that is let go of late, or by force."""
    if world.happens_to("long_lock"):
        world.seconds += 2000
    if world.happens_to("late_refund"):
        _give_back(truth)
    if world.happens_to("late_end"):
        # the visit ends as it should, and the step that prints comes after that
        _give_back(truth)
        truth.ended = True
        gate.close()
        yield
        if world.chance.random() < 0.5:
            return
        _leave(truth, gate)
    elif world.happens_to("forced_end"):
        # somebody else is served, and nobody has told the step that still wants to print
        truth.ended = True
        truth.terminal.view.visit = None
        for _ in range(world.chance.choice((0, 3, 20))):
            yield
    yield


def _put(world: World, truth: Truth, gate: Gate, issued: Issued) -> None:
    """Print, if the gate opens. Raises CrossPrint."""
    terminal = truth.terminal
    if truth.dead:
        return
    try:
        job = gate.open(issued)
    except GateShut:
        world.shut += 1
        if not truth.ended:
            _give_back(truth)
        return
    terminal.happens(truth.visit, "print", sheets=job.sheets)
    judge_print(world, truth, job.document, job.sheets)


def _begin(truth: Truth) -> None:
    terminal = truth.terminal
    # a journal counts without a gap: a number that comes again means a new journal, and that the terminal was off
    if any(other.ticket == truth.ticket or other.receipt == truth.receipt for other in terminal.served):
        terminal.book.clear()
        for other in terminal.served:
            other.dead = True
    terminal.served.append(truth)
    terminal.view.visit, terminal.view.ticket = truth.visit, truth.ticket


def _leave(truth: Truth, gate: Gate | None = None) -> None:
    truth.ended = True
    if gate:
        gate.close()
    if truth.terminal.served[-1] is truth:
        truth.terminal.view.visit = None


def _pay(truth: Truth) -> None:
    if truth.quote.fee:
        truth.terminal.happens(truth.visit, "charge", yen=truth.quote.fee)
        truth.kept += truth.quote.fee


def _give_back(truth: Truth) -> None:
    if truth.kept:
        truth.terminal.happens(truth.visit, "refund", yen=truth.kept)
        truth.kept = 0
