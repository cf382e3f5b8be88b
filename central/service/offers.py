"""Who may have what: the offers for a resident at a moment, or the one reason why there is none.

Moved out, about to, deceased, protected, a character that cannot be printed: all get one and the same answer at one and
the same step, so that it tells nobody which of them holds. What the holder may know is told with the certificate itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from central.service.coverage import coverage
from central.service.family import FamilyRegister
from central.service.refusing import Refuse
from central.service.register import Register, Resident, Status
from central.service.rules import Rules
from central.wire import Offer, Order, Reason, Refusal

FAMILY = frozenset({"family-all", "family-one", "supplementary"})


class Standing(Struct, frozen=True):
    """What the register says of a resident that decides what he may have."""

    resident: Resident
    printable: bool = True
    has_seal: bool = False
    family: FamilyRegister | None = None
    tax_years: tuple[int, ...] = ()


def standing_of(register: Register, resident: Resident, font: str) -> Standing:
    """A resident's standing. Raises RegisterDamaged."""
    everywhere = (resident.name, resident.former_name, resident.alias, resident.household.address)
    return Standing(
        resident=resident,
        printable=all(coverage(Path(font)).sets(text) for text in everywhere),
        has_seal=register.seal_of(resident) is not None,
        family=register.family_of(resident),
        tax_years=register.tax_years_of(resident),
    )


def offers_for(standing: Standing, rules: Rules, now: datetime) -> list[Offer]:
    """What this resident may ask for, closed or open now, and what is refused to him alone. Raises Refuse."""
    check_resident(standing, now)
    kinds = rules.on(now.date()).certificate
    if not kinds:
        raise Refuse(Reason.CLOSED, "the city's rules offer nothing on this day")
    # Who never had a family register in Japan is not sent to look for one.
    possible = [kind for kind in kinds if standing.resident.domicile or kind not in FAMILY]
    offers = [_to(standing, offered(kind, rules, now), rules, now) for kind in possible]
    # Never an empty list: a terminal would show a question without answers.
    if all(offer.refused and offer.refused.reason is Reason.TOO_YOUNG for offer in offers):
        raise Refuse(Reason.TOO_YOUNG if offers else Reason.NOT_OFFERED, "nothing is offered to this resident")
    return offers


def offered(kind: str, rules: Rules, now: datetime) -> Offer:
    """A certificate as it is offered to anybody, closed or open now."""
    today = rules.on(now.date())
    rule, closes = today.certificate[kind], rules.closes(kind, now)
    return Offer(
        kind=kind,
        fee=rule.fee,
        open_now=closes is not None,
        hours=[span.hours for span in rules.spans(kind, now.date())],
        whom=list(rule.whom),
        items=list(rule.items),
        most_copies=rule.most_copies,
        years=rule.years_on(now.date()),
        closes=closes,
        closing_soon=today.closing_soon,
        next_open=None if closes else rules.next_open(kind, now),
    )


def check_resident(standing: Standing, now: datetime) -> None:
    """Hold a person's standing against what holds for every certificate. Raises Refuse."""
    resident = standing.resident
    # One condition for all of them: nothing that can be measured or read tells which it was.
    if resident.status is not Status.PRESENT or resident.protected or resident.leaving or not standing.printable:
        raise Refuse(Reason.WITHHELD)
    if resident.card_issued_on and resident.card_issued_on >= now.date():
        raise Refuse(Reason.CARD_TOO_NEW, "the card was issued today")


def check_order(order: Order, offer: Offer | None, now: datetime) -> Offer:
    """The offer, when the order keeps to it. Raises Refuse naming the field."""
    if offer is None:
        raise Refuse(Reason.NOT_OFFERED, "kind: is not offered to this resident")
    if offer.refused:
        raise Refuse(offer.refused.reason, "kind: is refused to this resident")
    if not offer.open_now:
        raise Refuse(_closed(offer, now), "kind: cannot be had at this hour")
    if order.whom not in offer.whom:
        raise Refuse(Reason.NOT_OFFERED, f"whom: must be one of {', '.join(offer.whom)}")
    if not set(order.items) <= set(offer.items) or len(set(order.items)) < len(order.items):
        raise Refuse(Reason.NOT_OFFERED, f"items: each at most once of {', '.join(offer.items)}")
    if order.copies > offer.most_copies:
        raise Refuse(Reason.NOT_OFFERED, f"copies: at most {offer.most_copies}")
    if order.year not in (offer.years or [0]):
        raise Refuse(Reason.NOT_OFFERED, f"year: must be one of {', '.join(map(str, offer.years)) or 'none'}")
    return offer


def check_people(people: Iterable[Resident], now: datetime) -> None:
    """Hold those who shall stand on a copy against the day. Raises Refuse."""
    # On the day he named (転出予定日) he is struck off, and the copy is no longer one of all who live there.
    if any(one.leaving and one.leaving.on <= now.date() for one in people):
        raise Refuse(Reason.WITHHELD)


def _closed(offer: Offer, now: datetime) -> Reason:
    """Whoever comes after a closing time of this day was most likely here before it."""
    over = any(hours.closes <= now.strftime("%H:%M") for hours in offer.hours)
    return Reason.CLOSED_MIDWAY if over else Reason.CLOSED


def _to(standing: Standing, offer: Offer, rules: Rules, now: datetime) -> Offer:
    """An offer as this resident gets it."""
    years = [year for year in offer.years if year in standing.tax_years]
    personal = msgspec.structs.replace(offer, years=years)
    rule = rules.on(now.date()).certificate[offer.kind]
    too_young = standing.resident.age(now.date()) < rule.youngest
    reason = Reason.TOO_YOUNG if too_young else CHECKS.get(offer.kind, _nothing)(standing, personal)
    if reason is None:
        return personal
    return msgspec.structs.replace(personal, refused=Refusal(reason=reason, words=rules.words(reason, now.date())))


def _seal(standing: Standing, _offer: Offer) -> Reason | None:
    return None if standing.has_seal else Reason.SEAL_NOT_REGISTERED


def _family(standing: Standing, _offer: Offer) -> Reason | None:
    if standing.family is None:
        return Reason.FAMILY_ELSEWHERE
    return Reason.FAMILY_CHANGING if standing.family.changing else None


def _tax(_standing: Standing, offer: Offer) -> Reason | None:
    return None if offer.years else Reason.TAX_NOT_FOUND


def _nothing(_standing: Standing, _offer: Offer) -> Reason | None:
    return None


CHECKS: dict[str, Callable[[Standing, Offer], Reason | None]] = {
    "seal": _seal,
    **dict.fromkeys(FAMILY, _family),
    "tax": _tax,
}
