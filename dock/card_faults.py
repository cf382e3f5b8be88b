"""How a card can be made to misbehave from the dock, while it lies there or before it is laid: one name each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cards.errors import CardError, CardMute, CardRemoved
from cards.tables import JPKI
from dock.docked import DockedCard
from dock.refusal import impossible, unknown
from drivers.virtual.card import VirtualCard
from drivers.virtual.card_faults import CardFaults, Forged

COPIED = "copied"
"""A cloner's card in place of the true one; what lies there already cannot become one."""

SLOW_S, EXTENSIONS, SHORT_BYTES = 1.0, 3, 64
USER_PIN = JPKI.user_authentication.pin


@dataclass
class _Once(CardFaults):
    """The next answer never arrives, though the card has acted; then all is well again."""

    kind: type[CardError] = CardMute
    sentence: str = "the card's answer was lost"

    def spoil(self, answer: bytes, apdu: int) -> bytes:
        """Lose the first answer. Raises CardMute or CardRemoved."""
        kind, self.kind = self.kind, CardError
        if kind is CardError:
            return super().spoil(answer, apdu)
        raise kind(self.sentence)


FAULTS: dict[str, Callable[[], CardFaults]] = {
    "mute": lambda: CardFaults(mute=True),
    "torn": lambda: _Once(kind=CardRemoved, sentence="the card was pulled away"),
    "lost": _Once,
    "slow": lambda: CardFaults(delay_s=SLOW_S),
    "extensions": lambda: CardFaults(waiting_extensions=EXTENSIONS),
    "first_6f00": lambda: CardFaults(first_6f00=True),
    "more": lambda: CardFaults(more=True),
    "short_reads": lambda: CardFaults(short_reads=SHORT_BYTES),
    "long_lengths": lambda: CardFaults(other_length=True),
    "surplus": lambda: CardFaults(surplus=1),
    "cut": lambda: CardFaults(surplus=-1),
    "garbage": lambda: CardFaults(garbage=1),
    "forged": lambda: CardFaults(forged=frozenset(Forged)),
    "expired": lambda: CardFaults(expired=True),
    "blocked": CardFaults,
    COPIED: CardFaults,
}
"""Name to what is set on the card; `blocked` and `copied` change more than its answers."""


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


def spoil(card: VirtualCard, before: str | None, fault: str | None) -> None:
    """Let a card misbehave so, or behave again with None. Raises Refusal."""
    if "blocked" in (before, fault):
        _block(card, blocked=fault == "blocked")
    card.faults = FAULTS[fault]() if fault else CardFaults()


def _block(card: VirtualCard, *, blocked: bool) -> None:
    try:
        card.counters.set(USER_PIN.name, 0 if blocked else USER_PIN.tries)
    except TypeError:
        raise impossible("no-pin", "this card has no PIN that could be blocked") from None
