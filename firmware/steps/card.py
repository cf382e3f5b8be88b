"""The card: put on the reader, told apart, its PIN, the proof that the holder knows it, and off again before anything goes on."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from cards.apdu import Channel
from cards.errors import CardError, CardRemoved, FileMissing, PinBlocked, PinRequired, SeveralCards
from cards.jpki import JpkiSession
from cards.kinds import Told, tell
from drivers.protocols import CardConnection, CardEvent, CardReader
from firmware.conversation import Conversation
from firmware.errors import CardTaken, Practising, Refused, SteppedBack
from firmware.phrases import Phrase, say
from firmware.prompts import PresentCard, Press, RemoveCard, Sign
from firmware.steps.kinds import CARD, OTHERS, PHONE, REFUSED, SERVED, Words
from firmware.steps.pin import AnswerLost, enter_pin

log = logging.getLogger(__name__)
CARD_PATIENCE = 60.0


class Place(NamedTuple):
    """How a card is asked for, and in which step of the visit."""

    phrase: Phrase
    step: str


PLACE = Place(say("card-place"), "card")

Result = TypeVar("Result")
Act = Callable[[CardConnection, bool], Result]
"""What is done with a card that lies there; told whether it is unsure if an earlier PIN counted."""

Digest = Callable[[bytes], bytes]
"""From a certificate (DER) to the 32 bytes that its card must sign; first asked with none where a phone hides it until the PIN."""


@dataclass(frozen=True)
class Proof:
    """What a card gave: its user authentication certificate (DER) and its signature over a digest; `words` speak of it."""

    certificate: bytes = field(repr=False)
    signature: bytes = field(repr=False)
    words: Words = CARD


class OtherCard(Exception):
    """Not a card that is wanted here; `phrase` tells which it is."""

    def __init__(self, phrase: Phrase) -> None:
        super().__init__(phrase.key)
        self.phrase = phrase


def prove(talk: Conversation, reader: CardReader, digest: Digest, otherwise: Phrase | None = None) -> Proof:
    """Have the card on the reader sign what `digest` gives (32 bytes) for its certificate; the card stays there.

    With `otherwise` the visitor may practise instead. Raises what `on_card` does, Refused for a card that cannot do it.
    """

    def sign(connection: CardConnection, unsure: bool) -> Proof:
        told = tell_card(talk, connection)
        return _sign(talk, told, digest, unsure=unsure)

    return on_card(talk, reader, sign, otherwise=otherwise)


def on_card(
    talk: Conversation, reader: CardReader, act: Act[Result], place: Place = PLACE, otherwise: Phrase | None = None
) -> Result:
    """Have a card laid there, and do with it what is to be done, again when it moved or was another one; the card stays there.

    Raises Refused, SteppedBack when no card is wanted after all, Practising when `otherwise` is chosen, DeviceFault.
    """
    phrase, unsure = place.phrase, False
    while True:
        talk.at(place.step)
        talk.is_phone = False
        sign = None if phrase is place.phrase else Sign.WARN
        ask = PresentCard(phrase=phrase, sign=sign, patience=CARD_PATIENCE, otherwise=otherwise)
        if not talk.ask(ask, now=lambda: present(reader)):
            raise Practising
        try:
            # the connection ends with the block: unpowered, the card forgets that its PIN was verified
            with talk.holding_card(), reader.connect() as connection:
                return act(connection, unsure)
        except (SteppedBack, CardTaken, CardError, AnswerLost, OtherCard) as trouble:
            phrase = _settle(talk, reader, trouble, PHONE if talk.is_phone else CARD) or place.phrase
            unsure = unsure or isinstance(trouble, AnswerLost)


def take_off(
    talk: Conversation,
    reader: CardReader,
    phrase: Phrase,
    sign: Sign | None = None,
    patience: float | None = CARD_PATIENCE,
) -> None:
    """Wait until no card is on the reader; nothing goes on before. Raises LeftAlone: the alarm is sounded at the visit's end."""
    talk.ask(RemoveCard(phrase=phrase, sign=sign, patience=patience), now=lambda: gone(reader))


def present(reader: CardReader) -> Press | None:
    """A card that already lies there counts as put there."""
    return CardEvent.INSERTED if reader.card_present else None


def gone(reader: CardReader) -> Press | None:
    """A card that is already gone counts as taken."""
    return None if reader.card_present else CardEvent.REMOVED


def tell_card(talk: Conversation, connection: CardConnection) -> Told:
    """Which card with certificates it is, with nothing spent and before anything is asked. Raises Refused, OtherCard, CardError."""
    with talk.working("card-reading"):
        told = tell(Channel(connection, connection.limits), connection.link.atr)
    if told.kind in REFUSED:
        raise Refused(REFUSED[told.kind])
    if told.kind in OTHERS:
        raise OtherCard(OTHERS[told.kind])
    talk.is_phone = SERVED[told.kind] is PHONE
    return told


def _sign(talk: Conversation, told: Told, digest: Digest, *, unsure: bool) -> Proof:
    words, session = SERVED[told.kind], told.session
    if session is None or told.attempts_left == 0:
        raise PinBlocked
    with talk.working("card-reading"):
        certificate = _free_certificate(session)
        # asked of central now, while nobody waits for a key: with the line down no PIN is asked for
        wanted = digest(certificate)
    talk.at("pin")
    enter_pin(talk, session, told.attempts_left, words, unsure=unsure)
    with talk.working("pin-checking"):
        if not certificate:
            certificate = session.certificate()
            wanted = digest(certificate)
        return Proof(certificate, session.sign(wanted), words)


def _free_certificate(session: JpkiSession) -> bytes:
    """The certificate (DER), or nothing from a phone that wants the PIN first."""
    try:
        return session.certificate()
    except PinRequired:
        return b""


def _settle(talk: Conversation, reader: CardReader, trouble: Exception, words: Words) -> Phrase | None:
    """See to what came between, and tell with which phrase the card is asked for again if not as at first.

    Raises Refused where asking again cannot help.
    """
    match trouble:
        case AnswerLost(fault=fault) if fault:
            log.error("no answer to a PIN: %s", fault)
            raise Refused(say("pin-unknown-fault"))
        case AnswerLost():
            take_off(talk, reader, say("pin-unknown"), Sign.WARN)
            return say("pin-unknown")
        case CardTaken() | CardRemoved():
            return words.moved
        case PinBlocked():
            raise Refused(words.blocked)
        case FileMissing():
            raise Refused(say("certificate-missing"))
        case PinRequired():
            raise Refused(say("card-other-kind"))
    take_off(talk, reader, *_lifted(talk, trouble, words))
    return None


def _lifted(talk: Conversation, trouble: Exception, words: Words) -> tuple[Phrase, Sign | None]:
    """What is told to whom the card must be taken off first."""
    match trouble:
        case SteppedBack():
            return words.lift, None
        case SeveralCards():
            return say("card-several"), Sign.WARN
        case OtherCard(phrase=phrase):
            # a terminal that is closed asks a resident for no other card either
            if talk.view.closed:
                raise Refused(talk.view.closed)
            return phrase, Sign.WARN
    return say("card-place-again"), Sign.WARN
