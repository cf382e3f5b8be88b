"""Figures, held against their goals, as a table and as `results.json`."""

from __future__ import annotations

import statistics
from pathlib import Path

import msgspec

RESULTS = Path(__file__).parent / "results.json"


class Figure(msgspec.Struct, frozen=True):
    """One figure: `goal` reads like `<= 8` or `>= 8`, without one it is only reported; `how` tells how it was come by."""

    name: str
    value: float
    unit: str
    how: str
    goal: str | None = None

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; None without one."""
        if self.goal is None:
            return None
        least, bound = self.goal.startswith(">="), float(self.goal[2:])
        return self.value >= bound if least else self.value <= bound


def write(figures: list[Figure], path: Path = RESULTS) -> None:
    """Write `[{name, value, unit, goal, met, how}]`."""
    rows = [
        {"name": f.name, "value": f.value, "unit": f.unit, "goal": f.goal, "met": f.met, "how": f.how} for f in figures
    ]
    path.write_bytes(msgspec.json.format(msgspec.json.encode(rows), indent=2) + b"\n")


def line(figure: Figure) -> str:
    """One row for a terminal window."""
    verdict = {None: "", True: "met", False: "MISSED"}[figure.met]
    return f"{figure.name:34} {figure.value:>10g} {figure.unit:6} {figure.goal or '':>10} {verdict:6}  {figure.how}"


def spread(values: list[float]) -> str:
    """How far apart runs were, for `how`."""
    return f"median of {len(values)}, {min(values):.3g} to {max(values):.3g}"


def median(values: list[float]) -> float:
    """The median to four digits, which is more than such figures hold."""
    return rounded(statistics.median(values))


def rounded(value: float) -> float:
    """Four digits."""
    return float(f"{value:.4g}")


def percentile(values: list[float], share: float) -> float:
    """The value that so large a share (0 to 1) does not exceed, to four digits."""
    return rounded(sorted(values)[min(len(values) - 1, int(share * len(values)))])
