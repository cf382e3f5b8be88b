"""What the journal lets go of: by days lived since central acknowledged it, or by size; and what never goes."""

import sqlite3
from datetime import datetime, timedelta

import msgspec
import pytest

from central.wire import Quality
from firmware.clock import JAPAN, Clock
from firmware.errors import JournalError
from firmware.figures import since
from firmware.journal import Ending, Journal
from firmware.retention import DAYS

SEED = bytes(32)
MORNING = datetime(2026, 11, 24, 10, 0, tzinfo=JAPAN)
DAY = 86_400


class Board(Clock):
    """A clock whose quality and time of day can be set, with nobody's time passing."""

    worth = Quality.SET

    def quality(self):
        return self.worth

    def leap(self, days):
        self._still += timedelta(days=days)


@pytest.fixture
def clock():
    return Board(MORNING, running=False)


@pytest.fixture
def journal(tmp_path, clock):
    journal = Journal(tmp_path / "journal.db", clock, SEED)
    journal._db.execute("PRAGMA synchronous=OFF")
    yield journal
    journal.close()


def visits(journal, count, first=0):
    for number in range(first, first + count):
        journal.note(f"v{number}", "ride", fare=100)


def lives(journal, clock, days):
    """So many days go by, on each of which central answers and the terminal looks after its journal; how many rows went."""
    gone = 0
    for _ in range(days):
        clock.advance(DAY)
        journal.acknowledge(journal.acknowledged, {})
        gone += journal.prune()
    return gone


def kept(journal):
    return [seq for (seq,) in journal._db.execute("SELECT seq FROM record ORDER BY seq").fetchall()]


def test_what_central_has_for_35_days_goes_and_the_chain_still_holds(journal, clock):
    visits(journal, 20)
    journal.acknowledge(10, {})
    assert lives(journal, clock, DAYS - 1) == 0
    assert lives(journal, clock, 1) == 10
    assert (kept(journal), journal.oldest) == (list(range(11, 21)), 11)
    journal.check_whole()
    assert journal.leaving().previous == journal.hash_at(10)
    journal.rewind(10)
    with pytest.raises(JournalError):
        journal.rewind(9)


def test_without_a_word_from_central_nothing_grows_old(journal, clock):
    visits(journal, 20)
    journal.acknowledge(20, {})
    for _ in range(100):
        clock.advance(DAY)
        assert journal.prune() == 0
    journal.rewind(3)
    assert len(journal.leaving().bodies) == 17


def test_what_central_has_not_never_goes(journal, clock):
    visits(journal, 20)
    journal.acknowledge(10, {})
    journal._retention.cap = 1
    lives(journal, clock, 400)
    assert kept(journal) == list(range(11, 21))


def test_the_last_record_and_its_visit_never_go(journal, clock):
    visits(journal, 5)
    journal.note("v9", "ordered", order="o1")
    journal.note("v9", "ride", fare=1)
    journal.acknowledge(7, {})
    lives(journal, clock, 40)
    assert kept(journal) == [6, 7]
    visits(journal, 1, first=10)
    assert journal.leaving().first == 8
    journal.check_whole()


def test_the_visit_of_an_open_act_stays_until_it_is_decided(journal, clock):
    visits(journal, 5)
    journal.note("v7", "ordered", order="o1", ticket="kiosk-01-00001", yen=300)
    debt = journal.begin("v7", "owed", yen=300)
    visits(journal, 5, first=20)
    journal.acknowledge(12, {})
    lives(journal, clock, 40)
    assert (kept(journal), journal.oldest) == ([6, 7, 12], 12)
    assert [entry.act for entry in journal.unsettled()] == [debt.id]
    journal.check_whole()
    journal.decide(debt.id, Ending.DONE)
    visits(journal, 1, first=40)
    journal.acknowledge(14, {})
    lives(journal, clock, 40)
    assert kept(journal) == [14]
    journal.check_whole()


def test_a_new_epoch_begins_after_the_gaps(journal, clock):
    visits(journal, 3)
    journal.begin("v7", "owed", yen=300)
    visits(journal, 5, first=20)
    journal.acknowledge(9, {})
    lives(journal, clock, 40)
    visits(journal, 2, first=30)
    assert kept(journal) == [4, 9, 10, 11]
    with pytest.raises(JournalError):
        journal.begin_epoch(4)
    journal.begin_epoch(journal.oldest)
    assert journal.leaving().first == 9
    journal.check_whole()


def test_no_leap_of_the_clock_makes_a_row_old(journal, clock):
    visits(journal, 10)
    journal.acknowledge(10, {})
    for years in (1, -1, 26, -26, 1):
        clock.leap(365 * years)
        assert journal.prune() == 0
        visits(journal, 1, first=100)
        assert journal.prune() == 0
    assert lives(journal, clock, 20) == 0


def test_days_under_a_clock_that_nobody_vouches_for_do_not_count(journal, clock):
    visits(journal, 10)
    journal.acknowledge(10, {})
    clock.worth = Quality.UNSURE
    assert lives(journal, clock, 100) == 0
    clock.worth = Quality.BATTERY
    assert lives(journal, clock, DAYS - 1) == 0
    assert lives(journal, clock, 1) == 9


def test_what_central_forgot_is_not_old(journal, clock):
    visits(journal, 10)
    journal.acknowledge(10, {})
    lives(journal, clock, 30)
    journal.rewind(4)
    journal.acknowledge(10, {})
    assert lives(journal, clock, DAYS - 1) == 0
    assert lives(journal, clock, 2) == 9


def test_beyond_its_cap_the_oldest_acknowledged_rows_go_before_their_time_whatever_the_clock(journal, clock):
    clock.worth = Quality.UNSURE
    visits(journal, 5000)
    journal.acknowledge(4500, {})
    [(pages,)] = journal._db.execute("PRAGMA page_count").fetchall()
    journal._retention.cap = pages * 4096 // 2
    gone = 0
    while some := journal.prune():
        gone += some
    [(free,)] = journal._db.execute("PRAGMA freelist_count").fetchall()
    assert (pages - free) * 4096 <= journal._retention.cap
    assert 2000 < gone < 3500
    assert kept(journal) == list(range(gone + 1, 5001))
    journal.check_whole()
    visits(journal, gone, first=10_000)
    assert journal._db.execute("PRAGMA page_count").fetchall()[0][0] < pages * 1.1


def test_beyond_its_cap_too_nothing_goes_that_central_has_only_since_yesterday(journal, clock):
    visits(journal, 50)
    journal.acknowledge(50, {})
    journal._retention.cap = 1
    assert journal.prune() == 0
    assert lives(journal, clock, 1) == 0
    journal.rewind(0)
    assert len(journal.leaving().bodies) == 50
    journal.acknowledge(50, {})
    assert lives(journal, clock, 2) > 0
    # a battery that is empty from now on must not let the disk fill
    visits(journal, 50, first=100)
    clock.worth = Quality.UNSURE
    journal.acknowledge(100, {})
    assert journal.prune() > 0


def test_figures_since_staff_last_closed_are_the_same_however_old_their_rows(journal, clock):
    def visit(name):
        journal.note(name, "ordered", order="o", ticket="t", yen=300, kind="residence", copies=1)
        journal.note(name, "cash_in", yen=300)

    visit("v1")
    journal.note("staff", "cash_counted", number=1)
    visit("v2")
    journal.note("staff", "day_closed", number=1)
    visit("v3")
    journal.note("v4", "ride", fare=1)
    journal.acknowledge(journal.backlog().count, {})
    before = since(journal, "cash_counted"), since(journal, "day_closed")
    assert lives(journal, clock, 50) == 2
    assert (since(journal, "cash_counted"), since(journal, "day_closed")) == before
    assert journal.latest("day_closed").detail == {"number": 1}


def test_what_may_go_is_found_without_reading_the_journal_through(journal, clock):
    statements = []
    visits(journal, 50)
    journal.acknowledge(40, {})
    lives(journal, clock, DAYS)
    visits(journal, 50, first=100)
    journal._db.set_trace_callback(statements.append)
    journal.prune()
    lives(journal, clock, 1)
    journal._db.set_trace_callback(None)
    plans = {
        statement: [step[3] for step in sqlite3.Connection.execute(journal._db, f"EXPLAIN QUERY PLAN {statement}")]
        for statement in statements
        if statement.startswith(("SELECT", "DELETE FROM record", "INSERT"))
    }
    assert len(plans) > 5
    scans = [
        (step, statement) for statement, steps in plans.items() for step in steps if step.startswith("SCAN record")
    ]
    # what ends at the first row it meets may go along the table
    assert [step for step, statement in scans if "LIMIT 1" not in statement and "min(seq)" not in statement] == []


def test_records_that_were_let_go_are_still_with_their_ids_at_central_when_sent_before(journal, clock):
    visits(journal, 10)
    sent = [msgspec.json.decode(body)["id"] for body in journal.leaving().bodies]
    journal.acknowledge(10, {3: "because"})
    lives(journal, clock, 40)
    assert [one.seq for one in journal.refused()] == [3]
    assert msgspec.json.decode(journal.refused()[0].body)["id"] == sent[2]
