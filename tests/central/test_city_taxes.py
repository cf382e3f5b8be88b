"""The municipal taxes of the sample city: they follow from what was earned, as the Local Tax Act has it."""

from dataclasses import dataclass

import pytest
from sample_city import CHILD, HANA, HANAKO, TARO, built, register, resident

from central.service.city.people import Earned
from central.service.city.taxes import Taxed, assess
from central.service.residents import Dependants

YEARS = (2024, 2025, 2026)


@pytest.fixture(scope="module")
def records():
    numbers = built().execute("SELECT DISTINCT resident FROM assessment").fetchall()
    people = [register().by_id(number) for (number,) in numbers]
    return [(one, tax) for one in people for year in YEARS if (tax := register().tax_of(one, year))]


@dataclass
class Salaried:
    """Salary of the year 2025 and what is to be paid for it in all, reckoned by hand from the Act's tables."""

    salary: int
    income: int
    taxable: int
    annual: int


BY_HAND = [
    Salaried(1_000_000, 350_000, 0, 0),
    Salaried(1_030_000, 380_000, 0, 0),
    Salaried(1_031_000, 381_000, 0, 5_000),
    Salaried(3_000_000, 2_020_000, 1_287_000, 131_100),
    Salaried(9_000_000, 7_050_000, 5_562_000, 558_600),
]


@pytest.mark.parametrize("known", BY_HAND, ids=[str(known.salary) for known in BY_HAND])
def test_the_tax_on_a_salary_is_what_one_reckons_by_hand(known):
    tax = assess(Taxed(raised=True, retired=False, earned=Earned(salary=known.salary)))
    annual = tax.city.on_income + tax.city.per_head + tax.prefecture.on_income + tax.prefecture.per_head + tax.forest
    assert (tax.income.total, tax.taxable, annual) == (known.income, known.taxable, known.annual)


def test_whom_somebody_keeps_is_deducted_and_raises_what_stays_free_of_tax():
    earned = Earned(salary=2_000_000)
    alone = assess(Taxed(True, False, earned))
    kept = assess(Taxed(True, False, earned, Dependants(spouse=True, under_16=2)))
    assert alone.city.per_head == 3_000
    assert (kept.deductions.spouse, kept.city.per_head, kept.city.on_income) == (330_000, 0, 0)


def test_a_record_adds_up_from_revenue_to_tax(records):
    assert len(records) > 3000
    for _, tax in records:
        left = max(0, tax.income.total - tax.deductions.total)
        assert tax.taxable == left // 1000 * 1000
        if tax.city.on_income:
            assert tax.city.on_income == (tax.taxable * 6 // 100 - tax.city.credit) // 100 * 100
            assert tax.prefecture.on_income == (tax.taxable * 4 // 100 - tax.prefecture.credit) // 100 * 100
        assert bool(tax.forest) == bool(tax.city.per_head) == bool(tax.prefecture.per_head)
        assert tax.taxed == (tax.annual > 0)
        assert tax.revenue.total >= tax.income.total


def test_the_taxed_the_not_taxed_and_those_without_income_live_there(records):
    assert sum(tax.taxed for _, tax in records) > 1000
    assert sum(not tax.taxed for _, tax in records) > 300
    assert sum(tax.revenue.total == 0 for _, tax in records) > 100
    assert {tax.oneself for _, tax in records} == {"", "ひとり親"}
    for kind in ("salary", "pension", "business", "rent"):
        assert any(getattr(tax.income, kind) for _, tax in records)


def test_who_is_taxed_lived_in_the_city_on_the_first_of_january(records):
    for one, tax in records:
        assert one.became_resident.on.year < tax.year
        homes = {one.household.address, *(former.address for former in one.former_addresses if former.within)}
        assert tax.base_address in homes


def test_a_move_within_the_city_changes_the_address_of_later_years_only(records):
    moved = [(one, tax) for one, tax in records if one.address_since]
    assert moved
    for one, tax in moved:
        before = one.address_since.on.isoformat() > f"{tax.year}-01-01"
        assert (tax.base_address != one.household.address) == before


def test_a_family_keeps_its_children_and_of_a_spouse_who_earns_only_what_the_special_deduction_leaves():
    tax = register().tax_of(resident(TARO), 2026)
    assert tax.dependants == Dependants(under_16=1, general=1)
    assert register().tax_of(resident(HANAKO), 2026).income.total == 1_150_000
    assert (tax.deductions.spouse, tax.deductions.spouse_special, tax.deductions.dependants) == (0, 210_000, 330_000)


def test_a_pensioner_has_income_of_her_pension_alone():
    tax = register().tax_of(resident(HANA), 2026)
    assert (tax.revenue.pension, tax.income.pension, tax.income.salary) == (1_650_000, 550_000, 0)


def test_a_record_in_a_log_gives_no_sum_away():
    tax = register().tax_of(resident(HANA), 2026)
    assert "550" not in f"{tax}{tax.income}{tax.deductions}{tax.city}"
    assert register().tax_years_of(resident(CHILD)) == ()
