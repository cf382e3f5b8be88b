"""What a tap told: an identity, and how the same card can prove that it is the one that was registered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum

from cards.errors import WrongSignature
from cards.possession import CardKey
from transit.levels import Identity, Level

Prove = Callable[[CardKey], None]
"""Lets the card that still lies there answer a fresh challenge. Raises WrongSignature, CardError."""


class Why(StrEnum):
    """Why nobody can be told from what was held up, for records and for what the rider is told."""

    UNKNOWN = "unknown_medium"
    PIN = "phone_pin"
    NO_CERTIFICATE = "no_certificate"


SENTENCES: Mapping[Why, str] = {
    Why.UNKNOWN: "no source of identity reads this kind of card",
    Why.PIN: "the telephone shows its certificate only after its PIN, which nobody types at a door",
    Why.NO_CERTIFICATE: "the card holds no certificate for user authentication",
}


class UnknownMedium(Exception):
    """Nobody can be told from what was held up, and holding it up again would change nothing: `why` says it."""

    def __init__(self, why: Why = Why.UNKNOWN) -> None:
        super().__init__(SENTENCES[why])
        self.why = why


class Reading:
    """What was read of a card that still lies there."""

    def __init__(self, identity: Identity, prove: Prove | None = None) -> None:
        self.identity = identity
        self._prove = prove

    def __repr__(self) -> str:
        """Without the number."""
        return f"Reading({self.identity!r})"

    def prove(self, key_der: bytes) -> Identity:
        """The identity at level CARD, when the card answers a fresh challenge under the key that was registered (DER); 2 APDUs.

        Raises WrongSignature for a copy and for what holds no key at all, CardRemoved, CardMute, BadCardData, DeviceFault.
        """
        key = CardKey.from_bytes(key_der)
        if self._prove is None:
            raise WrongSignature("this kind of card holds no key that could answer")
        self._prove(key)
        return self.identity._replace(level=Level.CARD)
