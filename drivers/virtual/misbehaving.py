"""Misbehaviours of a card by name, as somebody picks one from a list: one at a time, and all is well again without."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cards.errors import CardMute
from drivers.virtual.card import Torn, VirtualCard
from drivers.virtual.card_faults import CardFaults, Forged

COPIED, BLOCKED = "copied", "blocked"
"""Two that not every card can have: a cloner's card in place of the true one, and a PIN that is locked."""

SLOW_S, EXTENSIONS, SHORT_BYTES = 1.0, 3, 64


@dataclass
class _Once(CardFaults):
    """The next answer never arrives, though the card has acted; then all is well."""

    torn: bool = False
    over: bool = False

    def spoil(self, answer: bytes, apdu: int) -> bytes:
        """Lose the first answer. Raises CardMute, or Torn."""
        if self.over:
            return super().spoil(answer, apdu)
        self.over = True
        raise Torn(b"") if self.torn else CardMute("the card's answer was lost")


FAULTS: dict[str, Callable[[], CardFaults]] = {
    "mute": lambda: CardFaults(mute=True),
    "torn": lambda: _Once(torn=True),
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
    BLOCKED: lambda: CardFaults(blocked=True),
    COPIED: CardFaults,
}
"""Name to what is set on the card."""


def misbehave(card: VirtualCard, name: str | None) -> None:
    """Let a card misbehave so, or behave with None. Raises TypeError without a PIN to lock."""
    if name == BLOCKED and not card.has_pins:
        raise TypeError("this card has no PIN")
    card.faults = FAULTS[name]() if name else CardFaults()


def is_over(card: VirtualCard) -> bool:
    """Whether what was to happen once has happened, and the card behaves."""
    return isinstance(card.faults, _Once) and card.faults.over
