"""What certificate, for whom, with what, how many, and does it fit: questions only, so that a form can go back in them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from central.wire import Offer, Person
from firmware.conversation import Conversation
from firmware.errors import Refused
from firmware.form import Ask
from firmware.phrases import Phrase, say
from firmware.phrases.reader import PhraseBook
from firmware.prompts import Choose, ChooseSeveral, Confirm, EnterDigits, Option, Row, Sign, Tell, options
from firmware.refusals import phrase_for_one
from firmware.when import clock_time, when

WHOM = frozenset({"self", "household"})
ITEMS = ("relation", "domicile")
REIWA = 2018  # the year before its first


@dataclass(frozen=True)
class Wish:
    """What a resident wants: a kind of certificate with its options, how many copies, the sum in yen, a fiscal year or 0."""

    kind: str
    whom: str
    items: tuple[str, ...]
    copies: int
    yen: int
    year: int = 0


def presentable(person: Person, book: PhraseBook) -> list[Offer]:
    """The offers that this terminal has words for; central may be newer than it. Raises Refused when none is left."""
    offers = [o for o in person.offers if WHOM.issuperset(o.whom) and set(ITEMS).issuperset(o.items)]
    known = [o for o in offers if book.has(f"certificate-{o.kind}-note", "ja", "text")]
    if not known:
        raise Refused(say("certificate-withheld"))
    return known


def choose_certificate(talk: Conversation, ask: Ask, offers: list[Offer]) -> Wish:
    """Ask for everything and have it confirmed. Raises Refused when all is closed, SteppedBack, VisitEnded."""
    talk.at("certificate")
    if not any(offer.open_now for offer in offers):
        raise Refused(all_closed(offers, talk.clock.now()))
    offer = _offer(talk, ask, offers)
    year = _year(ask, offer)
    whom = _whom(ask, offer)
    items = _items(ask, offer)
    copies = _copies(ask, offer)
    wish = Wish(offer.kind, whom, items, copies, offer.fee * copies, year)
    talk.at("confirm")
    ask(Confirm(phrase=say("order-check"), verb=say("button-apply"), rows=_rows(wish, offer), yen=wish.yen))
    return wish


def not_now(offer: Offer, now: datetime) -> Phrase:
    """Why an offer cannot be had by this person or at this moment, and when it can be, if it ever can."""
    if offer.refused:
        return phrase_for_one(offer.refused)
    certificate = say(f"certificate-{offer.kind}")
    if offer.next_open is None:
        return say("certificate-closed-today", certificate=certificate)
    return say("certificate-closed", certificate=certificate, when=when(offer.next_open, now))


def closing_soon(offer: Offer, now: datetime) -> Phrase | None:
    """How long it can still be applied for, in minutes begun; None while there is time enough."""
    if offer.closes is None or offer.closes - now > timedelta(minutes=offer.closing_soon):
        return None
    minutes = max(math.ceil((offer.closes - now).total_seconds() / 60), 1)
    return say("service-closing-soon", minutes=minutes, time=clock_time(offer.closes.astimezone(now.tzinfo)))


def all_closed(offers: list[Offer], now: datetime) -> Phrase:
    """That nothing can be had at this moment, and when something can be next, if ever."""
    opening = [offer.next_open for offer in offers if offer.next_open]
    return say("service-closed", when=when(min(opening), now)) if opening else say("service-closed-now")


def _offer(talk: Conversation, ask: Ask, offers: list[Offer]) -> Offer:
    """One that can be had now; who chooses another is told why not, and when it can be had."""
    choices = tuple(
        Option(str(n), offer.kind, say(f"certificate-{offer.kind}"), say(f"certificate-{offer.kind}-note"), offer.fee)
        for n, offer in enumerate(offers, 1)
    )
    # the closed one and what was told of it stay among the form's answers, so a step back retraces them
    while True:
        kind = ask(Choose(phrase=say("certificate-choose", count=len(choices)), options=choices))
        offer = next(offer for offer in offers if offer.kind == kind)
        now = talk.clock.now()
        over = offer.open_now and offer.closes is not None and offer.closes <= now
        if offer.open_now and not offer.refused and not over:
            break
        told = say("service-closed-midway") if over else not_now(offer, now)
        ask(Tell(phrase=told, sign=Sign.WARN, verb=say("button-return"), back=True))
    # asked of the clock now: since the card was checked, time has passed
    if soon := closing_soon(offer, talk.clock.now()):
        ask(Tell(phrase=soon, sign=Sign.WARN, back=True))
    return offer


def _year(ask: Ask, offer: Offer) -> int:
    """The fiscal year, where there is one to choose; 0 for a certificate that has none."""
    if len(offer.years) < 2:
        return offer.years[0] if offer.years else 0
    choices = options(*((str(year), _fiscal(year)) for year in offer.years))
    return int(ask(Choose(phrase=say("tax-year-choose"), options=choices)))


def _fiscal(year: int) -> Phrase:
    """A fiscal year as it stands on the certificate, and the year whose income it is about."""
    return say("tax-year", era=say("era-reiwa"), year=str(year - REIWA), **{"income-year": str(year - REIWA - 1)})


def _whom(ask: Ask, offer: Offer) -> str:
    if len(offer.whom) == 1:
        return offer.whom[0]
    return ask(Choose(phrase=say("person-choose"), options=options(*((w, say(f"person-{w}")) for w in offer.whom))))


def _items(ask: Ask, offer: Offer) -> tuple[str, ...]:
    if not offer.items:
        return ()
    # in our order, whatever central's is: they are numbers on a key, and part of a phrase's name
    items = [item for item in ITEMS if item in offer.items]
    asked = say("items-several-supplementary" if offer.kind == "supplementary" else "items-several")
    return ask(ChooseSeveral(phrase=asked, options=options(*((i, say(f"item-{i}")) for i in items))))


def _copies(ask: Ask, offer: Offer) -> int:
    most = offer.most_copies
    if most == 1:
        return 1
    digits = len(str(most))
    return int(
        ask(
            EnterDigits(
                phrase=say("copies-enter"),
                note=say("copies-note", most=most),
                least=1,
                most=digits,
                default="1",
                highest=most,
            )
        )
    )


def _rows(wish: Wish, offer: Offer) -> tuple[Row, ...]:
    """What is applied for; a row only for what could have been chosen, and for whom it is."""
    items = say(f"items-{'-'.join(wish.items) or 'none'}")
    return (
        Row(say("row-certificate"), say(f"certificate-{wish.kind}")),
        *([Row(say("row-year"), _fiscal(wish.year))] if wish.year else []),
        Row(say("row-whom"), say(f"person-{wish.whom}")),
        *([Row(say("row-items"), items)] if offer.items else []),
        Row(say("row-copies"), say("copies-count", copies=wish.copies)),
    )
