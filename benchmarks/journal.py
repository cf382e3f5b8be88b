"""What the journal costs: a durable record against a bare insert, a start with 100,000 rows against none, memory after many visits."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory

from benchmarks.places import TUESDAY, Central, central, terminal_toml
from benchmarks.processes import mib, stop, word
from benchmarks.table import Figure, median, rounded, spread
from firmware.clock import Clock
from firmware.journal import Detail, Ending, Journal
from firmware.journal_file import CACHE_KIB, open_file
from firmware.terminal_key import load_or_make

RUNS = 7
ROWS = 100_000
SEED = bytes(32)
ROWS_A_VISIT = 20
FEW, MANY = 10, 1000
SETTLE_S = 3.0
# not Pss: it moves by 6 MiB when another program that runs meanwhile maps the same libraries and fonts
ROWS_OF_MEMORY = {"Anonymous": "own", "Rss": "resident"}
VISITS_S = 3600.0
COMMITS = 3000
COMMITS_A_VISIT = 10
RIDE: dict[str, Detail] = {
    "scheme": "taxi",
    "firm": "f1",
    "rider": "0123456789abcdef",
    "fare": 1200,
    "subsidy": 600,
    "paid": 600,
    "rides": 1,
}
BARE = "CREATE TABLE record (seq INTEGER PRIMARY KEY, body TEXT NOT NULL, hash BLOB NOT NULL, tag BLOB NOT NULL) STRICT"
INSERT = "INSERT INTO record (body, hash, tag) VALUES (?, ?, ?)"


def figures() -> Iterator[Figure]:
    """A commit, the start with both journals, then memory in one long run."""
    yield from _commits()
    with TemporaryDirectory() as folder, central(Path(folder)) as service:
        times = _alternate(service, Path(folder) / "full.db")
        for rows, found in times.items():
            yield Figure(
                f"journal.start.{rows}",
                median(found),
                "s",
                f"{rows} rows; to the first press answered; {spread(found)}",
            )
        ratio = rounded(median(times[ROWS]) / median(times[0]))
        yield Figure("journal.start_ratio", ratio, "ratio", f"{ROWS} rows to none, in turn; medians", "<= 1.2")
        few, many = _memory(service)
    for row, name in ROWS_OF_MEMORY.items():
        how = f"smaps_rollup {row}, virtual devices, idle again"
        yield Figure(f"memory.visits.{name}.few", rounded(few[row]), "MiB", f"after {FEW} visits; {how}")
        yield Figure(f"memory.visits.{name}.many", rounded(many[row]), "MiB", f"the same process after {MANY} visits")
        ratio = rounded(many[row] / few[row])
        yield Figure(f"memory.visits.{name}_ratio", ratio, "ratio", f"{MANY} visits to {FEW}", "<= 1.05")


def _commits() -> Iterator[Figure]:
    """A ride's record through the journal and the same bytes through SQLite alone, by turns on one disk."""
    with TemporaryDirectory() as folder:
        journal = Journal(Path(folder) / "journal.db", Clock(), SEED)
        bare = open_file(Path(folder) / "bare.db")
        for statement in (
            "PRAGMA journal_mode=WAL",
            "PRAGMA synchronous=FULL",
            f"PRAGMA cache_size=-{CACHE_KIB}",
            BARE,
        ):
            bare.execute(statement)
        ours, theirs = [], []
        for number in range(COMMITS):
            visit = f"01890000-0000-7000-8000-{number // COMMITS_A_VISIT:012}"
            began = time.perf_counter()
            journal.note(visit, "ride", **RIDE)
            ours.append(time.perf_counter() - began)
            [body] = _last(journal)
            began = time.perf_counter()
            bare.execute(INSERT, (body, bytes(32), bytes(32))).fetchall()
            theirs.append(time.perf_counter() - began)
        journal.close()
        bare.close()
    how = f"{COMMITS} rides of {len(body)} bytes by turns on one disk, WAL, synchronous=FULL"
    yield Figure("journal.commit", median([1e6 * one for one in ours]), "us", f"one record, durable; {how}; median")
    yield Figure(
        "journal.commit_bare", median([1e6 * one for one in theirs]), "us", f"the same bytes by a bare INSERT; {how}"
    )
    ratio = rounded(median(ours) / median(theirs))
    yield Figure("journal.commit_ratio", ratio, "ratio", f"the journal to a bare INSERT, medians; {how}", "<= 1.25")
    ratio = rounded(mean(ours) / mean(theirs))
    yield Figure("journal.commit_ratio_mean", ratio, "ratio", "the same, means: a checkpoint falls into some commits")


def _last(journal: Journal) -> list[str]:
    newest = journal.leaving(1, after=journal.backlog().count - 1)
    assert newest
    return [body.decode() for body in newest.bodies]


def _alternate(service: Central, full: Path) -> dict[int, list[float]]:
    """Seconds to usable with no rows and with many, run by run; the first run of each does not count."""
    times: dict[int, list[float]] = {0: [], ROWS: []}
    fill(full, ROWS, load_or_make(service.state))
    for _ in range(RUNS + 1):
        for rows, found in times.items():
            for old in service.state.glob("journal.db*"):
                old.unlink()
            if rows:
                shutil.copy(full, service.state / "journal.db")
            found.append(_usable(service))
    return {rows: found[1:] for rows, found in times.items()}


def fill(path: Path, rows: int, seed: bytes) -> None:
    """A journal of so many rows under a terminal's key, written by the journal itself without waiting for the disk."""
    journal = Journal(path, Clock(TUESDAY, running=False), seed)
    journal._db.execute("PRAGMA synchronous=OFF")
    journal._db.execute("BEGIN")
    for visit in range(rows // ROWS_A_VISIT):
        for _ in range(ROWS_A_VISIT // 2):
            with journal.act(f"{visit:036}", "charge", yen=300) as charge:
                charge.end(Ending.DONE, inserted=300, change=0)
    journal._db.execute("COMMIT")
    journal.close()


@contextmanager
def _running(service: Central, *visits: int) -> Iterator[subprocess.Popen[bytes]]:
    config, clock = terminal_toml(service, "virtual", "virtual"), service.clock.now().replace(tzinfo=None).isoformat()
    command = [sys.executable, "-m", "benchmarks.repeated", str(config), clock, *map(str, visits)]
    environment = os.environ | {"SDL_VIDEODRIVER": "dummy"}
    program = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)
    try:
        yield program
    finally:
        stop(program, "the terminal")


def _usable(service: Central) -> float:
    began = time.monotonic()
    with _running(service) as program:
        _says(program, b"usable")
        return time.monotonic() - began


def _memory(service: Central) -> tuple[dict[str, float], dict[str, float]]:
    """MiB after few and after many visits, by row."""
    with _running(service, FEW, MANY) as program:
        _says(program, b"usable")
        return _after(program, FEW), _after(program, MANY)


def _after(program: subprocess.Popen[bytes], visits: int) -> dict[str, float]:
    assert program.stdin
    program.stdin.write(b"\n")
    program.stdin.flush()
    _says(program, str(visits).encode())
    time.sleep(SETTLE_S)
    return {row: mib(program.pid, row) for row in ROWS_OF_MEMORY}


def _says(program: subprocess.Popen[bytes], wanted: bytes) -> None:
    assert program.stdout
    until = time.monotonic() + VISITS_S
    while time.monotonic() < until:
        try:
            said = word(program.stdout, "the terminal")
        except TimeoutError:
            continue
        if said != wanted:
            raise RuntimeError(f"the terminal said {said!r}, not {wanted!r}")
        return
    raise TimeoutError(f"the terminal never said {wanted!r}")
