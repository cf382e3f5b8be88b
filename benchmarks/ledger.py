"""The ledger: transfers a second against bare INSERTs of the same rows, on both engines, and the close of a month."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from benchmarks.borrowed import borrow
from benchmarks.table import Figure, median, rounded, spread
from central.chain import genesis, link
from central.service.clock import JAPAN
from central.service.ledger import book
from central.service.ledger.months import close, write
from central.service.ledger.poster import MOST, post_new
from central.service.ledger.transfers import Transfer
from central.service.stores import Store
from central.service.stores.checking import open_postgres
from central.service.stores.migrating import in_words_of
from central.service.stores.sqlite import SqliteStore
from central.wire import Phase, Quality, Record
from firmware.clock import Clock
from firmware.ids import uuid7

RUNS = 5
RIDES, FIRMS, RIDERS, TERMINALS = 25_000, 9, 5_000, 100
FIRST_DAY = datetime(2026, 10, 1, 7, tzinfo=JAPAN)
MONTH = "2026-10"
AFTERWARDS = Clock(datetime(2026, 11, 2, 9, tzinfo=JAPAN), running=False)
BARE = (
    "CREATE TABLE bare (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, record TEXT NOT NULL, kind TEXT NOT NULL,"
    " month TEXT NOT NULL, day TEXT NOT NULL, debit TEXT NOT NULL, credit TEXT NOT NULL, amount INTEGER NOT NULL,"
    " held INTEGER NOT NULL, names TEXT) STRICT"
)
Batches = list[list[Transfer]]


def figures() -> Iterator[Figure]:
    """The share on SQLite, the close of a month, and the share on PostgreSQL."""
    with TemporaryDirectory() as folder:
        yield from _shares("sqlite", lambda name: SqliteStore(Path(folder) / f"{name}.sqlite"))
        yield _month_close(SqliteStore(Path(folder) / "month.sqlite"), Path(folder) / "claims")
    with _postgres() as opened:
        yield from _shares("postgres", opened)


def fill(store: Store, rides: int = RIDES) -> None:
    """Rides of a month as intake keeps them, terminal by terminal."""
    chance = random.Random(20261001)
    with store.writing() as connection:
        for number in range(1, TERMINALS + 1):
            epoch, received = f"epoch-{number}", "2026-11-01T00:00:00+00:00"
            rows, head = [], genesis(epoch)
            for seq in range(1, rides // TERMINALS + 1):
                ride = _ride(chance, FIRST_DAY + timedelta(days=30 * seq * TERMINALS / rides))
                body = msgspec.json.encode(ride)
                head = link(head, body)
                rows.append((number, seq, ride.id, ride.at, ride.what, body.decode(), received))
            columns = ("id", "terminal", "epoch", "first", "through", "head", "posted", "started", "heard")
            chain = (number, f"taxi-{number}", epoch, 1, len(rows), head, 0, received, received)
            connection.insert("chain", columns, [chain])
            connection.insert("record", ("chain", "seq", "id", "at", "what", "body", "received"), rows)


def _ride(chance: random.Random, at: datetime) -> Record:
    id_, fare = uuid7(at), chance.randrange(70, 400) * 10
    detail: dict[str, str | int | bool | None] = {
        "scheme": "maitaku",
        "firm": f"firm-{chance.randrange(FIRMS)}",
        "rider": f"{chance.randrange(RIDERS) * 0x9E3779B97F4A7C15 % 2**64:016x}",
        "fare": fare,
        "subsidy": min(fare // 2, 1000),
        "paid": fare - min(fare // 2, 1000),
        "rides": 1,
    }
    stamp = at.isoformat(timespec="microseconds")
    return Record(
        id=id_,
        at=stamp,
        clock=Quality.SET,
        boot=id_,
        mono_ms=1,
        rules="2026-10-1",
        visit=id_,
        act=id_,
        what="ride",
        phase=Phase.NOTE,
        detail=detail,
    )


def _shares(engine: str, opened: Callable[[str], Store]) -> Iterator[Figure]:
    """Run by run in turn: the poster from records on, the book alone with the same transfers, and bare INSERTs of them."""
    times: dict[str, list[float]] = {"poster": [], "book": [], "bare": []}
    for run in range(RUNS):
        posting = opened(f"posting{run}")
        fill(posting)
        # or the poster would be charged with bringing home what intake has written
        posting.flush()
        times["poster"].append(_timed(lambda: _post_all(posting)))  # noqa: B023 - called at once
        batches = _batches(posting)
        posting.close()
        for name, table in (("book", ""), ("bare", BARE)):
            store = opened(f"{name}{run}")
            if table:
                with store.writing() as connection:
                    connection.execute(in_words_of(connection.engine, table))
            times[name].append(_timed(lambda: _enter_all(store, batches, bare=bool(table))))  # noqa: B023
            store.close()
    count = sum(map(len, batches))
    for name, found in times.items():
        how = f"{count} transfers of {RIDES} rides, {MOST} records a transaction; {spread(found)} s"
        yield Figure(f"ledger.{engine}.{name}", rounded(count / median(found)), "1/s", how)
    for name, suffix in (("poster", ""), ("book", "_of_book")):
        share = [bare / slow for bare, slow in zip(times["bare"], times[name], strict=True)]
        how = f"{engine}: {name} against bare INSERTs of the same rows, same batches, in turn; {spread(share)}"
        yield Figure(f"ledger.postings_share{suffix}.{engine}", median(share), "ratio", how, ">= 0.5")


def _month_close(store: Store, folder: Path) -> Figure:
    """From booked rides to files on the disk, then again into another folder."""
    fill(store)
    _post_all(store)
    store.flush()
    took = _timed(lambda: _close(store, folder / "first"))
    again = _timed(lambda: _close(store, folder / "second"))
    first, second = (
        {path.name: path.read_bytes() for path in (folder / name / MONTH).iterdir()} for name in ("first", "second")
    )
    if first != second:
        raise RuntimeError("the month came out otherwise when it was closed again")
    lines = sum(content.count(b"\n") - 2 for name, content in first.items() if name != "city.csv")
    how = f"{lines} rides, {len(first) - 1} firms, SQLite; again {again:.3g} s, byte-identical"
    return Figure("ledger.month_close", rounded(took), "s", how, "<= 5")


def _close(store: Store, folder: Path) -> None:
    write(close(store, AFTERWARDS, MONTH), folder)


def _post_all(store: Store) -> None:
    while post_new(store, AFTERWARDS):
        pass


def _batches(store: Store) -> Batches:
    """The transfers as they were entered, a transaction each."""
    with store.reading() as connection:
        rows = connection.execute(f"SELECT {book.FIELDS} FROM transfer ORDER BY seq").fetchall()
    transfers, each = [Transfer(*row) for row in rows], MOST * 3
    return [transfers[start : start + each] for start in range(0, len(transfers), each)]


def _enter_all(store: Store, batches: Batches, *, bare: bool) -> None:
    first = 1
    for batch in batches:
        with store.writing() as connection:
            if bare:
                connection.insert("bare", book.COLUMNS, [(first + n, *each) for n, each in enumerate(batch)])
            else:
                book.enter(connection, batch)
        first += len(batch)


def _timed(act: Callable[[], None]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


@contextmanager
def _postgres() -> Iterator[Callable[[str], Store]]:
    """A durable server of our own, and how a fresh database of it is opened."""
    server = borrow("postgres").Server(durable=True).start()
    try:
        yield lambda _name: open_postgres(server.url(server.fresh()))
    finally:
        server.remove()
