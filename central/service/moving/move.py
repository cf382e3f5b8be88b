"""The move itself: copy while all goes on, catch up, then one short lock; cut at any point it has moved or has not."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from central.service import about
from central.service.moving import mark
from central.service.moving.tables import Differs, Table, bring, check, loosen, number_on, tables_of, tighten
from central.service.register import make_tables
from central.service.stores import Connection, StoreFault
from central.service.stores.checking import open_checked
from central.service.stores.migrating import ABOUT_TABLE, migrate_postgres
from central.service.stores.postgres import PostgresConnection, PostgresStore
from central.service.stores.sqlite import SqliteStore

ROUNDS = 5
FEW = 2000  # rows that are written in about a tenth of a second
LONGEST_S = 12.0  # writers wait at most 30 s for each other, and terminals give up after 10
OWN = (mark.MOVED, mark.SOURCE, mark.ARRIVING, "schema")
THEIR_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
THEIR_FUNCTIONS = """SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = current_schema()::regnamespace
    AND proowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)"""
Told = Callable[[str], None]


def move(path: Path, url: str, told: Told, now: Callable[[], float] = time.monotonic) -> int:
    """Move the SQLite database of this path to that URL, and say how many rows it had; 0 when it had moved before.

    `told` hears each step as it ends. Raises ValueError with a sentence; the SQLite database is then in charge as before.
    """
    if not path.exists():
        raise ValueError(f"state: {path}: there is no database to move")
    with _only_one(path):
        if moved := mark.moved_to(path):
            return _end(moved.to, moved.source, url, told)
        target = open_checked(url)
        source = SqliteStore(path)
        try:
            return _move(source, target, url, told, now)
        except (Differs, StoreFault) as error:
            raise ValueError(f"it has not moved, and nothing is lost: {error}") from None
        finally:
            source.close()
            target.close()


def _move(source: SqliteStore, target: PostgresStore, url: str, told: Told, now: Callable[[], float]) -> int:
    with source.writing() as connection:
        name = mark.source_of(connection)
        tables = tables_of(connection)
    with target.writing() as there:
        _prepare(there, name)
        loosen(there, tables)
    told("prepared")
    for number in range(1, ROUNDS + 1):
        with source.snapshot() as here, _copying(target) as there:
            written = sum(bring(table, here, there) for table in tables)
        told(f"round {number}")
        if written < FEW:
            break
    rows = _last_round(source, target, tables, (url, told, now))
    mark.arrive(target, name)
    told("arrived")
    return rows


def _last_round(
    source: SqliteStore, target: PostgresStore, tables: list[Table], how: tuple[str, Told, Callable[[], float]]
) -> int:
    url, told, now = how
    with source.writing() as here:
        ends = now() + LONGEST_S
        told("locked")
        with _copying(target) as there:
            for table in tables:
                bring(table, here, there)
                check(table, here, there)
                if now() > ends:
                    raise ValueError(f"it has not moved: {table.name} took too long; try when less is going on")
            _bring_about(here, there)
            number_on(there)
            tighten(there, tables)
            told("copied")
        told("there")
        # From here on, and not before, the other is in charge.
        about.write(here, mark.MOVED, url)
    told("marked")
    return sum(table.rows for table in tables)


def _end(to: str, source: str, url: str, told: Told) -> int:
    if to != url:
        raise ValueError(f"it has moved already, to {to}")
    target = open_checked(url)
    try:
        mark.arrive(target, source)
    finally:
        target.close()
    told("arrived")
    return 0


def _prepare(there: PostgresConnection, name: str) -> None:
    """An empty schema that says for whom it waits. Raises ValueError when something else stands there."""
    there.alone("schema")
    tables = [row[0] for row in there.execute(THEIR_TABLES).fetchall()]
    if tables and (ABOUT_TABLE not in tables or about.read(there, mark.ARRIVING) != name):
        raise ValueError(
            "--to: that database is not empty, and what stands there is not a move of this one that was cut off"
        )
    for table in tables:
        there.script(f"DROP TABLE {table} CASCADE")
    for function in there.execute(THEIR_FUNCTIONS).fetchall() if tables else []:
        there.script(f"DROP FUNCTION {function[0]} CASCADE")
    migrate_postgres(there)
    make_tables(there)
    about.write(there, mark.ARRIVING, name)


@contextmanager
def _copying(target: PostgresStore) -> Iterator[PostgresConnection]:
    with target.writing() as there:
        there.script("SET CONSTRAINTS ALL DEFERRED")
        yield there


def _bring_about(here: Connection, there: PostgresConnection) -> None:
    for name, value in here.execute("SELECT name, value FROM about").fetchall():
        if name not in OWN:
            about.write(there, name, value)


@contextmanager
def _only_one(path: Path) -> Iterator[None]:
    """Keep a second move away; the lock goes with the process, however it ends."""
    lock = os.open(path.with_suffix(".moving"), os.O_CREAT | os.O_RDWR, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ValueError("another move of this database is going on") from None
        yield
    finally:
        os.close(lock)
