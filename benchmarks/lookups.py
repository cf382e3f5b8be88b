"""What it costs to find somebody in a list: ours over a mapped file, among a million and among ten million keys, and its peers."""

from __future__ import annotations

import sqlite3
import struct
import time
from array import array
from collections.abc import Callable, Iterator
from mmap import ACCESS_READ, mmap
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.table import Figure, rounded
from central.snapshots.keys import hashed
from firmware.snapshots.lookup import Lookup

MILLION, TEN_MILLION = 1_000_000, 10_000_000
PROBES, ROUNDS, ROW_BYTES = 20_000, 9, 8
LIST_KEY = bytes(32)


def figures() -> Iterator[Figure]:
    """Microseconds a lookup, half of those looked for being in the list; then what opening takes, and the peers."""
    with TemporaryDirectory() as folder:
        for name, count in (("million", MILLION), ("ten_million", TEN_MILLION)):
            keys = _random_keys(count)
            path = Path(folder) / name
            with path.open("wb") as file:
                keys.tofile(file)
                file.write(bytes(ROW_BYTES * len(keys)))
            probes = _probes(keys)
            yield from _ours(name, path, len(keys), probes)
            if count == MILLION:
                yield from _peers(Path(folder), keys, probes)
    yield _whole_visit()


def _ours(name: str, path: Path, count: int, probes: list[int]) -> Iterator[Figure]:
    with path.open("rb") as file:
        raw = mmap(file.fileno(), 0, access=ACCESS_READ)
    began = time.perf_counter()
    lookup = Lookup(raw, count, ROW_BYTES)
    opened = (time.perf_counter() - began) * 1000
    how = (
        f"mean of {PROBES} keys, half of them in the list, the best of {ROUNDS} rounds; exact, over mmap, with the row"
    )
    yield Figure(f"lookup.{name}", _each(lookup.row, probes), "us", how, "<= 2")
    yield Figure(
        f"lookup.{name}.open_ms", rounded(opened), "ms", "finding where the runs begin, once for each new list"
    )


def _peers(folder: Path, keys: array[int], probes: list[int]) -> Iterator[Figure]:
    found = set(keys)
    how = "the same million in a set: some 80 bytes of memory a key"
    yield Figure("lookup.million.peer.set", _each(found.__contains__, probes), "us", how)
    database = sqlite3.connect(folder / "peer.sqlite")
    database.execute("CREATE TABLE allowed (key INTEGER PRIMARY KEY, row BLOB NOT NULL)")
    rows = ((_signed(key), bytes(ROW_BYTES)) for key in keys)
    with database:
        database.executemany("INSERT INTO allowed VALUES (?, ?)", rows)

    def asked(key: int) -> Any:
        return database.execute("SELECT row FROM allowed WHERE key = ?", (_signed(key),)).fetchone()

    yield Figure(
        "lookup.million.peer.sqlite", _each(asked, probes), "us", "the same million under SQLite's integer key"
    )
    database.close()


def _whole_visit() -> Figure:
    """What stands before each lookup at a tap."""
    names = [f"{n:020x}" for n in range(PROBES)]
    how = "an identity to its 64-bit key: HMAC-SHA256, once before each lookup"
    return Figure("lookup.hash", _each(lambda name: hashed(LIST_KEY, name), names), "us", how)


def _each(act: Callable[[Any], object], probes: list[Any]) -> float:
    """Microseconds of the processor for one, in the round that other programs disturbed least."""
    took = []
    for _ in range(ROUNDS):
        began = time.thread_time()
        for probe in probes:
            act(probe)
        took.append((time.thread_time() - began) / len(probes) * 1e6)
    return rounded(min(took))


def _random_keys(count: int) -> array[int]:
    """Sorted random keys, a sixteenth of them at a time: a list of ten million numbers would take 600 MB."""
    chance = Random(count)
    found = array("Q")
    for sixteenth in range(16):
        raw = struct.unpack(f"<{count // 16}Q", chance.randbytes(count // 16 * 8))
        found.extend(sorted({sixteenth << 60 | number >> 4 for number in raw}))
    return found


def _probes(keys: array[int]) -> list[int]:
    chance = Random(1)
    probes = [keys[chance.randrange(len(keys))] for _ in range(PROBES // 2)]
    probes += [chance.getrandbits(64) for _ in range(PROBES // 2)]
    chance.shuffle(probes)
    return probes


def _signed(key: int) -> int:
    return key - (1 << 63)
