"""Who is there: the card proves its holder to central; no name and no number comes to the terminal."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from central.client import CentralClient
from central.wire import PURPOSE_CERTIFICATE, PURPOSE_RIDER, Challenge, Passes, Person, bound, holder_of
from drivers.protocols import CardReader
from firmware.conversation import Conversation
from firmware.errors import Practising, SteppedBack
from firmware.phrases import say
from firmware.prompts import Sign
from firmware.steps.card import Proof, prove, take_off
from firmware.steps.staff import StaffCards
from firmware.steps.training import TrainingCards, refuse_in_practice
from firmware.steps.welcome import welcome

Found = TypeVar("Found")


@dataclass(frozen=True)
class Purpose(Generic[Found]):
    """What a visit is for: its word, which the card signs, and how central is told of the card and says what it offers."""

    word: str
    check: Callable[[CentralClient, str, bytes, bytes], Found]


CERTIFICATE: Purpose[Person] = Purpose(PURPOSE_CERTIFICATE, lambda central, *proof: central.identify(*proof))
PASS: Purpose[Passes] = Purpose(PURPOSE_RIDER, lambda central, *proof: central.rider(*proof))


class Identified(NamedTuple, Generic[Found]):
    """What central offers to the person, and the holder as this terminal knows him by his card (wire.py `holder_of`).

    `certificate` (DER) and `challenge` are what the card has signed with and for.
    """

    person: Found
    holder: str
    certificate: bytes
    challenge: bytes

    def __repr__(self) -> str:
        # nothing by which the card is known again
        return f"Identified({type(self.person).__name__})"


class Own(NamedTuple):
    """The cards that a terminal knows by itself, of which central never hears."""

    staff: StaffCards
    training: TrainingCards


def identify(
    talk: Conversation, reader: CardReader, central: CentralClient, own: Own, purpose: Purpose[Found]
) -> Identified[Found]:
    """Language, card, PIN, central's check, card off: who it is and what he may ask for.

    Raises VisitEnded, StaffCame and Practising among them, DeviceFault, and what `CentralClient` raises.
    """
    visit, ticket = talk.view.visit or "", talk.view.ticket or ""

    challenges: list[Challenge] = []

    def digest(certificate: bytes) -> bytes:
        # before central is asked for anything: staff must get in with the line down
        if own.staff.know(certificate):
            return own.staff.digest(central.terminal)
        if own.training.know(certificate):
            return own.training.begin(talk, central.terminal)
        refuse_in_practice(talk)
        challenges.append(central.open_visit(visit, ticket, purpose.word))
        message = bound(challenges[-1].challenge, central.terminal, visit, purpose.word)
        # the card signs the digest of a message; central's library hashes the message itself
        return hashlib.sha256(message).digest()

    try:
        proof = _prove(talk, reader, digest)
        if own.training.know(proof.certificate):
            own.training.admit(proof, talk, reader)
    except Practising as practising:
        practising.is_known = bool(challenges)
        raise
    if own.staff.know(proof.certificate):
        own.staff.admit(proof, talk, reader)
    with talk.working("pin-checking"):
        person = purpose.check(central, visit, proof.certificate, proof.signature)
    take_off(talk, reader, proof.words.remove, Sign.GOOD)
    # the last one: it is what the card has signed
    challenge = challenges[-1].challenge
    return Identified(person, holder_of(challenge, proof.certificate), proof.certificate, challenge)


def _prove(talk: Conversation, reader: CardReader, digest: Callable[[bytes], bytes]) -> Proof:
    """A step back from the card leads to the language."""
    while True:
        welcome(talk, reader)
        try:
            return prove(talk, reader, digest, say("practice-without-card"))
        except SteppedBack:
            continue
