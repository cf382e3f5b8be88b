"""The beginning of a visit: the language, unless the visitor began by putting the card down."""

from __future__ import annotations

from drivers.protocols import CardReader
from firmware.asides import choose_language
from firmware.conversation import Conversation
from firmware.errors import Declined, SteppedBack


def welcome(talk: Conversation, reader: CardReader) -> None:
    """Ask for the language; a card on the reader skips it, and the handset, whose help can change it. Raises VisitEnded; Declined when stepping back to idle."""
    if reader.card_present or len(talk.languages) == 1 or talk.view.by_ear:
        return
    try:
        choose_language(talk, talk.ask)
    except SteppedBack:
        raise Declined from None
