"""Fees and hours of the sample city, and what is said of a file that has a mistake."""

from datetime import date, datetime

import pytest

from central.service.rules import SHIPPED, read_rules
from central.wire import Hours

SHIPPED_TEXT = SHIPPED.read_text(encoding="utf-8")


def residence(day):
    return read_rules(SHIPPED).on(day)["residence"]


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        ("2026-11-24T06:29", False),
        ("2026-11-24T06:30", True),
        ("2026-11-24T22:59", True),
        ("2026-11-24T23:00", False),
        ("2026-11-22T12:00", True),  # a Sunday
        ("2026-12-28T12:00", True),
        ("2026-12-29T12:00", False),
        ("2026-12-31T12:00", False),
        ("2027-01-01T12:00", False),
        ("2027-01-03T12:00", False),
        ("2027-01-04T12:00", True),
    ],
)
def test_the_residence_record_can_be_had_at_the_published_hours(at, is_open):
    now = datetime.fromisoformat(at)
    assert residence(now.date()).is_open(now) is is_open


def test_a_copy_costs_300_yen():
    assert residence(date(2026, 11, 24)).fee == 300


def test_a_closed_day_has_no_hours():
    assert residence(date(2027, 1, 1)).hours(date(2027, 1, 1)) == Hours(opens="", closes="")


def test_rules_hold_from_their_day_on(tmp_path):
    later = SHIPPED_TEXT.replace("2024-04-01", "2027-04-01").replace("fee = 300", "fee = 350")
    path = tmp_path / "rules.toml"
    path.write_text(SHIPPED_TEXT + later, encoding="utf-8")
    fees = [read_rules(path).on(date(2027, month, day))["residence"].fee for month, day in [(3, 31), (4, 1)]]
    assert fees == [300, 350]


def test_before_the_first_rules_nothing_is_offered():
    assert read_rules(SHIPPED).on(date(2024, 3, 31)) == {}


@pytest.mark.parametrize(
    ("right", "wrong", "place"),
    [
        ("fee = 300", 'fee = "300"', "fee"),
        ("fee = 300", "fee = -1", "fee"),
        ('"06:30"', '"6:30"', "opens"),
        ('"mon"', '"monday"', "weekdays"),
        ('"06:30"', '"24:30"', "opens"),
        ('"06:30"', '"23:00"', "opens at 23:00, which is not before"),
        ("12-29/01-03", "12-29", "closed"),
        ("12-29/01-03", "12-29/13-03", "closed"),
        ("12-29/01-03", "12-00/01-03", "closed"),
        ('"household"', '"neighbours"', "whom"),
        ('"self", "household"', "", "whom"),
        ('"domicile"', '"domicil"', "items"),
        ("most_copies = 10", "most_copies = 0", "most_copies"),
        ("youngest = 15", "youngst = 15", "youngst"),
        ("day = 2024-04-01", "", "day"),
        ("[[since]]", "[[since", "line"),
    ],
)
def test_a_mistake_is_named_with_file_and_place(tmp_path, right, wrong, place):
    path = tmp_path / "rules.toml"
    path.write_text(SHIPPED_TEXT.replace(right, wrong), encoding="utf-8")
    with pytest.raises(ValueError, match=place) as said:
        read_rules(path)
    assert str(path) in str(said.value)
