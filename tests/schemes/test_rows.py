"""Every scheme of a bus that we know, cell by cell: benefit, quota or grant, and who."""

from datetime import date

import pytest
from schemes.asking import MONDAY, born, ride

from transit.schemes.deciding import Denied, Used, Why, decide
from transit.schemes.eligibility import Eligible, NotEligible, Person, eligible
from transit.schemes.explaining import explain
from transit.schemes.granting import Granted

TSU, HIMEJI, KOBE, KAWASAKI, MAEBASHI = "242012", "282014", "281000", "141305", "102016"
YEAR_END = date(2027, 3, 31)


def paid(rules, scheme, **other):
    """What the rider pays in cash, and what the city bears."""
    granted = decide(rules.scheme(scheme, MONDAY), ride(**other))
    return granted.paid, granted.subsidy


def may(rules, scheme, person, on=MONDAY):
    return eligible(rules.scheme(scheme, on), person, on)


def granted(rules, scheme, on, used_last_year=None):
    return rules.scheme(scheme, MONDAY).grant.grant(on, used_last_year)


EMICA = {"medium": "felica", "firm": "sanco", "used": Used(left=2000)}


def test_tsu_a_point_is_a_yen(rules):
    found = decide(rules.scheme("tsu-silver", MONDAY), ride(**EMICA))
    assert (found.points, found.subsidy, found.paid) == (210, 210, 0)


def test_tsu_what_points_do_not_cover_is_paid_in_cash(rules):
    found = decide(rules.scheme("tsu-silver", MONDAY), ride(**EMICA | {"used": Used(left=60)}))
    assert (found.points, found.subsidy, found.paid) == (60, 60, 150)


def test_tsu_community_buses_are_free_and_cost_no_points(rules):
    found = decide(rules.scheme("tsu-silver", MONDAY), ride(**EMICA | {"route": "community-3", "used": Used(left=0)}))
    assert (found.kind, found.points, found.paid) == ("free", 0, 0)


def test_tsu_only_designated_firms_take_points(rules):
    assert decide(rules.scheme("tsu-silver", MONDAY), ride(**EMICA | {"firm": "other"})).why is Why.FIRM


def test_tsu_it_is_a_transit_card(rules):
    assert decide(rules.scheme("tsu-silver", MONDAY), ride(**EMICA | {"medium": "my_number"})).why is Why.MEDIUM


@pytest.mark.parametrize(("used", "points"), [(None, 2000), (0, 0), (1240, 1240), (2000, 2000), (2600, 2000)])
def test_tsu_a_further_year_brings_what_was_used_up_to_2000(rules, used, points):
    assert granted(rules, "tsu-silver", date(2027, 4, 1), used) == Granted(points, None)


@pytest.mark.parametrize(
    ("birth", "is_eligible"), [(date(1961, 12, 31), True), (date(1962, 1, 1), True), (date(1962, 1, 2), False)]
)
def test_tsu_is_for_65_by_the_end_of_the_year(rules, birth, is_eligible):
    # an age is reached on the day before the birthday, so 1 January is of the year before
    assert isinstance(may(rules, "tsu-silver", Person(born=birth, city=TSU)), Eligible) is is_eligible


def test_tsu_is_for_its_residents(rules):
    assert may(rules, "tsu-silver", born(70, HIMEJI)) == NotEligible("city")


@pytest.mark.parametrize("fare", [160, 210, 980])
def test_himeji_seniors_pay_50_yen_however_far(rules, fare):
    assert paid(rules, "himeji-senior", fare=fare) == (50, fare - 50)


def test_himeji_seniors_pay_no_more_than_the_fare(rules):
    assert paid(rules, "himeji-senior", fare=40) == (40, 0)


def test_himeji_seniors_ride_within_the_city(rules):
    found = decide(rules.scheme("himeji-senior", MONDAY), ride(destination="kakogawa-1"))
    assert found.why is Why.AREA


def test_himeji_seniors_choose_one_thing_a_year(rules):
    chosen = born(80, HIMEJI, chosen={"himeji-senior": "himeji-taxi"})
    assert may(rules, "himeji-senior", chosen, date(2026, 12, 31)) == NotEligible("chosen", may_change=True)
    assert may(rules, "himeji-senior", chosen, date(2027, 1, 1)) == NotEligible("chosen", may_change=False)
    assert may(rules, "himeji-senior", born(80, HIMEJI, chosen={"himeji-senior": "himeji-senior"})) == Eligible(None)


DISABILITY = ("himeji-disability-half", "himeji-disability-full")


@pytest.mark.parametrize("scheme", DISABILITY)
def test_himeji_disability_is_free_inside_the_city(rules, scheme):
    assert paid(rules, scheme) == (0, 210)


@pytest.mark.parametrize(("scheme", "pays"), [("himeji-disability-half", 120), ("himeji-disability-full", 230)])
def test_himeji_disability_outside_costs_half_or_all_of_that_part(rules, scheme, pays):
    assert paid(rules, scheme, destination="kakogawa-1", fare=400, outside=230) == (pays, 400 - pays)


def test_himeji_disability_lets_one_attendant_ride_along_for_some(rules):
    half, full = (rules.scheme(scheme, MONDAY) for scheme in DISABILITY)
    assert (half.attendants, full.attendants) == (1, 0)
    found = decide(half, ride(attendants=1))
    assert (found.people, found.fare, found.paid) == (2, 420, 0)


@pytest.mark.parametrize("scheme", DISABILITY)
def test_himeji_disability_is_shown_to_the_driver(rules, scheme):
    assert rules.scheme(scheme, MONDAY).look


@pytest.mark.parametrize(
    ("handbooks", "scheme"),
    [
        ({"body": 3}, DISABILITY[0]),
        ({"mind": 1}, DISABILITY[0]),
        ({"body": 4}, DISABILITY[1]),
        ({"mental": 2}, DISABILITY[1]),
    ],
)
def test_himeji_disability_goes_by_the_handbook(rules, handbooks, scheme):
    found = {
        each for each in DISABILITY if isinstance(may(rules, each, Person(city=HIMEJI, handbooks=handbooks)), Eligible)
    }
    assert found == {scheme}


def test_himeji_disability_without_papers_is_for_an_official_to_look_at(rules):
    assert may(rules, DISABILITY[0], Person(city=HIMEJI)) == NotEligible("handbook", unknown=True)


@pytest.mark.parametrize("scheme", ["kobe-senior", "kawasaki-half"])
def test_kobe_and_kawasaki_take_the_childs_fare(rules, scheme):
    assert paid(rules, scheme, fares={"child": 105}) == (105, 105)
    # 10 yen are the smallest coin of a fare, and a half is rounded up to it
    assert paid(rules, scheme) == (110, 100)


def test_kawasaki_sells_a_month_of_rides(rules):
    assert paid(rules, "kawasaki-month") == (0, 210)
    assert granted(rules, "kawasaki-month", date(2026, 11, 23)) == Granted(None, date(2026, 11, 30))
    assert rules.scheme("kawasaki-month", MONDAY).grant.yen == 1000


def test_kawasaki_is_one_or_the_other(rules):
    month = born(75, KAWASAKI, chosen={"kawasaki-senior": "kawasaki-month"})
    assert may(rules, "kawasaki-half", month).reason == "chosen"
    assert may(rules, "kawasaki-month", month) == Eligible(None)


@pytest.mark.parametrize(("scheme", "city"), [("kobe-senior", KOBE), ("kawasaki-half", KAWASAKI)])
def test_kobe_and_kawasaki_are_for_70(rules, scheme, city):
    assert may(rules, scheme, born(69, city)) == NotEligible("age")
    assert may(rules, scheme, born(70, city)) == Eligible(None)


def test_maebashi_takes_a_tenth_off(rules):
    assert paid(rules, "maebashi-gunmaas", medium="felica") == (189, 21)


@pytest.mark.parametrize("firm", ["firm-a", "firm-f"])
def test_maebashi_counts_with_six_firms_on_any_line(rules, firm):
    assert paid(rules, "maebashi-gunmaas", medium="felica", firm=firm, route="out-of-town") == (189, 21)
    other = decide(rules.scheme("maebashi-gunmaas", MONDAY), ride(medium="felica", firm="firm-g"))
    assert other.why is Why.FIRM


def test_maebashi_goes_by_a_linked_transit_card(rules):
    assert decide(rules.scheme("maebashi-gunmaas", MONDAY), ride()).why is Why.MEDIUM


@pytest.mark.parametrize(
    ("years", "is_eligible"), [(12, False), (13, True), (22, True), (23, False), (69, False), (70, True)]
)
def test_maebashi_is_for_the_young_and_the_old(rules, years, is_eligible):
    assert isinstance(may(rules, "maebashi-gunmaas", born(years, MAEBASHI)), Eligible) is is_eligible


def test_maebashi_ends_for_the_young_before_they_are_23(rules):
    # born on 5 May 2004: 23 on 4 May 2027
    assert may(rules, "maebashi-gunmaas", born(22, MAEBASHI)) == Eligible(date(2027, 5, 3))


def test_maebashi_goes_by_fiscal_years(rules):
    assert granted(rules, "maebashi-gunmaas", MONDAY) == Granted(None, YEAR_END)


def test_nakatosa_is_free_and_the_town_bears_the_computed_fare(rules):
    assert paid(rules, "nakatosa-free", fare=1240) == (0, 1240)
    assert granted(rules, "nakatosa-free", MONDAY) == Granted(None, None)
    assert may(rules, "nakatosa-free", Person(city="394017")) == Eligible(None)


def test_nisshin_gives_points_back_next_month(rules):
    scheme = rules.scheme("nisshin-back", MONDAY)
    found = decide(scheme, ride())
    assert (found.paid, found.subsidy, found.points, found.back) == (210, 0, 0, 105)
    assert explain(scheme, ride(), found).endswith("翌月に105ポイントが戻ります。")


@pytest.mark.parametrize(("fare", "pays"), [(100, 100), (480, 100), (80, 80)])
def test_sakaide_takes_the_residents_fare_by_stop(rules, fare, pays):
    assert paid(rules, "sakaide-resident", fare=fare) == (pays, fare - pays)
    assert may(rules, "sakaide-resident", Person(city="000000")) == NotEligible("city")


def test_every_decision_says_why_in_japanese(rules):
    for scheme in rules.schemes:
        for asked in (ride(), ride(**EMICA), ride(day=date(2020, 1, 1))):
            decided = decide(scheme, asked)
            said = explain(scheme, asked, decided)
            assert said.startswith(f"{scheme.name['ja']}({scheme.version})：")
            assert said.endswith("。")
            assert isinstance(decided, Denied) or f"運賃{decided.full}円" in said
