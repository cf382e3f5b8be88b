"""The journal's file: SQLite in WAL mode with synchronous=FULL, the one setting that lost nothing in power-cut trials.

Each statement commits by itself unless it stands in `writing`. An older file is taken over in one transaction, so a power
cut leaves it old or new.
"""

from __future__ import annotations

import os
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
CLOSES = "what IN ('day_closed', 'cash_counted', 'paper_filled')"
"""Rows from whose last on staff reckon figures."""
LAST_OF_A_VISIT = "(SELECT seq FROM record WHERE visit <> '' ORDER BY seq DESC LIMIT 1)"
"""Rows without a visit are the queue's and other programs' own."""
# of earlier versions, whose names are taken again or whose table goes
LEFT_BEHIND = (
    *(f"DROP INDEX IF EXISTS {name}" for name in ("one_outcome", "one_answer", "by_visit", "by_time")),
    *(f"DROP TRIGGER IF EXISTS {name}" for name in ("begun", "answered")),
)
# open_act holds what nobody knows the end of, so that asking for it costs the same however long the journal is.
# epoch: each unbroken chain from its first number on. anchor: the hash before a row whose neighbour is no longer kept.
SCHEMA = (
    """CREATE TABLE record (
        seq INTEGER PRIMARY KEY, body TEXT NOT NULL, hash BLOB NOT NULL, tag BLOB NOT NULL,
        at TEXT AS (body ->> 'at'), visit TEXT AS (body ->> 'visit'), act TEXT AS (body ->> 'act'),
        what TEXT AS (body ->> 'what'), phase TEXT AS (body ->> 'phase')) STRICT""",
    "CREATE INDEX by_visit ON record (visit)",
    "CREATE INDEX by_time ON record (at)",
    f"CREATE INDEX by_close ON record (what) WHERE {CLOSES}",
    "CREATE TABLE epoch (first INTEGER PRIMARY KEY, id TEXT NOT NULL) STRICT",
    "CREATE TABLE anchor (seq INTEGER PRIMARY KEY, hash BLOB NOT NULL) STRICT",
    """CREATE TABLE stand (one INTEGER PRIMARY KEY CHECK (one = 1), acknowledged INTEGER NOT NULL, held INTEGER NOT NULL,
        tag BLOB NOT NULL, tried INTEGER NOT NULL DEFAULT 0) STRICT""",
    "CREATE TABLE acknowledged_on (id INTEGER PRIMARY KEY, day TEXT NOT NULL, through INTEGER NOT NULL) STRICT",
    "CREATE TABLE refused (seq INTEGER PRIMARY KEY, body TEXT NOT NULL, sentence TEXT NOT NULL) STRICT",
    "CREATE TABLE IF NOT EXISTS counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT",
    "CREATE TABLE IF NOT EXISTS open_act (act TEXT PRIMARY KEY, visit TEXT NOT NULL) STRICT, WITHOUT ROWID",
)
TRIGGER = """CREATE TRIGGER acted AFTER INSERT ON record WHEN new.phase <> 'note' BEGIN
    INSERT INTO open_act SELECT new.act, new.visit WHERE new.phase = 'intent';
    SELECT raise(ABORT, 'the act has its answer')
        WHERE new.phase IN ('done', 'not_done') AND new.act NOT IN (SELECT act FROM open_act);
    DELETE FROM open_act WHERE new.phase IN ('done', 'not_done') AND act = new.act; END"""
READ_ONLY = "the disk may only be read; its system may have found it faulty: call for service"
Fill = Callable[["JournalFile"], None]


def open_file(path: Path) -> Any:
    """The file as a connection on which each statement commits by itself: an intent is on the disk before its act."""
    return sqlite3.connect(path, check_same_thread=False, isolation_level=None)


def _is_read_only(folder: Path) -> bool:
    return folder.exists() and bool(os.statvfs(folder).f_flag & os.ST_RDONLY)


def open_to_read(path: Path) -> sqlite3.Connection:
    """The file as a connection that only reads, on a disk that may only be read too. Raises JournalError."""
    try:
        try:
            return _open_as(path, "mode=ro")
        except sqlite3.Error:
            # a log beside it can be taken in only where a file for its index can be made
            return _open_as(path, "immutable=1")
    except sqlite3.Error as error:
        raise JournalError(f"the journal {path} cannot be read: {error}") from error


def _open_as(path: Path, kind: str) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?{kind}", uri=True, isolation_level=None)
    try:
        connection.execute(f"PRAGMA cache_size=-{CACHE_KIB}")
        connection.execute("SELECT 1 FROM sqlite_master").fetchall()
    except sqlite3.Error:
        connection.close()
        raise
    return connection


class JournalFile:
    """One connection to the file, for any thread. Whatever fails is a JournalError with the file's name."""

    def __init__(self, path: Path, connect: Callable[[Path], Any] = open_file) -> None:
        self.path, self._connect = path, connect
        self.lock = threading.RLock()
        self.damage = ""
        self._has_failed = False
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self.db = connect(path)
            self._set_up()
            self.version = self._version()
        except (OSError, sqlite3.Error) as error:
            why = READ_ONLY if _is_read_only(path.parent) else error
            raise JournalError(f"the journal {path} cannot be opened: {why}") from error
        if self.version > VERSION:
            raise JournalError(f"the journal {path} was written by a later program: install that one again")

    def prepare(self, fill: Fill) -> None:
        """Make the tables of this version, if they are not there, and what `fill` writes into them, all or nothing."""
        if self.version == VERSION:
            return
        with self.writing():
            # another program may have done it meanwhile
            if self._version() < VERSION:
                for statement in (*LEFT_BEHIND, *SCHEMA):
                    self.run(statement)
                fill(self)
                self.run(TRIGGER)
                self.run(f"PRAGMA user_version = {VERSION}")
        self.version = VERSION

    def close(self) -> None:
        """Close the file, for threads that come later too."""
        # SQLite's own handles do not bear being closed under a thread that is reading
        with self.lock:
            self.db.close()

    def run(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Run one statement to its end; its rows. Raises JournalError."""
        with self.lock:
            try:
                return list(self.db.execute(statement, values).fetchall())
            except sqlite3.Error as error:
                self._has_failed = True
                raise JournalError(f"the journal {self.path} fails: {error}") from error

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

    @contextmanager
    def reading(self) -> Iterator[Any]:
        """A connection that only reads, and sees in the block what was there at its beginning; writers go on meanwhile."""
        if self._connect is not open_file:
            # another kind of disk may bear no second connection
            with self.lock:
                yield self.db
            return
        connection = open_to_read(self.path)
        try:
            connection.execute("BEGIN")
            yield connection
        finally:
            connection.close()

    def check_writable(self, least_free: int) -> None:
        """Raises JournalError when the next row could not be relied on: damage, a disk that is full or may only be read."""
        if self.damage:
            raise JournalError(self.damage)
        try:
            disk = os.statvfs(self.path.parent)
        except OSError as error:
            raise JournalError(f"the disk of {self.path} is away: {error.strerror}") from error
        if _is_read_only(self.path.parent):
            raise JournalError(f"the disk of {self.path}: {READ_ONLY}")
        if disk.f_bavail * disk.f_frsize < least_free:
            raise JournalError(f"the disk of {self.path} is full: less than {least_free >> 20} MiB are free")
        with self.lock:
            if self._has_failed:
                # what failed once is believed only when it has reached the disk again
                self.run("UPDATE stand SET tried = 1 - tried")
                self._has_failed = False
            self._try_to_write()

    def _try_to_write(self) -> None:
        self.run("BEGIN IMMEDIATE")
        try:
            # a change that is taken back: it wears no card out, and a file that may only be read refuses it
            self.run(f"PRAGMA user_version = {VERSION}")
        finally:
            self.run("ROLLBACK")

    def is_damaged(self, what: str) -> JournalError:
        """Write damage down, so that nothing is sold on it any more; the error to raise."""
        self.damage = f"the journal {self.path} is damaged; keep the file and call for service: {what}"
        return JournalError(self.damage)

    def _set_up(self) -> None:
        try:
            for setting in ("journal_mode=WAL", "synchronous=FULL", f"cache_size=-{CACHE_KIB}"):
                self.db.execute(f"PRAGMA {setting}")
        except sqlite3.Error:
            self.db.close()
            raise

    def _version(self) -> int:
        return int(self.db.execute("PRAGMA user_version").fetchall()[0][0])

    def _take_back(self) -> None:
        # a full disk ends a transaction by itself
        with suppress(JournalError):
            self.run("ROLLBACK")
