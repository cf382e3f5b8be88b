from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.eras import ERAS, era_of
from cards.numbers import birth_code, number_b
from cards.secret import Secret
from cards.tables import SURFACE, TEXT


def test_number_b_is_made_of_birth_expiry_and_security_code():
    # the example that an open survey tried on a card
    made = number_b(date(1980, 2, 17), date(2035, 2, 17), "2285")
    assert made.octets == b"55021720352285"


@pytest.mark.parametrize(
    ("day", "era", "year"),
    [
        (date(1868, 1, 25), "明治", 1),
        (date(1912, 7, 29), "明治", 45),
        (date(1912, 7, 30), "大正", 1),
        (date(1926, 12, 24), "大正", 15),
        (date(1926, 12, 25), "昭和", 1),
        (date(1989, 1, 7), "昭和", 64),
        (date(1989, 1, 8), "平成", 1),
        (date(2019, 4, 30), "平成", 31),
        (date(2019, 5, 1), "令和", 1),
    ],
)
def test_an_era_changes_on_its_day(day, era, year):
    found, number = era_of(day)
    assert (found.name, number) == (era, year)
    assert birth_code(day).octets == f"{year:02}{day:%m%d}".encode()


@given(
    st.dates(ERAS[-1].since, date(2117, 12, 31)), st.dates(date(2016, 1, 1)), st.from_regex("[0-9]{4}", fullmatch=True)
)
def test_every_code_has_the_form_that_the_card_takes(born, expires, code):
    assert birth_code(born).fits(SURFACE.birth_date.pattern)
    assert number_b(born, expires, code).fits(TEXT.number_b.pattern)


def test_whoever_is_not_japanese_has_the_common_years_last_two_digits():
    born = date(2003, 2, 17)
    assert birth_code(born, gregorian=True).octets == b"030217"
    assert number_b(born, date(2035, 2, 17), "2285", gregorian=True).octets == b"03021720352285"


@pytest.mark.parametrize("code", ["", "228", "22855", "228a", "２２８５"])
def test_a_security_code_of_another_form_is_refused_and_never_repeated(code):
    with pytest.raises(ValueError, match=r"^the security code has four digits$"):
        number_b(date(1980, 2, 17), date(2035, 2, 17), code)


def test_the_security_code_is_wiped():
    code = Secret("2285")
    number_b(date(1980, 2, 17), date(2035, 2, 17), code)
    assert len(code) == 0


def test_before_the_first_era_there_is_no_code():
    with pytest.raises(ValueError, match="no era is known"):
        birth_code(date(1868, 1, 24))
