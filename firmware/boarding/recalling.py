"""Which of its own records a vehicle keeps in mind: this day's, and of those before it what no list knows of yet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from firmware.boarding.heard import Heard
from firmware.boarding.state import FOLDS, VOID, Row
from firmware.clock import Clock
from firmware.journal import Journal

BACK = timedelta(hours=36)
"""So far before the last trip's beginning its records are read at a start: a service day and what a night may add."""
OURS = frozenset((*FOLDS, VOID))


def recalled(journal: Journal, clock: Clock, heard: Heard, made: datetime | None) -> Iterator[Row]:
    """At a start: the records of this day, and of before it as far as a list that was made then does not know of them."""
    begun = journal.latest("trip_begun")
    if begun is None:
        return
    # by what was written since the last trip began and not from now: a clock may stand anywhere, then and now
    times = [datetime.fromisoformat(entry.at) for entry in (begun, *journal.since("trip_begun"))]
    moment, mono = journal.moment(), clock.monotonic()
    oldest, last = journal.backlog().oldest, journal.last
    start = min(min(times) - BACK, *(each for each in (made, oldest) if each))
    for entry in journal.between(start, max(times) + timedelta(seconds=1)):
        if entry.what in OURS and entry.phase == "note":
            at = datetime.fromisoformat(entry.at)
            heard.recall(entry.act, at, last if oldest and at >= oldest else 0)
            yield Row(entry.act, entry.what, at, mono - max(0.0, (moment.at - at).total_seconds()), entry.detail)


def is_full(rows: list[Row], now: datetime) -> bool:
    """Whether there are records of before yesterday, so that it is worth letting go of some."""
    return bool(rows) and rows[0].at < now - 2 * BACK


def needed(rows: list[Row], now: datetime, heard: Heard, made: datetime | None) -> list[Row]:
    """Those of this day, and rides of before it that a list made then does not count, however late central had them."""
    gone = {row.detail["record"] for row in rows if row.what == VOID}

    def still_counts(row: Row) -> bool:
        return row.what == "ride" and row.id not in gone and not heard.is_counted(row.id, row.at, made)

    return [row for row in rows if row.at >= now - BACK or still_counts(row)]
