"""What is said to the person who holds each kind of card: one table of cards that cannot serve, one of words for those that can."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cards.kinds import CardKind
from firmware.phrases import Phrase, say

OTHERS: Mapping[CardKind, Phrase] = {
    CardKind.RESIDENT_CARD: say("card-resident-old"),
    CardKind.DRIVING_LICENCE: say("card-licence"),
    CardKind.TRANSPORT: say("card-transport"),
    CardKind.UNKNOWN: say("card-other-kind"),
}
"""Not the card that is wanted: it is taken off and the right one laid there, in the same visit and language."""

REFUSED: Mapping[CardKind, Phrase] = {CardKind.FACIAL_RECOGNITION: say("card-facial")}
"""The right card, and yet no other laying of it helps: the visit ends with where to go."""


@dataclass(frozen=True)
class Words:
    """How a thing that serves is spoken of, from the PIN until it is taken away; `stay` stands below a wrong PIN."""

    enter: Phrase = say("pin-enter")
    last_before: Phrase = say("pin-last-before")
    wrong_last: Phrase = say("pin-wrong-last")
    last: Phrase = say("pin-consequence-last")
    stay: Phrase | None = None
    moved: Phrase = say("card-moved")
    blocked: Phrase = say("pin-blocked")
    remove: Phrase = say("card-remove")
    lift: Phrase = say("card-remove-first")
    take: Phrase = say("card-take")
    left: Phrase = say("card-left-alarm")
    left_staff: Phrase = say("card-left-staff")


CARD = Words()
PHONE = Words(
    enter=say("phone-pin-enter"),
    last_before=say("phone-pin-last-before"),
    wrong_last=say("phone-pin-wrong-last"),
    last=say("phone-pin-consequence-last"),
    stay=say("phone-stay"),
    moved=say("phone-moved"),
    blocked=say("phone-pin-blocked"),
    remove=say("phone-remove"),
    lift=say("phone-take"),
    take=say("phone-take"),
    left=say("phone-left-alarm"),
    left_staff=say("phone-left-staff"),
)
SERVED: Mapping[CardKind, Words] = {CardKind.MY_NUMBER: CARD, CardKind.ANDROID: PHONE, CardKind.IPHONE: PHONE}
"""A phone has a PIN of its own, reset by its app and not at a counter, and must stay where it lies."""
