"""What stands in a cell: times, days, numbers; and what is wrong with one that cannot be read."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import date

UNKNOWN = -1
"""A time that the feed does not tell."""

_TIME = re.compile(r"(\d{1,3}):([0-5]?\d)(?::([0-5]?\d))?", re.ASCII)
_LARGEST = 2**31 - 1


def seconds(text: str) -> int:
    """H:MM:SS as seconds since noon minus 12 h, UNKNOWN when blank or unreadable; may pass 24 h."""
    found = _TIME.fullmatch(text)
    if not found:
        return UNKNOWN
    hours, minutes, rest = found.groups()
    return int(hours) * 3600 + int(minutes) * 60 + int(rest or 0)


def day(text: str) -> date | None:
    """YYYYMMDD as a day; None when it is none."""
    if len(text) != 8 or not (text.isascii() and text.isdigit()):
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def number(text: str) -> float | None:
    """A number in plain digits; None when it is none, or not finite."""
    # float() would take full-width digits and 1_000
    if not text.isascii() or "_" in text:
        return None
    try:
        found = float(text)
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def whole(text: str) -> int | None:
    """A number from 0 to 2,147,483,647; None when it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 11 and int(text) <= _LARGEST else None


def _within(text: str, bound: float) -> bool:
    found = number(text)
    return found is not None and abs(found) <= bound


def amount(text: str) -> float | None:
    """A price of 0 or more, below a thousand million; None when it is none."""
    found = number(text)
    return found if found is not None and 0 <= found < 1e9 else None


KINDS: dict[str, tuple[Callable[[str], bool], str]] = {
    "whole": (lambda text: whole(text) is not None, "is not a whole number"),
    "number": (lambda text: number(text) is not None, "is not a number"),
    "amount": (lambda text: amount(text) is not None, "is not an amount of money"),
    "ic": (
        lambda text: text in {"-1", "-1.0"} or amount(text) is not None,
        "is not an amount of money (nor -1, no IC cards)",
    ),
    "currency": (lambda text: len(text) == 3 and text.isascii() and text.isalpha(), "is not a currency such as JPY"),
    "latitude": (lambda text: _within(text, 90), "is not a latitude (-90 to 90)"),
    "longitude": (lambda text: _within(text, 180), "is not a longitude (-180 to 180)"),
    "date": (lambda text: day(text) is not None, "is not a day (YYYYMMDD)"),
    "time": (lambda text: seconds(text) != UNKNOWN, "is not a time (H:MM:SS)"),
}
