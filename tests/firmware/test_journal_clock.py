"""A clock that leaps: what a record's time is, how far it can be believed, and what the operator is told. No act is refused for it."""

import json
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.wire import Quality
from firmware.clock import JAPAN, Clock
from firmware.health import look
from firmware.journal import Ending, Journal
from firmware.timeline import Timeline

SEED = bytes(32)
MORNING = datetime(2026, 11, 24, 10, 0, tzinfo=JAPAN)
YEAR = timedelta(days=365)


class Board(Clock):
    """A board's clock of a certain quality; `leap` moves the time of day and lets no time pass."""

    def __init__(self, at=MORNING, quality=Quality.UNSURE, boot="boot-1"):
        super().__init__(at, running=False)
        self.is_worth = quality
        self.__dict__["boot"] = boot

    def quality(self):
        return self.is_worth

    def leap(self, by):
        self._still += by


@pytest.fixture
def opened(tmp_path):
    journals = []

    def opens(clock):
        journals.append(Journal(tmp_path / "journal.db", clock, SEED))
        return journals[-1]

    yield opens
    for journal in journals:
        journal.close()


def written(journal):
    return [(record["what"], record["clock"], record["at"][:16]) for record in records(journal)]


def records(journal):
    return [json.loads(body) for body in journal.leaving().bodies]


@pytest.mark.parametrize("by", [YEAR, -YEAR, timedelta(minutes=6), timedelta(days=-1)])
def test_a_leap_that_nobody_vouches_for_is_held_and_time_goes_on_by_the_stopwatch(opened, by):
    clock = Board()
    journal = opened(clock)
    journal.note("v1", "ride")
    clock.leap(by)
    clock.advance(120)
    with journal.act("v1", "charge", yen=300) as act:
        clock.advance(60)
        act.end(Ending.DONE)
    assert written(journal) == [
        ("ride", "unsure", "2026-11-24T10:00"),
        ("charge", "held", "2026-11-24T10:02"),
        ("charge", "held", "2026-11-24T10:03"),
    ]
    [sentence] = look({}, journal).sentences()
    assert sentence.startswith(f"The clock shows {clock.now():%Y-%m-%d %H:%M}, which cannot be")
    assert look({}, journal).closed(()) is None


def test_once_somebody_vouches_for_the_clock_its_time_is_taken_over_and_noted_once(opened):
    clock = Board()
    journal = opened(clock)
    journal.note("v1", "ride")
    clock.leap(YEAR)
    journal.note("v1", "ride")
    clock.is_worth = Quality.SET
    journal.note("v2", "ride")
    journal.note("v2", "ride")
    assert written(journal)[1:] == [
        ("ride", "held", "2026-11-24T10:00"),
        ("clock", "set", "2027-11-24T10:00"),
        ("ride", "set", "2027-11-24T10:00"),
        ("ride", "set", "2027-11-24T10:00"),
    ]
    note = records(journal)[2]
    assert note["detail"] == {
        "from": "2026-11-24T10:00:00.000000+09:00",
        "to": "2027-11-24T10:00:00.000000+09:00",
        "by": "clock",
    }
    assert look({}, journal).sentences()[0] == (
        "The clock was set from 2026-11-24 10:00 to 2027-11-24 10:00: look whether the new time is right, and at the"
        " clock's battery."
    )


def test_of_a_leap_that_was_taken_over_the_operator_hears_for_a_day(opened):
    clock = Board(quality=Quality.SET)
    journal = opened(clock)
    journal.note("v1", "ride")
    clock.leap(-YEAR)
    journal.note("v1", "ride")
    clock.advance(86_000)
    assert any("was set from" in sentence for sentence in look({}, journal).sentences())
    clock.advance(1000)
    assert not any("was set from" in sentence for sentence in look({}, journal).sentences())


def test_a_small_correction_is_no_leap(opened):
    clock = Board()
    journal = opened(clock)
    journal.note("v1", "ride")
    clock.leap(timedelta(minutes=-4))
    journal.note("v1", "ride")
    assert written(journal)[1:] == [("ride", "unsure", "2026-11-24T09:56")]
    assert look({}, journal).sentences() == []


def test_after_a_power_cut_a_clock_that_went_back_is_held_at_the_last_record(opened):
    opened(Board()).note("v1", "ride")
    clock = Board(datetime(1970, 1, 1, 9, 0, tzinfo=JAPAN), boot="boot-2")
    journal = opened(clock)
    clock.advance(60)
    journal.note("v2", "ride")
    assert written(journal)[1:] == [("ride", "held", "2026-11-24T10:01")]
    clock.is_worth = Quality.SET
    clock.leap(MORNING + timedelta(days=2) - clock.now())
    journal.note("v2", "ride")
    assert written(journal)[2:] == [("clock", "set", "2026-11-26T10:00"), ("ride", "set", "2026-11-26T10:00")]


def test_after_a_power_cut_time_may_have_passed(opened):
    opened(Board()).note("v1", "ride")
    journal = opened(Board(MORNING + timedelta(days=3), boot="boot-2"))
    journal.note("v2", "ride")
    assert written(journal)[1:] == [("ride", "unsure", "2026-11-27T10:00")]


def test_a_program_that_starts_again_without_a_power_cut_holds_the_clock_on(opened):
    clock = Board()
    journal = opened(clock)
    journal.note("v1", "ride")
    clock.leap(YEAR)
    journal.close()
    clock.advance(60)
    again = opened(clock)
    again.note("v2", "ride")
    assert written(again)[1:] == [("ride", "held", "2026-11-24T10:01")]


def test_a_chosen_clock_is_believed_wherever_it_is_moved(opened, tmp_path):
    clock = Clock(MORNING, running=False)
    journal = opened(clock)
    journal.note("v1", "ride")
    clock.move(MORNING - timedelta(days=30))
    journal.note("v1", "ride")
    clock.move(MORNING + YEAR)
    journal.note("v1", "ride")
    assert [entry.what for entry in journal.entries("v1")] == ["ride", "clock", "ride", "ride"]
    assert {record["clock"] for record in records(journal)} == {"set"}
    earlier = opened(Clock(MORNING, running=False))
    earlier.note("v1", "ride")
    assert earlier.entries("v1")[-1].at.startswith("2026-11-24T10:00")


def test_a_board_tells_by_what_its_clock_is_kept():
    real = Clock()
    assert real.quality() in (Quality.SET, Quality.BATTERY, Quality.UNSURE)
    assert real.is_believable() == (real.quality() is not Quality.UNSURE)
    assert Clock(MORNING).quality() is Quality.SET
    assert Clock().boot == real.boot
    assert Clock(MORNING).boot != Clock(MORNING).boot


@given(st.lists(st.tuples(st.integers(-(10**9), 10**9), st.integers(0, 10**5)), max_size=20))
def test_while_nobody_vouches_for_the_clock_no_time_is_further_than_five_minutes_from_the_stopwatch(steps):
    clock = Board(datetime(2100, 1, 1, tzinfo=JAPAN))
    timeline = Timeline(clock)
    timeline.keep(timeline.now())
    began = clock.now()
    passed = 0
    for number, (leap, seconds) in enumerate(steps, 1):
        clock.leap(timedelta(seconds=leap))
        clock.advance(seconds)
        passed += seconds
        moment = timeline.now()
        assert abs((moment.at - began).total_seconds() - passed) <= 300 * number
        timeline.keep(moment)
