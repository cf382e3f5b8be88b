from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.eras import era_of
from central.service import era

FIRST_AND_LAST = [
    (date(2026, 11, 21), "令和8年11月21日"),
    (date(2019, 5, 1), "令和元年5月1日"),
    (date(2019, 12, 31), "令和元年12月31日"),
    (date(2020, 1, 1), "令和2年1月1日"),
    (date(2019, 4, 30), "平成31年4月30日"),
    (date(1989, 1, 8), "平成元年1月8日"),
    (date(1989, 1, 7), "昭和64年1月7日"),
    (date(1926, 12, 25), "昭和元年12月25日"),
    (date(1926, 12, 24), "大正15年12月24日"),
    (date(1912, 7, 30), "大正元年7月30日"),
    (date(1912, 7, 29), "明治45年7月29日"),
    (date(1868, 1, 25), "明治元年1月25日"),
]


@pytest.mark.parametrize(("day", "long"), FIRST_AND_LAST)
def test_a_day_is_written_in_its_era_and_the_first_year_is_gannen(day, long):
    assert era.long(day) == long


def test_a_day_before_the_eras_is_refused_with_a_sentence():
    with pytest.raises(ValueError, match="before 25 January 1868"):
        era.long(date(1868, 1, 24))


@given(st.dates(min_value=date(1868, 1, 25), max_value=date(2100, 1, 1)))
def test_no_two_days_are_written_alike_and_years_never_fall_within_an_era(day):
    after = day + timedelta(days=1)
    assert era.long(day) != era.long(after)
    (before_era, before_year), (after_era, after_year) = era_of(day), era_of(after)
    assert after_year in ((before_year, before_year + 1) if before_era == after_era else (1,))
