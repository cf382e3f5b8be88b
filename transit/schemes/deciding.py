"""What a scheme does to one ride: a pure function, whole yen, and a sentence that says why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from transit.levels import Level
from transit.schemes.benefits import Free, Way, share
from transit.schemes.scheme import Discount, Offer, Quota, Scheme, fits

EVERYTHING, LESS, FREE, NOTHING = "everything", "less", "free", "nothing"
"""What the lists that it goes by still allow for their age."""
# the widest number that a row of the list has room for, and more than anybody rides
ANY_LEFT = 2**32 - 1


class Why(StrEnum):
    """Why a scheme does nothing on a ride."""

    NOT_IN_FORCE = "not_in_force"
    LEVEL = "level"
    MEDIUM = "medium"
    LIST_OLD = "list_old"
    FIRM = "firm"
    ROUTE = "route"
    AREA = "area"
    HOURS = "hours"
    FARE = "fare"
    PARTY = "party"
    DAY = "day"
    MONTH = "month"
    LEFT = "left"


class Used(NamedTuple):
    """Rides used today and in this month, and what is left of rides or points."""

    today: int = 0
    month: int = 0
    left: int = ANY_LEFT


class Asked(NamedTuple):
    """One ride of one rider: what a decision goes by, all of it.

    `fare` is the full one of one person, `fares` those of other categories, `outside` the part of it beyond the scheme's area (all of it
    when nobody can tell); `at_s` seconds of the service day; `destination` is "" where a ride is paid on boarding and nobody knows it.
    `party` counts people who ride together by taps, `attendants` those whom one rider brings. `permit` is one of the four words above.
    """

    day: date
    at_s: int
    firm: str
    route: str
    origin: str
    destination: str
    fare: int
    level: Level
    medium: str = ""
    fares: Mapping[str, int] = {}
    outside: int | None = None
    party: int = 1
    attendants: int = 0
    permit: str = EVERYTHING
    used: Used = Used()


class Granted(NamedTuple):
    """A ride by a scheme: `fare` (after the firm's discount) = `subsidy` + `paid`, for all people; `points` are part of `subsidy`.

    `full` is the fare before that discount; `back` points come back later; `rides` count against the quota; `offer` counts from 1.
    """

    scheme: str
    version: str
    offer: int
    kind: str
    full: int
    fare: int
    subsidy: int
    paid: int
    points: int
    back: int
    rides: int
    people: int

    @property
    def costs_rider(self) -> int:
        """What it takes from him, in cash and points."""
        return self.paid + self.points


class Denied(NamedTuple):
    """A scheme does nothing on this ride; for MEDIUM, LEVEL and the rest `why`."""

    scheme: str
    version: str
    why: Why


def decide(scheme: Scheme, asked: Asked) -> Granted | Denied:
    """What a scheme does to a ride."""
    found = _found(scheme, asked)
    if isinstance(found, Why):
        return Denied(scheme.id, scheme.version, found)
    return _granted(scheme, found, asked)


def against(scheme: Scheme, asked: Asked) -> Why | None:
    """What keeps a rider from getting in by a scheme, while nobody knows how far he goes (`asked.fare` does not count)."""
    found = _found(scheme, asked, knows_fare=False)
    return found if isinstance(found, Why) else None


def _found(scheme: Scheme, asked: Asked, *, knows_fare: bool = True) -> int | Why:
    """The place of the first offer that fits, or what keeps the last one from it."""
    why = _against(scheme, asked)
    if why:
        return why
    for place, offer in enumerate(scheme.offers):
        why = _against_offer(scheme, offer, asked, knows_fare=knows_fare)
        if why is None:
            return place
    # the last one is the most general
    return why or Why.AREA


def _against(scheme: Scheme, asked: Asked) -> Why | None:
    """What keeps all of its offers from a ride."""
    if not scheme.is_valid(asked.day):
        return Why.NOT_IN_FORCE
    # before all that the list says: it says nothing any more
    if asked.permit == NOTHING:
        return Why.LIST_OLD
    if scheme.firms and asked.firm not in scheme.firms:
        return Why.FIRM
    if scheme.media and asked.medium not in scheme.media:
        return Why.MEDIUM
    if asked.level < scheme.needs:
        return Why.LEVEL
    return _used_up(scheme, asked)


def _used_up(scheme: Scheme, asked: Asked) -> Why | None:
    used, doubtful = asked.used, asked.permit != EVERYTHING
    for quota in scheme.quotas:
        if quota.per == "day" and used.today >= _limit(quota, doubtful):
            return Why.DAY
        if quota.per == "month" and used.month >= _limit(quota, doubtful):
            return Why.MONTH
        # `most` of these is what was granted; the list counts down from it
        if quota.per in ("fiscal_year", "until") and used.left < 1:
            return Why.LEFT
        if quota.until and asked.day > quota.until:
            return Why.NOT_IN_FORCE
    return None


def _limit(quota: Quota, doubtful: bool) -> int:
    return quota.less if doubtful and quota.less is not None else quota.most


def _against_offer(scheme: Scheme, offer: Offer, asked: Asked, *, knows_fare: bool) -> Why | None:
    if offer.routes and not fits(offer.routes, asked.route):
        return Why.ROUTE
    if not _is_there(scheme, offer, asked):
        return Why.AREA
    if offer.hours and not any(begin <= asked.at_s < end for begin, end in map(seconds, offer.hours)):
        return Why.HOURS
    if knows_fare and not _is_between(asked.fare, offer.fare_from, offer.fare_below):
        return Why.FARE
    if not _is_between(asked.party, offer.party_from, offer.party_below):
        return Why.PARTY
    if asked.level < offer.needs:
        return Why.LEVEL
    # what is free costs the rider nothing whatever the list would say by now
    if asked.permit == FREE and not isinstance(offer.benefit, Free):
        return Why.LIST_OLD
    return None


def _is_between(number: int, least: int, below: int | None) -> bool:
    return least <= number and (below is None or number < below)


def _is_there(scheme: Scheme, offer: Offer, asked: Asked) -> bool:
    # with one tap only where he got in is known; the city answers for the rest
    stops = [stop for stop in (asked.origin, asked.destination) if stop]
    if offer.within and not all(scheme.is_inside(offer.within, stop) for stop in stops):
        return False
    return not (offer.beyond and all(scheme.is_inside(offer.beyond, stop) for stop in stops))


@lru_cache
def seconds(span: str) -> tuple[int, int]:
    """Beginning and end of "09:00-16:30", in seconds of the service day."""
    begin, end = (int(part[:2]) * 3600 + int(part[3:]) * 60 for part in span.split("-"))
    return begin, end


def _granted(scheme: Scheme, place: int, asked: Asked) -> Granted:
    """The sums: one person's, then all people's; points cannot be spent twice, so they go from one to the next."""
    offer = scheme.offers[place]
    people, cap = 1 + asked.attendants, cap_of(offer, asked.permit)
    fare = subsidy = points = back = 0
    for _ in range(people):
        # one by one, so that caps and units are each person's
        one = _one(offer, asked, cap, asked.used.left - points)
        fare, subsidy, points, back = (a + b for a, b in zip((fare, subsidy, points, back), one, strict=True))
    kind = str(offer.benefit.__struct_config__.tag)
    # the quota is the rider's own: whom he brings uses none of it up
    rides = 1 if scheme.counts_left else 0
    full, paid = asked.fare * people, fare - subsidy
    return Granted(scheme.id, scheme.version, place + 1, kind, full, fare, subsidy, paid, points, back, rides, people)


def cap_of(offer: Offer, permit: str) -> int | None:
    """The most yen of one ride and person by an offer, None for any; lower while the list is doubtful."""
    return offer.cap_less if permit != EVERYTHING and offer.cap_less is not None else offer.cap


def _one(offer: Offer, asked: Asked, cap: int | None, left: int) -> tuple[int, int, int, int]:
    """One person's fare, subsidy, points and points that come back."""
    discount = offer.discount
    fare = asked.fare - (_off(asked.fare, discount) if discount and discount.when == "before" else 0)
    # what nobody can tell apart lies outside: the city does not pay for it unseen
    outside = fare if asked.outside is None else min(asked.outside, fare)
    # a cap on points keeps the pool, so it is a part of what is left
    limit = fare if cap is None else min(cap, fare)
    worth = offer.benefit.worth(Way(fare, asked.fares, outside, min(left, limit)))
    subsidy = min(worth.yen, limit)
    if discount and discount.when == "after":
        fare -= _off(fare - subsidy, discount)
    return fare, subsidy, worth.points, min(worth.back, limit)


def _off(yen: int, discount: Discount) -> int:
    return share(yen, discount.part, discount.unit)
