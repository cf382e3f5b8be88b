"""What a city offers at its terminals: fees, hours, closing days and choices per certificate, by the day they hold from."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Literal, get_args

import msgspec
from msgspec import Meta, Struct

from central.wire import Hours

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS = get_args(Weekday)
SHIPPED = Path(__file__).with_name("rules.toml")

_DAY = "(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
Time = Annotated[str, Meta(pattern=r"\A(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)\Z", description="HH:MM")]
Days = Annotated[str, Meta(pattern=rf"\A{_DAY}/{_DAY}\Z", description="MM-DD/MM-DD")]


class Rule(Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """One certificate: fee per copy in yen, hours (closing time excluded), days off (both ends included), choices."""

    fee: Annotated[int, Meta(ge=0, le=10_000)]
    opens: Time
    closes: Time
    weekdays: list[Weekday]
    closed: list[Days]
    whom: Annotated[list[Literal["self", "household"]], Meta(min_length=1)]
    items: list[Literal["relation", "domicile"]]
    most_copies: Annotated[int, Meta(ge=1, le=99)]
    youngest: Annotated[int, Meta(ge=0)]

    def __post_init__(self) -> None:
        # Texts of one form compare as times do; the other way round it would be closed every day, without a word.
        if not self.opens < self.closes:
            raise ValueError(f"opens at {self.opens}, which is not before closes at {self.closes}")

    def hours(self, day: date) -> Hours:
        """The hours on that day, empty when closed."""
        if WEEKDAYS[day.weekday()] not in self.weekdays or any(_within(day, days) for days in self.closed):
            return Hours(opens="", closes="")
        return Hours(opens=self.opens, closes=self.closes)

    def is_open(self, now: datetime) -> bool:
        """Whether it can be had at this moment, by the clock in Japan."""
        hours = self.hours(now.date())
        return hours.opens <= now.strftime("%H:%M") < hours.closes


class Since(Struct, forbid_unknown_fields=True, frozen=True):
    """The rules that hold from `day` on, per kind of certificate."""

    day: date
    certificate: dict[str, Rule]


class Rules(Struct, forbid_unknown_fields=True, frozen=True):
    """All rules a city has set, past and coming."""

    since: Annotated[list[Since], Meta(min_length=1)]

    def on(self, day: date) -> dict[str, Rule]:
        """The rules of that day, by kind; none before the first."""
        begun = [block for block in self.since if block.day <= day]
        return max(begun, key=lambda block: block.day).certificate if begun else {}


def read_rules(path: Path) -> Rules:
    """Read a file of rules. Raises ValueError with a sentence that names file and place."""
    try:
        return msgspec.toml.decode(path.read_bytes(), type=Rules)
    except (OSError, ValueError) as error:
        raise ValueError(f"{path}: {error}") from None


def _within(day: date, days: str) -> bool:
    first, last = days.split("/")
    here = day.strftime("%m-%d")
    # A span such as 12-29/01-03 goes over the new year.
    return first <= here <= last if first <= last else here >= first or here <= last
