"""How loud a terminal's handset and loudspeaker are: a TOML file that an installer writes with a sound level meter.

    [handset]
    device = "maker and number"
    conditions = "where and how it was measured"
    measured = [[0, 99.4], [-40, 60.1], [-80, 23.0]]      # pairs of gain (dB) and dB SPL; unmeasured: loudest = 100.0

`loudest` is the dB SPL at 0 dB gain by the maker's word. Steps are `firmware.adjust.VOLUMES` (VVSG 2.0, 7.1-K). No standard says where to measure, so the conditions stand beside the values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Self

from firmware.adjust import VOLUMES
from firmware.config import ConfigError, load

TOLERANCE = 1.0
"""dB by which a step may miss its nominal level and still count as reached."""

SOFTEST_GAIN, LOUDEST_SPL = -100.0, 130.0
KEYS = ("device", "conditions", "loudest", "measured")


@dataclass(frozen=True)
class Levels:
    """One device: `points` are gain (dB, rising to at most 0) and dB SPL there, one alone when it is only nominal."""

    name: str
    device: str = ""
    conditions: str = ""
    points: tuple[tuple[float, float], ...] = ((0.0, float(VOLUMES[-1])),)

    @property
    def is_measured(self) -> bool:
        """Whether a meter was there."""
        return len(self.points) > 1

    def gain(self, step: int) -> float:
        """The gain (dB) that gives a step's nominal level, an index into `VOLUMES`; 0 where the device gives less."""
        wanted = float(VOLUMES[step])
        for (softer, low), (louder, high) in pairwise(self.points):
            if low <= wanted <= high:
                return softer + (wanted - low) * (louder - softer) / (high - low)
        # Beyond what was measured a dB of gain is taken for a dB.
        gain, level = self.points[0] if wanted < self.points[0][1] else self.points[-1]
        return min(gain + wanted - level, 0.0)

    @property
    def reachable(self) -> tuple[int, ...]:
        """The steps whose nominal level this device gives; of a measured one only those that the meter saw."""
        gain, level = self.points[-1]
        softest = self.points[0][1] if self.is_measured else float(VOLUMES[0])
        within = range(len(VOLUMES))
        return tuple(step for step in within if softest - TOLERANCE <= VOLUMES[step] <= level - gain + TOLERANCE)

    def sentences(self) -> list[str]:
        """What an installer is told of steps that cannot be reached; empty when all can."""
        missed = [str(VOLUMES[step]) for step in range(len(VOLUMES)) if step not in self.reachable]
        return [f"{self.name}: {', '.join(missed)} dB are not reached by this device."] if missed else []


@dataclass(frozen=True)
class Calibration:
    """A terminal's devices; one that the file does not name is taken at its nominal level."""

    handset: Levels = Levels("handset")
    speaker: Levels = Levels("speaker")

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read and check a file. Raises ConfigError with file and key."""
        tables = load(path)
        _only(tables, ("handset", "speaker"), str(path))
        return cls(**{name: _levels(name, table, path) for name, table in tables.items()})

    def gain(self, step: int) -> float:
        """The handset's gain (dB) for a step of volume, an index into `VOLUMES`."""
        return self.handset.gain(step)

    @property
    def reachable(self) -> tuple[int, ...]:
        """The steps whose nominal level the handset gives."""
        return self.handset.reachable

    def sentences(self) -> list[str]:
        """What an installer is told of steps that cannot be reached."""
        return self.handset.sentences() + self.speaker.sentences()


def _levels(name: str, table: Any, path: Path) -> Levels:
    where = f"{path}: {name}"
    if not isinstance(table, dict):
        raise ConfigError(f"{where} must be a table of {', '.join(KEYS)}")
    _only(table, KEYS, where)
    if ("loudest" in table) == ("measured" in table):
        raise ConfigError(f"{where} needs either measured, or loudest: the dB SPL at 0 dB gain")
    words = {key: _text(table.get(key, ""), f"{where}.{key}") for key in ("device", "conditions")}
    if "loudest" in table:
        loudest = _number(table["loudest"], f"{where}.loudest", (0.0, LOUDEST_SPL))
        return Levels(name, **words, points=((0.0, loudest),))
    if not words["conditions"]:
        raise ConfigError(f"{where}.conditions is missing: say where and how it was measured")
    return Levels(name, **words, points=_points(table["measured"], f"{where}.measured"))


def _points(pairs: Any, where: str) -> tuple[tuple[float, float], ...]:
    if not isinstance(pairs, list) or len(pairs) < 2 or any(not isinstance(p, list) or len(p) != 2 for p in pairs):
        raise ConfigError(f"{where} must be at least two pairs of gain and dB SPL, such as [[0, 98.5], [-40, 58.2]]")
    gains = (SOFTEST_GAIN, 0.0)
    levels = (0.0, LOUDEST_SPL)
    points = sorted((_number(gain, where, gains), _number(level, where, levels)) for gain, level in pairs)
    for (gain, level), (louder, higher) in pairwise(points):
        if louder == gain or higher <= level:
            raise ConfigError(
                f"{where}: {louder:g} dB gain gives {higher:g} dB, but {gain:g} dB gives {level:g}: look again"
            )
    return tuple(points)


def _number(value: Any, where: str, between: tuple[float, float]) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not between[0] <= value <= between[1]:
        raise ConfigError(f"{where}: {value!r} must be a number from {between[0]:g} to {between[1]:g}")
    return float(value)


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str):
        raise ConfigError(f"{where}: {value!r} must be text")
    return value


def _only(table: Mapping[str, Any], keys: tuple[str, ...], where: str) -> None:
    if unknown := [key for key in table if key not in keys]:
        raise ConfigError(f"{where}: key {unknown[0]!r} is not known (known: {', '.join(keys)})")
