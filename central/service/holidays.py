"""Public holidays of Japan by the Act on National Holidays (国民の祝日に関する法律, articles 2 and 3), as it stands since 2022.

A day that a special law moves, as in 2021, is for a city's own closing days.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

MONDAY, SUNDAY = 0, 6
FIXED = ((1, 1), (2, 11), (2, 23), (4, 29), (5, 3), (5, 4), (5, 5), (8, 11), (11, 3), (11, 23))
MONDAYS = ((1, 2), (7, 3), (9, 3), (10, 2))  # the n-th Monday of a month
# The equinoxes in days of March and September, 1980 to 2099, by the mean tropical year (海上保安庁水路部 暦計算研究会, 1991).
VERNAL, AUTUMNAL = 20.8431, 23.2488
TROPICAL = 0.242194


def is_holiday(day: date) -> bool:
    """Whether a day is a public holiday, a substitute for one (振替休日) or a day between two (国民の休日)."""
    return day in _holidays(day.year)


@lru_cache(maxsize=8)
def _holidays(year: int) -> frozenset[date]:
    named = {date(year, month, day) for month, day in FIXED}
    named |= {_monday(year, month, nth) for month, nth in MONDAYS}
    named |= {date(year, 3, _equinox(year, VERNAL)), date(year, 9, _equinox(year, AUTUMNAL))}
    found = set(named)
    for day in named:
        if day.weekday() == SUNDAY:
            found.add(_first_after(day, named))
        between = day + timedelta(1)
        if between not in named and between + timedelta(1) in named:
            found.add(between)
    return frozenset(found)


def _monday(year: int, month: int, nth: int) -> date:
    first = date(year, month, 1)
    return first + timedelta((MONDAY - first.weekday()) % 7 + 7 * (nth - 1))


def _equinox(year: int, day: float) -> int:
    return int(day + TROPICAL * (year - 1980) - (year - 1980) // 4)


def _first_after(day: date, named: set[date]) -> date:
    while day in named:
        day += timedelta(1)
    return day
