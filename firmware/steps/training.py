"""The training card (見本): a card with a PIN like any other, which works at every terminal and can issue nothing.

Central never hears of it, so it may be a card whose key is published, at a terminal in real use too.
"""

from __future__ import annotations

from typing import NoReturn

from drivers.protocols import CardReader
from firmware.conversation import Conversation
from firmware.errors import Practising, Refused
from firmware.phrases import say
from firmware.prompts import Sign
from firmware.steps.card import Proof, take_off
from firmware.steps.known_cards import KnownCards


class TrainingCards(KnownCards):
    """The cards with which people practise at a terminal."""

    def begin(self, talk: Conversation, terminal: str) -> bytes:
        """Such a card lies there: from here on it is practice; the digest that it must sign is given."""
        talk.practise()
        return self.digest(terminal)

    def admit(self, proof: Proof, talk: Conversation, reader: CardReader) -> NoReturn:
        """Check the proof and have the card taken off. Raises Practising, Refused."""
        self.check(proof)
        take_off(talk, reader, proof.words.remove, Sign.GOOD)
        raise Practising(has_card=True)


def refuse_in_practice(talk: Conversation) -> None:
    """Once it is practice, no other card is asked for anything in this visit. Raises Refused."""
    if talk.view.practice:
        raise Refused(say("practice-ended"))
