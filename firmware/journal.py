"""The journal: what was meant, before it happens, and what came of it, after: money and paper pass through here.

SQLite in WAL mode with synchronous=FULL, the one setting that lost nothing in power-cut trials; rows are only ever
added. An act without an outcome is *unknown*: staff decide. Details never name a person; they are numbers and states.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from firmware.clock import Clock
from firmware.errors import JournalError
from firmware.ids import uuid7

SCHEMA = """
CREATE TABLE IF NOT EXISTS entry (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, visit TEXT NOT NULL, act TEXT NOT NULL, what TEXT NOT NULL,
    phase TEXT NOT NULL CHECK (phase IN ('intent', 'done', 'not_done', 'unknown', 'note')), detail TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS one_outcome ON entry (act) WHERE phase IN ('done', 'not_done', 'unknown');
CREATE TABLE IF NOT EXISTS counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
"""
Detail = str | int | bool | None


class Ending(StrEnum):
    """The three answers there are to "did it happen?"."""

    DONE = "done"
    NOT_DONE = "not_done"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Entry:
    """One row: an intent, an outcome or a note."""

    at: str
    visit: str
    act: str
    what: str
    phase: str
    detail: dict[str, Detail]


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


class Journal:
    """The journal of one terminal, in one file; may be used from any thread."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            # each statement commits by itself: an intent must be on the disk before its act begins
            self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=FULL")
            self._db.executescript(SCHEMA)
        except (OSError, sqlite3.Error) as error:
            raise JournalError(f"the journal {path} cannot be opened: {error}") from error

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    @contextmanager
    def act(self, visit: str, what: str, **intent: Detail) -> Iterator[Act]:
        """Write the intent, let the block do it, write the outcome. An act whose block ends by surprise stays open."""
        act = Act(uuid7(self._clock.now()), visit, what)
        self._add(act, "intent", intent)
        try:
            yield act
        finally:
            # by surprise nothing is known, and nothing is written: the open intent is the truth
            if act.ending is not None:
                self._add(act, act.ending, act.detail)

    def note(self, visit: str, what: str, **detail: Detail) -> None:
        """Write down something that has happened."""
        self._add(Act(uuid7(self._clock.now()), visit, what), "note", detail)

    def decide(self, act: str, ending: Ending, **detail: Detail) -> None:
        """Write what staff found out about an act that was left open."""
        entry = next((e for e in self.unsettled() if e.act == act), None)
        if entry is None:
            raise JournalError(f"no open act {act}")
        self._add(Act(entry.act, entry.visit, entry.what), ending, detail)

    def unsettled(self) -> list[Entry]:
        """The acts of which nobody knows how they ended, oldest first."""
        return self._entries("WHERE phase = 'intent' AND act NOT IN (SELECT act FROM entry WHERE phase != 'intent')")

    def entries(self, visit: str) -> list[Entry]:
        """All that was written of one visit, in order."""
        return self._entries("WHERE visit = ?", visit)

    def next_number(self, counter: str) -> int:
        """The next number of a gap-free series, from 1."""
        with self._lock:
            row = self._run(
                "INSERT INTO counter VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value",
                counter,
            )
        return int(row[0][0])

    def _add(self, act: Act, phase: str, detail: dict[str, Detail]) -> None:
        values = (self._clock.now().isoformat(), act.visit, act.id, act.what, phase, json.dumps(detail))
        with self._lock:
            self._run("INSERT INTO entry (at, visit, act, what, phase, detail) VALUES (?, ?, ?, ?, ?, ?)", *values)

    def _entries(self, where: str, *values: str) -> list[Entry]:
        with self._lock:
            rows = self._run(f"SELECT at, visit, act, what, phase, detail FROM entry {where} ORDER BY id", *values)  # noqa: S608 - fixed texts
        return [Entry(at, visit, act, what, phase, json.loads(detail)) for at, visit, act, what, phase, detail in rows]

    def _run(self, statement: str, *values: str) -> list[tuple[Any, ...]]:
        try:
            return self._db.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            raise JournalError(f"the journal cannot be written: {error}") from error
