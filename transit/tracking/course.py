"""One course of a vehicle as its fixes tell it: where it is believed to be on the line, how far it drove, how well it fits."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, hypot, log
from typing import NamedTuple

from transit.tracking.belief import Belief
from transit.tracking.line import ANYWHERE, Line

SMOOTHING_S = 5.0
GAP_S = 40.0
STIR_M = 35.0
"""A vehicle has moved once it is so far from where it last had: less is what a receiver makes of standing."""
STANDING_STIR_M = 60.0
"""The same while the receiver itself says that it stands."""
STANDING_M_S = 0.7
FRESH_M = 30.0
"""After so many metres a fix tells something new; those of a standing vehicle repeat one error."""
LEAST_TRUST, LESS = 0.12, 0.5
"""How much the first fix of a standing vehicle counts, and how much less each further one does: long stands prove nothing."""
BEST_GAIN = 7.0
FADING = 0.01
DOORS_BETWEEN = 0.1
"""Doors open between two calls so much more rarely."""
LEAP_M, FASTEST_M_S = 100.0, 40.0
CATCHING_UP_M_S, MOST_SPARE_M = 15.0, 200.0
"""A receiver that repeats itself to the last digit is frozen, while its vehicle may drive on: then it leaps."""


class Seen(NamedTuple):
    """A fix on flat ground: seconds of the service day, metres, accuracy (m), speed (m/s) and doors where they are known."""

    at: float
    x: float
    y: float
    accuracy: float
    speed: float | None
    doors: bool | None


@dataclass
class Course:
    """What follows from fixes that one vehicle can have driven through."""

    line: Line
    belief: Belief
    seen: Seen
    smooth: tuple[float, float]
    anchor: tuple[float, float]
    fit: float = 0.0
    fixes: int = 0
    still: int = 0
    spare: float = 0.0

    @classmethod
    def begin(cls, line: Line, belief: Belief, seen: Seen) -> Course:
        """A course that begins with a fix."""
        course = cls(line, belief, seen, (seen.x, seen.y), (seen.x, seen.y))
        course._weigh(seen, FRESH_M)
        course.fixes = 1
        return course

    def branch(self, seen: Seen, cost: float, held: float) -> Course:
        """Another course that leaves this one by a leap to a fix; `cost` is how much worse a leap fits."""
        other = Course(self.line, self.belief.copy(), self.seen, self.smooth, self.anchor)
        other.fit = self.fit - cost
        other.follow(seen, held)
        return other

    def reach(self, seen: Seen) -> float:
        """Metres from the last fix."""
        return hypot(seen.x - self.seen.x, seen.y - self.seen.y)

    def may_reach(self, seen: Seen) -> bool:
        """Whether one vehicle can have driven from the last fix to this one."""
        return self._leap(seen) <= LEAP_M + seen.accuracy + self.spare

    def follow(self, seen: Seen, held: float) -> None:
        """Take in the next fix."""
        self.fixes += 1
        self._spare(seen)
        moved = self._moved(seen)
        if moved:
            self.belief.advance(moved, held)
        self._weigh(seen, moved)
        if seen.doors and not self.seen.doors:
            self._open()
        self.seen = seen

    def _leap(self, seen: Seen) -> float:
        """Metres from the last fix that no vehicle drives in the time between."""
        return self.reach(seen) - FASTEST_M_S * max(0.0, seen.at - self.seen.at)

    def _spare(self, seen: Seen) -> None:
        if self.reach(seen):
            self.spare = max(0.0, self.spare - max(0.0, self._leap(seen)))
        else:
            self.spare = min(MOST_SPARE_M, self.spare + CATCHING_UP_M_S * max(0.0, seen.at - self.seen.at))

    def _moved(self, seen: Seen) -> float:
        """Metres driven since it last moved, 0 while it stands."""
        seconds = max(0.0, seen.at - self.seen.at)
        take = 1.0 if seconds > GAP_S else 1 - exp(-seconds / SMOOTHING_S)
        x, y = self.smooth
        self.smooth = x, y = x + take * (seen.x - x), y + take * (seen.y - y)
        moved = hypot(x - self.anchor[0], y - self.anchor[1])
        stands = seen.speed is not None and seen.speed < STANDING_M_S
        if moved < (STANDING_STIR_M if stands else STIR_M):
            return 0.0
        self.anchor = self.smooth
        return moved

    def _weigh(self, seen: Seen, moved: float) -> None:
        belief = self.belief
        likelihoods = self.line.likelihoods(belief.first, belief.last, (seen.x, seen.y), seen.accuracy)
        fresh = min(1.0, moved / FRESH_M)
        self.still = 0 if moved else self.still + 1
        found = belief.weigh(likelihoods, max(LEAST_TRUST * LESS**self.still, fresh))
        gain = max(-1.0, min(BEST_GAIN, log(found / ANYWHERE)))
        self.fit += fresh * (gain - FADING * self.fit)

    def _open(self) -> None:
        states = range(self.belief.first, self.belief.last + 1)
        self.belief.weigh([1.0 if state & 1 else DOORS_BETWEEN for state in states], 1.0)
