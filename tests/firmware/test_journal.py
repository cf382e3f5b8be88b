import shutil
import sqlite3
import threading
from datetime import datetime, timedelta

import pytest
from acting import Running

from firmware.clock import JAPAN, Clock
from firmware.errors import JournalError
from firmware.journal import OPEN, Ending, Journal

SEED = bytes(32)
MORNING = datetime(2026, 11, 24, 10, 0, tzinfo=JAPAN)


@pytest.fixture
def clock():
    return Clock(MORNING, running=False)


@pytest.fixture
def journal(tmp_path, clock):
    journal = Journal(tmp_path / "journal.db", clock, SEED)
    yield journal
    journal.close()


def phases(journal, visit="v1"):
    return [(entry.what, entry.phase) for entry in journal.entries(visit)]


def test_the_intent_stands_in_the_file_before_the_act_and_the_outcome_after(journal, tmp_path):
    with journal.act("v1", "print", sheets=2) as act:
        other = sqlite3.connect(tmp_path / "journal.db")
        assert other.execute("SELECT what, phase FROM record").fetchall() == [("print", "intent")]
        act.end(Ending.DONE, sheets=2)
    assert phases(journal) == [("print", "intent"), ("print", "done")]


def test_an_act_that_ends_by_surprise_stays_open_for_staff(journal):
    with pytest.raises(ZeroDivisionError), journal.act("v1", "charge", yen=300):
        raise ZeroDivisionError
    [open_act] = journal.unsettled()
    assert (open_act.what, open_act.detail) == ("charge", {"yen": 300})
    journal.decide(open_act.act, Ending.NOT_DONE, returned=300)
    assert journal.unsettled() == []


def test_an_act_can_be_decided_only_once(journal):
    with pytest.raises(ZeroDivisionError), journal.act("v1", "charge", yen=300):
        raise ZeroDivisionError
    [open_act] = journal.unsettled()
    journal.decide(open_act.act, Ending.DONE)
    with pytest.raises(JournalError, match="no open act"):
        journal.decide(open_act.act, Ending.NOT_DONE)


def test_what_was_open_is_still_open_after_a_restart(tmp_path, clock):
    journal = Journal(tmp_path / "journal.db", clock, SEED)
    with pytest.raises(ZeroDivisionError), journal.act("v1", "print", sheets=1):
        raise ZeroDivisionError
    journal.close()
    again = Journal(tmp_path / "journal.db", clock, SEED)
    assert [entry.what for entry in again.unsettled()] == ["print"]


def test_every_commit_is_made_durable(tmp_path, clock):
    journal = Journal(tmp_path / "journal.db", clock, SEED)
    assert journal._db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert journal._db.execute("PRAGMA synchronous").fetchone() == (2,)


def test_numbers_have_no_gaps_even_over_a_restart(tmp_path, clock):
    journal = Journal(tmp_path / "journal.db", clock, SEED)
    first = [journal.next_number("receipt") for _ in range(3)]
    journal.close()
    again = Journal(tmp_path / "journal.db", clock, SEED)
    assert [*first, again.next_number("receipt"), again.next_number("ticket")] == [1, 2, 3, 4, 1]


def test_a_journal_that_cannot_be_opened_says_which_file(tmp_path, clock):
    (tmp_path / "state").write_text("a file where a folder should be")
    with pytest.raises(JournalError, match=r"state/journal\.db"):
        Journal(tmp_path / "state" / "journal.db", clock, SEED)


def test_a_file_that_is_no_journal_is_refused_and_kept(tmp_path, clock):
    path = tmp_path / "journal.db"
    path.write_bytes(b"something else, not a database" * 100)
    with pytest.raises(JournalError):
        Journal(path, clock, SEED)
    assert path.read_bytes().startswith(b"something else")


def test_a_disk_that_takes_no_more_stops_the_act_before_it_begins(journal):
    journal._db.execute("PRAGMA query_only=ON")
    began = []
    with pytest.raises(JournalError), journal.act("v1", "print", sheets=1):
        began.append(True)
    assert began == []


def test_an_act_that_staff_left_unknown_stays_open_with_all_that_is_known_of_it(journal):
    with journal.act("v1", "print", sheets=3) as act:
        act.end(Ending.UNKNOWN, sheets=1, fault="paper_jam")
    [open_act] = journal.unsettled()
    assert (open_act.phase, open_act.detail) == ("unknown", {"sheets": 3})
    assert open_act.known == {"sheets": 1, "fault": "paper_jam"}
    journal.decide(act.id, Ending.DONE, by="staff")
    assert journal.unsettled() == []


def test_what_is_open_is_found_without_reading_the_journal_through(journal):
    for step in journal._db.execute(f"EXPLAIN QUERY PLAN SELECT * FROM record {OPEN} ORDER BY seq").fetchall():
        assert not step[3].startswith("SCAN record"), step


def test_rows_of_a_time_are_read_in_the_order_of_writing_even_over_a_clock_set_back(journal, clock):
    for step in (0, 60, -30, 3600):
        clock.advance(step)
        journal.note("v1", "cash_in", yen=step)
    hour = journal.between(MORNING, MORNING + timedelta(hours=1))
    assert [entry.detail["yen"] for entry in hour] == [0, 60, -30]
    assert list(journal.between(MORNING - timedelta(days=1), MORNING)) == []


def test_a_clock_set_back_changes_neither_the_order_nor_what_is_open(journal, clock):
    first = journal.begin("v1", "charge", yen=300)
    clock.move(datetime(1970, 1, 1, tzinfo=JAPAN))
    second = journal.begin("v2", "charge", yen=300)
    assert [entry.act for entry in journal.unsettled()] == [first.id, second.id]
    assert journal.newest().act == second.id


def test_a_journal_of_the_first_version_is_taken_over_with_what_is_open_in_it(tmp_path, clock):
    old = sqlite3.connect(tmp_path / "journal.db")
    old.executescript(FIRST_VERSION)
    old.close()
    journal = Journal(tmp_path / "journal.db", clock, SEED)
    assert [(entry.what, entry.detail) for entry in journal.unsettled()] == [("print", {"sheets": 1})]
    journal.decide("a2", Ending.NOT_DONE)
    assert journal.unsettled() == []


FIRST_VERSION = """
CREATE TABLE entry (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, visit TEXT NOT NULL, act TEXT NOT NULL, what TEXT NOT NULL,
    phase TEXT NOT NULL CHECK (phase IN ('intent', 'done', 'not_done', 'unknown', 'note')), detail TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX one_outcome ON entry (act) WHERE phase IN ('done', 'not_done', 'unknown');
CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
INSERT INTO entry (at, visit, act, what, phase, detail) VALUES
    ('2026-11-24T10:00:00+09:00', 'v1', 'a1', 'charge', 'intent', '{}'),
    ('2026-11-24T10:00:00+09:00', 'v1', 'a1', 'charge', 'done', '{}'),
    ('2026-11-24T10:00:00+09:00', 'v1', 'a2', 'print', 'intent', '{"sheets": 1}');
"""


def test_a_journal_of_a_later_program_is_refused_and_kept(journal, tmp_path, clock):
    journal._db.execute("PRAGMA user_version = 99")
    with pytest.raises(JournalError, match="later program"):
        Journal(tmp_path / "journal.db", clock, SEED)


def read_only(path):
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True, isolation_level=None, check_same_thread=False)


def test_a_disk_that_may_only_be_read_is_noticed_before_anything_is_sold(journal, tmp_path, clock):
    journal.check_writable()
    with pytest.raises(JournalError, match=r"journal\.db fails: .*readonly"):
        Journal(tmp_path / "journal.db", clock, SEED, read_only).check_writable()


def test_looking_whether_the_journal_can_be_written_writes_nothing(journal, tmp_path):
    files = tmp_path / "journal.db", tmp_path / "journal.db-wal"
    before = [path.read_bytes() for path in files]
    journal.check_writable()
    assert [path.read_bytes() for path in files] == before


def test_a_full_disk_refuses_the_next_act_loses_no_row_and_goes_on_when_there_is_room(journal):
    journal._db.execute("PRAGMA max_page_count = 12")
    written = fill(journal)
    assert [entry.detail["yen"] for entry in journal.entries("v1")] == list(range(written))
    journal._db.execute("PRAGMA max_page_count = 1000")
    journal.note("v1", "cash_in", yen=written)
    assert len(journal.entries("v1")) == written + 1


def fill(journal) -> int:
    """Write until the disk is full; how many rows were taken."""
    for number in range(10_000):
        try:
            journal.note("v1", "cash_in", yen=number)
        except JournalError:
            return number
    raise AssertionError("the disk never got full")


def test_a_disk_with_little_room_left_stops_sales_while_the_journal_can_still_be_written(journal):
    journal.check_writable()
    journal.least_free = shutil.disk_usage("/").total
    with pytest.raises(JournalError, match=r"the disk of .* is full"):
        journal.check_writable()
    journal.note("v1", "cash_in", yen=100)


def test_a_damaged_page_is_found_and_told_and_the_file_is_kept(journal, tmp_path, clock):
    for number in range(2000):
        journal.note(f"v{number}", "cash_in", yen=100)
    journal.check_whole()
    journal.close()
    path = tmp_path / "journal.db"
    whole = path.read_bytes()
    path.write_bytes(whole[: 20 * 4096] + b"\xa5" * 4096 + whole[21 * 4096 :])
    damaged = Journal(path, clock, SEED)
    with pytest.raises(JournalError, match="is damaged; keep the file"):
        damaged.check_whole()
    with pytest.raises(JournalError, match="is damaged"):
        damaged.check_writable()
    assert path.stat().st_size == len(whole)


def test_a_journal_closed_under_threads_that_read_is_a_fault_and_no_crash(tmp_path):
    for number in range(20):
        journal = Journal(tmp_path / f"{number}.db", Clock(), SEED)
        for _ in range(50):
            journal.note("visit", "cash_in", yen=100)
        begun = threading.Barrier(5)

        def reads(journal=journal, begun=begun):
            begun.wait()
            while True:
                journal.entries("visit")

        flows = [Running(reads) for _ in range(4)]
        begun.wait()
        journal.close()
        for flow in flows:
            with pytest.raises(JournalError):
                flow.result()
