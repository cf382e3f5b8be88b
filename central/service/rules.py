"""What a city offers at its terminals: fees, hours, days off and choices per certificate, by the day they hold from."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from central.service.holidays import is_holiday
from central.service.opening import (
    END_OF_DAY,
    HOLIDAY,
    WEEKDAYS,
    Span,
    at,
    cut,
    is_off,
    on_day,
    read_span,
    read_weekdays,
)
from central.wire import Reason, Words

Kind = Literal["residence", "seal", "family-all", "family-one", "supplementary", "tax"]
KINDS: tuple[str, ...] = ("residence", "seal", "family-all", "family-one", "supplementary", "tax")
CITIES = Path(__file__).with_name("cities")
SHIPPED = CITIES / "ishinomaki" / "rules.toml"
AHEAD = 400  # days that the next opening is looked for
# Told in the same words, so a city's own words for the one are those for the other.
SAID_AS = {
    Reason.NOT_OFFERED: Reason.WITHHELD,
    Reason.CERTIFICATE_UNTRUSTED: Reason.CARD_REVOKED,
    Reason.SIGNATURE_WRONG: Reason.CARD_REVOKED,
}

Minutes = Annotated[int, Meta(ge=0, le=60)]
Count = Annotated[int, Meta(ge=0)]


class Rule(Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """One certificate: fee per copy in yen, spans by weekdays, further days off, choices, the age from which it is given.

    A public holiday has the spans of `holiday`, or else those of its weekday. `years` is how many fiscal years can be had;
    a year can be had from its `new_year` (MM-DD) on, until then only those before it.
    """

    fee: Annotated[int, Meta(ge=0, le=10_000)]
    hours: Annotated[dict[str, list[str]], Meta(min_length=1)]
    closed: list[str] = []
    whom: Annotated[list[Literal["self", "household"]], Meta(min_length=1)]
    items: list[Literal["relation", "domicile"]] = []
    years: Annotated[int, Meta(ge=0, le=10)] = 0
    new_year: str = ""
    most_copies: Annotated[int, Meta(ge=1, le=99)]
    youngest: Count

    def spans(self, day: date) -> list[Span]:
        """The spans of that day, days off aside."""
        names = [HOLIDAY] if is_holiday(day) else []
        for name in (*names, WEEKDAYS[day.weekday()]):
            for days, spans in self.hours.items():
                if name in read_weekdays(days):
                    return [read_span(text) for text in spans]
        return []

    def years_on(self, day: date) -> list[int]:
        """The fiscal years that can be had on that day, the newest first."""
        if not self.years:
            return []
        newest = day.year if day.strftime("%m-%d") >= self.new_year else day.year - 1
        return [newest - n for n in range(self.years)]


class Stop(Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """An interruption, such as maintenance: from one moment of Japan's clock to another, of some kinds or of all."""

    begins: datetime = msgspec.field(name="from")
    ends: datetime = msgspec.field(name="until")
    certificates: list[Kind] = []

    def stops(self, kind: str) -> bool:
        """Whether this kind cannot be had meanwhile."""
        return not self.certificates or kind in self.certificates


class Since(Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """The rules that hold from `day` on, per kind of certificate, and the city's own words for refusals by language.

    It is told `closing_soon` minutes before closing time. What was applied for before it can be paid `grace` minutes longer.
    """

    day: date
    closing_soon: Minutes = 10
    grace: Minutes = 10
    closed: list[str] = []
    certificate: dict[str, Rule] = {}
    refusal: dict[Reason, dict[str, Words]] = {}


class Rules(Struct, kw_only=True, frozen=True):
    """All rules a city has set, past and coming. Every moment is one of Japan's clock."""

    since: list[Since]
    stop: list[Stop] = []

    def on(self, day: date) -> Since:
        """What holds on that day; before the first block it is empty."""
        begun = [block for block in self.since if block.day <= day]
        return max(begun, key=lambda block: block.day) if begun else Since(day=day)

    def spans(self, kind: str, day: date) -> list[Span]:
        """When a certificate can be had on a day, in order; none when not at all."""
        block = self.on(day)
        rule = block.certificate.get(kind)
        if rule is None or is_off(day, block.closed) or is_off(day, rule.closed):
            return []
        spans = rule.spans(day)
        for stop in self.stop:
            if stop.stops(kind):
                spans = cut(spans, on_day(day, stop.begins, stop.ends))
        return spans

    def closes(self, kind: str, now: datetime) -> datetime | None:
        """When a certificate that can be had at this moment cannot be had any more; None when it cannot be had now."""
        day, minute = now.date(), now.hour * 60 + now.minute
        closing = next((span.closes for span in self.spans(kind, day) if span.opens <= minute < span.closes), None)
        if closing is None:
            return None
        # Open round the clock: midnight is no closing time.
        while closing == END_OF_DAY and (day - now.date()).days < AHEAD:
            following = self.spans(kind, day + timedelta(1))
            if not following or following[0].opens > 0:
                break
            day, closing = day + timedelta(1), following[0].closes
        return at(day, closing, now)

    def pay_by(self, kind: str, now: datetime) -> datetime | None:
        """Until when something that is applied for now can be paid; None when it cannot be had now."""
        closes = self.closes(kind, now)
        return closes + timedelta(minutes=self.on(now.date()).grace) if closes else None

    def next_open(self, kind: str, now: datetime) -> datetime | None:
        """The first moment from now on at which a certificate can be had, to the minute; None when that is too far off."""
        for day in (now.date() + timedelta(n) for n in range(AHEAD)):
            for span in self.spans(kind, day):
                if at(day, span.closes, now) > now:
                    return max(at(day, span.opens, now), now)
        return None

    def words(self, reason: Reason, day: date) -> dict[str, Words]:
        """The city's own words for a refusal on that day, by language; none when the terminal's are to be said."""
        return self.on(day).refusal.get(SAID_AS.get(reason, reason), {})
