"""The SQLite engine: one file, WAL with synchronous=FULL, so that what was acknowledged survives a power cut."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from central.service.stores import migrating
from central.service.stores.pool import Pool
from central.service.stores.protocol import Away, Conflict, Connection, StoreFault, Value

BUSY_S = 30.0  # so long one process waits for another, which may be making the sample city
FLUSH_MS = 200  # whoever is reading an old state shall not keep the writers waiting; the next minute comes
READERS = 8
AT_ONCE = 100  # rows of one statement
# NORMAL would lose acknowledged rows in a power cut; secure_delete overwrites documents when they are forgotten.
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON")
MOVED = "SELECT value, (SELECT value FROM about WHERE name = 'id') FROM about WHERE name = 'moved'"
AWAY = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
}


class Moved(Exception):
    """This database has moved elsewhere, and nothing may be asked of it any more; `to` is the URL, `source` its own name."""

    def __init__(self, to: str, source: str) -> None:
        super().__init__(f"has moved to {to}")
        self.to, self.source = to, source


class SqliteConnection(sqlite3.Connection):
    """A connection of the module, which speaks in the words of the protocol."""

    engine: Literal["sqlite"] = "sqlite"

    def execute(self, sql: str, values: Any = (), /) -> sqlite3.Cursor:
        """Run one statement. Raises Conflict, Away, StoreFault."""
        try:
            return super().execute(sql, values)
        except sqlite3.Error as error:
            raise fault_of(error) from None

    def executemany(self, sql: str, rows: Iterable[Any], /) -> sqlite3.Cursor:
        """Run one statement for each row. Raises Conflict, Away, StoreFault."""
        try:
            return super().executemany(sql, rows)
        except sqlite3.Error as error:
            raise fault_of(error) from None

    def insert(
        self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Value]], *, skip_known: bool = False
    ) -> int:
        """Insert many rows and say how many are new."""
        one, known = f"({', '.join('?' * len(columns))})", " ON CONFLICT DO NOTHING" if skip_known else ""
        begin = f"INSERT INTO {table} ({', '.join(columns)}) VALUES "  # noqa: S608 - names of ours
        whole = len(rows) - len(rows) % AT_ONCE
        # Many rows in one statement: other threads run meanwhile, where each row of its own would ask for its turn.
        many, new = begin + ", ".join([one] * AT_ONCE) + known, 0
        for start in range(0, whole, AT_ONCE):
            new += self.execute(many, [value for row in rows[start : start + AT_ONCE] for value in row]).rowcount
        return new + max(self.executemany(begin + one + known, rows[whole:]).rowcount, 0)

    def alone(self, *names: str, wait: bool = True) -> bool:  # noqa: ARG002 - the protocol's
        """Say yes: whoever writes to a SQLite file is alone with it."""
        return True

    def commit(self) -> None:
        """End the transaction. Raises Conflict, Away, StoreFault."""
        try:
            super().commit()
        except sqlite3.Error as error:
            raise fault_of(error) from None


def fault_of(error: sqlite3.Error) -> StoreFault:
    """The engine's error in the words of the protocol; its texts name tables and columns, no values."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    kind = Conflict if isinstance(error, sqlite3.IntegrityError) else Away if code in AWAY else StoreFault
    return kind(f"database: {error}")


class SqliteStore:
    """One writer and several readers of one file. Several processes may share it."""

    def __init__(self, path: Path) -> None:
        """Open it, made and migrated where needed. Raises ValueError with a sentence when it cannot be used."""
        self.path = path
        # Re-entrant, for a look-up inside a transaction joins it.
        self._turn = threading.RLock()
        self._inside = threading.local()
        self._readers = Pool(self._reader, READERS, BUSY_S)
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._connection = connect(path)
            # Before anything is written: the log beside it takes over the mode of the database.
            path.chmod(0o600)
            migrating.settle(self._connection, PRAGMAS)
            self._migrate()
        except (OSError, sqlite3.Error, StoreFault, ValueError) as error:
            raise ValueError(f"state: {path}: {str(error).removeprefix('database: ')}") from None

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """The writer in a transaction. Raises Moved before it begins."""
        if getattr(self._inside, "connection", None):
            raise RuntimeError("a transaction inside another block could not be durable when it ends")
        with self._turn:
            # IMMEDIATE: what reads first and writes later could be refused half way.
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                with self._joined(self._connection):
                    yield self._connection
                # Inside, for a commit may fail too (disk full), and a transaction left open would refuse every later one.
                self._connection.commit()
            except BaseException:
                self._connection.rollback()
                raise

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A reader; inside another block that block's connection. Raises Moved before it begins."""
        if within := getattr(self._inside, "connection", None):
            yield within
            return
        with self._readers.lend(lambda one: not one.in_transaction) as connection, self._joined(connection):
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """A reader in a transaction. Raises Moved before it begins."""
        if within := getattr(self._inside, "connection", None):
            yield within
            return
        with self._readers.lend(lambda one: not one.in_transaction) as connection:
            connection.execute("BEGIN")
            try:
                with self._joined(connection):
                    yield connection
            finally:
                connection.rollback()

    def flush(self) -> None:
        """Bring the log home and empty it, unless somebody still reads an older state."""
        with self._turn:
            self._connection.execute(f"PRAGMA busy_timeout = {FLUSH_MS}")
            try:
                self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                self._connection.execute(f"PRAGMA busy_timeout = {BUSY_S * 1000:.0f}")

    def close(self) -> None:
        """Close it; once more does no harm."""
        self._readers.close()
        with self._turn:
            self._connection.close()

    @contextmanager
    def _joined(self, connection: SqliteConnection) -> Iterator[None]:
        """While the block lasts, who reads on this thread reads here. Raises Moved."""
        if moved := connection.execute(MOVED).fetchone():
            raise Moved(*moved)
        self._inside.connection = connection
        try:
            yield
        finally:
            self._inside.connection = None

    def _reader(self) -> SqliteConnection:
        connection = connect(self.path)
        connection.execute("PRAGMA query_only = ON")
        return connection

    def _migrate(self) -> None:
        migrating.migrate_sqlite(self._connection)


def connect(path: Path | str) -> SqliteConnection:
    """A connection to a file, handed between threads by whoever holds it. Raises sqlite3.Error."""
    # Transactions are begun by hand, not by the module, which begins late.
    return sqlite3.connect(path, BUSY_S, isolation_level=None, check_same_thread=False, factory=SqliteConnection)
