"""The journal's file: SQLite in WAL mode with synchronous=FULL, the one setting that lost nothing in power-cut trials.

Each statement commits by itself unless it stands in `writing`. An older file is taken over in one transaction, so a power
cut leaves it old or new.
"""

from __future__ import annotations

import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from firmware.errors import JournalError

VERSION = 3
CACHE_KIB = 256
"""Pages kept in memory: SQLite's own 2,000 KiB fill up in the first 500 visits, and nothing is read twice here."""
LEAST_FREE = 16 * 2**20
"""Bytes of the disk that sales leave free: what is begun can be written to its end."""
# open_act holds what nobody knows the end of, so that asking for it costs the same however long the journal is.
# epoch: each unbroken chain from its first number on. anchor: the hash before a row whose neighbour is no longer kept.
SCHEMA = (
    """CREATE TABLE record (
        seq INTEGER PRIMARY KEY, body TEXT NOT NULL, hash BLOB NOT NULL, tag BLOB NOT NULL,
        at TEXT AS (body ->> 'at'), visit TEXT AS (body ->> 'visit'), act TEXT AS (body ->> 'act'),
        what TEXT AS (body ->> 'what'), phase TEXT AS (body ->> 'phase')) STRICT""",
    "CREATE INDEX by_visit ON record (visit)",
    "CREATE INDEX by_time ON record (at)",
    "CREATE TABLE epoch (first INTEGER PRIMARY KEY, id TEXT NOT NULL) STRICT",
    "CREATE TABLE anchor (seq INTEGER PRIMARY KEY, hash BLOB NOT NULL) STRICT",
    """CREATE TABLE stand (one INTEGER PRIMARY KEY CHECK (one = 1), acknowledged INTEGER NOT NULL, held INTEGER NOT NULL,
        tag BLOB NOT NULL) STRICT""",
    "CREATE TABLE acknowledged_on (day TEXT PRIMARY KEY, through INTEGER NOT NULL) STRICT",
    "CREATE TABLE refused (seq INTEGER PRIMARY KEY, body TEXT NOT NULL, sentence TEXT NOT NULL) STRICT",
    "CREATE TABLE IF NOT EXISTS counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT",
    "CREATE TABLE IF NOT EXISTS open_act (act TEXT PRIMARY KEY, visit TEXT NOT NULL) STRICT, WITHOUT ROWID",
)
TRIGGERS = (
    """CREATE TRIGGER begun AFTER INSERT ON record WHEN new.phase = 'intent'
        BEGIN INSERT INTO open_act VALUES (new.act, new.visit); END""",
    """CREATE TRIGGER answered AFTER INSERT ON record WHEN new.phase IN ('done', 'not_done') BEGIN
        SELECT raise(ABORT, 'the act has its answer') WHERE new.act NOT IN (SELECT act FROM open_act);
        DELETE FROM open_act WHERE act = new.act; END""",
)
Fill = Callable[["JournalFile"], None]


def open_file(path: Path) -> Any:
    """The file as a connection on which each statement commits by itself: an intent is on the disk before its act."""
    return sqlite3.connect(path, check_same_thread=False, isolation_level=None)


class JournalFile:
    """One connection to the file, for any thread. Whatever fails is a JournalError with the file's name."""

    def __init__(self, path: Path, connect: Callable[[Path], Any] = open_file) -> None:
        self.path = path
        self.lock = threading.RLock()
        self.damage = ""
        with self._telling("cannot be opened"):
            path.parent.mkdir(parents=True, exist_ok=True)
            self.db = connect(path)
            self.db.execute("PRAGMA journal_mode=WAL")
            self.db.execute("PRAGMA synchronous=FULL")
            self.db.execute(f"PRAGMA cache_size=-{CACHE_KIB}")
            self.version = self._version()
        if self.version > VERSION:
            raise JournalError(f"the journal {path} was written by a later program: install that one again")

    def prepare(self, fill: Fill) -> None:
        """Make the tables of this version, if they are not there, and what `fill` writes into them, all or nothing."""
        if self.version == VERSION:
            return
        with self.writing():
            # another program may have done it meanwhile
            if self._version() < VERSION:
                for statement in SCHEMA:
                    self.run(statement)
                fill(self)
                for statement in TRIGGERS:
                    self.run(statement)
                self.run(f"PRAGMA user_version = {VERSION}")
        self.version = VERSION

    def close(self) -> None:
        """Close the file, for threads that come later too."""
        # SQLite's own handles do not bear being closed under a thread that is reading
        with self.lock:
            self.db.close()

    def run(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Run one statement to its end; its rows. Raises JournalError."""
        with self.lock, self._telling("fails"):
            return list(self.db.execute(statement, values).fetchall())

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Keep the file for oneself: all that is written in the block is there at once, or nothing of it."""
        with self.lock:
            self.run("BEGIN IMMEDIATE")
            try:
                yield
                self.run("COMMIT")
            except BaseException:
                self._take_back()
                raise

    def check_writable(self, least_free: int) -> None:
        """Raises JournalError when the next row could not be relied on: damage, a disk that is full or may only be read."""
        if self.damage:
            raise JournalError(self.damage)
        if shutil.disk_usage(self.path.parent).free < least_free:
            raise JournalError(f"the disk of {self.path} is full: less than {least_free >> 20} MiB are free")
        with self.lock:
            self.run("BEGIN IMMEDIATE")
            try:
                # a change that is taken back: it wears no card out, and a disk that may only be read refuses it
                self.run(f"PRAGMA user_version = {VERSION}")
            finally:
                self.run("ROLLBACK")

    def is_damaged(self, what: str) -> JournalError:
        """Write damage down, so that nothing is sold on it any more; the error to raise."""
        self.damage = f"the journal {self.path} is damaged; keep the file and call for service: {what}"
        return JournalError(self.damage)

    def _version(self) -> int:
        return int(self.db.execute("PRAGMA user_version").fetchall()[0][0])

    def _take_back(self) -> None:
        # a full disk ends a transaction by itself
        with suppress(JournalError):
            self.run("ROLLBACK")

    @contextmanager
    def _telling(self, how: str) -> Iterator[None]:
        try:
            yield
        except (OSError, sqlite3.Error) as error:
            raise JournalError(f"the journal {self.path} {how}: {error}") from error
