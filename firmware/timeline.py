"""The times of records: how far each can be believed, and what becomes of a wall clock that leaps.

A believable clock's leap is taken over and noted once. A clock that nobody vouches for may not leap: records go on from
the last time believed, by the stopwatch. The order of records is that of their numbers, whatever any clock did.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from central.wire import Quality
from firmware.clock import Clock

LEAP_MS = 5 * 60_000
BELIEVED = (Quality.SET, Quality.BATTERY)
TOLD_S = 86_400.0
"""Seconds for which the operator is told of a leap that was taken over."""
HELD = (
    "The clock shows {wall}, which cannot be: it leapt and nothing vouches for it. Records go on from {at} by the"
    " stopwatch: connect the terminal to a time server, or set its clock."
)
LEAPT = "The clock was set from {before} to {after}: look whether the new time is right, and at the clock's battery."


class Moment(NamedTuple):
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
        if self._last is None or not self._leaps(leap := self._leap_ms(self._last, wall, mono)):
            return Moment(wall, quality, mono)
        expected = wall - timedelta(milliseconds=leap)
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

    def _leap_ms(self, last: datetime, wall: datetime, mono: int) -> float:
        """By how much the wall clock is ahead of the last record's time carried on by the stopwatch."""
        since = self._began if self._mono is None else self._mono
        return (wall - last).total_seconds() * 1000 - (mono - since)

    def _leaps(self, ahead: float) -> bool:
        if self._mono is not None:
            return abs(ahead) > LEAP_MS
        # the stopwatch stood still without power: time may have passed, but none can have gone back
        return ahead < (-LEAP_MS if self._clock.is_believable() else 0)

    def _stopwatch(self) -> int:
        return int(self._clock.monotonic() * 1000)


def _minute(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"
