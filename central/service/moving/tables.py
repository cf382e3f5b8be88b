"""What stands in a SQLite database, table by table, and its copy in PostgreSQL: each row that is written is read back.

A table whose triggers refuse every change and removal only grows, so its copy goes on where it stopped. Of any other, the
rows are compared with what was copied before: about 3 µs a row, and 150 bytes of memory.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import msgspec

from central.service.stores import Connection, Row
from central.service.stores.migrating import ABOUT_TABLE
from central.service.stores.postgres import PostgresConnection

CHUNK, CHUNK_BYTES = 5000, 8_000_000
PACK = msgspec.msgpack.Encoder().encode
NAMES = "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid"
TRIGGERS = "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?"
# Of every row and every column: a trigger with OF or WHEN lets something through.
REFUSES = r"BEFORE {} ON \w+\s+BEGIN\s+SELECT RAISE\(ABORT"
IDENTITIES = """SELECT table_name, column_name FROM information_schema.columns
    WHERE table_schema = current_schema() AND is_identity = 'YES'"""
REFERENCES = """SELECT conrelid::regclass::text, conname FROM pg_constraint
    WHERE contype = 'f' AND connamespace = current_schema()::regnamespace"""


class Differs(Exception):
    """A table is not the same at both ends; the text names it."""


@dataclass
class Table:
    """A table and how far its copy is: `copied` rows by their keys, or for one that only grows up to the row `last`.

    `here` and `there` are sums of the hashes of the rows that were read and of the same rows read back.
    """

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    grows: bool
    last: int = -(2**62)
    copied: dict[Row, int] = field(default_factory=dict)
    rows: int = 0
    here: int = 0
    there: int = 0

    @cached_property
    def places(self) -> list[int]:
        """Where in a row its key stands."""
        return [self.columns.index(name) for name in self.key]

    @cached_property
    def listed(self) -> str:
        """The columns as SQL lists them."""
        return ", ".join(self.columns)

    def key_of(self, row: Row) -> Row:
        """A row's key."""
        return tuple([row[place] for place in self.places])


def tables_of(source: Connection) -> list[Table]:
    """All tables of a SQLite database but the one about itself."""
    found = source.execute(NAMES).fetchall()
    return [_table(source, name, sql) for name, sql in found if name != ABOUT_TABLE]


def loosen(target: PostgresConnection, tables: Iterable[Table]) -> None:
    """Let rows come in any order and again: references count at the end of a transaction, triggers not at all yet."""
    for table in tables:
        target.script(f"ALTER TABLE {table.name} DISABLE TRIGGER USER")
    for name, constraint in target.execute(REFERENCES).fetchall():
        target.script(f"ALTER TABLE {name} ALTER CONSTRAINT {constraint} DEFERRABLE")


def tighten(target: PostgresConnection, tables: Iterable[Table]) -> None:
    """Let everything count from now on."""
    target.script("SET CONSTRAINTS ALL IMMEDIATE")
    for table in tables:
        target.script(f"ALTER TABLE {table.name} ENABLE TRIGGER USER")


def bring(table: Table, source: Connection, target: PostgresConnection) -> int:
    """Copy what is new or other than before, and say how many rows that were. Raises Differs."""
    before = table.rows
    written = sum(_write(table, rows, target) for rows in (_grown if table.grows else _changed)(table, source, target))
    if table.here != table.there:
        raise Differs(f"{table.name}: what was read back is not what was written")
    return max(written, abs(table.rows - before))


def check(table: Table, source: Connection, target: PostgresConnection) -> None:
    """Hold the number of rows at both ends against what was copied. Raises Differs."""
    for end in (source, target):
        [[count]] = end.execute(f"SELECT count(*) FROM {table.name}").fetchall()  # noqa: S608 - names of ours
        if count != table.rows:
            raise Differs(f"{table.name}: {count} rows in {end.engine}, {table.rows} were copied")


def number_on(target: PostgresConnection) -> None:
    """Let the numbers that PostgreSQL gives go on after the highest that came along."""
    for table, column in target.execute(IDENTITIES).fetchall():
        top = f"SELECT coalesce(max({column}), 0) + 1 FROM {table}"  # noqa: S608 - names of ours
        target.execute(f"SELECT setval(pg_get_serial_sequence(?, ?), ({top}), false)", (table, column))


def _table(source: Connection, name: str, sql: str) -> Table:
    described = source.execute(f"PRAGMA table_info({name})").fetchall()
    columns = tuple(row[1] for row in described)
    key = tuple(row[1] for row in sorted(described, key=lambda row: row[5]) if row[5]) or _unique(source, name)
    triggers = " ".join(row[0] for row in source.execute(TRIGGERS, (name,)).fetchall())
    kept = all(re.search(REFUSES.format(act), triggers) for act in ("UPDATE", "DELETE"))
    return Table(name, columns, key, grows=kept and "WITHOUT ROWID" not in sql)


def _unique(source: Connection, name: str) -> tuple[str, ...]:
    for _, index, unique, _, partial in source.execute(f"PRAGMA index_list({name})").fetchall():
        if unique and not partial:
            return tuple(row[2] for row in source.execute(f"PRAGMA index_info({index})").fetchall())
    raise ValueError(f"{name}: has no key by which its rows could be told apart")


def _grown(table: Table, source: Connection, _target: PostgresConnection) -> Iterator[list[Row]]:
    sql = f"SELECT rowid, {table.listed} FROM {table.name} WHERE rowid > ? ORDER BY rowid LIMIT {CHUNK}"  # noqa: S608 - names of ours
    while found := source.execute(sql, (table.last,)).fetchall():
        table.last = found[-1][0]
        table.rows += len(found)
        yield [row[1:] for row in found]


def _changed(table: Table, source: Connection, target: PostgresConnection) -> Iterator[list[Row]]:
    """Rows that are new or other than before; those that are other, or gone, are removed from the copy first."""
    seen: dict[Row, int] = {}
    changed: list[Row] = []
    size = 0
    first = not table.copied
    for row in source.execute(f"SELECT {table.listed} FROM {table.name}"):  # noqa: S608 - names of ours
        key, seen_as = table.key_of(row), hash_of(row)
        seen[key] = seen_as
        if table.copied.get(key) != seen_as:
            changed.append(row)
            size += sum(len(value) for value in row if isinstance(value, bytes)) if first else 0
        if first and (len(changed) == CHUNK or size > CHUNK_BYTES):
            yield changed
            changed, size = [], 0
    gone = [key for key, was in table.copied.items() if seen.get(key) != was]
    where = " AND ".join(f"{name} = ?" for name in table.key)
    if gone:
        target.executemany(f"DELETE FROM {table.name} WHERE {where}", gone)  # noqa: S608 - names of ours
    table.copied, table.rows = seen, len(seen)
    for start in range(0, len(changed), CHUNK):
        yield changed[start : start + CHUNK]


def _write(table: Table, rows: Sequence[Row], target: PostgresConnection) -> int:
    target.insert(table.name, table.columns, rows)
    table.here = (table.here + sum(map(hash_of, rows))) % 2**128
    keys = [table.key_of(row) for row in rows]
    back = target.rows_of(table.name, table.columns, table.key, keys)
    table.there = (table.there + sum(map(hash_of, back))) % 2**128
    return len(rows)


def hash_of(row: Row) -> int:
    """A row's hash (16 bytes as a number); the same on both engines, which give back the same integers, texts and bytes."""
    return int.from_bytes(hashlib.blake2b(PACK(row), digest_size=16).digest(), "big")
