"""Which of the prices that the rules offer for a way counts for a rider: one rule for the check and for the bus."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from transit.network import ADULT, CHILD

RULES, LEGS = 0, 1
"""Kinds of fares: the first ones of GTFS (fare_rules.txt), the second ones (fare_leg_rules.txt)."""

_FILES = ("fare_rules.txt", "fare_leg_rules.txt", "fare_attributes.txt")
ANY_RIDER = "*"
NO_IC = -1
"""As the price with an IC card: IC cards are not taken (ic_price -1)."""

ROUTE_BITS, ZONE_BITS = 16, 24
_ZONES = (1 << 2 * ZONE_BITS) - 1
# as riders, official tables and GTFS-JP samples write them
_WORDS = {
    ADULT: ("", "adult", "adults", "大人", "おとな", "普通", "一般"),
    CHILD: ("child", "children", "小児", "小人", "こども", "子ども", "子供"),
}
_CATEGORIES = {word: category for category, words in _WORDS.items() for word in words}


class Offer(NamedTuple):
    """What one rule asks for a way: `ic` is the price with an IC card or NO_IC; `line` is the rule's, `on_boarding` 1: before the ride."""

    category: str
    yen: float
    ic: float
    currency: str
    on_boarding: int
    kind: int
    priority: int
    fare_id: str
    line: int


def category_of(text: str) -> str:
    """A rider's category in our words where it is one of ours, else as the feed has it."""
    return _CATEGORIES.get(text.casefold(), text)


def key_of(route: int, origin: int, destination: int) -> int:
    """A rule's key: numbers of route and zones from 1, 0 for any."""
    return route << 2 * ZONE_BITS | origin << ZONE_BITS | destination


def parts_of(key: int) -> tuple[int, int, int]:
    """Route, origin and destination of a key."""
    return key >> 2 * ZONE_BITS, (key & _ZONES) >> ZONE_BITS, key & (1 << ZONE_BITS) - 1


def file_of(kind: int, *, ruled: bool) -> str:
    """Where rules of a kind stand: without any the fares themselves are the rules."""
    return _FILES[kind if ruled else 2]


def offered(offers: Iterable[Offer], category: str) -> list[Offer]:
    """The offers that count for a rider: his category's before everybody's, the first fares before the second, the highest priority."""
    found = list(offers)
    # a feed on its way to the second fares tells its prices in both: taken together each would meet itself
    for chosen in (category, ANY_RIDER):
        for kind in (RULES, LEGS):
            fitting = [offer for offer in found if (offer.category, offer.kind) == (chosen, kind)]
            if fitting:
                highest = max(offer.priority for offer in fitting)
                return [offer for offer in fitting if offer.priority == highest]
    return []


def amounts(offers: Iterable[Offer]) -> set[tuple[float, float, str]]:
    """The different amounts among offers; more than one is a conflict."""
    return {(offer.yen, offer.ic, offer.currency) for offer in offers}


def shown_amount(amount: float) -> int | float:
    """60.0 as 60, 1.5 as it is."""
    return int(amount) if amount == int(amount) else amount
