"""The times of records: how far each can be believed, and what becomes of a wall clock that leaps.

A believable clock's leap is taken over and noted once. A clock that nobody vouches for may not leap: records go on from
the last time believed, by the stopwatch. The order of records is that of their numbers, whatever any clock did.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from central.wire import Quality
from firmware.clock import Clock

LEAP = timedelta(minutes=5)
BELIEVED = (Quality.SET, Quality.BATTERY)
TOLD_S = 86_400.0
"""Seconds for which the operator is told of a leap that was taken over."""
HELD = (
    "The clock shows {wall}, which cannot be: it leapt and nothing vouches for it. Records go on from {at} by the"
    " stopwatch: connect the terminal to a time server, or set its clock."
)
LEAPT = "The clock was set from {before} to {after}: look whether the new time is right, and at the clock's battery."


@dataclass(frozen=True)
class Moment:
    """A record's time: `at` with its quality, the stopwatch in ms, and of a leap that is taken over what it would have been."""

    at: datetime
    quality: Quality
    mono_ms: int
    before: datetime | None = None


class Timeline:
    """The clock of one journal, from its last record on; `last` is its time, and `mono_ms` its stopwatch in this same boot."""

    def __init__(self, clock: Clock, last: datetime | None = None, mono_ms: int | None = None) -> None:
        self._clock = clock
        self._last, self._mono = last, mono_ms
        self._began = self._stopwatch()
        self._leap: Moment | None = None

    def now(self) -> Moment:
        """The time of a record that is written now."""
        wall, quality, mono = self._clock.now(), self._clock.quality(), self._stopwatch()
        expected = self._expected(mono)
        if expected is None or not self._leaps(wall, expected):
            return Moment(wall, quality, mono)
        if quality in BELIEVED:
            return Moment(wall, quality, mono, before=expected)
        return Moment(expected, Quality.HELD, mono)

    def keep(self, moment: Moment) -> None:
        """A record was written at this moment: what follows is held against it."""
        self._last, self._mono = moment.at, moment.mono_ms
        if moment.before:
            self._leap = moment

    def sentences(self) -> list[str]:
        """What the operator must know of the clock."""
        now = self.now()
        if now.quality is Quality.HELD:
            return [HELD.format(wall=_minute(self._clock.now()), at=_minute(now.at))]
        if now.before:
            return [LEAPT.format(before=_minute(now.before), after=_minute(now.at))]
        if self._leap and self._leap.before and now.mono_ms - self._leap.mono_ms < TOLD_S * 1000:
            return [LEAPT.format(before=_minute(self._leap.before), after=_minute(self._leap.at))]
        return []

    def _expected(self, mono: int) -> datetime | None:
        """What the last record's time has become by the stopwatch, which tells nothing of the time without power."""
        since = self._began if self._mono is None else self._mono
        return self._last and self._last + timedelta(milliseconds=mono - since)

    def _leaps(self, wall: datetime, expected: datetime) -> bool:
        # over a restart time may have passed, but none can have gone back
        if self._mono is None:
            return wall < (expected - LEAP if self._clock.is_believable() else expected)
        return abs(wall - expected) > LEAP

    def _stopwatch(self) -> int:
        return int(self._clock.monotonic() * 1000)


def _minute(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"
