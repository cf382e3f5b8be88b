"""The PostgreSQL engine: connections by psycopg, made when needed, so that writes resume as soon as there is a primary.

Nothing is ever cancelled: a commit whose wait for a standby is cancelled is called a success, with a warning.
"""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Literal

import psycopg
from psycopg.adapt import Buffer, Dumper, Loader
from psycopg.conninfo import conninfo_to_dict
from psycopg.types.numeric import Int8Dumper
from psycopg.types.string import StrDumper

from central.service.stores.pool import Pool
from central.service.stores.protocol import Away, Conflict, Connection, StoreFault, Value

CONNECTIONS = 10  # of one process; a server of default size takes nine processes
PATIENCE_S = 5.0
# A machine that loses power says no good-bye; the primary is found among several hosts by its being writable.
DEFAULTS: dict[str, str | int] = {
    "target_session_attrs": "read-write",
    "connect_timeout": 3,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
    "application_name": "kazasu",
    "client_encoding": "UTF8",
}
# A process that hangs shall not keep its locks; whoever names synchronous_commit in the URL comes after, and is refused.
OPTIONS = "-c synchronous_commit=on -c lock_timeout=20s -c idle_in_transaction_session_timeout=60s"
QUOTED = re.compile(r"('[^']*')")
AWAY = (
    psycopg.OperationalError,
    psycopg.InterfaceError,
    psycopg.errors.ReadOnlySqlTransaction,
    psycopg.errors.IdleInTransactionSessionTimeout,  # this machine stood still in the middle of a block
)
RULES = ("23", "P0001")  # integrity constraint violation, and what a trigger raises
COLUMNS = """SELECT attname, format_type(atttypid, NULL) FROM pg_attribute
    WHERE attrelid = to_regclass(?) AND attnum > 0 AND NOT attisdropped"""


class PostgresConnection:
    """A connection of psycopg that begins and ends its transactions by hand."""

    engine: Literal["postgres"] = "postgres"

    def __init__(self, raw: psycopg.Connection[tuple[Any, ...]], types: dict[str, dict[str, str]]) -> None:
        self.raw = raw
        self.fresh = True
        self._types = types
        self._warned = self._doubtful = False
        raw.add_notice_handler(self._hear)

    def execute(self, sql: str, values: Sequence[Value] = (), /) -> psycopg.Cursor[tuple[Any, ...]]:
        """Run one statement. Raises Conflict, Away, StoreFault."""
        try:
            return self.raw.execute(in_their_words(sql), values)
        except psycopg.Error as error:
            raise self._fault(error) from None

    def executemany(self, sql: str, rows: Iterable[Sequence[Value]], /) -> psycopg.Cursor[tuple[Any, ...]]:
        """Run one statement for each row. Raises Conflict, Away, StoreFault."""
        cursor = self.raw.cursor()
        try:
            cursor.executemany(in_their_words(sql), rows)
        except psycopg.Error as error:
            raise self._fault(error) from None
        return cursor

    def insert(
        self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Value]], *, skip_known: bool = False
    ) -> int:
        """Insert many rows, each column as one array, and say how many are new."""
        if not rows:
            return 0
        types = self._types_of(table)
        # In binary: as text each quote of a record would be escaped here and unescaped there, at ten times the cost.
        arrays = ", ".join(f"%b::{types[name]}[]" for name in columns)
        known = " ON CONFLICT DO NOTHING" if skip_known else ""
        sql = f"INSERT INTO {table} ({', '.join(columns)}) SELECT * FROM unnest({arrays}){known}"  # noqa: S608 - names of ours
        try:
            return self.raw.execute(sql.encode(), [list(column) for column in zip(*rows, strict=True)]).rowcount
        except psycopg.Error as error:
            raise self._fault(error) from None

    def rows_of(
        self, table: str, columns: Sequence[str], key: Sequence[str], keys: Sequence[Sequence[Value]]
    ) -> list[tuple[Any, ...]]:
        """The rows of a table with these keys."""
        types = self._types_of(table)
        arrays = ", ".join(f"%s::{types[name]}[]" for name in key)
        sql = f"SELECT {', '.join(columns)} FROM {table} WHERE ({', '.join(key)}) IN (SELECT * FROM unnest({arrays}))"  # noqa: S608 - names of ours
        try:
            return self.raw.execute(sql.encode(), [list(column) for column in zip(*keys, strict=True)]).fetchall()
        except psycopg.Error as error:
            raise self._fault(error) from None

    def alone(self, *names: str, wait: bool = True) -> bool:
        """Take an advisory lock for each name until the transaction ends, always in the same order."""
        for number in sorted(
            int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True) for name in names
        ):
            row = self.execute(
                "SELECT pg_advisory_xact_lock(?)" if wait else "SELECT pg_try_advisory_xact_lock(?)", (number,)
            ).fetchone()
            if row == (False,):
                return False
        return True

    def script(self, sql: str) -> None:
        """Run several statements."""
        try:
            self.raw.execute(sql.encode())
        except psycopg.Error as error:
            raise self._fault(error) from None

    def commit(self) -> None:
        """End the transaction. Raises Away when nobody can say whether it happened, Conflict, StoreFault."""
        self._warned = False
        self.script("COMMIT")
        # The wait for a standby was cut short: durable here, perhaps nowhere else.
        if self._warned:
            raise Away("database: a commit came with a warning")

    @property
    def sound(self) -> bool:
        """Whether it can serve another block."""
        return not self._doubtful and self.raw.info.transaction_status is psycopg.pq.TransactionStatus.IDLE

    def close(self) -> None:
        """Let go of it."""
        self.raw.close()

    def _fault(self, error: psycopg.Error) -> StoreFault:
        fault = fault_of(error)
        # What it leads to may have become a standby, which would answer from the past.
        self._doubtful = self._doubtful or isinstance(fault, Away)
        return fault

    def _types_of(self, table: str) -> dict[str, str]:
        if table not in self._types:
            self._types[table] = dict(self.execute(COLUMNS, (table,)).fetchall())
        return self._types[table]

    def _hear(self, said: psycopg.errors.Diagnostic) -> None:
        self._warned = self._warned or said.severity_nonlocalized == "WARNING"


class PostgresStore:
    """A PostgreSQL database under a URL of libpq's, which may name several hosts."""

    def __init__(self, url: str) -> None:
        """Keep where it is; nothing is asked of it yet. Raises ValueError when the URL cannot be read."""
        self._asked = settings(url)
        self._inside = threading.local()
        self._types: dict[str, dict[str, str]] = {}
        self._pool = Pool(self._connect, CONNECTIONS, PATIENCE_S)

    @contextmanager
    def writing(self) -> Iterator[PostgresConnection]:
        """A transaction, READ COMMITTED: what is read first and written later needs `alone`."""
        if getattr(self._inside, "connection", None):
            raise RuntimeError("a transaction inside another block could not be durable when it ends")
        with self._block("BEGIN") as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that may not write; inside another block that one."""
        if within := getattr(self._inside, "connection", None):
            yield within
            return
        with self._block("BEGIN READ ONLY") as connection:
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """A transaction that sees one moment; inside another block that one."""
        if within := getattr(self._inside, "connection", None):
            yield within
            return
        with self._block("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY") as connection:
            yield connection

    def flush(self) -> None:
        """Do nothing: no file is ours to empty."""

    def close(self) -> None:
        """Let go of it; blocks that are under way end first."""
        self._pool.close()

    @contextmanager
    def _block(self, begin: str) -> Iterator[PostgresConnection]:
        with self._begun(begin) as connection:
            self._inside.connection = connection
            try:
                yield connection
                connection.commit()
            except BaseException:
                _undo(connection)
                raise
            finally:
                self._inside.connection = None

    @contextmanager
    def _begun(self, begin: str) -> Iterator[PostgresConnection]:
        """A connection in a transaction. One that died while it waited is passed over, for nothing was sent on it yet."""
        while True:
            with self._pool.lend(lambda one: one.sound) as connection:
                try:
                    connection.script(begin)
                except Away:
                    if connection.fresh:
                        raise
                    continue
                connection.fresh = False
                yield connection
                return

    def _connect(self) -> PostgresConnection:
        try:
            raw = psycopg.connect(autocommit=True, **self._asked)
        except psycopg.Error as error:
            raise Away(f"database: cannot be reached ({type(error).__name__})") from error
        raw.adapters.register_dumper(str, StrDumper)
        raw.adapters.register_dumper(int, Int8Dumper)
        raw.adapters.register_dumper(bool, _Truth)
        raw.adapters.register_dumper(bool, _TruthInBinary)
        raw.adapters.register_loader("numeric", _Whole)
        return PostgresConnection(raw, self._types)


class _Truth(Dumper):
    """A truth value, which is 0 or 1 in every table."""

    oid = psycopg.adapters.types["int8"].oid

    def dump(self, obj: bool) -> bytes:
        return b"1" if obj else b"0"


class _TruthInBinary(_Truth):
    """The same in an array, which is handed over in binary."""

    format = psycopg.pq.Format.BINARY

    def dump(self, obj: bool) -> bytes:
        return int(obj).to_bytes(8, "big")


class _Whole(Loader):
    """A sum of integers, which PostgreSQL calls numeric."""

    def load(self, data: Buffer) -> int:
        return int(bytes(data))


def settings(url: str) -> dict[str, Any]:
    """What libpq is told for this URL. Raises ValueError with a sentence that does not repeat it."""
    try:
        given = conninfo_to_dict(url)
    except psycopg.Error:
        raise ValueError(
            "database: is no URL that PostgreSQL's libpq can read (postgresql://USER@HOST/DATABASE)"
        ) from None
    if "password" in given:
        raise ValueError("database: a password does not stand in the URL; put it into a file and add ?passfile=FILE")
    return DEFAULTS | given | {"options": f"{OPTIONS} {given.get('options') or ''}".strip()}


@lru_cache(maxsize=512)
def in_their_words(sql: str) -> bytes:
    """SQL with `?` in psycopg's words; what stands in quotes is left alone."""
    parts = QUOTED.split(sql.replace("%", "%%"))
    return "".join(part if part.startswith("'") else part.replace("?", "%s") for part in parts).encode()


def fault_of(error: psycopg.Error) -> StoreFault:
    """The engine's error in the words of the protocol: its texts may quote values, so most of them stay behind."""
    # Of these the first line names tables and rules; values stand in the details.
    if (error.sqlstate or "").startswith(RULES):
        return Conflict(f"database: {error.diag.message_primary}")
    away = isinstance(error, AWAY)
    return (Away if away else StoreFault)(f"database: {type(error).__name__}")


def _undo(connection: PostgresConnection) -> None:
    try:
        connection.script("ROLLBACK")
    except StoreFault:
        # Gone, and with it the transaction; it will not be kept for another.
        connection.close()
