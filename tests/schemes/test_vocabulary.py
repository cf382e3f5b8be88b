"""What the vocabulary of schemes can say beyond the rows that are shipped, and that sums always add up."""

from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from schemes.asking import MONDAY, ride

from transit.levels import Level
from transit.schemes.benefits import AnyBenefit
from transit.schemes.deciding import Denied, Granted, Used, Why, against, decide
from transit.schemes.eligibility import Eligible, Person, age_on, eligible
from transit.schemes.explaining import explain
from transit.schemes.granting import Monthly, Upfront
from transit.schemes.scheme import Scheme

HALF = {"kind": "share", "part": [1, 2]}
BENEFITS = (
    {"kind": "free"},
    HALF,
    {"kind": "share", "part": [1, 3], "unit": 10, "up": True},
    {"kind": "fixed", "yen": 500},
    {"kind": "flat", "yen": 100},
    {"kind": "category", "category": "child"},
    {"kind": "outside", "pays": [1, 2]},
    {"kind": "points"},
    {"kind": "back", "part": [1, 2]},
)


def scheme(*offers, **other):
    raw = {
        "id": "test",
        "number": 1,
        "version": "1",
        "valid_from": "2026-04-01",
        "name": {"ja": "試し"},
        "city": "990012",
        "eligible": {"city": ["990012"]},
        "grant": {"kind": "standing"},
        "offers": [each if "benefit" in each else {"benefit": each} for each in offers],
    }
    return msgspec.convert(raw | other, Scheme)


def sums(found):
    return found.fare, found.subsidy, found.paid


def test_a_share_is_rounded_down_or_up_to_its_unit():
    assert sums(decide(scheme(HALF | {"unit": 100}), ride(fare=770))) == (770, 300, 470)
    assert sums(decide(scheme(HALF | {"unit": 100, "up": True}), ride(fare=770))) == (770, 400, 370)


def test_a_fixed_sum_is_clipped_to_the_fare():
    assert sums(decide(scheme({"kind": "fixed", "yen": 500}), ride(fare=320))) == (320, 320, 0)


def test_a_cap_holds_for_each_person_and_is_lower_while_the_list_is_doubtful():
    capped = scheme({"benefit": HALF, "cap": 1000, "cap_less": 200}, attendants=1)
    assert sums(decide(capped, ride(fare=3000, attendants=1))) == (6000, 2000, 4000)
    assert sums(decide(capped, ride(fare=3000, permit="less"))) == (3000, 200, 2800)


@pytest.mark.parametrize(
    ("permit", "told"),
    [
        ("everything", "2分の1を助成、1000円(1人1回1000円まで)。支払い2000円。"),
        ("less", "2分の1を助成、200円(1人1回200円まで)。名簿が古いため、上限を下げています。支払い2800円。"),
    ],
)
def test_the_cap_that_counted_is_told(permit, told):
    capped, asked = scheme({"benefit": HALF, "cap": 1000, "cap_less": 200}), ride(fare=3000, permit=permit)
    assert explain(capped, asked, decide(capped, asked)).endswith(told)


def test_an_old_list_that_lowered_nothing_is_not_told_of():
    free = scheme({"kind": "free"})
    assert "名簿" not in explain(free, ride(permit="free"), decide(free, ride(permit="free")))


def test_a_cap_on_points_keeps_the_pool():
    capped = scheme({"benefit": {"kind": "points"}, "cap": 500})
    found = decide(capped, ride(fare=900, used=Used(left=2000)))
    assert (found.points, found.paid) == (500, 400)


def test_points_are_not_spent_twice_for_an_attendant():
    found = decide(scheme({"kind": "points"}, attendants=1), ride(attendants=1, used=Used(left=300)))
    assert (found.points, *sums(found)) == (300, 420, 300, 120)


@pytest.mark.parametrize(("fare", "subsidy"), [(2990, 1495), (3000, 1500), (5000, 1500)])
def test_tiers_go_by_the_fare(fare, subsidy):
    tiers = scheme(
        {"benefit": HALF, "fare_below": 3000}, {"benefit": {"kind": "fixed", "yen": 1500}, "fare_from": 3000}
    )
    assert decide(tiers, ride(fare=fare)).subsidy == subsidy


def test_a_party_has_an_offer_of_its_own():
    together = scheme({"benefit": HALF, "party_below": 2}, {"benefit": {"kind": "fixed", "yen": 500}, "party_from": 2})
    assert [decide(together, ride(fare=2000, party=n)).subsidy for n in (1, 2, 4)] == [1000, 500, 500]


@pytest.mark.parametrize(("when", "expected"), [("before", (180, 90, 90)), ("after", (190, 100, 90))])
def test_the_order_of_discounts_is_a_rule(when, expected):
    # a tenth off for disabled riders: off 200 yen, or off the 100 yen that the city leaves
    offer = {"benefit": HALF, "discount": {"part": [1, 10], "when": when}}
    found = decide(scheme(offer), ride(fare=200))
    assert (*sums(found), found.full) == (*expected, 200)


@pytest.mark.parametrize(("at", "why"), [("08:59", Why.HOURS), ("09:00", None), ("15:59", None), ("16:00", Why.HOURS)])
def test_hours_are_of_the_service_day(at, why):
    daytime = scheme({"benefit": HALF, "hours": ["09:00-16:00", "24:00-25:30"]})
    seconds = int(at[:2]) * 3600 + int(at[3:]) * 60
    assert against(daytime, ride(at_s=seconds)) is why
    assert against(daytime, ride(at_s=25 * 3600)) is None


@pytest.mark.parametrize(
    ("quota", "used", "why"),
    [
        ({"per": "day", "most": 2}, Used(today=1), None),
        ({"per": "day", "most": 2}, Used(today=2), Why.DAY),
        ({"per": "month", "most": 8}, Used(month=8), Why.MONTH),
        ({"per": "fiscal_year", "most": 70}, Used(left=1), None),
        ({"per": "fiscal_year", "most": 70}, Used(left=0), Why.LEFT),
        ({"per": "until", "most": 5, "until": "2026-11-22"}, Used(left=5), Why.NOT_IN_FORCE),
    ],
)
def test_quotas_are_for_a_day_a_month_a_fiscal_year_or_up_to_a_day(quota, used, why):
    assert against(scheme(HALF, quotas=[quota]), ride(used=used)) is why


def test_a_doubtful_list_lowers_a_quota():
    limited = scheme(HALF, quotas=[{"per": "day", "most": 4, "less": 2}])
    assert against(limited, ride(used=Used(today=2))) is None
    assert against(limited, ride(used=Used(today=2), permit="less")) is Why.DAY


def test_an_old_list_leaves_what_is_free_and_then_nothing():
    both = scheme({"benefit": {"kind": "free"}, "routes": ["community-*"]}, {"kind": "points"})
    assert decide(both, ride(route="community-1", permit="free")).kind == "free"
    assert decide(both, ride(permit="free")).why is Why.LIST_OLD
    assert decide(both, ride(route="community-1", permit="nothing")).why is Why.LIST_OLD


def test_a_weaker_card_gets_the_lower_benefit_or_none():
    lower = scheme({"benefit": {"kind": "free"}, "level": "card"}, HALF)
    assert [decide(lower, ride(level=level)).kind for level in (Level.NUMBER, Level.CARD)] == ["share", "free"]
    assert decide(scheme(HALF, level="card"), ride()).why is Why.LEVEL


def test_a_discounted_way_outside_of_no_area_is_all_of_it():
    found = decide(scheme({"kind": "outside", "pays": [1, 2]}), ride(fare=300))
    assert sums(found) == (300, 150, 150)


@pytest.mark.parametrize(
    ("on", "amount"), [(date(2026, 4, 1), 36000), (date(2026, 10, 1), 18000), (date(2027, 3, 31), 3000)]
)
def test_a_monthly_grant_is_for_the_months_that_are_left(on, amount):
    assert Monthly(amount=3000).grant(on, None) == (amount, date(2027, 3, 31))
    assert Upfront(amount=48).grant(on, None) == (48, date(2027, 3, 31))


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(1960, 4, 1), date(2025, 3, 31), 65),
        (date(1960, 4, 1), date(2025, 3, 30), 64),
        (date(1960, 2, 29), date(2025, 2, 28), 65),
        (date(1960, 2, 29), date(2025, 2, 27), 64),
    ],
)
def test_an_age_is_reached_on_the_day_before_the_birthday(born, day, age):
    assert age_on(born, day) == age


def test_and_or_and_category_make_a_tree():
    tree = {
        "all": [
            {"city": ["990012"]},
            {"any": [{"age": {"least": 75}}, {"licence": False}, {"category": {"name": "pregnant", "months": 12}}]},
        ]
    }
    found = scheme(HALF, eligible=tree)
    mother = Person(date(1996, 5, 5), "990012", licence=True, categories={"pregnant": date(2026, 2, 10)})
    assert eligible(found, mother, MONDAY) == Eligible(date(2027, 2, 28))
    assert not isinstance(eligible(found, mother, date(2027, 3, 1)), Eligible)
    assert eligible(found, Person(date(1996, 5, 5), "990012", licence=False), MONDAY) == Eligible(None)
    assert eligible(found, Person(date(1996, 5, 5), "990012"), MONDAY).unknown


def test_a_person_written_down_tells_nothing():
    somebody = Person(date(1996, 5, 5), "990012", handbooks={"mental": 2}, categories={"pregnant": MONDAY})
    assert not any(told in repr(somebody) for told in ("1996", "990012", "mental", "pregnant"))


def test_a_scheme_ends_with_its_last_day():
    ending = scheme(HALF, valid_until="2027-03-31")
    assert eligible(ending, Person(city="990012"), MONDAY) == Eligible(date(2027, 3, 31))
    assert decide(ending, ride(day=date(2027, 4, 1))).why is Why.NOT_IN_FORCE


yen = st.integers(0, 20_000)
offers = st.fixed_dictionaries(
    {"benefit": st.sampled_from(BENEFITS)},
    optional={
        "cap": yen,
        "cap_less": yen,
        "discount": st.fixed_dictionaries({"part": st.just([1, 10]), "when": st.sampled_from(["before", "after"])}),
    },
)


@given(
    st.lists(offers, min_size=1, max_size=3),
    yen,
    st.integers(0, 3),
    yen,
    yen,
    st.sampled_from(["everything", "less", "free", "nothing"]),
)
def test_sums_add_up_whatever_is_granted(said, fare, attendants, outside, left, permit):
    asked = ride(fare=fare, attendants=attendants, outside=outside, permit=permit, used=Used(left=left))
    made = scheme(*said)
    found = decide(made, asked)
    assert explain(made, asked, found)
    if isinstance(found, Denied):
        assert permit in ("free", "nothing")
        return
    assert isinstance(found, Granted)
    assert found.fare == found.subsidy + found.paid <= found.full == fare * (1 + attendants)
    assert min(found.subsidy, found.paid, found.points, found.back) >= 0
    assert found.points <= min(left, found.subsidy)
    assert permit != "free" or found.kind == "free"


def test_every_kind_of_benefit_is_tried_above():
    assert {each.__struct_config__.tag for each in AnyBenefit.__args__} == {each["kind"] for each in BENEFITS}
