"""Central's one SQLite database: WAL with synchronous=FULL, so that what was acknowledged survives a power cut."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BUSY_S = 30.0  # so long one process waits for another, which may be making the sample city
MIGRATIONS = Path(__file__).parent / "migrations"
# NORMAL would lose acknowledged rows in a power cut; secure_delete overwrites documents when they are forgotten.
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON")


class Store:
    """One connection, used by one thread at a time; `writing` is all or nothing. Several processes may share the file."""

    def __init__(self, path: Path) -> None:
        """Open it, made and migrated where needed. Raises ValueError with a sentence when it cannot be used."""
        # Re-entrant, since a look-up inside a transaction takes its turn again.
        self._turn = threading.RLock()
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            # Begun by hand below, not by the module, which begins late; handed between threads under the lock.
            self._connection = sqlite3.connect(path, BUSY_S, isolation_level=None, check_same_thread=False)
            # Before anything is written: the log beside it takes over the mode of the database.
            path.chmod(0o600)
            for pragma in PRAGMAS:
                self._connection.execute(f"PRAGMA {pragma}")
            self._migrate()
        except (OSError, sqlite3.Error, ValueError) as error:
            raise ValueError(f"state: {path}: {error}") from None

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The connection, for questions only."""
        with self._turn:
            yield self._connection

    @contextmanager
    def snapshot(self) -> Iterator[sqlite3.Connection]:
        """The connection, for several questions about one and the same moment, whoever writes meanwhile."""
        with self._turn:
            self._connection.execute("BEGIN")
            try:
                yield self._connection
            finally:
                self._connection.rollback()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """The connection in a transaction: durable when the block ends, undone when it raises."""
        with self._turn:
            # IMMEDIATE: what reads first and writes later could be refused half way.
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                # Inside, for a commit may fail too (disk full), and a transaction left open would refuse every later one.
                self._connection.commit()
            except BaseException:
                self._connection.rollback()
                raise

    def flush(self) -> None:
        """Bring the log home and empty it, so that nothing that was forgotten stays readable there."""
        with self._turn:
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close it; once more does no harm."""
        with self._turn:
            self._connection.close()

    def _migrate(self) -> None:
        done = self._version()
        scripts = {int(script.stem): script for script in MIGRATIONS.glob("*.sql")}
        if done > max(scripts):
            raise ValueError(f"was written by a later version (schema {done}, this program knows {max(scripts)})")
        for number in sorted(number for number in scripts if number > done):
            sql = scripts[number].read_text(encoding="utf-8")
            try:
                # The number in the same transaction: a power cut leaves the schema before or the one after.
                self._connection.executescript(f"BEGIN IMMEDIATE;{sql};PRAGMA user_version={number};COMMIT")
            except sqlite3.OperationalError:
                self._connection.rollback()
                # Another process that starts at the same time may have done it meanwhile.
                if self._version() < number:
                    raise

    def _version(self) -> int:
        return int(self._connection.execute("PRAGMA user_version").fetchone()[0])
