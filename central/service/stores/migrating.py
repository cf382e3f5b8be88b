"""The schema of both engines, brought up by number under a lock: however many processes start at once, one does it."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from central.service.stores.protocol import Away, Engine

if TYPE_CHECKING:
    from central.service.stores.postgres import PostgresConnection
    from central.service.stores.sqlite import SqliteConnection

MIGRATIONS = Path(__file__).parents[1] / "migrations"
POSTGRES = MIGRATIONS / "postgres"
# What a database says of itself: its schema, whose it is, by which key, where it has moved.
ABOUT_TABLE = "about"
ABOUT = f"CREATE TABLE IF NOT EXISTS {ABOUT_TABLE} (name TEXT PRIMARY KEY, value TEXT NOT NULL)"
SCHEMA = "INSERT INTO about (name, value) VALUES ('schema', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
TYPES = {" STRICT, WITHOUT ROWID": "", " STRICT": "", "INTEGER": "BIGINT", "BLOB": "BYTEA"}
TRIES, PAUSE_S = 300, 0.1


def settle(connection: SqliteConnection, pragmas: Iterable[str]) -> None:
    """Set what holds for the connection. Raises Away when others kept it from becoming WAL for half a minute."""
    for pragma in pragmas:
        for left in reversed(range(TRIES)):
            try:
                connection.execute(f"PRAGMA {pragma}")
                break
            except Away:
                # The change to WAL does not wait for others who are at it, as all else does.
                if not left:
                    raise
                time.sleep(PAUSE_S)


def migrate_sqlite(connection: SqliteConnection) -> None:
    """Run what is missing, each in a transaction with its number. Raises ValueError, StoreFault."""
    connection.execute(ABOUT)
    for number, script in scripts(MIGRATIONS):
        connection.execute("BEGIN IMMEDIATE")
        try:
            # Looked at inside: another process that starts at the same time may have done it meanwhile.
            if _sqlite_version(connection) < number:
                for statement in statements(script):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version={number}")
            connection.commit()
        except BaseException:
            connection.rollback()
            raise
    refuse_later(_sqlite_version(connection), MIGRATIONS)


def migrate_postgres(connection: PostgresConnection) -> None:
    """Run what is missing, all in the transaction that this connection is in. Raises ValueError, StoreFault."""
    connection.alone("schema")
    connection.script(ABOUT)
    row = connection.execute("SELECT value FROM about WHERE name = 'schema'").fetchone()
    done = int(row[0]) if row else 0
    refuse_later(done, POSTGRES)
    for number, script in scripts(POSTGRES):
        if number > done:
            connection.script(script)
            connection.execute(SCHEMA, (str(number),))


def scripts(folder: Path) -> list[tuple[int, str]]:
    """All migrations of a folder, by number."""
    return sorted((int(path.stem), path.read_text(encoding="utf-8")) for path in folder.glob("[0-9]*.sql"))


def refuse_later(done: int, folder: Path) -> None:
    """Raise ValueError when a later version of this program has been here."""
    known = max(number for number, _ in scripts(folder))
    if done > known:
        raise ValueError(f"was written by a later version (schema {done}, this program knows {known})")


def in_words_of(engine: Engine, schema: str) -> str:
    """Tables as they are written for SQLite, in the words of an engine."""
    for ours, theirs in TYPES.items() if engine == "postgres" else ():
        schema = schema.replace(ours, theirs)
    return schema


def statements(script: str) -> Iterator[str]:
    """The statements of a script; a trigger with its inner ones is one."""
    collected = ""
    for line in script.splitlines(keepends=True):
        collected += line
        if sqlite3.complete_statement(collected):
            yield collected
            collected = ""


def _sqlite_version(connection: SqliteConnection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
