"""Which trip a vehicle runs: the one of its block whose time it is, then the block's next one; its driver may always say another.

A run is over once the vehicle has arrived, not once it should have. A change of trip that everybody forgot shows in the
fixes: the present trip stands still in its calls while the next one is driven call by call.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import NamedTuple

from transit.network import Departure, Network, Trip
from transit.tracking.place import Place
from transit.tracking.timetable import Timetable
from transit.tracking.tracker import Tracker

JAPAN = timezone(timedelta(hours=9))
EARLY_S = 900
"""A trip is taken up so long before its first departure."""
LATE_S = 3600
"""A vehicle that has not arrived so long after it should have will not."""
ALIGHTING_S = 120
"""After its arrival riders still alight, and their taps are of this trip."""
DEPARTING_S = 30
UNSEEN_S = 120
FORGOTTEN_CALLS = 3
SURE = 0.9
NEAR_S = 6 * 3600
WAIT_S = 1800
"""Without blocks the next trip is the only one that leaves where the last one ended, within so long."""


class Run(NamedTuple):
    """A trip on a service day."""

    trip: Trip
    day: date


def seconds_of(at: datetime, day: date) -> float:
    """Seconds of a service day, as `Call` has them: they may pass 24 h."""
    return (at - datetime(day.year, day.month, day.day, tzinfo=JAPAN)).total_seconds()


class _Next:
    """The run after the present one, followed beside it to see whether the vehicle runs it already."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.tracker = Tracker(run.trip)
        self.present_at = 0

    def is_driven(self, at: datetime, latitude: float, longitude: float, present: Place) -> bool:
        """Whether it was driven for some calls from its first one, while the present trip stood still."""
        place = self.tracker.see(seconds_of(at, self.run.day), latitude, longitude)
        if not self.present_at:
            if place.sequence == 1 and place.at_stop:
                self.present_at = present.sequence
            return False
        if present.sequence != self.present_at:
            self.tracker, self.present_at = Tracker(self.run.trip), 0
            return False
        return place.sequence >= FORGOTTEN_CALLS and place.confidence >= SURE


class TripChooser:
    """Of one vehicle, which runs a block, or whatever its driver says where it has none. Times are Japan's."""

    def __init__(self, network: Network, block: str = "") -> None:
        self._network, self._block = network, block
        self._timetable = Timetable(network)
        self._present: Run | None = None
        self._done: Run | None = None
        self._next: _Next | None = None
        self._arrived: datetime | None = None
        self._seen: datetime | None = None
        self._is_forgotten = False

    def due(self, at: datetime, last: Run | None) -> Run | None:
        """The run that the vehicle is on or about to begin, None when there is none; `last` is what it is on now.

        A run that was not told from here is its driver's choice, and stays until it is over.
        """
        if last is None:
            return self._begun(at)
        self._take(last)
        if not self._is_over(at, last):
            return last
        self._done = last
        if self._is_forgotten and self._next:
            return self._next.run
        following = self._after(last, at)
        if following and _is_due(following, at) and seconds_of(at, following.day) < following.trip.calls[-1].arrival:
            return following
        # after a night without power the runs in between are nobody's
        return self._begun(at)

    def seen(self, at: datetime, latitude: float, longitude: float, place: Place) -> None:
        """A fix on the present run, and the place that its tracker made of it."""
        run = self._present
        if not run:
            return
        self._seen = at
        if place.sequence == len(run.trip.calls) and place.at_stop:
            self._arrived = self._arrived or at
        if self._next is None and (following := self._after(run, at)) and _is_due(following, at):
            self._next = _Next(following)
        if self._next and self._next.is_driven(at, latitude, longitude, place):
            self._is_forgotten = True

    def near(self, at: datetime, most: int = 8) -> list[Run]:
        """The runs that the driver may choose among: those of its block first, then the nearest in time."""
        found = [
            (due.block != self._block, abs(due.departure - now), day, due)
            for day, now in _days(at)
            for due in self._timetable.on(day)
            if abs(due.departure - now) < NEAR_S
        ]
        found.sort(key=lambda each: each[:3])
        return [self._run(due, day) for _, _, day, due in found[:most]]

    def _take(self, run: Run) -> None:
        """What was seen of another run says nothing about this one."""
        if run != self._present:
            self._present = run
            self._next, self._arrived, self._seen, self._is_forgotten = None, None, None, False

    def _is_over(self, at: datetime, run: Run) -> bool:
        if self._is_forgotten:
            return True
        now, end = seconds_of(at, run.day), run.trip.calls[-1].arrival
        following = self._next.run if self._next else None
        if self._arrived:
            departs = following is not None and _is_due(following, at, DEPARTING_S)
            return departs or (at - self._arrived).total_seconds() >= ALIGHTING_S
        if self._seen and (at - self._seen).total_seconds() < UNSEEN_S:
            return now >= end + LATE_S
        return now >= end

    def _begun(self, at: datetime) -> Run | None:
        """The block's run that goes on, else the one that is next; those before the one that was done are done too."""
        found = []
        for day, now in _days(at):
            for due in self._timetable.of(day, self._block):
                if due.departure - EARLY_S <= now < due.arrival and not self._is_done(due, day):
                    found.append((due.departure > now, abs(due.departure - now), day, due))
        if not found:
            return None
        _, _, day, due = min(found, key=lambda each: each[:2])
        return self._run(due, day)

    def _is_done(self, due: Departure, day: date) -> bool:
        done = self._done
        return done is not None and (day, due.departure) <= (done.day, done.trip.calls[0].departure)

    def _after(self, run: Run, at: datetime) -> Run | None:
        """The next run of its block; without blocks, the only one that leaves where it ends."""
        start, end = run.trip.calls[0].departure, run.trip.calls[-1]
        if run.trip.block:
            later = [due for due in self._timetable.of(run.day, run.trip.block) if due.departure > start]
            return self._run(later[0], run.day) if later else None
        now = seconds_of(at, run.day)
        leaving = [
            due
            for due in self._timetable.leaving(run.day, run.trip.route, end.stop)
            if now <= due.departure < now + WAIT_S
        ]
        return self._run(leaving[0], run.day) if len(leaving) == 1 else None

    def _run(self, due: Departure, day: date) -> Run:
        return Run(self._network.trip(due.trip), day)


def _is_due(run: Run, at: datetime, early_s: float = EARLY_S) -> bool:
    return seconds_of(at, run.day) >= run.trip.calls[0].departure - early_s


def _days(at: datetime) -> list[tuple[date, float]]:
    """The service days that a moment may be of, and its seconds in each."""
    today = at.astimezone(JAPAN).date()
    return [(day, seconds_of(at, day)) for day in (today - timedelta(days=1), today)]
