"""Recorded runs of a vehicle: CSV with time, latitude and longitude, and perhaps accuracy (m), speed (m/s) and doors (0, 1).

With a heading the columns may stand in any order and be called as in `NAMES`; without one they stand in the order above.
Times are seconds since 1970 (milliseconds where they are that large) or ISO 8601, in the run's own time zone unless they say another.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from math import isfinite
from typing import NamedTuple

from drivers.protocols import Fix

COLUMNS = ("time", "latitude", "longitude", "accuracy", "speed", "doors")
NAMES = {
    "time": ("time", "timestamp", "epoch", "datetime", "date_time", "at", "t"),
    "latitude": ("latitude", "lat", "y"),
    "longitude": ("longitude", "lon", "lng", "long", "x"),
    "accuracy": ("accuracy", "eph", "horizontal_accuracy"),
    "speed": ("speed", "speed_m_s"),
    "doors": ("doors", "doors_open"),
}
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# in seconds the year 5138, in milliseconds 1973: no run is of either
MILLISECONDS_FROM = 1e11
MOST_SECONDS = 4e9
DOORS = {"": None, "0": False, "1": True, "false": False, "true": True}
LEAST = 3


class Row(NamedTuple):
    """One row as it stands in the file at `line`: its fix and doors, or the sentence that tells why it is none."""

    line: int
    time: str
    fix: Fix | None
    doors: bool | None = None
    fault: str = ""


def read_run(lines: Iterable[str], zone: tzinfo) -> Iterator[Row]:
    """Every row of a run; one that cannot be read comes as its fault, and the others are read all the same."""
    columns: Mapping[str, int] | None = None
    reader = csv.reader(_marked(lines), skipinitialspace=True)
    while True:
        try:
            cells = [cell.strip() for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error as error:
            yield Row(reader.line_num, "", None, fault=f"this is not CSV ({error})")
            continue
        if not any(cells):
            continue
        if columns is None:
            columns = _heading(cells)
            if columns:
                continue
            columns = {name: at for at, name in enumerate(COLUMNS)}
        yield _row(reader.line_num, cells, columns, zone)


def _marked(lines: Iterable[str]) -> Iterator[str]:
    """The lines without a byte order mark, and with nothing that ends a CSV reader."""
    for number, line in enumerate(lines):
        yield (line if number else line.removeprefix("\ufeff")).replace("\0", "\ufffd")


def _heading(cells: list[str]) -> dict[str, int]:
    """Where each column stands; nothing when these cells are no heading."""
    found: dict[str, int] = {}
    for at, cell in enumerate(cells):
        for name, called in NAMES.items():
            if cell.casefold() in called:
                found.setdefault(name, at)
    return found if all(name in found for name in COLUMNS[:LEAST]) else {}


def _row(line: int, cells: list[str], columns: Mapping[str, int], zone: tzinfo) -> Row:
    told = {name: cells[at] for name, at in columns.items() if at < len(cells)}
    time = told.get("time", "")
    if missing := [name for name in COLUMNS[:LEAST] if not told.get(name)]:
        return Row(line, time, None, fault=f"{' and '.join(missing)} missing")
    try:
        fix = Fix(
            moment(time, zone),
            _number(told["latitude"], "latitude", 90),
            _number(told["longitude"], "longitude", 180),
            _maybe(told.get("accuracy", ""), "accuracy"),
            _maybe(told.get("speed", ""), "speed"),
        )
        return Row(line, time, fix, _doors(told.get("doors", "")))
    except ValueError as error:
        return Row(line, time, None, fault=str(error))


def moment(text: str, zone: tzinfo) -> datetime:
    """A time as a run has it. Raises ValueError with a sentence."""
    try:
        number = float(text)
    except ValueError:
        pass
    else:
        seconds = number / 1000 if abs(number) >= MILLISECONDS_FROM else number
        if not abs(seconds) < MOST_SECONDS:
            raise ValueError(f"the time {text!r} is not in any year that runs have")
        return EPOCH + timedelta(seconds=seconds)
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"the time {text!r} is neither seconds since 1970 nor ISO 8601") from None
    return found if found.tzinfo else found.replace(tzinfo=zone)


def _number(text: str, name: str, most: float) -> float:
    try:
        found = float(text)
    except ValueError:
        raise ValueError(f"the {name} {text!r} is no number") from None
    if not abs(found) <= most:
        raise ValueError(f"the {name} {text!r} is not within -{most} and {most}")
    return found


def _maybe(text: str, name: str) -> float | None:
    if not text:
        return None
    found = _number(text, name, float("inf"))
    if not isfinite(found) or found < 0:
        raise ValueError(f"the {name} {text!r} is no number from 0")
    return found


def _doors(text: str) -> bool | None:
    if text.casefold() not in DOORS:
        raise ValueError(f"the doors {text!r} are neither 0 nor 1")
    return DOORS[text.casefold()]
