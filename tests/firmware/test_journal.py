import sqlite3
from datetime import datetime

import pytest

from firmware.clock import JAPAN, Clock
from firmware.errors import JournalError
from firmware.journal import Ending, Journal

MORNING = datetime(2026, 11, 24, 10, 0, tzinfo=JAPAN)


@pytest.fixture
def clock():
    return Clock(MORNING, running=False)


@pytest.fixture
def journal(tmp_path, clock):
    journal = Journal(tmp_path / "journal.db", clock)
    yield journal
    journal.close()


def phases(journal, visit="v1"):
    return [(entry.what, entry.phase) for entry in journal.entries(visit)]


def test_the_intent_stands_in_the_file_before_the_act_and_the_outcome_after(journal, tmp_path):
    with journal.act("v1", "print", sheets=2) as act:
        other = sqlite3.connect(tmp_path / "journal.db")
        assert other.execute("SELECT what, phase FROM entry").fetchall() == [("print", "intent")]
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
    journal = Journal(tmp_path / "journal.db", clock)
    with pytest.raises(ZeroDivisionError), journal.act("v1", "print", sheets=1):
        raise ZeroDivisionError
    journal.close()
    again = Journal(tmp_path / "journal.db", clock)
    assert [entry.what for entry in again.unsettled()] == ["print"]


def test_every_commit_is_made_durable(tmp_path, clock):
    journal = Journal(tmp_path / "journal.db", clock)
    assert journal._db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert journal._db.execute("PRAGMA synchronous").fetchone() == (2,)


def test_numbers_have_no_gaps_even_over_a_restart(tmp_path, clock):
    journal = Journal(tmp_path / "journal.db", clock)
    first = [journal.next_number("receipt") for _ in range(3)]
    journal.close()
    again = Journal(tmp_path / "journal.db", clock)
    assert [*first, again.next_number("receipt"), again.next_number("ticket")] == [1, 2, 3, 4, 1]


def test_a_journal_that_cannot_be_opened_says_which_file(tmp_path, clock):
    (tmp_path / "state").write_text("a file where a folder should be")
    with pytest.raises(JournalError, match=r"state/journal\.db"):
        Journal(tmp_path / "state" / "journal.db", clock)


def test_a_file_that_is_no_journal_is_refused_and_kept(tmp_path, clock):
    path = tmp_path / "journal.db"
    path.write_bytes(b"something else, not a database" * 100)
    with pytest.raises(JournalError):
        Journal(path, clock)
    assert path.read_bytes().startswith(b"something else")


def test_a_disk_that_takes_no_more_stops_the_act_before_it_begins(journal):
    journal._db.execute("PRAGMA query_only=ON")
    began = []
    with pytest.raises(JournalError), journal.act("v1", "print", sheets=1):
        began.append(True)
    assert began == []
