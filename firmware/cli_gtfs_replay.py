"""`kazasu gtfs replay`: where a vehicle was at each fix of a recorded run, as a terminal on it would have known at that moment.

The run is CSV as `drivers.runs` reads it; times without a zone are in the feed's agency_timezone. One object per row comes
out, in the order of the file; `sequence` and `stop_sequence` are both the feed's own stop_sequence, `stop` and `stop_id` its
stop. A row that cannot be read comes out with its `error`, where the vehicle was before, and is told on standard error.
Exit status: 0 done, 2 no such feed, trip or run, or rows that could not be read; all others were.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from datetime import date, datetime, tzinfo
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

from firmware.cli_gtfs import USAGE, Refused, answer, is_compiled, network_of

if TYPE_CHECKING:
    from drivers.runs import Row
    from firmware.cli import Commands
    from transit.network import Trip
    from transit.tracking import Place, Tracker

HALF_DAY_S = 43_200


def add_replay(commands: Commands) -> None:
    """Add the command to those of `kazasu gtfs`."""
    replay = commands.add_parser("replay", help="tell the stop at each fix of a recorded run")
    replay.add_argument("feed", metavar="FEED", type=Path, help="a folder, a zip or a compiled feed")
    replay.add_argument("--trip", required=True, metavar="ID", help="trip_id of the trip that was run")
    replay.add_argument("--date", required=True, type=date.fromisoformat, metavar="YYYY-MM-DD", help="its service day")
    replay.add_argument(
        "file", metavar="RUN.csv", type=Path, help="time, latitude, longitude; with a heading or without"
    )
    replay.add_argument("--json", action="store_true", help="for programs")
    replay.set_defaults(run=lambda chosen: answer(chosen, _replay))


def _replay(chosen: argparse.Namespace) -> int:
    trip, zone = _trip(chosen.feed, chosen.trip)
    told = list(_told(trip, _lines(chosen.file), zone, midnight_of(chosen.date, zone)))
    faulty = [(line, row["error"]) for line, row in told if "error" in row]
    for line, error in faulty:
        print(f"kazasu: {chosen.file}:{line}: {error}.", file=sys.stderr)
    _print([row for _, row in told], as_json=chosen.json)
    return USAGE if faulty else 0


def _trip(feed: Path, trip: str) -> tuple[Trip, tzinfo]:
    network = network_of(feed)
    try:
        found = network.trip(trip)
    except KeyError:
        raise Refused("unknown_trip", f"The feed has no trip {trip}.") from None
    # what is compiled for terminals tells no time zone: theirs is Japan's
    zone = _zone("" if is_compiled(feed) else _timezone(feed))
    if not found.calls:
        raise Refused("unknown_trip", f"The trip {trip} has no calls.")
    return found, zone


def _timezone(feed: Path) -> str:
    """agency_timezone of the first agency that has one; agencies of one feed must agree (GTFS, agency.txt)."""
    from transit.gtfs.faults import Faults
    from transit.gtfs.rows import read_table
    from transit.gtfs.source import open_source

    with open_source(feed) as source:
        table = read_table("agency", source, Faults())
        if not table or "agency_timezone" not in table.columns:
            return ""
        pick = table.picker("agency_timezone")
        return next((name for _, cells in table.rows() if (name := pick(cells))), "")


def _zone(name: str) -> tzinfo:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    from firmware.clock import JAPAN

    if name in ("", "Asia/Tokyo"):
        return JAPAN
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Refused("unknown_timezone", f"agency.txt: the time zone {name} is not known here.") from None


def midnight_of(day: date, zone: tzinfo) -> float:
    """Where the times of a service day begin, in seconds since 1970: its noon less 12 hours (GTFS, stop_times.txt)."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=zone).timestamp() - HALF_DAY_S


def _lines(run: Path) -> list[str]:
    try:
        with run.open(encoding="utf-8-sig", errors="replace", newline="") as file:
            return list(file)
    except OSError as error:
        raise Refused("unreadable_run", f"{run} cannot be read: {error.strerror}.") from None


def _told(trip: Trip, lines: Iterable[str], zone: tzinfo, midnight: float) -> Iterator[tuple[int, dict[str, Any]]]:
    """Line and object of each row."""
    from drivers.runs import read_run
    from transit.tracking import Tracker

    tracker = Tracker(trip)
    for row in read_run(lines, zone):
        told = _row(trip, row, _seen(tracker, row, midnight))
        yield row.line, told | ({"error": row.fault} if row.fault else {})


def _seen(tracker: Tracker, row: Row, midnight: float) -> Place:
    from transit.tracking import Hints

    fix = row.fix
    if fix is None:
        return tracker.place
    at = fix.at.timestamp() - midnight
    return tracker.see(at, fix.latitude, fix.longitude, Hints(fix.accuracy, fix.speed, row.doors))


def _row(trip: Trip, row: Row, place: Place) -> dict[str, Any]:
    number = trip.calls[place.sequence - 1].number
    return {
        "time": _time(row.time),
        "sequence": number,
        "stop_sequence": number,
        "stop": place.stop,
        "stop_id": place.stop,
        "at_stop": place.at_stop,
        "confidence": round(place.confidence, 3),
        "next_stop": place.next_stop,
    }


def _time(text: str) -> str | int | float:
    """As it stands in the file."""
    try:
        found = float(text)
    except ValueError:
        return text
    if not isfinite(found):
        return text
    return int(found) if found.is_integer() else found


def _print(rows: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        lines = (json.dumps(row, ensure_ascii=False) for row in rows)
        print("[\n" + ",\n".join(lines) + "\n]")
        return
    for row in rows:
        told = row.get("error") or ("at the stop" if row["at_stop"] else f"next {row['next_stop'] or 'none'}")
        print(f"{row['time']}  {row['sequence']:>3}  {row['stop']}  {row['confidence']:.0%}  {told}")
