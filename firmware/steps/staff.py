"""Staff's card: known by its certificate, proved by its PIN and a signature over a challenge of the terminal's own.

Nothing of it needs central, so that it opens a terminal whose line is down, or that is out of order.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from typing import NoReturn

from cards.errors import CertificateRefused
from drivers.protocols import CardReader
from firmware.conversation import Conversation
from firmware.errors import Refused, StaffCame
from firmware.phrases import say
from firmware.prompts import Sign
from firmware.steps.card import Proof, prove, take_off

CHALLENGE_BYTES = 32
ID_LETTERS = 8


class StaffCards:
    """The cards that may operate a terminal, by the SHA-256 (hex) of their user authentication certificates."""

    def __init__(self, fingerprints: Iterable[str] = ()) -> None:
        self._fingerprints = frozenset(fingerprints)
        self._message = b""

    def know(self, certificate: bytes) -> bool:
        """Whether a certificate (DER) is one of them; that alone proves nothing."""
        return _fingerprint(certificate) in self._fingerprints

    def digest(self, terminal: str) -> bytes:
        """What such a card must sign now: the digest of a fresh challenge for this terminal."""
        self._message = f"kazasu operator {terminal} ".encode() + secrets.token_bytes(CHALLENGE_BYTES)
        return hashlib.sha256(self._message).digest()

    def admit(self, proof: Proof, talk: Conversation, reader: CardReader) -> NoReturn:
        """Hold the card's signature against the last challenge, which is good once. Raises StaffCame, Refused."""
        # here, because it brings cryptography: no visitor should wait for it
        from cards.certificates import read

        message, self._message = self._message, b""
        try:
            read(proof.certificate).verify(proof.signature, message)
        except CertificateRefused:
            raise Refused(say("card-other-kind")) from None
        take_off(talk, reader, proof.words.remove, Sign.GOOD)
        raise StaffCame(_fingerprint(proof.certificate)[:ID_LETTERS])


def only_staff(talk: Conversation, reader: CardReader, staff: StaffCards, terminal: str) -> NoReturn:
    """On a terminal that is out of order: staff's card opens the menu, of any other no PIN is asked. Raises VisitEnded."""

    def digest(certificate: bytes) -> bytes:
        if not staff.know(certificate):
            raise Refused(talk.view.closed or say("out-of-order"))
        return staff.digest(terminal)

    staff.admit(prove(talk, reader, digest), talk, reader)


def _fingerprint(certificate: bytes) -> str:
    return hashlib.sha256(certificate).hexdigest()
