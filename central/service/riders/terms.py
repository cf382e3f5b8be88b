"""What the city's schemes are for one resident: whether he may have them, what he may hold up, what they grant at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from central.service.register import Resident, Status
from central.service.riders.papers import Paper, known
from central.service.riders.rows import Entitled
from central.wire import Medium, PassOffer, Reason, Refusal, Words
from transit.levels import Level
from transit.schemes.eligibility import Eligible, NotEligible, Person, eligible
from transit.schemes.scheme import Scheme

LONGEST_NAME = 60
SOON_DAYS = 366
"""Whoever will be old enough within a year is told from which day on."""
REASONS: Mapping[str, Reason] = {
    "age": Reason.AGE_OUTSIDE,
    "city": Reason.NOT_RESIDENT,
    "chosen": Reason.ALREADY_CHOSEN,
    "not_in_force": Reason.SCHEME_CLOSED,
    # why it is suspended is no machine's to tell
    "suspended": Reason.SCHEME_CLOSED,
}
"""What else fails stands in no register that central can ask: an official looks at papers, and enters them (`papers.py`)."""
HIGHEST: Mapping[Medium, Level] = {Medium.FELICA: Level.OPERATOR, Medium.MY_NUMBER: Level.CARD}
"""What a tap of each can prove at most; a PIN is asked for on no vehicle."""


class Terms(NamedTuple):
    """What a resident may have on a day: `has` are his open entitlements by scheme, `city` is this municipality's code.

    `papers` are what officers have seen of him.
    """

    resident: Resident
    city: str
    on: date
    has: Mapping[str, Entitled]
    schemes: Sequence[Scheme]
    papers: Sequence[Paper] = ()

    def offers(self) -> list[PassOffer]:
        """Every scheme that something can be held up for, as it is for him."""
        return [self.offer(scheme) for scheme in self.schemes if media_of(scheme)]

    def offer(self, scheme: Scheme) -> PassOffer:
        """One scheme, as it is for him."""
        found, replaces = self._judged(scheme)
        reason = None if isinstance(found, Eligible) else _reason(found)
        amount, until = (0, None) if reason else first_grant(scheme, self.on)
        return PassOffer(
            scheme=scheme.id,
            name={language: Words(text=text, speech=text) for language, text in scheme.name.items()},
            media=media_of(scheme),
            needs_key=needs_key(scheme),
            held=not reason and scheme.id in self.has,
            replaces=replaces,
            points=amount if scheme.spends_points else 0,
            rides=0 if scheme.spends_points else amount,
            from_day=self._from_day(scheme) if reason is Reason.AGE_OUTSIDE else None,
            until=_earlier(until, found.until) if isinstance(found, Eligible) else None,
            refused=Refusal(reason=reason) if reason else None,
        )

    def _judged(self, scheme: Scheme) -> tuple[Eligible | NotEligible, str]:
        """The judgement, and the scheme that he would give up for it."""
        if self.resident.status is not Status.PRESENT:
            return NotEligible("city"), ""
        if self._is_suspended(scheme.id):
            return NotEligible("suspended"), ""
        found = self._eligible(scheme)
        if isinstance(found, NotEligible) and found.may_change and scheme.group:
            # judged again as if he had given up what he chose, which applying then does
            given_up = self._chosen()[scheme.group.name]
            if self._is_suspended(given_up):
                return NotEligible("suspended"), ""
            return self._eligible(scheme, given_up), given_up
        return found, ""

    def _eligible(self, scheme: Scheme, given_up: str = "") -> Eligible | NotEligible:
        """The judgement of today, followed over the last day of each paper to the day on which it no longer holds."""
        found = eligible(scheme, self._person(self.on, given_up), self.on)
        ends = sorted(paper.until for paper in self.papers if paper.until and paper.counts(self.on))
        for end in ends:
            if isinstance(found, NotEligible) or (found.until and found.until <= end):
                return found
            after = end + timedelta(days=1)
            later = eligible(scheme, self._person(after, given_up), after)
            found = later if isinstance(later, Eligible) else Eligible(end)
        return found

    def _is_suspended(self, scheme: str) -> bool:
        """To choose another and come back, or to bring another card, makes nothing count again."""
        return scheme in self.has and self.has[scheme].suspended is not None

    def _person(self, day: date, given_up: str = "") -> Person:
        chosen = {group: scheme for group, scheme in self._chosen().items() if scheme != given_up}
        return Person(born=self.resident.born, city=self.city, chosen=chosen, **known(self.papers, day)._asdict())

    def _chosen(self) -> dict[str, str]:
        return {each.group.name: each.id for each in self.schemes if each.group and each.id in self.has}

    def _from_day(self, scheme: Scheme) -> date | None:
        days = (self.on + timedelta(n) for n in range(1, SOON_DAYS + 1))
        return next((day for day in days if isinstance(eligible(scheme, self._person(day), day), Eligible)), None)


def media_of(scheme: Scheme) -> list[Medium]:
    """What may be held up: what the scheme allows, as far as it can prove what the scheme needs."""
    allowed = [medium for medium in Medium if not scheme.media or medium in scheme.media]
    return [medium for medium in allowed if scheme.needs <= HIGHEST[medium]]


def needs_key(scheme: Scheme) -> bool:
    """Whether a My Number Card must answer with its own key for all that the scheme can do."""
    return scheme.best_level >= Level.CARD


def first_grant(scheme: Scheme, on: date) -> tuple[int, date | None]:
    """What is granted at once to whoever has it for the first time: points or rides, 0 for a right that is not counted."""
    granted = scheme.grant.grant(on, None)
    return granted.amount or 0, granted.until


def _reason(found: NotEligible) -> Reason:
    return Reason.PAPERS_NEEDED if found.unknown else REASONS.get(found.reason, Reason.PAPERS_NEEDED)


def _earlier(one: date | None, other: date | None) -> date | None:
    return min((day for day in (one, other) if day), default=None)
