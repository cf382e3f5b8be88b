"""A tap on a bus: from the card in the field to committed record, light and tone, on a terminal that runs, the line down."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.table import Figure, percentile, rounded
from benchmarks.tapped_terminal import QUEUES, RIDERS

WITHIN_S = 600.0
HOW = "My Number Cards without a delay, both panels, journal with synchronous=FULL"
CALM = "80 ms after one another, nobody comes sooner"
RUSHED = "without a pause, while the last plate is being drawn"


def figures() -> Iterator[Figure]:
    """The host's share of a tap, alone and against the least that it can be; then queues of riders."""
    found = _run()
    yield from _taps(found, "host", "", CALM)
    yield from _taps(found, "rushed", "rushed_", RUSHED)
    yield Figure(
        "taps.bare_commit_ms",
        rounded(percentile(found["commit"], 0.5)),
        "ms",
        "median; the same bytes, SQLite alone",
    )
    yield Figure(
        "taps.bare_exchange_ms", rounded(percentile(found["exchange"], 0.5)), "ms", "median; the same APDUs, no more"
    )
    queue = f"{QUEUES} queues of {RIDERS} riders, 3 % torn and held up again after 0.1 s, line down"
    yield Figure("taps.queue_worst_s", rounded(max(found["queue"])), "s", queue, "<= 1.0")
    yield Figure("taps.queue_lost", found["lost"][0], "rides", queue, "<= 0")


def _taps(found: dict[str, list[float]], name: str, key: str, how: str) -> Iterator[Figure]:
    """Taps that came in one way."""
    taps = found[f"{key}tap"]
    bare = [sum(both) for both in zip(found[f"{key}commit"], found[f"{key}exchange"], strict=True)]
    count = f"{len(taps)} taps {how}; {HOW}"
    yield Figure(f"taps.{name}_p50_ms", rounded(percentile(taps, 0.5)), "ms", count)
    yield Figure(f"taps.{name}_p95_ms", rounded(percentile(taps, 0.95)), "ms", count, "<= 10")
    yield Figure(f"taps.{name}_p99_ms", rounded(percentile(taps, 0.99)), "ms", count, "<= 25")
    tails = " ".join(
        f"p{share * 100:.0f} {percentile(taps, share) / percentile(bare, share):.2f}" for share in (0.95, 0.99)
    )
    ratio = percentile(taps, 0.5) / percentile(bare, 0.5)
    how = f"to a bare commit and a bare exchange: medians, by turns on one disk; {how}; {tails}"
    yield Figure(f"taps.{name}_ratio", rounded(ratio), "ratio", how, "<= 3.0")


def _run() -> dict[str, list[float]]:
    with TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "benchmarks.tapped_terminal", folder]
        done = subprocess.run(
            command, cwd=Path(__file__).parents[1], check=True, timeout=WITHIN_S, stdout=subprocess.PIPE
        )
    found: dict[str, list[float]] = json.loads(done.stdout.splitlines()[-1])
    return found
