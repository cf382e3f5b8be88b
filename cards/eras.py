"""Japanese eras: the year of a Gregorian day in its era, as cards, registers and certificates count it."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple


class Era(NamedTuple):
    """An era: its name and its first day."""

    name: str
    since: date


ERAS = (
    Era("令和", date(2019, 5, 1)),
    Era("平成", date(1989, 1, 8)),
    Era("昭和", date(1926, 12, 25)),
    Era("大正", date(1912, 7, 30)),
    # the edict of 23 October 1868 made it count from the first day of that year, 25 January
    Era("明治", date(1868, 1, 25)),
)
"""The latest first."""


def era_of(day: date) -> tuple[Era, int]:
    """The era of a day and the year in it, from 1. Raises ValueError before 明治."""
    for era in ERAS:
        if day >= era.since:
            return era, day.year - era.since.year + 1
    raise ValueError("no era is known for a day before 25 January 1868")
