"""What a person at the dock can do with a card: lay it on a reader, hold it up, take it off, let it misbehave."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Literal

from msgspec import UNSET, UnsetType

from dock import card_faults
from dock.acts import PATIENCE, Act, Body
from dock.bench import Bench
from dock.refusal import Refusal, impossible, unknown
from drivers.virtual.card import VirtualCard
from drivers.virtual.reader import VirtualReader

TOGETHER = ([True, False, False], [True, False, True], [False, True, False], [False, False, True])
"""What may stand together in the body: name, remove, fault."""


class CardBody(Body):
    """A card to put on a reader, or `remove` to take it off; `fault` lets it misbehave, alone the card that lies there.

    `tap` takes a named card away again once it is answered, as a rider does. `exit_reader` is a vehicle's second unit.
    """

    name: str | None = None
    remove: bool = False
    tap: bool = False
    fault: str | UnsetType | None = UNSET
    reader: Literal["reader", "exit_reader"] = "reader"


def move_card(bench: Bench, body: CardBody) -> None:
    """Put a card on a reader, or take it off."""
    reader = _reader(bench, body.reader)
    spoiled = body.fault is not UNSET
    if [body.name is not None, body.remove, spoiled] not in TOGETHER:
        raise Refusal(400, "body", 'either "name" or "remove": true is needed, or "fault" for a card')
    fault = body.fault if isinstance(body.fault, str) else None
    card_faults.check(fault)
    if body.name is not None:
        turn = bench.terminal.talk.view.turn
        _place(bench, body.reader, body.name, fault)
        if bench.terminal.vehicle:
            _await_answer(bench, reader, turn)
        if body.tap:
            reader.remove()
    elif reader.card is None:
        raise impossible("no-card", "there is no card on the reader")
    elif body.remove:
        reader.remove()
    else:
        _misbehave(bench, reader.card, fault, card_faults.change)


def _reader(bench: Bench, name: str) -> VirtualReader:
    found = bench.terminal.readers.get(name)
    if found:
        return found
    if name == "exit_reader":
        raise Refusal(404, "no-exit-reader", "this terminal has no virtual second unit")
    raise impossible("no-reader", "this terminal has no virtual card reader")


def _place(bench: Bench, at: str, name: str, fault: str | None) -> None:
    cards, readers = {card.name: card for card in bench.terminal.cards}, bench.terminal.readers
    if name not in cards:
        raise unknown("card", name, cards)
    if readers[at].card is not None:
        raise impossible("card-there", "a card already lies on the reader: take it off first")
    card = card_faults.to_lay(cards[name], fault)
    if any(reader.card is card for reader in readers.values()):
        raise impossible("card-elsewhere", "this card is held up at the other unit: take it away there first")
    _misbehave(bench, card, fault, card_faults.spoil)
    bench.laid[at] = (name, card)
    readers[at].place(card)


def _await_answer(bench: Bench, reader: VirtualReader, turn: int) -> None:
    """Wait until the card that was just held up is answered by another plate, if anybody can."""
    talk, until = bench.terminal.talk, time.monotonic() + PATIENCE
    while talk.view.turn == turn and time.monotonic() < until and not reader.health().fault:
        time.sleep(0.002)


def _misbehave(
    bench: Bench, card: VirtualCard, fault: str | None, how: Callable[[VirtualCard, str | None, str | None], None]
) -> None:
    how(card, bench.misbehaving.get(card), fault)
    bench.misbehaving.pop(card, None)
    if fault:
        bench.misbehaving[card] = fault


CARD_ACTS: dict[str, tuple[type[Body], Act]] = {"/card": (CardBody, move_card)}
