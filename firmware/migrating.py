"""A journal of an earlier program: its rows become the first records of the first epoch, in the transaction that makes the tables."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from central.chain import genesis, link
from central.wire import Phase, Quality, Record
from firmware.chaining import Chain
from firmware.ids import uuid7
from firmware.journal_file import JournalFile

AT_ONCE = 1000
OLD = "SELECT id, at, visit, act, what, phase, detail FROM entry WHERE id > ? ORDER BY id LIMIT ?"
STILL_OPEN = """INSERT OR IGNORE INTO open_act SELECT act, visit FROM entry WHERE phase = 'intent'
    AND act NOT IN (SELECT act FROM entry WHERE phase IN ('done', 'not_done'))"""


def take_over(file: JournalFile, chain: Chain, epoch: str) -> None:
    """Begin the first epoch, with the rows of an earlier file if there are any; only within `writing`."""
    if file.run("SELECT 1 FROM sqlite_master WHERE name = 'entry'"):
        _take_rows(file, chain, epoch)
        file.run(STILL_OPEN)
        file.run("DROP TABLE entry")
    chain.begin(epoch, 1, 0)


def _take_rows(file: JournalFile, chain: Chain, epoch: str) -> None:
    previous, seq, after = genesis(epoch), 0, 0
    while rows := file.run(OLD, after, AT_ONCE):
        for row in rows:
            body = msgspec.json.encode(_record(row))
            previous, seq, after = link(previous, body), seq + 1, row[0]
            sql = "INSERT INTO record (seq, body, hash, tag) VALUES (?, ?, ?, ?)"
            file.run(sql, seq, body.decode(), previous, chain.tags.of(previous))


def _record(row: tuple[Any, ...]) -> Record:
    _, at, visit, act, what, phase, detail = row
    return Record(
        id=act if phase in ("intent", "note") else uuid7(datetime.fromisoformat(at)),
        at=at,
        clock=Quality.UNSURE,
        boot="",
        mono_ms=0,
        rules="",
        visit=visit,
        act=act,
        what=what,
        phase=Phase(phase),
        detail=msgspec.json.decode(detail),
    )
