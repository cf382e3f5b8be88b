"""The journal: what was meant, before it happens, and what came of it, after: money and paper pass through here.

SQLite in WAL mode with synchronous=FULL, the one setting that lost nothing in power-cut trials; rows are only ever
added. An act without an outcome, or with the outcome *unknown*, stays open: staff decide. Details never name a person;
they are numbers and states.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from firmware.clock import JAPAN, Clock
from firmware.errors import JournalError
from firmware.ids import uuid7

VERSION = 2
# open_act holds what nobody knows the end of, so that asking for it costs the same however long the journal is
SCHEMA = """
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS entry (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, visit TEXT NOT NULL, act TEXT NOT NULL, what TEXT NOT NULL,
    phase TEXT NOT NULL CHECK (phase IN ('intent', 'done', 'not_done', 'unknown', 'note')), detail TEXT NOT NULL
) STRICT;
DROP INDEX IF EXISTS one_outcome;
CREATE UNIQUE INDEX IF NOT EXISTS one_answer ON entry (act) WHERE phase IN ('done', 'not_done');
CREATE INDEX IF NOT EXISTS by_visit ON entry (visit);
CREATE INDEX IF NOT EXISTS by_time ON entry (at);
CREATE TABLE IF NOT EXISTS counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS open_act (act TEXT PRIMARY KEY, visit TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TRIGGER IF NOT EXISTS begun AFTER INSERT ON entry WHEN new.phase = 'intent'
    BEGIN INSERT INTO open_act VALUES (new.act, new.visit); END;
CREATE TRIGGER IF NOT EXISTS answered AFTER INSERT ON entry WHEN new.phase IN ('done', 'not_done')
    BEGIN DELETE FROM open_act WHERE act = new.act; END;
INSERT OR IGNORE INTO open_act SELECT act, visit FROM entry WHERE phase = 'intent'
    AND act NOT IN (SELECT act FROM entry WHERE phase IN ('done', 'not_done'));
PRAGMA user_version = 2;
COMMIT;
"""
OPEN = "WHERE visit IN (SELECT visit FROM open_act) AND act IN (SELECT act FROM open_act)"
ROW = "INSERT INTO entry (at, visit, act, what, phase, detail) VALUES (?, ?, ?, ?, ?, ?)"
NEXT = "INSERT INTO counter VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value"
CACHE_KIB = 256
"""Pages kept in memory: SQLite's own 2,000 KiB fill up in the first 500 visits, and nothing is read twice here."""
LEAST_FREE = 16 * 2**20
"""Bytes of the disk that sales leave free: what is begun can be written to its end."""
Detail = str | int | bool | None


class Ending(StrEnum):
    """The three answers there are to "did it happen?"."""

    DONE = "done"
    NOT_DONE = "not_done"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Entry:
    """One row: an intent, an outcome or a note; of an open act, `known` is what was found out about it so far."""

    at: str
    visit: str
    act: str
    what: str
    phase: str
    detail: dict[str, Detail]
    known: dict[str, Detail] = field(default_factory=dict)


@dataclass
class Act:
    """Something that has been written down as meant; say once how it ended, and whatever is known of it."""

    id: str
    visit: str
    what: str
    ending: Ending | None = None
    detail: dict[str, Detail] = field(default_factory=dict)

    def end(self, ending: Ending, **detail: Detail) -> None:
        """How it ended; written when the block of the act is left."""
        self.ending, self.detail = ending, detail


def open_file(path: Path) -> Any:
    """The file as a connection on which each statement commits by itself: an intent is on the disk before its act."""
    return sqlite3.connect(path, check_same_thread=False, isolation_level=None)


class Journal:
    """The journal of one terminal, in one file; may be used from any thread."""

    def __init__(self, path: Path, clock: Clock, connect: Callable[[Path], Any] = open_file) -> None:
        self._path, self._clock = path, clock
        self.least_free = LEAST_FREE
        self._damage = ""
        self._lock = threading.Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = connect(path)
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=FULL")
            self._db.execute(f"PRAGMA cache_size=-{CACHE_KIB}")
            [(version,)] = self._db.execute("PRAGMA user_version").fetchall()
            if version < VERSION:
                self._db.executescript(SCHEMA)
        except (OSError, sqlite3.Error) as error:
            raise JournalError(f"the journal {path} cannot be opened: {error}") from error
        if version > VERSION:
            raise JournalError(f"the journal {path} was written by a later program: install that one again")

    def close(self) -> None:
        """Close the file, for threads that come later too."""
        # SQLite's own handles do not bear being closed under a thread that is reading
        with self._lock:
            self._db.close()

    @contextmanager
    def act(self, visit: str, what: str, **intent: Detail) -> Iterator[Act]:
        """Write the intent, let the block do it, write the outcome. An act whose block ends by surprise stays open."""
        act = self.begin(visit, what, **intent)
        try:
            yield act
        finally:
            # by surprise nothing is known, and nothing is written: the open intent is the truth
            if act.ending is not None:
                self._add(act, act.ending, act.detail)

    def begin(self, visit: str, what: str, **intent: Detail) -> Act:
        """Write an intent that stays open until `decide` ends it."""
        act = Act(uuid7(self._clock.now()), visit, what)
        self._add(act, "intent", intent)
        return act

    def note(self, visit: str, what: str, **detail: Detail) -> None:
        """Write down something that has happened."""
        self._add(Act(uuid7(self._clock.now()), visit, what), "note", detail)

    def decide(self, act: str, ending: Ending, **detail: Detail) -> Entry:
        """Write what was found out about an act that was left open, and give back what it was. Raises JournalError."""
        entry = next((e for e in self.unsettled() if e.act == act), None)
        if entry is None:
            raise JournalError(f"no open act {act}")
        self._add(Act(entry.act, entry.visit, entry.what), ending, detail)
        return entry

    def unsettled(self) -> list[Entry]:
        """The intents of the open acts, oldest first; once somebody has looked in vain their phase is `unknown`."""
        found: dict[str, Entry] = {}
        for row in self._entries(OPEN):
            began = found.get(row.act)
            found[row.act] = replace(began, phase=row.phase, known=row.detail) if began else row
        return list(found.values())

    def entries(self, visit: str) -> list[Entry]:
        """All that was written of one visit, in order."""
        return self._entries("WHERE visit = ?", visit)

    def between(self, start: datetime, end: datetime) -> Iterator[Entry]:
        """All that was written from `start` on and before `end`, in the order in which it was written."""
        yield from self._entries("WHERE at >= ? AND at < ?", _stamp(start), _stamp(end))

    def latest(self, what: str) -> Entry | None:
        """The last row of a kind."""
        return next(iter(self._entries("WHERE id = (SELECT max(id) FROM entry WHERE what = ?)", what)), None)

    def since(self, what: str) -> list[Entry]:
        """All that was written after the last row of a kind, or all there is; by order of writing, whatever the clock did."""
        return self._entries("WHERE id > coalesce((SELECT max(id) FROM entry WHERE what = ?), 0)", what)

    def newest(self) -> Entry | None:
        """The last row."""
        return next(iter(self._entries("WHERE id = (SELECT max(id) FROM entry)")), None)

    def next_number(self, counter: str) -> int:
        """The next number of a gap-free series, from 1."""
        with self._lock:
            return int(self._run(NEXT, counter)[0][0])

    def put_back(self, counter: str) -> None:
        """The last number of a series was not needed after all; the next one gets it."""
        with self._lock:
            self._run("UPDATE counter SET value = value - 1 WHERE name = ?", counter)
            self._run("DELETE FROM counter WHERE name = ? AND value = 0", counter)

    def check_writable(self) -> None:
        """Raises JournalError when the next row could not be relied on: damage, a disk that is full or may only be read."""
        if self._damage:
            raise JournalError(self._damage)
        if shutil.disk_usage(self._path.parent).free < self.least_free:
            raise JournalError(f"the disk of {self._path} is full: less than {self.least_free >> 20} MiB are free")
        with self._lock:
            self._run("BEGIN IMMEDIATE")
            try:
                # a change that is taken back: it wears no card out, and a disk that may only be read refuses it
                self._run(f"PRAGMA user_version = {VERSION}")
            finally:
                self._run("ROLLBACK")

    def check_whole(self) -> None:
        """Read every page. Raises JournalError when one is damaged."""
        with self._lock:
            found = [str(row[0]) for row in self._run("PRAGMA quick_check(1)")]
        if found != ["ok"]:
            self._damage = f"the journal {self._path} is damaged; keep the file and call for service: {found[0]}"
            raise JournalError(self._damage)

    def _add(self, act: Act, phase: str, detail: dict[str, Detail]) -> None:
        values = (_stamp(self._clock.now()), act.visit, act.id, act.what, phase, json.dumps(detail))
        with self._lock:
            self._run(ROW, *values)

    def _entries(self, where: str, *values: str) -> list[Entry]:
        with self._lock:
            rows = self._run(f"SELECT at, visit, act, what, phase, detail FROM entry {where} ORDER BY id", *values)  # noqa: S608 - fixed texts
        return [Entry(at, visit, act, what, phase, json.loads(detail)) for at, visit, act, what, phase, detail in rows]

    def _run(self, statement: str, *values: str) -> list[tuple[Any, ...]]:
        try:
            return list(self._db.execute(statement, values).fetchall())
        except sqlite3.Error as error:
            raise JournalError(f"the journal {self._path} fails: {error}") from error


def _stamp(at: datetime) -> str:
    # one offset and one length, so that texts compare as times do
    return at.astimezone(JAPAN).isoformat(timespec="microseconds")
