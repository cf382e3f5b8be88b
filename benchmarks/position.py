"""Where a vehicle is at a tap: the tracker over real runs, held against the best alignment of each whole run and simpler rules.

Counted are the calls that a run came within `CLOSE_M` of. The runs of Tulare County hold the fixes of two receivers in some
folders: their calls count too, although an alignment takes whichever receiver was nearer, and so they are told apart. An alignment
whose distances count up to `FARTHEST_M` only leaves out a call that the vehicle passed far off, and does not take another's fix for it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

from benchmarks.alignment import Approach, aligned
from benchmarks.table import Figure, rounded
from transit.gtfs.compiled import open_network
from transit.gtfs.compiling import compile_feed
from transit.network import Trip
from transit.tracking import Tracker

FOLDER = Path(__file__).parents[2] / "shared" / "data" / "gps" / "tcrta_2021"
ZONE = ZoneInfo("America/Los_Angeles")
CLOSE_M = 100.0
TOO_FAST_M_S = 45.0
MIXED = 0.2
"""More such steps in a run are two receivers' fixes in one file."""
NEAR_M = 60.0
FARTHEST_M = 150.0
Fix = tuple[float, float, float]
Rule = Callable[[Trip], Callable[[Fix], int]]


@dataclass(frozen=True)
class Run:
    """A trip as it was driven: fixes as seconds of the service day and degrees, and how close they came to each call."""

    trip: Trip
    fixes: list[Fix]
    approaches: list[Approach]
    is_mixed: bool

    def against(self, farthest: float) -> Run:
        """The same, held against the alignment in which no distance costs more."""
        ground = [fix[1:] for fix in self.fixes]
        found = aligned(ground, [(call.latitude, call.longitude) for call in self.trip.calls], farthest)
        return replace(self, approaches=[each for each in found if each.metres < CLOSE_M])


def figures() -> Iterator[Figure]:
    """Shares of calls at which the tracker's stop is the reference's, or one beside it; what one fix costs."""
    runs = recorded()
    if not runs:
        return
    single = [run for run in runs if not run.is_mixed]
    halves = " and ".join(f"{hits(half, followed)[0]:.3f}" for half in (runs[0::2], runs[1::2]))
    exact, beside = hits(runs, followed)
    how = f"{_calls(runs)} calls of {len(runs)} real runs, reference: best monotone alignment of all fixes of a run, offline"
    mixed = f"; {len(runs) - len(single)} runs mix two receivers; every other run and the rest {halves}"
    yield Figure("position.exact", rounded(exact), "share", how + mixed, ">= 0.98")
    yield Figure("position.within_one", rounded(beside), "share", how, ">= 0.995")
    exact, beside = hits(single, followed)
    how = f"the {_calls(single)} calls of the {len(single)} runs that are of one receiver"
    yield Figure("position.one_receiver.exact", rounded(exact), "share", how)
    yield Figure("position.one_receiver.within_one", rounded(beside), "share", how)
    capped = [run.against(FARTHEST_M) for run in runs]
    exact, beside = hits(capped, followed)
    how = f"{_calls(capped)} calls of all runs, reference: the alignment in which no distance costs more than {FARTHEST_M:.0f} m"
    yield Figure("position.capped.exact", rounded(exact), "share", how)
    yield Figure("position.capped.within_one", rounded(beside), "share", how)
    yield Figure("position.nearest", rounded(hits(runs, nearest)[0]), "share", "exact, by the nearest stop of the trip")
    how = f"exact, by the next or next but one stop once it is nearer, within {NEAR_M:.0f} m"
    yield Figure("position.plain_forward", rounded(hits(runs, plain_forward)[0]), "share", how)
    how = "mean over all runs, processor time"
    yield Figure("position.us_per_fix", rounded(_cost_us(runs)), "us", how, "<= 50")


def recorded(folder: Path = FOLDER) -> list[Run]:
    """All runs, in the order of their folders; none where the recordings are not."""
    if not folder.exists():
        return []
    network = open_network(compile_feed(folder / "gtfs")[0])
    return [_run(network.trip(_trip_of(each)), each / "updates.txt") for each in sorted((folder / "runs").iterdir())]


def _trip_of(folder: Path) -> str:
    return (folder / "metadata.txt").read_text(encoding="utf-8").split("trip-id:")[1].split()[0]


def _run(trip: Trip, path: Path) -> Run:
    rows = [line.split(",") for line in path.read_text(encoding="utf-8").split()]
    first = datetime.fromtimestamp(int(rows[0][0]), ZONE)
    midnight = first.replace(hour=12, minute=0, second=0).timestamp() - 43_200
    fixes = [(int(at) - midnight, float(latitude), float(longitude)) for at, latitude, longitude in rows]
    return Run(trip, fixes, [], _is_mixed(fixes)).against(float("inf"))


def _is_mixed(fixes: list[Fix]) -> bool:
    steps = [_metres(a[1:], b[1:]) / max(1.0, b[0] - a[0]) for a, b in pairwise(fixes)]
    return sum(step > TOO_FAST_M_S for step in steps) > MIXED * len(steps)


def _metres(a: Sequence[float], b: Sequence[float]) -> float:
    return aligned([(a[0], a[1])], [(b[0], b[1])])[0].metres


def followed(trip: Trip) -> Callable[[Fix], int]:
    """The tracker."""
    tracker = Tracker(trip)
    return lambda fix: tracker.see(*fix).sequence - 1


def nearest(trip: Trip) -> Callable[[Fix], int]:
    """The nearest of the trip's stops."""
    calls = [(call.latitude, call.longitude) for call in trip.calls]
    return lambda fix: min(range(len(calls)), key=lambda call: _metres(fix[1:], calls[call]))


def plain_forward(trip: Trip) -> Callable[[Fix], int]:
    """A pointer that goes on to the next stop, or the one after it, once that is near and nearer than its own."""
    calls = [(call.latitude, call.longitude) for call in trip.calls]
    pointer = 0

    def see(fix: Fix) -> int:
        nonlocal pointer
        for call in range(pointer + 1, min(pointer + 3, len(calls))):
            if _metres(fix[1:], calls[call]) < min(NEAR_M, _metres(fix[1:], calls[pointer])):
                pointer = call
                break
        return pointer

    return see


def hits(runs: list[Run], rule: Rule) -> tuple[float, float]:
    """Shares of calls at whose closest approach the rule tells that very stop, and that one or one beside it."""
    exact = beside = 0
    for run in runs:
        see = rule(run.trip)
        told = [see(fix) for fix in run.fixes]
        off = [abs(told[each.fix] - each.call) for each in run.approaches]
        exact += off.count(0)
        beside += off.count(0) + off.count(1)
    return exact / _calls(runs), beside / _calls(runs)


def _calls(runs: list[Run]) -> int:
    return sum(len(run.approaches) for run in runs)


def _cost_us(runs: list[Run]) -> float:
    began = time.process_time()
    for run in runs:
        see = followed(run.trip)
        for fix in run.fixes:
            see(fix)
    return (time.process_time() - began) / sum(len(run.fixes) for run in runs) * 1e6
