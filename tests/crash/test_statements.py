"""A SIGKILL before each statement that the journal runs: what was told is there once, the chain holds, life goes on."""

import json
import sqlite3

import pytest
from crash.checker import Far, read, wrong_with
from crash.statements import BEGAN, SEED, TASKS, Statements
from crash.world import World

from firmware.clock import Clock
from firmware.journal import Journal

KILLED = -9
OLD = """
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
PRAGMA journal_mode=WAL;
PRAGMA user_version=2;
"""


@pytest.fixture(scope="module")
def statements():
    with Statements() as statements:
        yield statements


def begun(folder, number, task):
    """A folder for one run; before a migration with a journal of the earlier version, whose rows were all told."""
    life = folder / f"{task}-{number}"
    life.mkdir()
    if task == "migrate":
        world, old = World(life / "world"), sqlite3.connect(life / "journal.db")
        old.executescript(OLD)
        for mark in range(1, 8):
            row = (BEGAN.isoformat(), "v1", f"01890000-0000-7000-8000-00000000000{mark // 2}", mark // 2)
            phase = ("intent", "done")[mark % 2] if mark > 1 else "note"
            old.execute(
                "INSERT INTO entry (at, visit, act, what, phase, detail) VALUES (?, ?, ?, 'w' || ?, ?, ?)",
                [*row, phase, f'{{"mark": {mark}}}'],
            )
            world.happens("told", mark)
        old.commit()
        old.close()
    return life


def judged(life):
    """What is wrong in a folder: as it was left, and after the next program has opened the journal and written on."""
    world, far = World(life / "world"), Far()
    wrong = [words for sent in world.rows("sent") for words in far.take(*sent[:2], *in_bytes(*sent[2:]))]
    told = [mark for [mark] in world.rows("told")]
    wrong += wrong_with(read(life / "journal.db"), told, far)
    journal = Journal(life / "journal.db", Clock(BEGAN, running=False), SEED)
    journal.note("v9", "cash_in", mark=99)
    journal.check_whole()
    journal.close()
    return wrong + wrong_with(read(life / "journal.db"), [*told, 99], far)


def in_bytes(previous, bodies):
    return bytes.fromhex(previous), [body.encode() for body in bodies]


@pytest.mark.parametrize("task", TASKS)
def test_a_journal_that_is_killed_before_any_statement_has_lost_nothing_that_was_told(tmp_path, statements, task):
    whole = begun(tmp_path, 0, task)
    assert statements.run(task, whole) == 0
    points = json.loads((whole / "points").read_text())
    wrong = [(0, words) for words in judged(whole)]
    for last in range(1, len(points) + 1):
        life = begun(tmp_path, last, task)
        assert statements.run(task, life, last) == KILLED
        wrong += [(points[last - 1], words) for words in judged(life)]
    assert wrong == []
    assert len(points) > 20
