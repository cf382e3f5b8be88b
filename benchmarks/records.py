"""The offline queue: how fast it drains against what central can take, and what a record costs behind a long backlog."""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec

from benchmarks.ingest import _central
from benchmarks.places import TUESDAY, wait_until
from benchmarks.sealed_load import BATCH, Fleet, deliver, fleet
from benchmarks.table import Figure, median, rounded, spread
from central.chain import links
from central.client import CentralClient
from central.signing import Signer
from central.wire import MOST_RECORDS, Batch, Phase, Quality, Record, Stand, Verdict
from firmware.chaining import ADD
from firmware.clock import Clock
from firmware.journal import Journal
from firmware.queue import OfflineQueue

RUNS = 5
TERMINALS, EACH = 32, 6
"""Of the load that finds central's limit: how many at once, and batches of each in a run."""
DRAINED = 20_000
"""Records of the one queue in a run."""
SHORT, LONG = 10_000, 1_000_000
SENT, ADDED = 5_000, 300
"""Records drained from a backlog, and appended behind it, in one run."""
POSTED_S = 300.0
SEED = bytes(range(32))


def figures() -> Iterator[Figure]:
    """The share of central's limit, then the cost behind both backlogs."""
    with TemporaryDirectory() as folder:
        yield from _shares(Path(folder))
    with TemporaryDirectory() as folder:
        yield from _backlogs(Path(folder))


def _shares(folder: Path) -> Iterator[Figure]:
    terminals = fleet(TERMINALS + 1)
    mine = Fleet([terminals.signers.pop()])
    everyone = Fleet([*terminals.signers, *mine.signers])
    limits, drains = [], []
    with _central(folder, "", everyone) as (url, _), _terminal(folder, mine.signers[0], url) as (journal, queue):
        for run in range(RUNS + 1):
            terminals.prepare(EACH)
            _fill(journal, _rides(mine))
            limit = TERMINALS * EACH * BATCH / deliver(url, terminals.requests)[0]
            _await_posted(folder)
            began = time.perf_counter()
            _drain(queue)
            drain = DRAINED / (time.perf_counter() - began)
            _await_posted(folder)
            # in the first run libraries load and connections are made
            if run:
                limits.append(limit)
                drains.append(drain)
    shares = [drain / limit for drain, limit in zip(drains, limits, strict=True)]
    how = f"one real journal, queue and client over loopback, against central with {TERMINALS} senders of batches of {BATCH}"
    yield Figure("records.drain_share", median(shares), "ratio", f"{how}; {spread(shares)}", ">= 0.8")
    yield Figure("records.drain", median(drains), "1/s", f"records drained by one queue; {spread(drains)}")
    yield Figure("records.limit", median(limits), "1/s", f"records that central takes; {spread(limits)}")


def _backlogs(folder: Path) -> Iterator[Figure]:
    """Both journals in turn, each rewound after each run, so that its backlog stays as long as it is."""
    drains: dict[int, list[float]] = {SHORT: [], LONG: []}
    adds: dict[int, list[float]] = {SHORT: [], LONG: []}
    with _behind(folder, SHORT) as short, _behind(folder, LONG) as long:
        for run in range(RUNS + 1):
            for (journal, queue), length in ((short, SHORT), (long, LONG)):
                drained = _seconds(partial(_send, queue))
                assert journal.acknowledged == SENT
                journal.rewind(0)
                added = _seconds(partial(_append, journal))
                if run:
                    drains[length].append(drained / SENT)
                    adds[length].append(added / ADDED)
    for name, found in (("backlog", drains), ("append", adds)):
        ratio = rounded(median(found[LONG]) / median(found[SHORT]))
        how = f"cost of a record behind {LONG} to that behind {SHORT}; medians of {RUNS} runs in turn"
        yield Figure(f"records.{name}_flat", ratio, "ratio", how, "<= 1.2")
        for length, costs in found.items():
            micros = [cost * 1e6 for cost in costs]
            yield Figure(f"records.{name}.{length}", median(micros), "us", f"a record; {spread(micros)}")


class _Echo:
    """A central without a line, which takes everything at once: what is left is the terminal's own cost."""

    def records(self, body: bytes) -> Stand:
        batch = msgspec.json.decode(body, type=Batch)
        *_, head = links(batch.previous, [bytes(raw) for raw in batch.records])
        count = len(batch.records)
        return Stand(through=batch.first + count - 1, head=head, verdicts=[Verdict.STORED] * count)


@contextmanager
def _terminal(folder: Path, signer: Signer, url: str) -> Iterator[tuple[Journal, OfflineQueue]]:
    clock = Clock(TUESDAY)
    journal = Journal(folder / "journal.db", clock, SEED)
    try:
        yield journal, OfflineQueue(journal, CentralClient(url, signer, 60.0), signer, clock, random.Random(6))
    finally:
        journal.close()


@contextmanager
def _behind(folder: Path, backlog: int) -> Iterator[tuple[Journal, OfflineQueue]]:
    """A journal with so many records that central has not had, and its queue."""
    clock, signer = Clock(TUESDAY), Signer("bus-001", SEED, datetime.now)
    journal = Journal(folder / f"{backlog}.db", clock, SEED)
    _fill(journal, _plain(backlog))
    echo: Any = _Echo()
    try:
        yield journal, OfflineQueue(journal, echo, signer, clock, random.Random(6))
    finally:
        journal.close()


def _fill(journal: Journal, bodies: Iterable[bytes]) -> None:
    """Write rows as the journal does, in one transaction instead of one each."""
    chain, database = journal._chain, journal._db
    number, hashed = chain.head.seq, chain.head.hash

    def rows() -> Iterator[tuple[int, str, bytes, bytes]]:
        nonlocal number, hashed
        for body in bodies:
            [hashed] = links(hashed, [body])
            number += 1
            yield number, body.decode(), hashed, chain.tags.of(hashed)

    database.execute("BEGIN IMMEDIATE")
    database.executemany(ADD, rows())
    database.execute("COMMIT")
    # it remembers where it ended
    chain.forget()


def _rides(mine: Fleet) -> list[bytes]:
    """Bodies of the kind that the load has too."""
    mine.prepare(DRAINED // BATCH)
    return [row[-1].encode() for batch in mine.rows[0] for row in batch]


def _plain(count: int) -> Iterator[bytes]:
    at = TUESDAY.isoformat(timespec="microseconds")
    one = Record(
        id="@",
        at=at,
        clock=Quality.SET,
        boot="0" * 36,
        mono_ms=0,
        rules="2026-10-1",
        visit="v",
        act="@",
        what="ride",
        phase=Phase.NOTE,
        detail={
            "scheme": "taxi",
            "firm": "f1",
            "rider": "0" * 16,
            "fare": 210,
            "subsidy": 100,
            "paid": 110,
            "rides": 1,
        },
    )
    pattern = msgspec.json.encode(one)
    for number in range(count):
        yield pattern.replace(b"@", b"%036d" % number)


def _send(queue: OfflineQueue) -> None:
    for _ in range(SENT // MOST_RECORDS):
        queue.send_one()


def _append(journal: Journal) -> None:
    for number in range(ADDED):
        journal.note("v", "ride", fare=number)


def _drain(queue: OfflineQueue) -> None:
    while (sent := queue.send_one()).pause_s is not None:
        if sent.failed:
            raise RuntimeError(sent.fault)


def _await_posted(folder: Path) -> None:
    """Until the ledger has come after: its work belongs to the run that caused it."""
    with closing(sqlite3.connect(folder / "central" / "central.sqlite")) as reader:
        waiting = "SELECT count(*) FROM chain WHERE posted < through"
        wait_until(lambda: not reader.execute(waiting).fetchone()[0], "the ledger", POSTED_S, 0.1)


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began
