"""What certificate, for whom, with what, how many, and does it fit: questions only, so that a form can go back in them."""

from __future__ import annotations

from dataclasses import dataclass

from central.wire import Offer, Person
from firmware.conversation import Conversation
from firmware.errors import Refused
from firmware.form import Ask
from firmware.phrases import Phrase, say
from firmware.phrases.reader import PhraseBook
from firmware.prompts import Choose, ChooseSeveral, Confirm, EnterDigits, Option, Row, Sign, Tell, options

WHOM = frozenset({"self", "household"})
ITEMS = ("relation", "domicile")


@dataclass(frozen=True)
class Wish:
    """What a resident wants: a kind of certificate with its options, how many copies, and the sum in yen."""

    kind: str
    whom: str
    items: tuple[str, ...]
    copies: int
    yen: int


def presentable(person: Person, book: PhraseBook) -> list[Offer]:
    """The offers that this terminal has words for; central may be newer than it. Raises Refused when none is left."""
    offers = [o for o in person.offers if WHOM.issuperset(o.whom) and set(ITEMS).issuperset(o.items)]
    known = [o for o in offers if book.has(f"certificate-{o.kind}-note", "ja", "text")]
    if not known:
        raise Refused(say("certificate-withheld"))
    return known


def choose_certificate(talk: Conversation, ask: Ask, offers: list[Offer]) -> Wish:
    """Ask for everything and have it confirmed. Raises SteppedBack, VisitEnded."""
    talk.at("certificate")
    offer = _offer(ask, offers)
    whom = _whom(ask, offer)
    items = _items(ask, offer)
    copies = _copies(ask, offer)
    wish = Wish(offer.kind, whom, items, copies, offer.fee * copies)
    talk.at("confirm")
    ask(Confirm(phrase=say("order-check"), verb=say("button-apply"), rows=_rows(wish), yen=wish.yen))
    return wish


def _offer(ask: Ask, offers: list[Offer]) -> Offer:
    """One that can be had now; who chooses another is told when it can be had."""
    choices = tuple(
        Option(str(n), offer.kind, say(f"certificate-{offer.kind}"), say(f"certificate-{offer.kind}-note"), offer.fee)
        for n, offer in enumerate(offers, 1)
    )
    # the closed one and what was told of it stay among the form's answers, so a step back retraces them
    while True:
        kind = ask(Choose(phrase=say("certificate-choose", count=len(choices)), options=choices))
        offer = next(offer for offer in offers if offer.kind == kind)
        if offer.open_now:
            return offer
        ask(Tell(phrase=_closed(offer), sign=Sign.WARN, back=True))


def _closed(offer: Offer) -> Phrase:
    certificate = say(f"certificate-{offer.kind}")
    if not offer.hours.opens:
        return say("certificate-closed-today", certificate=certificate)
    times = {"opens": clock_time(offer.hours.opens), "closes": clock_time(offer.hours.closes)}
    return say("certificate-closed", certificate=certificate, **times)


def _whom(ask: Ask, offer: Offer) -> str:
    if len(offer.whom) == 1:
        return offer.whom[0]
    return ask(Choose(phrase=say("person-choose"), options=options(*((w, say(f"person-{w}")) for w in offer.whom))))


def _items(ask: Ask, offer: Offer) -> tuple[str, ...]:
    if not offer.items:
        return ()
    # in our order, whatever central's is: they are numbers on a key, and part of a phrase's name
    items = [item for item in ITEMS if item in offer.items]
    return ask(ChooseSeveral(phrase=say("items-several"), options=options(*((i, say(f"item-{i}")) for i in items))))


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


def _rows(wish: Wish) -> tuple[Row, ...]:
    items = say(f"items-{'-'.join(wish.items) or 'none'}")
    return (
        Row(say("row-certificate"), say(f"certificate-{wish.kind}")),
        Row(say("row-whom"), say(f"person-{wish.whom}")),
        Row(say("row-items"), items),
        Row(say("row-copies"), say("copies-count", copies=wish.copies)),
    )


def clock_time(text: str) -> Phrase:
    """A time of day such as 08:30, to be said in any language."""
    hour, minute = (int(part) for part in text.split(":"))
    half = "am" if hour < 12 else "pm"
    return say("clock-time", hour=hour, minute=minute, hour12=(hour - 1) % 12 + 1 if hour else 0, half=half)
