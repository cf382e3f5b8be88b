"""The journal as the queue: records chained and tagged, what leaves, what is acknowledged, and chains that begin anew."""

import sqlite3
from datetime import datetime, timedelta

import msgspec
import pytest

from central.chain import genesis, links
from central.wire import Phase, Quality, Record
from firmware.clock import JAPAN, Clock
from firmware.errors import JournalError
from firmware.journal import Ending, Journal

SEED = bytes(range(32))
MORNING = datetime(2026, 11, 24, 10, 0, tzinfo=JAPAN)


@pytest.fixture
def clock():
    return Clock(MORNING, running=False)


@pytest.fixture
def journal(tmp_path, clock):
    journal = Journal(tmp_path / "journal.db", clock, SEED)
    yield journal
    journal.close()


def rides(journal, count, visit="v1"):
    return [journal.note(visit, "ride", fare=100 + number) for number in range(count)]


def decoded(leaving):
    return [msgspec.json.decode(body, type=Record) for body in leaving.bodies]


def holds(leaving, journal):
    """Whether what leaves joins on, and its hashes are the journal's own."""
    hashes = list(links(leaving.previous, leaving.bodies))
    return [journal.hash_at(leaving.first + n) for n in range(len(hashes))] == hashes


def test_each_row_leaves_as_a_record_of_its_own_with_clock_boot_and_rules(journal, clock):
    journal.rules = "rules-7"
    with journal.act("v1", "charge", yen=300) as act:
        clock.advance(2.5)
        act.end(Ending.DONE, inserted=300)
    intent, outcome = decoded(journal.leaving())
    assert (intent.id, intent.act, outcome.act) == (act.id, act.id, act.id)
    assert intent.id != outcome.id
    assert (intent.phase, outcome.phase) == (Phase.INTENT, Phase.DONE)
    assert (intent.clock, intent.boot, intent.rules) == (Quality.SET, clock.boot, "rules-7")
    assert (outcome.mono_ms - intent.mono_ms, outcome.at) == (2500, "2026-11-24T10:00:02.500000+09:00")


def test_records_leave_in_order_and_joined_on_until_they_are_acknowledged(journal):
    ids = rides(journal, 25)
    first = journal.leaving(10)
    assert first.previous == genesis(journal.epoch)
    assert holds(first, journal)
    journal.acknowledge(10, {})
    second = journal.leaving(10)
    assert (second.first, second.previous) == (11, journal.hash_at(10))
    assert holds(second, journal)
    assert [record.id for record in decoded(first) + decoded(second)] == ids[:20]
    assert decoded(journal.leaving(10, after=20))[0].id == ids[20]
    journal.acknowledge(25, {})
    assert journal.leaving() is None


def test_a_batch_is_kept_within_its_bytes_but_never_empty(journal):
    rides(journal, 5)
    size = len(journal.leaving(1).bodies[0])
    assert len(journal.leaving(5, most_bytes=3 * size).bodies) == 3
    assert len(journal.leaving(5, most_bytes=1).bodies) == 1


def test_what_central_acknowledged_stays_so_after_a_restart_and_is_never_taken_back_by_a_late_answer(
    journal, tmp_path, clock
):
    rides(journal, 5)
    journal.acknowledge(4, {})
    journal.acknowledge(2, {})
    journal.close()
    again = Journal(tmp_path / "journal.db", clock, SEED)
    assert (again.acknowledged, again.leaving().first) == (4, 5)
    again.close()


def test_central_cannot_acknowledge_what_was_never_written(journal):
    rides(journal, 3)
    with pytest.raises(JournalError, match="acknowledged 4, the last record is 3"):
        journal.acknowledge(4, {})


def test_a_refused_record_is_kept_aside_with_its_sentence_and_told_to_the_operator(journal):
    rides(journal, 3)
    journal.acknowledge(3, {2: "another record has its id"})
    assert journal.backlog().refused == 1
    assert [(one.seq, one.sentence) for one in journal.refused()] == [(2, "another record has its id")]
    assert msgspec.json.decode(journal.refused()[0].body, type=Record).detail == {"fare": 101}


def test_that_a_copy_uses_the_key_is_remembered_until_central_says_otherwise(journal, tmp_path, clock):
    rides(journal, 3)
    journal.acknowledge(2, {}, held=True)
    other = Journal(tmp_path / "journal.db", clock, SEED)
    assert other.backlog().held
    other.close()
    journal.acknowledge(3, {})
    assert not journal.backlog().held


def test_the_backlog_is_what_central_has_not_with_the_time_of_its_oldest(journal, clock):
    assert journal.backlog().oldest is None
    rides(journal, 2)
    clock.advance(60)
    rides(journal, 2)
    journal.acknowledge(2, {})
    assert (journal.backlog().count, journal.backlog().oldest) == (2, MORNING + timedelta(minutes=1))


def test_a_central_that_forgot_gets_again_what_it_forgot_under_the_same_hashes(journal):
    rides(journal, 20)
    before = journal.leaving(20, after=5)
    journal.acknowledge(20, {})
    journal.rewind(5)
    assert journal.leaving(20) == before
    with pytest.raises(JournalError, match="from where the journal cannot go on"):
        journal.rewind(6)


def test_a_new_epoch_after_what_was_acknowledged_chains_the_rest_anew_with_the_same_records(journal):
    ids = rides(journal, 10)
    journal.acknowledge(4, {})
    old, epoch = journal.leaving(), journal.epoch
    journal.begin_epoch()
    new = journal.leaving()
    assert journal.epoch != epoch
    assert (new.first, new.previous) == (5, genesis(journal.epoch))
    assert new.bodies[:6] == old.bodies
    assert holds(new, journal)
    assert [record.id for record in decoded(new)][:6] == ids[4:]
    assert journal.hash_at(4) is None
    journal.check_whole()


def test_a_new_epoch_from_the_oldest_row_sends_all_that_is_kept_again(journal):
    ids = rides(journal, 6)
    journal.acknowledge(6, {})
    journal.begin_epoch(journal.oldest)
    leaving = journal.leaving()
    assert (leaving.first, [record.id for record in decoded(leaving)][:6]) == (1, ids)
    journal.begin_epoch()
    journal.begin_epoch()
    assert holds(journal.leaving(), journal)
    journal.check_whole()


def test_an_epoch_may_begin_before_anything_was_written_and_only_where_rows_are_kept(journal):
    journal.begin_epoch()
    assert [record.what for record in decoded(journal.leaving())] == ["epoch_begun"]
    with pytest.raises(JournalError, match="no epoch can begin at 9"):
        journal.begin_epoch(9)


def test_two_programs_that_write_one_journal_in_turn_keep_one_chain(journal, tmp_path, clock):
    other = Journal(tmp_path / "journal.db", clock, SEED)
    rides(journal, 3)
    rides(other, 3)
    journal.begin_epoch(2)
    rides(other, 2)
    rides(journal, 1)
    assert holds(journal.leaving(), journal)
    assert (other.backlog().count, journal.backlog().count) == (9, 9)
    other.acknowledge(10, {})
    assert journal.acknowledged == 10
    journal.check_whole()
    other.close()


def test_an_epoch_that_cannot_be_written_leaves_the_old_one(journal):
    rides(journal, 3)
    journal._db.execute("PRAGMA query_only=ON")
    epoch = journal.epoch
    with pytest.raises(JournalError):
        journal.begin_epoch()
    journal._db.execute("PRAGMA query_only=OFF")
    rides(journal, 2)
    assert journal.epoch == epoch
    assert holds(journal.leaving(), journal)
    journal.check_whole()


def test_what_is_about_to_leave_is_found_without_reading_the_journal_through(journal):
    statements = []
    rides(journal, 3)
    journal._db.set_trace_callback(statements.append)
    journal.leaving()
    journal.backlog()
    for statement in statements:
        for step in sqlite3.Connection.execute(journal._db, f"EXPLAIN QUERY PLAN {statement}").fetchall():
            assert not step[3].startswith("SCAN record"), (statement, step)


def test_a_journal_of_the_second_version_becomes_the_first_epoch(tmp_path, clock):
    old = sqlite3.connect(tmp_path / "journal.db")
    old.executescript(SECOND_VERSION)
    old.close()
    journal = Journal(tmp_path / "journal.db", clock, SEED)
    assert [(entry.what, entry.phase, entry.detail) for entry in journal.entries("v1")] == [
        ("charge", "intent", {"yen": 300}),
        ("charge", "done", {}),
        ("print", "intent", {"sheets": 1}),
    ]
    assert [entry.what for entry in journal.unsettled()] == ["print"]
    assert journal.next_number("ticket") == 42
    leaving = journal.leaving()
    assert holds(leaving, journal)
    assert [(r.id == r.act, r.clock, r.at) for r in decoded(leaving)] == [
        (True, Quality.UNSURE, "2026-11-24T10:00:00.000000+09:00"),
        (False, Quality.UNSURE, "2026-11-24T10:00:01.000000+09:00"),
        (True, Quality.UNSURE, "2026-11-24T10:00:02.000000+09:00"),
    ]
    journal.check_whole()
    journal.close()


SECOND_VERSION = """
CREATE TABLE entry (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, visit TEXT NOT NULL, act TEXT NOT NULL, what TEXT NOT NULL,
    phase TEXT NOT NULL CHECK (phase IN ('intent', 'done', 'not_done', 'unknown', 'note')), detail TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX one_answer ON entry (act) WHERE phase IN ('done', 'not_done');
CREATE INDEX by_visit ON entry (visit);
CREATE INDEX by_time ON entry (at);
CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
CREATE TABLE open_act (act TEXT PRIMARY KEY, visit TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TRIGGER begun AFTER INSERT ON entry WHEN new.phase = 'intent'
    BEGIN INSERT INTO open_act VALUES (new.act, new.visit); END;
CREATE TRIGGER answered AFTER INSERT ON entry WHEN new.phase IN ('done', 'not_done')
    BEGIN DELETE FROM open_act WHERE act = new.act; END;
INSERT INTO entry (at, visit, act, what, phase, detail) VALUES
    ('2026-11-24T10:00:00.000000+09:00', 'v1', 'a1', 'charge', 'intent', '{"yen": 300}'),
    ('2026-11-24T10:00:01.000000+09:00', 'v1', 'a1', 'charge', 'done', '{}'),
    ('2026-11-24T10:00:02.000000+09:00', 'v1', 'a2', 'print', 'intent', '{"sheets": 1}');
INSERT INTO counter VALUES ('ticket', 41);
PRAGMA user_version = 2;
"""


def test_what_staff_have_seen_of_the_refused_is_told_no_more_and_what_comes_after_is(journal):
    rides(journal, 4)
    journal.acknowledge(3, {2: "one", 3: "two"})
    assert (journal.backlog().refused, journal.backlog().unseen) == (2, 2)
    assert journal.see_refused() == 2
    assert (journal.backlog().refused, journal.backlog().unseen) == (2, 0)
    assert (journal.newest().what, journal.see_refused()) == ("ride", 0)
    assert decoded(journal.leaving())[-1].detail == {"count": 2}
    # all is sent again: a number below may be refused now, and one may be refused as before
    journal.rewind(0)
    journal.acknowledge(3, {1: "three", 2: "one"})
    assert (journal.backlog().refused, journal.backlog().unseen) == (3, 1)
