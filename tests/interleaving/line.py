"""Central's side of an interleaving and the line to it: requests as generators that yield wherever another may come between."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Generator

import msgspec
from interleaving.world import FEES, Composed, Truth, World, judge_hand_over

from central.service.orders import Made
from central.service.refusing import Refuse
from central.service.visits import Identified
from central.wire import Binding, Issued, OpenVisit, Order, Outcome, Paid, Printed, Quote, Reason, holder_of, mark_of

Steps = Generator[object, None, object]
TYPES = {"order": Quote, "document": Issued}
ASLEEP = "asleep"
"""Yielded by who waits for others: woken when a reply has come or a terminal is free."""
MOST_WAKES = 8


def certificate(person: int) -> bytes:
    return b"certificate of %d" % person


def opening(world: World, central: int, truth: Truth) -> Steps:
    yield
    asked = OpenVisit(visit=truth.visit, ticket=truth.ticket)
    challenge = world.visits[central].open(truth.terminal.name, asked).challenge
    truth.opened = True
    return challenge


def identifying(world: World, central: int, truth: Truth, signed: tuple[object, ...]) -> Steps:
    """The card signed challenge, terminal and visit; what a copy costs comes back."""
    yield
    visits = world.visits[central]
    opened = visits.spend(truth.terminal.name, truth.visit)
    yield
    if signed != (opened.challenge, opened.terminal, opened.visit):
        raise Refuse(Reason.SIGNATURE_WRONG)
    visits.record_resident(opened, truth.person, holder_of(opened.challenge, certificate(truth.person)))
    # one that central would not open, and that answers another's challenge, is nobody whom central knows
    truth.identified = truth.opened
    return FEES[truth.person]


def ordering(world: World, central: int, truth: Truth, order: Order) -> Steps:
    """As `Desk.order`, with a step wherever another process may come between."""
    yield
    orders, name = world.orders[central], truth.terminal.name
    person = world.visits[central].identified(name, truth.visit)
    yield
    quote = orders.quoted(name, truth.visit, order)
    if quote is None:
        made = _make(world, _mixed_up(world, central, person), order)
        yield
        quote = orders.keep(made)
        composed = world.what(made.pdf)
        composed.quoted_at = composed.quoted_at or world.seconds
    truth.accepted.append(order)
    return msgspec.json.encode(quote)


def handing_over(world: World, central: int, truth: Truth, order: Order, paid: Paid) -> Steps:
    yield
    issued = world.orders[central].document((truth.terminal.name, truth.visit, order.order), paid)
    composed = world.what(issued.document)
    if world.happens_to("remade"):
        issued = _remade(world, composed, issued)
    fee = FEES[composed.person] * order.copies
    judge_hand_over(world, truth, (order, paid), issued.document, fee)
    return msgspec.json.encode(issued)


def settling(world: World, central: int, truth: Truth, order: Order) -> Steps:
    yield
    told = Outcome(printed=Printed.DONE, sheets=1, kept=0, returned=0)
    world.orders[central].settle((truth.terminal.name, truth.visit, order.order), told)
    return b""


def ask(world: World, truth: Truth, kind: str, request: Callable[[int], Steps]) -> Steps:
    """Ask central and wait; None when nothing that can be read came in time. Any reply of this kind may come instead."""
    mine: list[object] = []
    world.begin(_reply(world, truth, kind, mine, request(world.draw_central())))
    if world.happens_to("duplicate"):
        world.begin(_reply(world, truth, kind, mine, request(world.draw_central())))
    source = truth.partner.replies.setdefault(kind, []) if truth.partner and kind in truth.crossed else mine
    for _ in range(MOST_WAKES):
        yield ASLEEP
        if source and world.happens_to("lost", 0.3):
            world.begin(_reply(world, truth, kind, mine, request(world.draw_central())))
            source = mine
            mine.clear()
        elif source:
            break
    older = truth.replies.get(kind)
    if older and world.happens_to("stale"):
        source = older
    return _read(world, kind, world.chance.choice(source)) if source else None


def _reply(world: World, truth: Truth, kind: str, box: list[object], request: Steps) -> Steps:
    try:
        reply = yield from request
    except Refuse:
        reply = None
    box.append(reply)
    if reply is not None:
        truth.replies.setdefault(kind, []).append(reply)
    world.wake()
    return None


def _read(world: World, kind: str, reply: object) -> object:
    if not isinstance(reply, bytes) or kind not in TYPES:
        return reply
    if world.happens_to("corrupt"):
        reply = _damaged(world, reply)
    try:
        return msgspec.json.decode(reply, type=TYPES[kind])
    except (msgspec.MsgspecError, ValueError):
        return None


def _damaged(world: World, reply: bytes) -> bytes:
    at = world.chance.randrange(len(reply))
    if world.chance.random() < 0.2:
        return reply[:at]
    return reply[:at] + bytes([world.chance.choice(b"0123456789abcdefgA")]) + reply[at + 1 :]


def _mixed_up(world: World, central: int, person: Identified) -> Identified:
    """The composer's fault of 2023: another visit's person, under this visit's name."""
    if not world.happens_to("wrong_person"):
        return person
    other = world.chance.choice(world.truths)
    try:
        found = world.visits[central].identified(other.terminal.name, other.visit)
    except Refuse:
        return person
    return person._replace(resident=found.resident, holder=found.holder)


def _make(world: World, person: Identified, order: Order) -> Made:
    binding = Binding(
        terminal=person.terminal, visit=person.visit, ticket=person.ticket, order=order, holder=person.holder
    )
    pdf = world.compose(person.resident, binding, mark_of(binding))
    sheets, fee = order.copies, FEES[person.resident] * order.copies
    if world.happens_to("swapped_bytes"):
        pdf = world.chance.choice(world.bytes)
    if world.happens_to("miscounted"):
        sheets += 1
    if {"wrong_person", "swapped_bytes"} & world.faults:
        world.spoilt.add((person.terminal, person.visit, order.order))
    return Made(binding, person.resident, pdf, hashlib.sha256(pdf).hexdigest(), sheets, fee)


def _remade(world: World, composed: Composed, issued: Issued) -> Issued:
    """Made anew after it was quoted, as of a register that has changed, and released as what it is now."""
    pdf = world.compose(composed.person, composed.binding, mark_of(composed.binding))
    world.composed[-1].quoted_at = composed.quoted_at
    release = msgspec.structs.replace(issued.release, sha256=hashlib.sha256(pdf).hexdigest())
    return Issued(release=release, document=pdf)
