"""Which card is on the reader, as far as it tells without a PIN."""

from __future__ import annotations

from enum import StrEnum

from cards.jpki import JpkiSession
from cards.tables import TOKEN_LABELS


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


def kind_of(session: JpkiSession) -> CardKind:
    """Tell the kind by the token label; nothing on the card is spent. Raises FileMissing, BadCardData, UnexpectedStatus.

    That a 顔認証マイナンバーカード shows as a card without signature certificate and with a blocked PIN is not published but
    follows from how it is issued; a child's card with a blocked PIN looks the same, and both belong to the city's counter.
    """
    kind = CardKind(TOKEN_LABELS.get(session.token_label(), "unknown"))
    # In this order: the two files cost an APDU each, and most cards are told by the first.
    if kind is CardKind.MY_NUMBER and not session.available()[0] and session.attempts_left() == 0:
        return CardKind.FACIAL_RECOGNITION
    return kind
