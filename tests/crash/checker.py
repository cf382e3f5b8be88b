"""The independent checker: what is in a journal's file, by plain SQL, against what people were told and what central holds.

It shares no line with the journal: chain and places are counted here anew, from the tables and the definitions
(hash = SHA-256 of the hash before and the body; before the first of an epoch, of "kazasu chain v1 " and the epoch's id).
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

GENESIS = b"kazasu chain v1 "


@dataclass(frozen=True)
class Row:
    """One record: its number, its bytes and the hash that the file has for it."""

    seq: int
    body: bytes
    hash: bytes

    @cached_property
    def _said(self) -> tuple[str, int | None]:
        said = json.loads(self.body)
        return said["id"], said["detail"].get("mark")

    @property
    def id(self) -> str:
        return self._said[0]

    @property
    def mark(self) -> int | None:
        """What the rig wrote into the details, to know the row again."""
        return self._said[1]


@dataclass(frozen=True)
class Kept:
    """What a file holds."""

    rows: list[Row] = field(default_factory=list)
    epochs: dict[int, str] = field(default_factory=dict)
    anchors: dict[int, bytes] = field(default_factory=dict)
    acknowledged: int = 0
    older: list[int] = field(default_factory=list)
    """Marks in a file of the version before, whose rows have no chain yet."""


class Far:
    """Central as one could write it in ten lines, outside: what it was sent, each chain with its head."""

    def __init__(self) -> None:
        self.records: dict[str, Row] = {}
        self.heads: dict[str, dict[int, bytes]] = {}

    def take(self, epoch: str, first: int, previous: bytes, bodies: list[bytes]) -> list[str]:
        """Keep a batch; what was wrong with it."""
        wrong, head = [], previous
        known = self.heads.setdefault(epoch, {first - 1: genesis(epoch)})
        if known.get(first - 1) != previous:
            wrong.append(f"the batch from {first} on does not join on in {epoch}")
        for seq, body in enumerate(bodies, first):
            head = link(head, body)
            row = Row(seq, body, head)
            if known.setdefault(seq, head) != head:
                wrong.append(f"number {seq} was sent before with other bytes")
            if self.records.setdefault(row.id, row).body != body:
                wrong.append(f"record {row.id} was sent before with other bytes")
        return wrong


def genesis(epoch: str) -> bytes:
    return hashlib.sha256(GENESIS + epoch.encode()).digest()


def link(previous: bytes, body: bytes) -> bytes:
    return hashlib.sha256(previous + body).digest()


def read(path: Path) -> Kept:
    """Read a file (and the log beside it) as it lies there; one without tables was cut off before it became a journal."""
    if not path.exists():
        return Kept()
    db = sqlite3.connect(path)
    try:
        db.execute("PRAGMA synchronous=OFF")  # a copy, which is read once
        [[whole]] = db.execute("PRAGMA quick_check(1)").fetchall()
        assert whole == "ok", whole
        tables = {name for (name,) in db.execute("SELECT name FROM sqlite_schema")}
        if "record" not in tables:
            older = db.execute("SELECT detail ->> 'mark' FROM entry").fetchall() if "entry" in tables else []
            return Kept(older=[mark for (mark,) in older])
        rows = db.execute("SELECT seq, body, hash FROM record ORDER BY seq").fetchall()
        return Kept(
            [Row(seq, body.encode(), found) for seq, body, found in rows],
            dict(db.execute("SELECT first, id FROM epoch").fetchall()),
            dict(db.execute("SELECT seq, hash FROM anchor").fetchall()),
            db.execute("SELECT acknowledged FROM stand").fetchone()[0],
        )
    finally:
        db.close()


def wrong_with(kept: Kept, told: Iterable[int], far: Far) -> list[str]:
    """Whatever breaks the promise, in words: told and lost, told and twice, a chain that does not hold."""
    return [*_chain(kept), *_promise(kept, told, far), *_ids(kept, far)]


def _chain(kept: Kept) -> list[str]:
    wrong, before = [], {row.seq: row.hash for row in kept.rows}
    for row in kept.rows:
        epoch = kept.epochs.get(row.seq)
        previous = genesis(epoch) if epoch else before.get(row.seq - 1, kept.anchors.get(row.seq))
        if previous is None:
            wrong.append(f"nothing stands before row {row.seq}")
        elif link(previous, row.body) != row.hash:
            wrong.append(f"the chain breaks at row {row.seq}")
    newest = kept.rows[-1].seq if kept.rows else 0
    wrong += [f"row {seq} is missing" for seq in range(kept.acknowledged + 1, newest) if seq not in before]
    return wrong


def _promise(kept: Kept, told: Iterable[int], far: Far) -> list[str]:
    """Told: at central, or still to be sent."""
    there = {row.mark for row in far.records.values()}
    leaving = {row.mark for row in kept.rows if row.seq > kept.acknowledged} | set(kept.older)
    return [f"mark {mark} was told and is lost" for mark in told if mark not in there and mark not in leaving]


def _ids(kept: Kept, far: Far) -> list[str]:
    """Each record once, under one id, with the same bytes at both ends."""
    wrong = [f"id {name} stands in two rows" for name, n in Counter(row.id for row in kept.rows).items() if n > 1]
    wrong += [
        f"row {row.seq} is not what was sent" for row in kept.rows if far.records.get(row.id, row).body != row.body
    ]
    marks = {row.id: row.mark for row in (*kept.rows, *far.records.values())}
    twice = Counter(mark for mark in marks.values() if mark is not None)
    return wrong + [f"mark {mark} stands in two records" for mark, n in twice.items() if n > 1]
