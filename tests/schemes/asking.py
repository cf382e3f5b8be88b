"""A ride to ask schemes about, and people to ask them for."""

from datetime import date

from transit.levels import Level
from transit.schemes.deciding import Asked
from transit.schemes.eligibility import Person

MONDAY = date(2026, 11, 23)


def ride(**other):
    """210 yen at ten in the morning, by a card of which only a number was read."""
    usual = {
        "day": MONDAY,
        "at_s": 36000,
        "firm": "firm-a",
        "route": "R1",
        "origin": "himeji-1",
        "destination": "himeji-2",
        "fare": 210,
        "level": Level.NUMBER,
        "medium": "my_number",
    }
    return Asked(**(usual | other))


def born(years, city, **other):
    """Somebody who turned so many years of age long before this November."""
    return Person(born=date(2026 - years, 5, 5), city=city, **other)
