"""Gregorian days as Japanese era dates. Year one is 元年, never 1年.

Eras by the cabinet orders on the era name (明治 is reckoned from 23 October 1868, in the Gregorian calendar throughout).
"""

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
    Era("明治", date(1868, 10, 23)),
)


def era_of(day: date) -> tuple[Era, int]:
    """The era of a day and the year in it, from 1. Raises ValueError before 明治."""
    for era in ERAS:
        if day >= era.since:
            return era, day.year - era.since.year + 1
    raise ValueError("no era is known for a day before 23 October 1868")


def year(day: date) -> str:
    """The year of a day in its era: 令和8年, 令和元年. Raises ValueError before 明治."""
    era, number = era_of(day)
    return f"{era.name}{'元' if number == 1 else number}年"


def long(day: date) -> str:
    """As certificates print it: 令和8年11月1日, without padding; 令和元年5月1日."""
    return f"{year(day)}{day.month}月{day.day}日"
