"""Fares of published feeds against SQL, and what reading, compiling and starting with a feed takes."""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.borrowed import borrow
from benchmarks.table import Figure, median, rounded, spread
from transit.gtfs.compiled import open_network
from transit.gtfs.compiling import compile_feed
from transit.network import FareConflict, NoFare

GIFU, RINKO = "gifu_community_bus_2021", "mlit_rinko_sample_2017"
STARTS = 7
_PEAK = "print(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))"
_COMPILE = """
from firmware.cli import main
assert main(["gtfs", "compile", {feed!r}, {out!r}]) == 0
"""
_START = """
import time
began = time.perf_counter()
from pathlib import Path
from transit.gtfs.compiled import open_network
network = open_network(Path({file!r}))
network.fare({way})
print(time.perf_counter() - began)
"""


def figures() -> Iterator[Figure]:
    """Equality over every way of each feed there is, then memory and time with Gifu's feed and with 190,467 rules."""
    feeds = borrow("feeds")
    with TemporaryDirectory() as folder:
        large = feeds.triangle(Path(folder) / "large")
        yield _equality(feeds, [feeds.REAL / GIFU, feeds.REAL / RINKO, feeds.SAMPLE, large])
        if (feeds.REAL / GIFU).is_dir():
            yield from _compiling("gifu", feeds.REAL / GIFU, Path(folder) / "gifu.bin")
        yield from _compiling("190k", large, Path(folder) / "large.bin")
        yield _start(Path(folder) / "large.bin", large)


def _equality(feeds: Any, folders: list[Path]) -> Figure:
    found: Counter[bool] = Counter()
    here = [folder for folder in folders if folder.is_dir()]
    for folder in here:
        network = open_network(compile_feed(folder)[0])
        for way, prices in feeds.by_sql(folder):
            found[_same(network, way, prices)] += 1
    how = (
        f"share of {found.total()} ways between two stops of a line, in {len(here)} feeds ({len(here) - 2} real ones, the sample, 190,467 rules with"
        " 347 conflicts), that cost what SQL over the raw files says; no fare and several fares count as answers"
    )
    return Figure("fares.equal", found[True] / found.total(), "", how, ">= 1.0")


def _same(network: Any, way: tuple[str, str, str], prices: list[tuple[int, int]]) -> bool:
    try:
        fare = network.fare(*way)
    except NoFare:
        return not prices
    except FareConflict as conflict:
        return len(prices) > 1 and list(conflict.yen) == sorted({yen for yen, _ in prices})
    return prices == [(fare.yen, fare.ic_yen)]


def _compiling(name: str, feed: Path, out: Path) -> Iterator[Figure]:
    began = time.perf_counter()
    peak = float(_python(_COMPILE.format(feed=str(feed), out=str(out)) + _PEAK)) / 1024
    took = time.perf_counter() - began
    bare = float(_python(_PEAK)) / 1024
    how = f"VmHWM of the whole process of `kazasu gtfs compile`, which reads, checks and compiles it (a bare interpreter has {bare:.1f})"
    yield Figure(f"gtfs.{name}_peak_mb", rounded(peak), "MiB", how, "<= 40")
    yield Figure(f"gtfs.compile_{name}_s", rounded(took), "s", "the same process from its start to its end")
    yield Figure(f"gtfs.compiled_{name}_mb", rounded(out.stat().st_size / 2**20), "MiB", "the compiled file")


def _start(compiled: Path, feed: Path) -> Figure:
    stops = open_network(compiled).stops
    way = ", ".join(map(repr, ("r1", stops[98], stops[195])))
    took = [float(_python(_START.format(file=str(compiled), way=way))) for _ in range(STARTS)]
    how = f"in a fresh process: import, map and check the compiled file of {feed.name} (190,467 rules), first fare; {spread(took)}"
    return Figure("gtfs.start_190k_s", median(took), "s", how, "<= 0.3")


def _python(program: str) -> str:
    """What a program prints last. Raises subprocess.CalledProcessError."""
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return run.stdout.split()[-1]
