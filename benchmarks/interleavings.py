"""A million interleavings of visits, terminals, lines and two central processes: how many sheets come into a wrong hand."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import NamedTuple

from benchmarks.borrowed import borrow
from benchmarks.table import Figure, rounded

WORLDS = 1_000_000
WORLDS_A_SEED = 10_000
FIRST_SEED = 1000
HOW = (
    "two or three visits at two terminals, a step drawn at a time: the real gate, the real visits and orders over SQLite;"
    " lines crossed, replies late, lost, doubled, stale, damaged; composers mixed up; ends forced; ids that collide"
)


class Tally(NamedTuple):
    """What was seen: interleavings, cross prints, sheets that came out as they should, documents turned away."""

    worlds: int
    crossed: int
    printed: int
    shut: int


def figures() -> Iterator[Figure]:
    """All seeds, on every core."""
    began = time.monotonic()
    with ProcessPoolExecutor(os.cpu_count()) as cores:
        tallies = list(cores.map(_count, range(FIRST_SEED, FIRST_SEED + WORLDS // WORLDS_A_SEED)))
    seconds = time.monotonic() - began
    worlds, crossed, printed, shut = (sum(column) for column in zip(*tallies, strict=True))
    yield Figure("gate.interleavings", worlds, "", HOW, ">= 1000000")
    yield Figure("gate.cross_prints", crossed, "", "by two oracles: what a hand gets, and what leaves central", "<= 0")
    yield Figure("gate.printed", printed, "", "documents that came into the hand they were for")
    yield Figure("gate.shut", shut, "", "documents that the gate turned away")
    yield Figure("gate.seconds", rounded(seconds), "s", f"all of it, on {os.cpu_count()} cores")


def _count(seed: int) -> Tally:
    # a world is a circle of references, and looking for circles after each few hundred objects costs a seventh
    gc.set_threshold(50_000)
    crossed = printed = shut = 0
    for world, wrong in borrow("interleaving.run").worlds(seed, WORLDS_A_SEED):
        crossed += wrong is not None
        printed += sum(truth.printed for truth in world.truths)
        shut += world.shut
    return Tally(WORLDS_A_SEED, crossed, printed, shut)
