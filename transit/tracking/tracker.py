"""Which call of a known trip a vehicle is at, from fixes as they come: forward only, since the order of stops decides.

The rule for a tap: it is booked on the call being served. After a departure that is the call left last, until the vehicle is
nearer to the next one than to the one it left; then it is the next one. Before the trip it is the first call, after it the
last. The place never goes back by itself; the driver's key (`move`) puts it anywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp

from transit.network import Call, Trip
from transit.tracking.belief import Belief
from transit.tracking.course import Course, Seen
from transit.tracking.line import Line
from transit.tracking.place import Hints, Place
from transit.tracking.rivals import Rivals

WORST_ACCURACY_M = 200.0
EARLY_S = 120.0
HELD = 0.2
PLAUSIBLE_S = 3600.0
MIDWAY = 0.001
"""Probability that the first fix of all comes from the middle of the trip."""
LATE_SPREAD_S = 400.0
NOTHING = Hints()


class Tracker:
    """Follows one trip. Times are seconds of the trip's service day, as `Call` has them; the schedule is no more than a hint."""

    def __init__(self, trip: Trip) -> None:
        self._calls: Sequence[Call] = trip.calls
        self._line = Line(trip.calls)
        self._rivals: Rivals | None = None
        self._index = 0
        self._moved: int | None = None
        self.place = self._told(0.0, at_stop=False)

    def see(self, at_s: float, latitude: float, longitude: float, hints: Hints = NOTHING) -> Place:
        """Take in a fix (degrees of WGS 84) and tell where the vehicle is."""
        accuracy = hints.accuracy or 0.0
        if accuracy <= WORST_ACCURACY_M:
            x, y = self._line.flat(latitude, longitude)
            self.place = self._look(self._followed(Seen(at_s, x, y, accuracy, hints.speed, hints.doors)))
        return self.place

    def move(self, sequence: int) -> Place:
        """Put the vehicle at a call, ahead or back, as its driver says. Raises ValueError when the trip has no such call."""
        if not 1 <= sequence <= self._line.count:
            raise ValueError(f"the trip has calls 1 to {self._line.count}, not {sequence}")
        self._index = sequence - 1
        if self._rivals:
            self._rivals.settle(self._at(self._index))
        self._moved = self._index
        self.place = self._told(1.0, at_stop=True)
        return self.place

    def _followed(self, seen: Seen) -> Course:
        if self._rivals:
            self._rivals.follow(seen, HELD if self._is_early(seen.at) else 1.0)
        else:
            self._rivals = Rivals(self._line, self._start(seen.at), seen)
        return self._rivals.lead

    def _start(self, at: float) -> Belief:
        """Before any fix: at the first call or before it, unless the schedule lets it be on its way already."""
        if self._moved is not None:
            return self._at(self._moved)
        line, times = self._line, self._line.times
        shares = [0.0] * line.states
        shares[0] = shares[1] = 0.5
        plausible = times[0] - PLAUSIBLE_S < at < times[-1] + 2 * PLAUSIBLE_S
        if not (plausible and at < times[0] - EARLY_S):
            late = [exp(-abs(at - due - 60) / LATE_SPREAD_S) if plausible else 0.8**n for n, due in enumerate(times)]
            whole = sum(late[1:])
            for call in range(1, line.count):
                shares[2 * call] = shares[2 * call + 1] = MIDWAY * late[call] / whole / 2
        return Belief(line, shares)

    def _at(self, call: int) -> Belief:
        shares = [0.0] * self._line.states
        shares[2 * call + 1] = shares[2 * call + 2] = 0.5
        return Belief(self._line, shares)

    def _is_early(self, at: float) -> bool:
        return self._line.times[0] - PLAUSIBLE_S < at < self._line.times[0] - EARLY_S

    def _look(self, course: Course) -> Place:
        """The place as the course has it, never before the one that was told last."""
        odds = self._odds(course)
        beyond, index = 0.0, self._line.count
        while beyond <= 0.5:
            index -= 1
            beyond += odds.get(index, 0.0)
        self._index = max(self._index, index)
        at_call = course.belief.shares[2 * self._index + 1]
        return self._told(odds.get(self._index, 0.0), at_stop=at_call > 0.5)

    def _odds(self, course: Course) -> dict[int, float]:
        """Probability of each call that a tap would be booked on."""
        found: dict[int, float] = {}
        for state in range(course.belief.first, course.belief.last + 1):
            call = state >> 1
            if not state & 1 and call and not self._is_nearer(call, course.seen):
                call -= 1
            found[call] = found.get(call, 0.0) + course.belief.shares[state]
        return found

    def _is_nearer(self, call: int, seen: Seen) -> bool:
        """Whether a fix is nearer to a call than to the one before it."""
        line = self._line
        return call < line.count and line.distance(call, seen.x, seen.y) < line.distance(call - 1, seen.x, seen.y)

    def _told(self, confidence: float, *, at_stop: bool) -> Place:
        call = self._calls[self._index]
        following = self._calls[self._index + 1].stop if self._index + 1 < len(self._calls) else None
        return Place(call.sequence, call.stop, at_stop, min(1.0, confidence), following)
