"""Who is there: the card proves its holder to central; no name and no number comes to the terminal."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from central.client import CentralClient
from central.wire import PURPOSE_CERTIFICATE, Person, bound
from drivers.protocols import CardReader
from firmware.conversation import Conversation
from firmware.errors import SteppedBack
from firmware.phrases import say
from firmware.prompts import Sign
from firmware.steps.card import Proof, prove, take_off
from firmware.steps.welcome import welcome


def identify(talk: Conversation, reader: CardReader, central: CentralClient) -> Person:
    """Language, card, PIN, central's check, card off: what the holder may ask for.

    Raises VisitEnded, DeviceFault, and what `CentralClient` raises.
    """
    visit, ticket = talk.view.visit or "", talk.view.ticket or ""

    def digest() -> bytes:
        challenge = central.open_visit(visit, ticket, PURPOSE_CERTIFICATE)
        message = bound(challenge.challenge, central.terminal, visit, PURPOSE_CERTIFICATE)
        # the card signs the digest of a message; central's library hashes the message itself
        return hashlib.sha256(message).digest()

    proof = _prove(talk, reader, digest)
    with talk.working("pin-checking"):
        person = central.identify(visit, proof.certificate, proof.signature)
    take_off(talk, reader, say("card-remove"), Sign.GOOD)
    return person


def _prove(talk: Conversation, reader: CardReader, digest: Callable[[], bytes]) -> Proof:
    """A step back from the card leads to the language."""
    while True:
        welcome(talk, reader)
        try:
            return prove(talk, reader, digest)
        except SteppedBack:
            continue
