"""What a rider will hold up, read once: a transit card's number, or a My Number Card's own key with its holder's word for it.

The key is shown for the PIN of 券面事項入力補助AP; the 14 digits of 照合番号B would show it too, and nobody is asked for them.
"""

from __future__ import annotations

import hashlib

from cards import possession
from cards.apdu import Channel
from cards.card_certificates import IssuerKeys
from cards.errors import ApplicationMissing, CertificateRefused, FileMissing, PinBlocked
from cards.felica import FelicaCard
from cards.jpki import JpkiSession
from cards.kinds import FELICA, storage_standard
from cards.text import TextSession
from central.wire import CardLink
from drivers.protocols import CardConnection, CardReader
from firmware.conversation import Conversation
from firmware.errors import Refused
from firmware.phrases import say
from firmware.steps.card import OtherCard, Place, on_card, take_off, tell_card
from firmware.steps.kinds import Words
from firmware.steps.pin import enter_pin, enter_profile_pin

TRANSIT = Place(say("pass-place-transit"), "link")
AGAIN = Place(say("pass-place-again"), "link")
LIFT = say("pass-lift")
PROFILE = Words(enter=say("profile-pin-enter"), blocked=say("profile-pin-blocked"))
ONCE_MORE = Words(enter=say("pass-pin-again"))


def read_transit_card(talk: Conversation, reader: CardReader) -> str:
    """The number (IDm, 16 hexadecimal digits) of a transit card, which is off again. Raises what `on_card` does."""

    def read(connection: CardConnection, _unsure: bool) -> str:
        with talk.working("card-reading"):
            # by the reader's word for it: a card of another kind is not spoken to
            if storage_standard(connection.link.atr) != FELICA:
                raise OtherCard(say("pass-not-transit"))
            try:
                return str(FelicaCard(Channel(connection, connection.limits)).poll())
            except ApplicationMissing:
                raise OtherCard(say("pass-not-transit")) from None

    idm = on_card(talk, reader, read, TRANSIT)
    take_off(talk, reader, LIFT)
    return idm


def read_card_key(
    talk: Conversation, reader: CardReader, issuers: IssuerKeys, certificate: bytes, challenge: bytes
) -> CardLink:
    """The key of the card whose certificate was checked, answering a challenge; the card is off again. Raises what `on_card` does."""

    def read(connection: CardConnection, unsure: bool) -> CardLink:
        told = tell_card(talk, connection)
        if told.session is None or talk.is_phone or told.session.certificate() != certificate:
            raise OtherCard(say("pass-other-card"))
        channel = Channel(connection, connection.limits)
        found = _vouched(talk, channel, issuers, unsure=unsure)
        answer = possession.answer(channel, challenge)
        # selected anew: the other application has taken its place, and the PIN of before counts no more
        signature = _signed(talk, JpkiSession(channel), found.key.binding(challenge), unsure=unsure)
        # central checks for itself who vouches for the key: it need not believe a terminal
        signed_key, signer = found.to_bytes()
        return CardLink(signed_key=signed_key, signer=signer, answer=answer, signature=signature)

    link = on_card(talk, reader, read, AGAIN)
    take_off(talk, reader, LIFT)
    return link


def _vouched(talk: Conversation, channel: Channel, issuers: IssuerKeys, *, unsure: bool) -> possession.Vouched:
    """The card's key, when an issuer vouches for it. Raises Refused for a card that has none, or a forged one."""
    try:
        session = TextSession(channel)
        enter_profile_pin(talk, session, PROFILE, unsure=unsure)
        with talk.working("card-reading"):
            return possession.vouched(session, issuers)
    except PinBlocked:
        raise Refused(PROFILE.blocked) from None
    except (ApplicationMissing, FileMissing, CertificateRefused):
        raise Refused(say("pass-card-taken")) from None


def _signed(talk: Conversation, session: JpkiSession, message: bytes, *, unsure: bool) -> bytes:
    """The holder's word, given with the PIN of the certificate."""
    enter_pin(talk, session, session.attempts_left(), ONCE_MORE, unsure=unsure)
    with talk.working("pin-checking"):
        return session.sign(hashlib.sha256(message).digest())
