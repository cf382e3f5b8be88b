"""Which pass, what to hold up for it, and does it fit: questions only, so that a form can go back in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import msgspec

from central.wire import Enrolled, Medium, PassOffer
from firmware.conversation import Conversation
from firmware.errors import Refused
from firmware.form import Ask
from firmware.phrases import Phrase, say
from firmware.prompts import Choose, Confirm, Option, Row, Sign, Tell, options
from firmware.refusals import phrase_for_one

MOST = 9
"""Choices that a ten-key has keys for; what may be had comes first."""


@dataclass(frozen=True)
class Wish:
    """The pass that somebody wants, what he gives up for it, and what he will hold up."""

    offer: PassOffer
    medium: Medium
    given_up: PassOffer | None = None


def presentable(offers: Sequence[PassOffer], *, is_phone: bool) -> list[PassOffer]:
    """What can be shown, what may be had first. Raises Refused when nothing may be had.

    A telephone that stands in for a card is held up nowhere: it hides its number until the PIN, and has no key of its own.
    """
    # told once, here: another card that is laid down later makes no card of the phone
    held_up = [msgspec.structs.replace(each, media=_media(each, is_phone=is_phone)) for each in offers]
    open_ = [offer for offer in held_up if not offer.refused and offer.media]
    if not open_:
        raise Refused(say("pass-none"))
    return [*open_, *(offer for offer in offers if offer.refused)][:MOST]


def choose_pass(talk: Conversation, ask: Ask, offers: Sequence[PassOffer]) -> Wish:
    """Ask for everything and have it confirmed. Raises SteppedBack, VisitEnded."""
    talk.at("pass")
    offer = _offer(ask, offers)
    wish = Wish(
        offer,
        _medium(ask, offer.media),
        next((other for other in offers if offer.replaces == other.scheme), None),
    )
    changes = offer.held
    ask(
        Confirm(
            phrase=say("pass-change-check") if changes else say("pass-check"),
            verb=say("button-change") if changes else say("button-apply"),
            rows=_rows(wish),
        )
    )
    return wish


def tell_done(talk: Conversation, wish: Wish, enrolled: Enrolled) -> None:
    """Tell that it is done, and what is there to be used. Raises VisitEnded."""
    has = gift(msgspec.structs.replace(wish.offer, points=enrolled.points, rides=enrolled.rides))
    talk.ask(Tell(phrase=say("pass-done"), sign=Sign.GOOD, verb=say("button-end"), amount=has))


def called(offer: PassOffer) -> Phrase:
    """The pass by the city's own name for it."""
    own = {language: {"text": words.text, "speech": words.speech} for language, words in offer.name.items()}
    return Phrase("pass-name", own=own)


def gift(offer: PassOffer) -> Phrase | None:
    """What is granted at once, where anything is counted."""
    if offer.points:
        return say("pass-points", points=offer.points)
    return say("pass-rides", rides=offer.rides) if offer.rides else None


def day(on: date) -> Phrase:
    """A day of any year; a year is no number that is counted."""
    return say("pass-day", year=str(on.year), month=on.month, day=on.day)


def _offer(ask: Ask, offers: Sequence[PassOffer]) -> PassOffer:
    """One that he may have; who chooses another is told why not."""
    choices = tuple(Option(str(n), offer.scheme, called(offer), _note(offer)) for n, offer in enumerate(offers, 1))
    while True:
        chosen = ask(Choose(phrase=say("pass-choose", count=len(choices)), options=choices))
        offer = next(offer for offer in offers if offer.scheme == chosen)
        if offer.refused is None:
            return offer
        why = say("pass-age-from", day=day(offer.from_day)) if offer.from_day else phrase_for_one(offer.refused)
        ask(Tell(phrase=why, sign=Sign.WARN, verb=say("button-return"), back=True))


def _note(offer: PassOffer) -> Phrase | None:
    if offer.refused:
        return say("pass-not-now")
    return say("pass-held") if offer.held else gift(offer)


def _media(offer: PassOffer, *, is_phone: bool) -> list[Medium]:
    return [medium for medium in offer.media if medium is Medium.FELICA or not is_phone]


def _medium(ask: Ask, media: Sequence[Medium]) -> Medium:
    if len(media) == 1:
        return media[0]
    choices = options(*((medium.value, say(f"pass-with-{medium}")) for medium in media))
    return Medium(ask(Choose(phrase=say("pass-medium-choose"), options=choices)))


def _rows(wish: Wish) -> tuple[Row, ...]:
    offer, given = wish.offer, gift(wish.offer)
    return (
        Row(say("row-pass"), called(offer)),
        Row(say("row-medium"), say(f"pass-with-{wish.medium}")),
        *([Row(say("row-gift"), given)] if given and not offer.held else []),
        *([Row(say("row-until"), day(offer.until))] if offer.until else []),
        *([Row(say("row-given-up"), called(wish.given_up))] if wish.given_up else []),
    )
