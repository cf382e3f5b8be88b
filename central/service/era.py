"""Gregorian days in the words of certificates. Year one is 元年, never 1年."""

from __future__ import annotations

from datetime import date

from cards.eras import era_of


def year(day: date) -> str:
    """The year of a day in its era: 令和8年, 令和元年. Raises ValueError before 明治."""
    era, number = era_of(day)
    return f"{era.name}{'元' if number == 1 else number}年"


def long(day: date) -> str:
    """As certificates print it: 令和8年11月1日, without padding; 令和元年5月1日."""
    return f"{year(day)}{day.month}月{day.day}日"
