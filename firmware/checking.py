"""Whether a journal is whole: its pages, the chain of its records, their tags, and what is told apart from them."""

from __future__ import annotations

import hmac
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import msgspec

from central.chain import genesis, link
from firmware.chaining import Tags

AT_ONCE = 500
ROWS = "SELECT seq, CAST(body AS BLOB), hash, tag FROM record WHERE seq > ? ORDER BY seq LIMIT ?"
ONE = "SELECT seq, CAST(body AS BLOB), hash, tag FROM record WHERE seq = ?"


class Kept(msgspec.Struct, frozen=True):
    """One row as it lies in the file."""

    seq: int
    body: bytes
    hash: bytes
    tag: bytes


class Acted(msgspec.Struct, frozen=True):
    """What a body says of its act."""

    act: str
    visit: str
    phase: str


ACTED = msgspec.json.Decoder(Acted)


@dataclass(frozen=True)
class Reading:
    """A journal's file as it can be read, however damaged; `db` is a connection that only reads."""

    db: Any

    def rows(self) -> Iterator[Kept]:
        """All rows that can be read, in order; a page that cannot is passed over."""
        last, after = self._last(), 0
        while after < last:
            try:
                found = self._ask(ROWS, after, AT_ONCE)
            except sqlite3.Error:
                found = self._singly(after)
                after += AT_ONCE
            else:
                after = found[-1][0] if found else last
            yield from (Kept(*row) for row in found)

    def table(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """The rows of a small table, none when it cannot be read."""
        with suppress(sqlite3.Error):
            return self._ask(sql, *values)
        return []

    def page_faults(self) -> list[str]:
        """What SQLite finds wrong with the pages."""
        try:
            found = [str(row[0]) for row in self._ask("PRAGMA integrity_check(3)")]
        except sqlite3.Error as error:
            return [f"a page cannot be read: {error}"]
        return [] if found == ["ok"] else found

    def missing(self, rows: Iterator[Kept]) -> Iterator[tuple[Kept | None, int]]:
        """Each row with the count of those that should stand before it and do not; last None with those after it."""
        anchored = {seq for (seq,) in self.table("SELECT seq FROM anchor")}
        before = 0
        for row in rows:
            yield row, 0 if row.seq in anchored else row.seq - before - 1
            before = row.seq
        yield None, max(self._acknowledged() - before, 0)

    def _acknowledged(self) -> int:
        return int((self.table("SELECT acknowledged FROM stand") or [(0,)])[0][0])

    def _singly(self, after: int) -> list[tuple[Any, ...]]:
        return [row for seq in range(after + 1, after + AT_ONCE + 1) for row in self.table(ONE, seq)]

    def _last(self) -> int:
        """The last number, from whatever tells it."""
        tells = (
            "SELECT max(seq) FROM record",
            "SELECT max(seq) FROM (SELECT seq FROM record INDEXED BY by_visit)",
            "SELECT max(seq) FROM (SELECT seq FROM record INDEXED BY by_time)",
        )
        return max(self._acknowledged(), *(int((self.table(sql) or [(0,)])[0][0] or 0) for sql in tells))

    def _ask(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        return list(self.db.execute(sql, values).fetchall())


def faults(reading: Reading, tags: Tags) -> Iterator[str]:
    """What is wrong with a journal, a sentence each that names the record; nothing when it is whole."""
    yield from reading.page_faults()
    epochs = dict(reading.table("SELECT first, id FROM epoch"))
    anchors = dict(reading.table("SELECT seq, hash FROM anchor"))
    open_acts: set[tuple[str, str]] = set()
    previous = b""
    for row, missing in reading.missing(reading.rows()):
        if missing:
            yield f"{missing} records are missing {f'before record {row.seq}' if row else 'at the end'}"
        if row is None:
            break
        before = genesis(epochs[row.seq]) if row.seq in epochs else anchors.get(row.seq, previous)
        if not missing and link(before, row.body) != row.hash:
            yield f"record {row.seq} was changed, or one before it"
        if not hmac.compare_digest(tags.of(row.hash), row.tag):
            yield f"record {row.seq} has not this terminal's tag"
        previous = row.hash
        _follow(open_acts, row.body)
    yield from _about_tables(reading, tags, open_acts, epochs)


def _follow(open_acts: set[tuple[str, str]], body: bytes) -> None:
    # a body that cannot be read is told by its hash
    with suppress(msgspec.MsgspecError):
        acted = ACTED.decode(body)
        if acted.phase == "intent":
            open_acts.add((acted.act, acted.visit))
        elif acted.phase in ("done", "not_done"):
            open_acts.discard((acted.act, acted.visit))


def _about_tables(
    reading: Reading, tags: Tags, open_acts: set[tuple[str, str]], epochs: dict[int, str]
) -> Iterator[str]:
    if not epochs:
        yield "the epochs cannot be read"
    if set(reading.table("SELECT act, visit FROM open_act")) != open_acts:
        yield "what is open does not agree with the records"
    aside = "SELECT seq FROM refused JOIN record USING (seq) WHERE refused.body <> record.body"
    yield from (f"the copy of record {seq}, which central refused, was changed" for (seq,) in reading.table(aside))
    stands = reading.table("SELECT acknowledged, held, tag FROM stand")
    if not stands or not hmac.compare_digest(tags.of_stand(stands[0][0], bool(stands[0][1])), stands[0][2]):
        yield "the number up to which central has acknowledged was changed"
