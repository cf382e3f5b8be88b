"""Opening hours as a city writes them: spans of a day, the weekdays that they hold on, days off."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from central.wire import Hours

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOLIDAY = "holiday"
SPAN = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])-(?:([01][0-9]|2[0-3]):([0-5][0-9])|24:00)")
MONTH_DAY = re.compile(r"[0-9]{2}-[0-9]{2}")
LEAP_YEAR = 2024
END_OF_DAY = 24 * 60


class Span(NamedTuple):
    """A part of a day in minutes from midnight; the closing minute is no longer in it."""

    opens: int
    closes: int

    @property
    def hours(self) -> Hours:
        """The span as a message tells it."""
        return Hours(opens=_clock(self.opens), closes=_clock(self.closes))


@lru_cache(maxsize=256)
def read_span(text: str) -> Span:
    """A span from `08:30-17:15`; `24:00` is the end of the day. Raises ValueError with a sentence."""
    found = SPAN.fullmatch(text)
    if not found:
        raise ValueError(f"{text!r} is no span such as '08:30-17:15'")
    hour, minute, to_hour, to_minute = found.groups()
    span = Span(_minutes(hour, minute), _minutes(to_hour, to_minute) if to_hour else END_OF_DAY)
    if span.opens >= span.closes:
        raise ValueError(f"{text!r} opens no earlier than it closes")
    return span


@lru_cache(maxsize=256)
def read_weekdays(text: str) -> tuple[str, ...]:
    """The days that `mon`, `mon-fri` or `holiday` names. Raises ValueError with a sentence."""
    first, _, last = text.partition("-")
    if text == HOLIDAY:
        return (HOLIDAY,)
    if first not in WEEKDAYS or (last or first) not in WEEKDAYS:
        raise ValueError(f"{text!r} is neither a weekday (mon to sun), nor a range such as mon-fri, nor holiday")
    days = WEEKDAYS[WEEKDAYS.index(first) : WEEKDAYS.index(last or first) + 1]
    if not days:
        raise ValueError(f"{text!r} ends before it begins; a week begins with mon")
    return days


@lru_cache(maxsize=256)
def read_days_off(text: str) -> tuple[str, str]:
    """First and last of `MM-DD` (every year), `YYYY-MM-DD`, or two of a kind with a slash between. Raises ValueError."""
    first, _, last = text.partition("/")
    last = last or first
    yearly = bool(MONTH_DAY.fullmatch(first))
    if yearly is not bool(MONTH_DAY.fullmatch(last)):
        raise ValueError(f"{text!r} has a year at one end only")
    for day in (first, last):
        _check_day(f"{LEAP_YEAR}-{day}" if yearly else day, text)
    if not yearly and last < first:
        raise ValueError(f"{text!r} ends before it begins")
    return first, last


def is_off(day: date, days_off: Iterable[str]) -> bool:
    """Whether a day is among the days off, both ends included."""
    return any(_within(day, *read_days_off(text)) for text in days_off)


def cut(spans: Iterable[Span], off: Span) -> list[Span]:
    """What is left of spans without that part."""
    left: list[Span] = []
    for opens, closes in spans:
        parts = (Span(opens, min(closes, off.opens)), Span(max(opens, off.closes), closes))
        left += [part for part in parts if part.opens < part.closes]
    return left


def on_day(day: date, begins: datetime, ends: datetime) -> Span:
    """The part of a day that lies between two moments; its ends are equal when none does."""
    return Span(_minute(begins, day), _minute(ends, day))


def _minute(moment: datetime, day: date) -> int:
    if moment.date() == day:
        return moment.hour * 60 + moment.minute
    return 0 if moment.date() < day else END_OF_DAY


def _minutes(hour: str, minute: str) -> int:
    return int(hour) * 60 + int(minute)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _check_day(iso: str, text: str) -> None:
    try:
        if len(iso) == len("YYYY-MM-DD"):
            date.fromisoformat(iso)
            return
    except ValueError:
        pass
    raise ValueError(f"{text!r} names a day that does not exist; write MM-DD, YYYY-MM-DD, or two with a slash between")


def _within(day: date, first: str, last: str) -> bool:
    here = day.isoformat() if len(first) > len("MM-DD") else day.strftime("%m-%d")
    # A span such as 12-29/01-03 goes over the new year.
    return first <= here <= last if first <= last else here >= first or here <= last


def at(day: date, minutes: int, like: datetime) -> datetime:
    """The moment that many minutes into a day, in the time zone of `like`."""
    return datetime(day.year, day.month, day.day, tzinfo=like.tzinfo) + timedelta(minutes=minutes)
