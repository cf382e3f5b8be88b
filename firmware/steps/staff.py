"""Staff's card: it opens a terminal whose line is down, or that is out of order, too."""

from __future__ import annotations

from typing import NoReturn

from drivers.protocols import CardReader
from firmware.conversation import Conversation
from firmware.errors import Refused, StaffCame
from firmware.phrases import say
from firmware.prompts import Sign
from firmware.steps.card import Proof, prove, take_off
from firmware.steps.known_cards import KnownCards, fingerprint

ID_LETTERS = 8


class StaffCards(KnownCards):
    """The cards that may operate a terminal."""

    def admit(self, proof: Proof, talk: Conversation, reader: CardReader) -> NoReturn:
        """Check the proof and have the card taken off. Raises StaffCame, Refused."""
        self.check(proof)
        take_off(talk, reader, proof.words.remove, Sign.GOOD)
        raise StaffCame(fingerprint(proof.certificate)[:ID_LETTERS])


def only_staff(talk: Conversation, reader: CardReader, staff: StaffCards, terminal: str) -> NoReturn:
    """On a terminal that is out of order: staff's card opens the menu, of any other no PIN is asked. Raises VisitEnded."""

    def digest(certificate: bytes) -> bytes:
        if not staff.know(certificate):
            raise Refused(talk.view.closed or say("out-of-order"))
        return staff.digest(terminal)

    staff.admit(prove(talk, reader, digest), talk, reader)
