"""From the start of the program to a usable attract screen: its button painted, and a touch on it answered."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator

from benchmarks.contenders import Stage, stage
from benchmarks.table import Figure, median, rounded, spread

RUNS = 7
HOW = "Xvfb 1080x1920, both programs in turn, one run before that does not count"


def figures() -> Iterator[Figure]:
    """Both programs, and the one to the other."""
    with stage() as on:
        times = _alternate(on)
    for name in ("terminal", "chromium"):
        painted, usable = ([run[at] for run in times[name]] for at in (0, 1))
        yield Figure(f"start.{name}.painted", median(painted), "s", f"main button painted; {spread(painted)}")
        yield Figure(f"start.{name}.usable", median(usable), "s", f"and a touch on it answered; {spread(usable)}")
    yield Figure("start.painted_to_chromium", _ratio(times, 0), "ratio", f"{HOW}; medians")
    yield Figure("start.usable_to_chromium", _ratio(times, 1), "ratio", f"{HOW}; medians", "<= 0.333")


def _ratio(times: dict[str, list[tuple[float, float]]], at: int) -> float:
    terminal, chromium = (statistics.median(run[at] for run in times[name]) for name in ("terminal", "chromium"))
    return rounded(terminal / chromium)


def _alternate(on: Stage) -> dict[str, list[tuple[float, float]]]:
    """Seconds to painted and to usable, run by run."""
    times: dict[str, list[tuple[float, float]]] = {"terminal": [], "chromium": []}
    for run in range(RUNS + 1):
        for name, found in times.items():
            seconds = _once(on, name)
            if run:
                found.append(seconds)
    return times


def _once(on: Stage, name: str) -> tuple[float, float]:
    began = time.monotonic()
    with on.running(name):
        painted = on.painted()
        return painted - began, on.answered() - began
