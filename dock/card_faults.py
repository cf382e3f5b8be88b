"""How a card can be made to misbehave from the dock, while it lies there or before it is laid: one name each."""

from __future__ import annotations

from dock.docked import DockedCard
from dock.refusal import impossible, unknown
from drivers.virtual.card import VirtualCard
from drivers.virtual.misbehaving import COPIED, FAULTS, misbehave


def check(fault: str | None) -> None:
    """Refuse a misbehaviour that is not known. Raises Refusal."""
    if fault is not None and fault not in FAULTS:
        raise unknown("misbehaviour", fault, FAULTS)


def to_lay(docked: DockedCard, fault: str | None) -> VirtualCard:
    """The card to put there: the true one, or a cloner's. Raises Refusal where there is nothing to copy."""
    if fault != COPIED:
        return docked.card
    if docked.clone is None:
        raise impossible("no-copy", "this card has nothing that could be copied")
    return docked.clone()


def change(card: VirtualCard, before: str | None, fault: str | None) -> None:
    """Let a card that lies there misbehave. Raises Refusal: what lies there cannot become a copy, nor stop being one."""
    if COPIED in (before, fault):
        raise impossible("lay-anew", "a copy is another card: take this one off, and lay the other there")
    spoil(card, before, fault)


def spoil(card: VirtualCard, _before: str | None, fault: str | None) -> None:
    """Let a card misbehave so, or behave again with None. Raises Refusal."""
    try:
        misbehave(card, fault)
    except TypeError:
        raise impossible("no-pin", "this card has no PIN that could be locked") from None
