"""What a resident would be told at a moment, and minute by minute after it: central's rules and the terminal's words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from central.service.offers import check_order, offered
from central.service.refusing import Refuse
from central.service.rules import Rules
from central.wire import Offer, Order, Reason, Refusal
from firmware.phrases import Phrase
from firmware.refusals import phrase_for
from firmware.steps.order import all_closed, closing_soon, not_now

MINUTE = timedelta(minutes=1)
LONGEST_GRACE = 60  # minutes, as the rules allow


@dataclass(frozen=True)
class Shown:
    """One certificate at a moment, and what who chooses it is told besides; None when nothing is."""

    offer: Offer
    phrase: Phrase | None


@dataclass(frozen=True)
class Event:
    """What changes at a minute for some kinds: `what` is opens, closing_soon, closes or too_late.

    `phrase` is told to whom it concerns; `pay_by` is how long those who applied in time can pay.
    """

    at: datetime
    what: str
    kinds: tuple[str, ...]
    phrase: Phrase | None = None
    pay_by: datetime | None = None


def shown(rules: Rules, now: datetime) -> list[Shown]:
    """Every certificate of that day, for somebody to whom none is refused."""
    offers = [offered(kind, rules, now) for kind in rules.on(now.date()).certificate]
    # When all is closed, nobody gets as far as to choose one: see `at_once`.
    told = any(offer.open_now for offer in offers)
    return [Shown(offer, _said(offer, now) if told else None) for offer in offers]


def at_once(rules: Rules, now: datetime) -> Phrase | None:
    """What ends a visit before anything is chosen: all is closed, or there is nothing on that day."""
    offers = [each.offer for each in shown(rules, now)]
    if not offers:
        return _refused(rules, Reason.CLOSED, now)
    return None if any(offer.open_now for offer in offers) else all_closed(offers, now)


def events(rules: Rules, start: datetime, minutes: int) -> Iterator[Event]:
    """What changes in the minutes after `start`; a closing before it counts where its grace reaches into this time."""
    unpaid: dict[tuple[datetime, datetime], tuple[str, ...]] = {}
    for n in range(1 - LONGEST_GRACE, minutes + 1):
        now = start + n * MINUTE
        for event in _changes(rules, now):
            if event.pay_by:
                unpaid[event.pay_by, event.at] = event.kinds
            if n > 0:
                yield event
        if n > 0:
            yield from (
                Event(now, "too_late", kinds, _refused(rules, Reason.CLOSED_MIDWAY, closed))
                for (pay_by, closed), kinds in unpaid.items()
                if pay_by == now
            )


def _changes(rules: Rules, now: datetime) -> Iterator[Event]:
    """What is otherwise than a minute before, kinds with the same change together."""
    found: dict[tuple[str, datetime | None], list[str]] = {}
    for kind in rules.on(now.date()).certificate:
        for what, moment in _change(rules, kind, now):
            found.setdefault((what, moment), []).append(kind)
    for (what, moment), kinds in found.items():
        pay_by = moment if what == "closes" else None
        yield Event(now, what, tuple(kinds), TOLD[what](rules, kinds[0], now), pay_by)


def _change(rules: Rules, kind: str, now: datetime) -> Iterator[tuple[str, datetime | None]]:
    before = now - MINUTE
    closes, closed = rules.closes(kind, now), rules.closes(kind, before)
    if closes and not closed:
        yield "opens", None
    if closed and not closes:
        yield "closes", rules.pay_by(kind, before)
    if _soon(rules, kind, now) and not _soon(rules, kind, before):
        yield "closing_soon", closes


def _soon(rules: Rules, kind: str, now: datetime) -> Phrase | None:
    known = kind in rules.on(now.date()).certificate
    return closing_soon(offered(kind, rules, now), now) if known else None


def _after_closing(rules: Rules, kind: str, now: datetime) -> Phrase | None:
    """What is told to who chose it while it could be had and applies for it now."""
    offer = offered(kind, rules, now)
    year = offer.years[0] if offer.years else 0
    order = Order(order="simulated", kind=kind, whom=offer.whom[0], items=[], copies=1, year=year)
    try:
        check_order(order, offer, now)
    except Refuse as refuse:
        return _refused(rules, refuse.refusal.reason, now)
    return None


def _refused(rules: Rules, reason: Reason, now: datetime) -> Phrase:
    return phrase_for(Refusal(reason=reason, words=rules.words(reason, now.date())))


def _said(offer: Offer, now: datetime) -> Phrase | None:
    if not offer.open_now:
        return not_now(offer, now)
    return closing_soon(offer, now)


TOLD: dict[str, Callable[[Rules, str, datetime], Phrase | None]] = {
    "opens": lambda *_: None,
    "closing_soon": _soon,
    "closes": _after_closing,
}
