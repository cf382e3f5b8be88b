"""Who may have a scheme: a tree of conditions, and up to which day they hold."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple

from msgspec import Meta, Struct

from transit.schemes.granting import fiscal_year_end

if TYPE_CHECKING:
    from transit.schemes.scheme import Scheme

Years = Annotated[int, Meta(ge=0, le=150)]
FOR_EVER = date.max


# an error that shows its arguments shows nobody's birthday or handbook
@dataclass(frozen=True, repr=False)
class Person:
    """What is known of somebody: `city` where he lives (6 digits), `licence` to drive; None where nobody knows.

    `handbooks`: grade by kind (body, mind, mental). `categories`: the day that each is given with (a due date, an expiry).
    `chosen`: the scheme's id by name of the group that he chose from in this fiscal year.
    """

    born: date | None = None
    city: str | None = None
    licence: bool | None = None
    handbooks: Mapping[str, int] | None = None
    categories: Mapping[str, date] | None = None
    chosen: Mapping[str, str] = field(default_factory=dict)


class Eligible(NamedTuple):
    """He may, as far as it can be told up to a last day (None: for ever)."""

    until: date | None


class NotEligible(NamedTuple):
    """He may not: `reason` is the condition that failed (age, city, licence, handbook, category, chosen, not_in_force).

    `unknown`: nobody knows, so an official has to look. `may_change`: he may still give up what he chose.
    """

    reason: str
    unknown: bool = False
    may_change: bool = False


class Age(Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """An age from `least` to `most` years, on the day itself or as it will be on the last day of the (fiscal) year."""

    least: Years = 0
    most: Years | None = None
    on: Literal["day", "year_end", "fiscal_year_end"] = "day"


class Handbook(Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """A disability handbook of a kind, in one of these grades."""

    kind: Literal["body", "mind", "mental"]
    grades: Annotated[tuple[int, ...], Meta(min_length=1)]


class Category(Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """A category that is given with a day: it ends `months` later, at the end of that month when `month_end`."""

    name: str
    months: Annotated[int, Meta(ge=0, le=120)] = 0
    month_end: bool = True


class Condition(Struct, kw_only=True, forbid_unknown_fields=True, frozen=True, omit_defaults=True):
    """One condition: exactly one of these stands in it."""

    all: tuple[Condition, ...] | None = None
    any: tuple[Condition, ...] | None = None
    age: Age | None = None
    city: tuple[str, ...] | None = None
    licence: bool | None = None
    handbook: Handbook | None = None
    category: Category | None = None

    def __post_init__(self) -> None:
        said = [name for name in self.__struct_fields__ if getattr(self, name) is not None]
        if len(said) != 1:
            raise ValueError(f"has {' and '.join(said) or 'nothing'} where exactly one condition stands")


def eligible(scheme: Scheme, person: Person, on: date) -> Eligible | NotEligible:
    """Whether somebody may have a scheme on a day."""
    if not scheme.is_valid(on):
        return NotEligible("not_in_force")
    group = scheme.group
    if group and person.chosen.get(group.name, scheme.id) != scheme.id:
        return NotEligible("chosen", may_change=on <= _in_fiscal_year(on, group.change_by))
    found = _judge(scheme.eligible, person, on)
    if isinstance(found, NotEligible):
        return found
    until = min(found, scheme.valid_until or FOR_EVER)
    return Eligible(None if until == FOR_EVER else until)


def age_on(born: date, day: date) -> int:
    """Years of age; each is reached on the day before the birthday (Act on Calculation of Ages, 1902)."""
    after = day + timedelta(days=1)
    return after.year - born.year - ((after.month, after.day) < (born.month, born.day))


def _judge(condition: Condition, person: Person, on: date) -> date | NotEligible:
    """The last day on which it holds, FOR_EVER when it does not end."""
    name = next(name for name in condition.__struct_fields__ if getattr(condition, name) is not None)
    return JUDGES[name](getattr(condition, name), person, on)


def _all(conditions: tuple[Condition, ...], person: Person, on: date) -> date | NotEligible:
    found = [_judge(each, person, on) for each in conditions]
    failed = [each for each in found if isinstance(each, NotEligible)]
    # one that surely fails is told before one that nobody knows
    return (
        min(failed, key=lambda each: each.unknown) if failed else min(each for each in found if isinstance(each, date))
    )


def _any(conditions: tuple[Condition, ...], person: Person, on: date) -> date | NotEligible:
    found = [_judge(each, person, on) for each in conditions]
    held = [each for each in found if isinstance(each, date)]
    failed = [each for each in found if isinstance(each, NotEligible)]
    # one that nobody knows may hold: an official looks before anybody is turned away
    return max(held) if held else max(failed, key=lambda each: each.unknown)


def _age(age: Age, person: Person, on: date) -> date | NotEligible:
    if person.born is None:
        return NotEligible("age", unknown=True)
    day = {"day": on, "year_end": date(on.year, 12, 31), "fiscal_year_end": fiscal_year_end(on)}[age.on]
    years = age_on(person.born, day)
    if years < age.least or (age.most is not None and years > age.most):
        return NotEligible("age")
    if age.most is None:
        # whoever is old enough stays so
        return FOR_EVER
    if age.on != "day":
        return day
    return _birthday(person.born, age.most + 1) - timedelta(days=2)


def _birthday(born: date, years: int) -> date:
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        # born on 29 February
        return date(born.year + years, 3, 1)


def _city(cities: tuple[str, ...], person: Person, _on: date) -> date | NotEligible:
    if person.city in cities:
        return FOR_EVER
    return NotEligible("city", unknown=person.city is None)


def _licence(wanted: bool, person: Person, _on: date) -> date | NotEligible:
    if person.licence is wanted:
        return FOR_EVER
    return NotEligible("licence", unknown=person.licence is None)


def _handbook(handbook: Handbook, person: Person, _on: date) -> date | NotEligible:
    if person.handbooks is None:
        return NotEligible("handbook", unknown=True)
    return FOR_EVER if person.handbooks.get(handbook.kind) in handbook.grades else NotEligible("handbook")


def _category(category: Category, person: Person, on: date) -> date | NotEligible:
    given = (person.categories or {}).get(category.name)
    if given is None:
        return NotEligible("category", unknown=person.categories is None)
    year, month = divmod(given.year * 12 + given.month - 1 + category.months, 12)
    last = monthrange(year, month + 1)[1]
    end = date(year, month + 1, last if category.month_end else min(given.day, last))
    return end if on <= end else NotEligible("category")


def _in_fiscal_year(on: date, month_day: str) -> date:
    """The day MM-DD of the fiscal year that a day is in."""
    end = fiscal_year_end(on)
    month, day = map(int, month_day.split("-"))
    year = end.year if month <= end.month else end.year - 1
    return date(year, month, min(day, monthrange(year, month)[1]))


JUDGES: dict[str, Callable[[Any, Person, date], date | NotEligible]] = {
    "all": _all,
    "any": _any,
    "age": _age,
    "city": _city,
    "licence": _licence,
    "handbook": _handbook,
    "category": _category,
}
