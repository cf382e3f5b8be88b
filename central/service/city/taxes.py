"""A year's municipal tax of the sample city's people, by the rules of the Local Tax Act for 2024 to 2026, shortened.

Left out: stock and forestry income, donations, and all credits but the adjustment of article 314-6.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import NamedTuple

from central.service.city.people import Earned, Home, Person
from central.service.residents import Amounts, Deductions, Dependants, Levied, TaxRecord

NOTHING = Dependants()
HEAD, SPOUSE = "世帯主", ("妻", "夫")
ELDERLY, RETIRED = 70, 65
BY_AGE = ((23, "general"), (19, "specific"), (16, "general"), (0, "under_16"))
BASIC = 430_000
PER_HEAD = (3_000, 1_000, 1_000)  # city, prefecture, forest
CITY, PREFECTURE = 6, 4  # per cent of what is taxable
# Salary up to this much: a share in per cent is deducted, and a sum (Income Tax Act, article 28).
SALARY = ((1_800_000, 40, -100_000), (3_600_000, 30, 80_000), (6_600_000, 20, 440_000), (8_500_000, 10, 1_100_000))
MOST_OFF_SALARY = 1_950_000
RAISED_FROM = 2026  # the fiscal year from which the least deduction and a dependant's limit are 100,000 yen higher
# What a spouse's income leaves of the special deduction (article 314-2, 1, 10-2).
SPECIAL = (
    *((1_000_000, 330_000), (1_050_000, 310_000), (1_100_000, 260_000), (1_150_000, 210_000)),
    *((1_200_000, 160_000), (1_250_000, 110_000), (1_300_000, 60_000), (1_330_000, 30_000)),
)


class Taxed(NamedTuple):
    """One person's year: whether the higher limits hold, whether 65 at its end, what was earned, who is kept of it."""

    raised: bool
    retired: bool
    earned: Earned
    dependants: Dependants = NOTHING
    spouse_income: int | None = None


def of_home(home: Home, person: Person, year: int) -> TaxRecord:
    """The tax of somebody who lives in a home; its head keeps who earns too little himself."""
    earned = person.earned or Earned()
    asked = Taxed(year >= RAISED_FROM, _age(person, year) >= RETIRED, earned)
    if person.relation != HEAD or len(home.people) == 1:
        return assess(asked)
    others = (other for other in home.people if other is not person and _age(other, year) >= 0)
    kept = [other for other in others if _total(other, year) <= limit(year)]
    spouses = [_total(other, year) for other in home.people if other.relation in SPOUSE]
    return assess(asked._replace(dependants=_count(kept, year), spouse_income=min(spouses, default=None)))


def limit(year: int) -> int:
    """The income (yen) up to which somebody counts as kept by another."""
    return 580_000 if year >= RAISED_FROM else 480_000


def income(raised: bool, retired: bool, earned: Earned) -> Amounts:
    """Income of a year by its kind."""
    return Amounts(_salary(raised, earned.salary), _pension(retired, earned.pension), earned.business, earned.rent)


@lru_cache(maxsize=1024)
def assess(one: Taxed) -> TaxRecord:
    """A person's municipal tax for a year, as a record that is nobody's yet."""
    earned, heads = one.earned, 1 + one.dependants.count
    incomes = income(one.raised, one.retired, earned)
    taken = _deductions(one, incomes.total)
    taxable = max(0, incomes.total - taken.total) // 1_000 * 1_000
    # Below these two limits nothing is levied (article 295 and the supplementary provisions, article 3-3).
    free_of_tax = incomes.total <= 280_000 * heads + (268_000 if heads > 1 else 100_000)
    free_on_income = incomes.total <= 350_000 * heads + (420_000 if heads > 1 else 100_000)
    city, prefecture, forest = (0, 0, 0) if free_of_tax else PER_HEAD
    levied = 0 if free_on_income else taxable
    credit = _credit(levied, one.dependants, taken)
    return TaxRecord(
        resident=0,
        year=0,
        base_address="",
        revenue=Amounts(earned.salary, earned.pension, earned.business, earned.rent),
        income=incomes,
        deductions=taken,
        dependants=one.dependants,
        taxable=taxable,
        city=_levied(levied, CITY, credit * 3 // 5, city),
        prefecture=_levied(levied, PREFECTURE, credit * 2 // 5, prefecture),
        forest=forest,
        oneself=earned.oneself,
    )


def _age(person: Person, year: int) -> int:
    """Full years on the last day of the year that was taxed."""
    return year - 1 - int(person.birth[:4])


def _total(person: Person, year: int) -> int:
    if person.earned is None:
        return 0
    return income(year >= RAISED_FROM, _age(person, year) >= RETIRED, person.earned).total


def _count(kept: list[Person], year: int) -> Dependants:
    kinds = Counter(_kind(person, _age(person, year)) for person in kept)
    spouse = bool(kinds.pop("spouse", 0))
    return Dependants(spouse=spouse, **kinds)


def _kind(person: Person, age: int) -> str:
    if person.relation in SPOUSE:
        return "spouse"
    if age >= ELDERLY:
        return "elderly_parents" if person.relation in ("父", "母") else "elderly"
    return next(kind for youngest, kind in BY_AGE if age >= youngest)


def _salary(raised: bool, revenue: int) -> int:
    least = 650_000 if raised else 550_000
    for most, share, more in SALARY:
        if revenue <= most:
            return max(0, revenue - max(least, revenue * share // 100 + more))
    return revenue - MOST_OFF_SALARY


def _pension(retired: bool, revenue: int) -> int:
    least = 1_100_000 if retired else 600_000
    if revenue <= (3_300_000 if retired else 1_300_000):
        return max(0, revenue - least)
    return revenue * 75 // 100 - 275_000


def _deductions(one: Taxed, total: int) -> Deductions:
    earned, kept = one.earned, one.dependants
    special = 0
    if one.spouse_income is not None and not kept.spouse:
        special = next((sum_ for most, sum_ in SPECIAL if one.spouse_income <= most), 0)
    return Deductions(
        social_insurance=total * 15 // 100 // 100 * 100,
        medical=earned.medical,
        mutual_aid=earned.mutual_aid,
        life_insurance=earned.life_insurance,
        earthquake=earned.earthquake,
        disability=260_000 * kept.disabled + 300_000 * kept.severely_disabled,
        one_parent=300_000 if earned.oneself == "ひとり親" else 0,
        spouse=330_000 if kept.spouse else 0,
        spouse_special=special,
        dependants=450_000 * (kept.specific + kept.elderly_parents) + 380_000 * kept.elderly + 330_000 * kept.general,
        basic=BASIC,
    )


def _credit(taxable: int, kept: Dependants, taken: Deductions) -> int:
    # What the income tax takes off more for each person than the municipal tax does.
    more = 50_000 * (1 + kept.spouse + kept.general) + 180_000 * kept.specific
    more += 100_000 * kept.elderly + 130_000 * kept.elderly_parents + (50_000 if taken.one_parent else 0)
    if taxable <= 2_000_000:
        return min(more, taxable) * 5 // 100
    return max(50_000, more - (taxable - 2_000_000)) * 5 // 100


def _levied(taxable: int, per_cent: int, credit: int, per_head: int) -> Levied:
    on_income = max(0, taxable * per_cent // 100 - credit) // 100 * 100
    return Levied(on_income, per_head, credit)
