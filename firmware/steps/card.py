"""The card: put on the reader, the PIN, the proof that the holder knows it, and off again before anything goes on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cards.apdu import Channel
from cards.errors import (
    ApplicationMissing,
    CardError,
    CardRemoved,
    FileMissing,
    PinBlocked,
    PinRequired,
    SeveralCards,
    WrongPin,
)
from cards.jpki import JpkiSession
from drivers.protocols import CardConnection, CardEvent, CardReader
from firmware.conversation import Conversation
from firmware.errors import CardTaken, Practising, Refused, SteppedBack
from firmware.phrases import Phrase, say
from firmware.prompts import EnterDigits, PresentCard, Press, RemoveCard, Sign

PIN_DIGITS = 4
CARD_PATIENCE = 60.0
PLACE = say("card-place")

# No retry can help with these cards; any other trouble is answered by laying the card down again.
REFUSALS: dict[type[CardError], Phrase] = {
    ApplicationMissing: say("card-other-kind"),
    PinRequired: say("card-other-kind"),
    FileMissing: say("certificate-missing"),
    PinBlocked: say("pin-blocked"),
}


@dataclass(frozen=True)
class Proof:
    """What a card gave: its user authentication certificate (DER) and its signature over a digest."""

    certificate: bytes
    signature: bytes


def prove(
    talk: Conversation, reader: CardReader, digest: Callable[[bytes], bytes], otherwise: Phrase | None = None
) -> Proof:
    """Have the card on the reader sign what `digest` gives (32 bytes) for its certificate; the card stays there.

    With `otherwise` the visitor may practise instead. Raises Refused for a card that cannot do it, SteppedBack when no
    card is wanted after all, Practising, DeviceFault.
    """
    phrase = PLACE
    while True:
        talk.at("card")
        sign = None if phrase is PLACE else Sign.WARN
        place = PresentCard(phrase=phrase, sign=sign, patience=CARD_PATIENCE, otherwise=otherwise)
        if not talk.ask(place, now=lambda: present(reader)):
            raise Practising
        try:
            # the connection ends with the block: unpowered, the card forgets that its PIN was verified
            with talk.holding_card(), reader.connect() as connection:
                return _sign(talk, connection, digest)
        except SteppedBack:
            take_off(talk, reader, say("card-remove-first"))
            phrase = PLACE
        except (CardTaken, CardRemoved):
            phrase = say("card-moved")
        except CardError as error:
            if type(error) in REFUSALS:
                raise Refused(REFUSALS[type(error)]) from None
            several = isinstance(error, SeveralCards)
            take_off(talk, reader, say("card-several" if several else "card-place-again"), Sign.WARN)
            phrase = PLACE


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


def _sign(talk: Conversation, connection: CardConnection, digest: Callable[[bytes], bytes]) -> Proof:
    with talk.working("card-reading"):
        session = JpkiSession(Channel(connection))
        certificate = session.certificate()
        # asked of central now, while nobody waits for a key: with the line down no PIN is asked for
        wanted = digest(certificate)
        left = session.attempts_left()
    if left == 0:
        raise PinBlocked
    talk.at("pin")
    _enter_pin(talk, session, left)
    with talk.working("pin-checking"):
        return Proof(certificate, session.sign(wanted))


def _enter_pin(talk: Conversation, session: JpkiSession, left: int | None) -> None:
    """Ask until it is right; only what the visitor entered is ever tried. Raises PinBlocked, SteppedBack."""
    prompt = _pin(say("pin-last-before"), 1) if left == 1 else _pin(say("pin-enter"))
    while True:
        pin = talk.ask(prompt)
        try:
            with talk.working("pin-checking"):
                return session.verify(pin)
        except WrongPin as wrong:
            left = wrong.attempts_left
            prompt = _pin(say("pin-wrong-last") if left == 1 else say("pin-wrong", left=left), left)


def _pin(phrase: Phrase, left: int | None = None) -> EnterDigits:
    """The prompt for the PIN; with `left`, the visitor is first told how many attempts there are."""
    sign = None if left is None else Sign.WARN
    return EnterDigits(phrase=phrase, sign=sign, least=PIN_DIGITS, most=PIN_DIGITS, secret=True, attempts=left)
