"""Fees, hours and days off of the two cities, by the day that they hold from."""

from datetime import date, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.service.clock import JAPAN
from central.service.opening import Span, cut, read_span
from central.service.rules import CITIES, KINDS, Rule, Rules, Since, Stop
from central.service.rules_file import read_rules

ISHINOMAKI = read_rules(CITIES / "ishinomaki" / "rules.toml")
MIYAKO = read_rules(CITIES / "miyako" / "rules.toml")
FIRST = date(2024, 4, 1)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=JAPAN)


def is_open(rules, kind, text):
    return rules.closes(kind, at(text)) is not None


def a_city(*, hours=None, closed=(), closed_all=(), stop=()):
    rule = Rule(
        fee=300,
        hours=hours or {"mon-sun": ["08:30-17:00"]},
        closed=list(closed),
        whom=["self"],
        most_copies=1,
        youngest=0,
    )
    return Rules(since=[Since(day=FIRST, closed=list(closed_all), certificate={"seal": rule})], stop=list(stop))


def stop(begins, ends, *kinds):
    return Stop(begins=datetime.fromisoformat(begins), ends=datetime.fromisoformat(ends), certificates=list(kinds))


def test_the_sample_city_has_ishinomakis_fees():
    rules = ISHINOMAKI.on(date(2026, 11, 24)).certificate
    assert tuple(rules) == KINDS
    assert [rule.fee for rule in rules.values()] == [300, 300, 450, 450, 300, 300]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("2026-11-24T06:29:59", False),
        ("2026-11-24T06:30", True),
        ("2026-11-24T22:59:59", True),
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
def test_in_ishinomaki_all_can_be_had_at_the_published_hours(kind, when, expected):
    assert is_open(ISHINOMAKI, kind, when) is expected


@pytest.mark.parametrize(
    ("kind", "when", "expected"),
    [
        ("residence", "2026-11-24T08:29", False),
        ("residence", "2026-11-24T08:30", True),
        ("residence", "2026-11-24T17:00", False),
        ("tax", "2026-11-22T12:00", True),  # a Sunday
        ("family-all", "2026-11-24T17:14", True),
        ("family-all", "2026-11-24T17:15", False),
        ("family-all", "2026-11-22T12:00", False),
        ("family-all", "2026-11-23T12:00", False),  # a Monday and a public holiday
        ("residence", "2026-11-23T12:00", True),
        ("supplementary", "2027-03-22T12:00", False),  # a substitute holiday
    ],
)
def test_in_miyako_each_certificate_has_its_own_hours(kind, when, expected):
    assert is_open(MIYAKO, kind, when) is expected


def test_after_the_weekend_a_family_register_can_be_had_again():
    assert MIYAKO.next_open("family-all", at("2026-11-20T17:20")) == at("2026-11-24T08:30")
    assert MIYAKO.next_open("family-all", at("2026-12-28T17:15")) == at("2027-01-04T08:30")


def test_a_day_may_have_a_pause():
    rules = a_city(hours={"mon-fri": ["08:30-12:00", "13:00-17:15"], "sat": ["09:00-12:00"]})
    assert [span.hours.closes for span in rules.spans("seal", date(2026, 11, 24))] == ["12:00", "17:15"]
    assert not is_open(rules, "seal", "2026-11-24T12:30")
    assert rules.next_open("seal", at("2026-11-24T12:30")) == at("2026-11-24T13:00")
    assert rules.closes("seal", at("2026-11-24T11:00")) == at("2026-11-24T12:00")
    assert rules.next_open("seal", at("2026-11-28T12:00")) == at("2026-11-30T08:30")


@pytest.mark.parametrize(
    ("days_off", "day", "is_off"),
    [
        ("12-29/01-03", "2026-12-31", True),
        ("12-29/01-03", "2027-01-04", False),
        ("05-01", "2027-05-01", True),
        ("2026-12-05", "2026-12-05", True),
        ("2026-12-05", "2027-12-05", False),
        ("2026-12-05/2026-12-07", "2026-12-07", True),
        ("2026-12-05/2026-12-07", "2026-12-08", False),
    ],
)
@pytest.mark.parametrize("of_all", [True, False])
def test_a_day_off_is_yearly_or_once_and_for_one_certificate_or_all(days_off, day, is_off, of_all):
    rules = a_city(closed=[] if of_all else [days_off], closed_all=[days_off] if of_all else [])
    assert (rules.spans("seal", date.fromisoformat(day)) == []) is is_off


def test_an_interruption_cuts_the_hours_of_its_days_and_certificates():
    rules = a_city(stop=[stop("2026-11-24T15:00", "2026-11-26T09:30")])
    hours = {day: rules.spans("seal", date(2026, 11, day)) for day in (23, 24, 25, 26, 27)}
    whole = [read_span("08:30-17:00")]
    assert hours == {23: whole, 24: [read_span("08:30-15:00")], 25: [], 26: [read_span("09:30-17:00")], 27: whole}
    assert rules.next_open("seal", at("2026-11-24T16:00")) == at("2026-11-26T09:30")
    other = a_city(stop=[stop("2026-11-24T15:00", "2026-11-26T09:30", "tax")])
    assert other.spans("seal", date(2026, 11, 25)) == whole


def test_open_round_the_clock_has_no_closing_time_at_midnight():
    rules = a_city(hours={"mon-fri": ["00:00-24:00"], "sat": ["00:00-12:00"]})
    assert rules.closes("seal", at("2026-11-24T23:55")) == at("2026-11-28T12:00")
    assert a_city(hours={"mon-sun": ["00:00-24:00"]}).closes("seal", at("2026-11-24T23:55")) > at("2027-11-24T00:00")


def test_what_is_applied_for_before_closing_time_can_be_paid_a_little_longer():
    assert ISHINOMAKI.pay_by("seal", at("2026-11-24T22:59")) == at("2026-11-24T23:10")
    assert MIYAKO.pay_by("seal", at("2026-11-24T16:59")) == at("2026-11-24T17:05")
    assert ISHINOMAKI.pay_by("seal", at("2026-11-24T23:00")) is None


def test_rules_hold_from_their_day_on_and_replace_those_before_whole():
    [block] = a_city().since
    dearer = msgspec.structs.replace(block.certificate["seal"], fee=350)
    later = Since(day=date(2027, 4, 1), certificate={"seal": dearer})
    gone = Since(day=date(2028, 4, 1))
    rules = Rules(since=[later, gone, block])
    days = (date(2027, 3, 31), date(2027, 4, 1), date(2028, 3, 31))
    assert [rules.on(day).certificate["seal"].fee for day in days] == [300, 350, 350]
    assert rules.on(date(2028, 4, 1)).certificate == rules.on(date(2024, 3, 31)).certificate == {}
    assert rules.next_open("seal", at("2028-03-31T18:00")) is None


@pytest.mark.parametrize(
    ("day", "years"), [("2026-06-09", [2025, 2024]), ("2026-06-10", [2026, 2025]), ("2027-01-01", [2026, 2025])]
)
def test_a_new_fiscal_year_can_be_had_from_its_day_on(day, years):
    assert ISHINOMAKI.on(FIRST + timedelta(800)).certificate["tax"].years_on(date.fromisoformat(day)) == years


MINUTES = st.integers(0, 24 * 60)
SPANS = st.tuples(MINUTES, MINUTES).map(sorted).filter(lambda ends: ends[0] < ends[1]).map(lambda ends: Span(*ends))


def clock(minutes):
    return f"{minutes // 60:02}:{minutes % 60:02}"


@st.composite
def cities(draw):
    """A city with up to two spans a day, a day off, and an interruption."""
    cuts = draw(st.lists(MINUTES, min_size=2, max_size=4, unique=True).map(sorted))
    spans = [f"{clock(opens)}-{clock(closes)}" for opens, closes in zip(cuts[::2], cuts[1::2], strict=False)]
    days = draw(st.sampled_from(["mon-sun", "mon-fri", "sat-sun", "wed"]))
    begins = datetime(2026, 11, 20) + timedelta(minutes=draw(st.integers(0, 20_000)))
    ends = begins + timedelta(minutes=draw(st.integers(1, 5_000)))
    holiday = draw(st.sampled_from([{}, {"holiday": []}]))
    return a_city(
        hours={days: [span for span in spans if not span.startswith("24")], **holiday},
        closed=[draw(st.sampled_from(["11-29/12-01", "2026-11-24", "01-01"]))],
        stop=[Stop(begins=begins, ends=ends)],
    )


MOMENTS = st.integers(0, 40 * 24 * 60 * 60).map(lambda second: at("2026-11-20T00:00") + timedelta(seconds=second))


@given(cities(), MOMENTS)
def test_the_next_opening_is_never_past_and_it_is_open_then(rules, now):
    following = rules.next_open("seal", now)
    assert following is not None
    assert following >= now
    assert rules.closes("seal", following) is not None
    assert (following == now) is (rules.closes("seal", now) is not None)


@given(cities(), MOMENTS)
def test_between_now_and_the_next_opening_it_is_closed(rules, now):
    following = rules.next_open("seal", now)
    if following > now:
        assert not any(rules.closes("seal", now + (following - now) * n / 7) for n in range(7))


@given(cities(), MOMENTS)
def test_until_it_closes_it_is_open_and_then_it_is_not(rules, now):
    closes = rules.closes("seal", now)
    if closes is not None:
        assert closes > now
        assert rules.closes("seal", closes - timedelta(seconds=1)) == closes
        assert rules.closes("seal", closes) is None


@given(st.lists(SPANS, max_size=3), SPANS, MINUTES)
def test_what_is_cut_out_of_a_day_is_gone_and_nothing_else(spans, off, minute):
    def within(some):
        return any(opens <= minute < closes for opens, closes in some)

    assert within(cut(spans, off)) is (within(spans) and not within([off]))
