"""Records over HTTP into central, against the same rows inserted by hand into the same tables with the same durability."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain as each_of
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.request import urlopen

from benchmarks.borrowed import borrow
from benchmarks.places import UP_WITHIN, free_port, wait_until
from benchmarks.processes import core_seconds, stop
from benchmarks.sealed_load import BATCH, Fleet, deliver, fleet
from benchmarks.table import Figure, median, percentile, rounded, spread
from central.service.intake.record_rows import COLUMNS
from central.service.stores import Store
from central.service.stores.checking import open_postgres
from central.service.stores.sqlite import PRAGMAS, SqliteStore

RUNS = 5
TERMINALS = 32
EACH = 12  # batches of one terminal in one run
RECEIVED = "2026-11-24T10:00:00+09:00"
CHAIN = ("id", "terminal", "epoch", "first", "through", "head", "posted", "started", "heard")
UNNEST = """INSERT INTO record (chain, seq, id, at, what, body, received)
    SELECT * FROM unnest(%b::bigint[], %b::bigint[], %b::text[], %b::text[], %b::text[], %b::text[], %b::text[])"""
HOW = (
    f"{TERMINALS} terminals, batches of {BATCH} rides (gzip), each answered before the next; one process of central, the load on"
    " the same cores"
)
Row = tuple[Any, ...]
Insert = Callable[[list[Row]], None]


@dataclass
class Times:
    """Seconds of each run, of each request, and of central's core."""

    ingest: list[float] = field(default_factory=list)
    direct: list[float] = field(default_factory=list)
    requests: list[float] = field(default_factory=list)
    core: float = 0.0


def figures() -> Iterator[Figure]:
    """Both engines; PostgreSQL where it is installed."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "direct.sqlite"
        _make_chains(SqliteStore(path))
        with _sqlite(path) as insert:
            yield from _shares("sqlite", 0.6, _measure(Path(folder), "", insert))
    if borrow("postgres").BIN:
        with TemporaryDirectory() as folder, borrow("postgres").server(durable=True) as server:
            url = server.url(server.fresh())
            _make_chains(open_postgres(url))
            with _postgres(url) as insert:
                yield from _shares("postgres", 0.7, _measure(Path(folder), server.url(server.fresh()), insert))


def _shares(engine: str, goal: float, times: Times) -> Iterator[Figure]:
    count = TERMINALS * EACH * BATCH
    shares = [direct / ingest for direct, ingest in zip(times.direct, times.ingest, strict=True)]
    yield Figure(f"ingest.{engine}_share", median(shares), "ratio", f"{HOW}; {spread(shares)}", f">= {goal}")
    for name, found, how in (
        ("ingest", times.ingest, HOW),
        ("direct", times.direct, f"batches of {BATCH}, one statement and one commit each"),
    ):
        rates = [count / seconds for seconds in found]
        yield Figure(f"ingest.{engine}.{name}", median(rates), "1/s", f"records; {how}; {spread(rates)}")
    late = percentile(times.requests, 0.99) * 1000
    yield Figure(f"ingest.{engine}.p99", rounded(late), "ms", "of a request, all terminals sending without a pause")
    yield Figure(
        f"ingest.{engine}.core", rounded(times.core / RUNS / count * 1e6), "us", "of central's cores for a record"
    )


def _measure(folder: Path, database: str, insert: Insert) -> Times:
    """Run by run in turn, on tables that grow alike."""
    times, terminals = Times(), fleet(TERMINALS)
    with _central(folder, database, terminals) as (url, pid):
        terminals.prepare(1)
        deliver(url, terminals.requests)
        for _ in range(RUNS):
            terminals.prepare(EACH)
            batches = [
                [(*row, RECEIVED) for row in rows] for rows in each_of.from_iterable(zip(*terminals.rows, strict=True))
            ]
            began = time.perf_counter()
            for batch in batches:
                insert(batch)
            times.direct.append(time.perf_counter() - began)
            core = core_seconds(pid)
            whole, took = deliver(url, terminals.requests)
            times.core += core_seconds(pid) - core
            times.ingest.append(whole)
            times.requests += took
    return times


@contextmanager
def _central(folder: Path, database: str, terminals: Fleet) -> Iterator[tuple[str, int]]:
    """Central as an operator starts it, in a process of its own: its address and process id."""
    port, config = free_port(), folder / "central.toml"
    lines = [f'listen = "127.0.0.1:{port}"', 'state = "central"', f'database = "{database}"', "sample_city = false"]
    keys = [f'{signer.terminal} = "{signer.public}"' for signer in terminals.signers]
    config.write_text("\n".join([*lines, "[terminals]", *keys, ""]), encoding="utf-8")
    command = [sys.executable, "-m", "firmware.cli", "central", "--config", str(config)]
    program = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        url = f"http://127.0.0.1:{port}"
        wait_until(lambda: _is_up(url), "central", UP_WITHIN)
        yield url, program.pid
    finally:
        stop(program, "central")


def _is_up(url: str) -> bool:
    try:
        with urlopen(f"{url}/ready", timeout=5):
            return True
    except OSError:
        return False


def _make_chains(store: Store) -> None:
    """The tables as central makes them, with a chain for each terminal."""
    rows = [(n, f"bus-{n:03}", f"bus-{n:03}", 1, 0, bytes(32), 0, RECEIVED, RECEIVED) for n in range(1, TERMINALS + 1)]
    with store.writing() as connection:
        connection.insert("chain", CHAIN, rows)
    store.close()


@contextmanager
def _sqlite(path: Path) -> Iterator[Insert]:
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    places = ", ".join(["(?, ?, ?, ?, ?, ?, ?)"] * BATCH)
    sql = f"INSERT INTO record ({', '.join(COLUMNS['record'])}) VALUES {places}"

    def insert(rows: list[Row]) -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(sql, [value for row in rows for value in row])
        connection.commit()

    yield insert
    connection.close()


@contextmanager
def _postgres(url: str) -> Iterator[Insert]:
    import psycopg  # noqa: PLC0415 - where there is no PostgreSQL there may be no driver either

    with psycopg.connect(url, autocommit=True) as connection:

        def insert(rows: list[Row]) -> None:
            connection.execute(UNNEST, [list(column) for column in zip(*rows, strict=True)])

        yield insert
