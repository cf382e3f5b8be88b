"""Which card is on the reader, told before anybody is asked for anything."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum

from cards.apdu import Channel
from cards.errors import ApplicationMissing, FileMissing, UnexpectedStatus
from cards.felica import FelicaCard
from cards.jpki import JpkiSession
from cards.tables import CURRENT, DRIVING_LICENCE, TOKEN_LABELS, Generation

STORAGE_CARD = bytes.fromhex("804F0CA000000306")
"""In the ATR that a reader makes up for a card without ISO 7816 commands (PC/SC part 3, 3.1.3.2.3); the standard follows."""

FELICA = 0x11


class CardKind(StrEnum):
    """Kinds of card and phone that people hold over a reader."""

    MY_NUMBER = "my_number"
    FACIAL_RECOGNITION = "facial_recognition"
    ANDROID = "android"
    IPHONE = "iphone"
    RESIDENT_CARD = "resident_card"
    DRIVING_LICENCE = "driving_licence"
    TRANSPORT = "transport"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Told:
    """What a card told of itself: its kind, the open session of a card with JPKI, and the attempts left of its PIN if it has one."""

    kind: CardKind
    session: JpkiSession | None = None
    attempts_left: int | None = None


def tell(channel: Channel, atr: bytes = b"", generation: Generation = CURRENT) -> Told:
    """Tell the kind in the fewest commands, spending nothing; a session that comes with it is still selected.

    Raises CardRemoved, CardMute, BadCardData, UnexpectedStatus.
    """
    standard = storage_standard(atr)
    if standard is not None:
        # Such a card knows no SELECT, and a reader may take long over one.
        transport = standard == FELICA and _answers_as_transport(channel)
        return Told(CardKind.TRANSPORT if transport else CardKind.UNKNOWN)
    try:
        return _tell_jpki(JpkiSession(channel, generation.jpki))
    except ApplicationMissing:
        return Told(_without_jpki(channel, generation))


def storage_standard(atr: bytes) -> int | None:
    """The standard byte of a storage card's ATR; None for a card that knows ISO 7816 commands."""
    place = atr.find(STORAGE_CARD)
    after = place + len(STORAGE_CARD)
    return atr[after] if place >= 0 and after < len(atr) else None


def _tell_jpki(session: JpkiSession) -> Told:
    kind, left = CardKind.UNKNOWN, None
    with suppress(FileMissing):
        kind = CardKind(TOKEN_LABELS.get(session.token_label(), CardKind.UNKNOWN))
    with suppress(FileMissing):
        left = session.attempts_left()
    # How a 顔認証マイナンバーカード shows itself is not published; by its rules it has no signature certificate and its PIN
    # cannot be used. A child's card with a blocked PIN looks the same, and both belong to the city's counter.
    if kind is CardKind.MY_NUMBER and left == 0 and not session.available()[0]:
        kind = CardKind.FACIAL_RECOGNITION
    return Told(kind, session, left)


def _without_jpki(channel: Channel, generation: Generation) -> CardKind:
    if generation.juki and _has(channel, generation.juki.aid):
        return CardKind.RESIDENT_CARD
    return CardKind.DRIVING_LICENCE if _has(channel, DRIVING_LICENCE[0]) else CardKind.UNKNOWN


def _has(channel: Channel, aid: bytes) -> bool:
    try:
        channel.select(aid)
    except ApplicationMissing:
        return False
    return True


def _answers_as_transport(channel: Channel) -> bool:
    try:
        FelicaCard(channel).poll()
    except (ApplicationMissing, UnexpectedStatus):
        # A reader that cannot poll will not learn it by the card being laid down again.
        return False
    return True
