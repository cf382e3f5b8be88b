"""Who may have what: the offers for a resident at a moment, or the one reason there is none.

Moved out, deceased and protected residents get one and the same answer, so that it tells nobody which of them holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from central.service.refusing import Refuse
from central.service.register import Resident, Status
from central.service.rules import Rule
from central.wire import Offer, Order, Reason


def offers_for(resident: Resident, rules: Mapping[str, Rule], now: datetime) -> list[Offer]:
    """What this resident may ask for, closed or open now. Raises Refuse when there is nothing."""
    check_resident(resident, now)
    allowed = {kind: rule for kind, rule in rules.items() if resident.age(now.date()) >= rule.youngest}
    # Never an empty list: a terminal would show a question without answers.
    if not rules:
        raise Refuse(Reason.CLOSED, "the city's rules offer nothing on this day")
    if not allowed:
        raise Refuse(Reason.TOO_YOUNG, "the resident is younger than the rules allow")
    return [_offer(kind, rule, now) for kind, rule in allowed.items()]


def check_resident(resident: Resident, now: datetime) -> None:
    """Hold a person's standing in the register against what holds for every certificate. Raises Refuse."""
    if resident.status is not Status.PRESENT or resident.protected:
        raise Refuse(Reason.WITHHELD, "the register allows no certificate at a terminal")
    if resident.card_issued_on == now.date():
        raise Refuse(Reason.CARD_TOO_NEW, "the card was issued today")


def check_order(order: Order, offer: Offer | None) -> None:
    """Hold an order against what is offered. Raises Refuse naming the field."""
    if offer is None:
        raise Refuse(Reason.NOT_OFFERED, "kind: is not offered to this resident")
    if not offer.open_now:
        raise Refuse(Reason.CLOSED, "kind: cannot be had at this hour")
    if order.whom not in offer.whom:
        raise Refuse(Reason.NOT_OFFERED, f"whom: must be one of {', '.join(offer.whom)}")
    if not set(order.items) <= set(offer.items) or len(set(order.items)) < len(order.items):
        raise Refuse(Reason.NOT_OFFERED, f"items: each at most once of {', '.join(offer.items)}")
    if order.copies > offer.most_copies:
        raise Refuse(Reason.NOT_OFFERED, f"copies: at most {offer.most_copies}")


def _offer(kind: str, rule: Rule, now: datetime) -> Offer:
    return Offer(
        kind=kind,
        fee=rule.fee,
        open_now=rule.is_open(now),
        hours=rule.hours(now.date()),
        whom=list(rule.whom),
        items=list(rule.items),
        most_copies=rule.most_copies,
    )
