"""The courses among which a vehicle's own must be: fixes that no vehicle could have driven through make courses of their own.

A receiver leaps, or another vehicle's fixes come in between. The course that fits the trip best leads; a stray fix leads nowhere,
and since a place never goes back, a rival takes the lead only when it fits clearly better, or the leading one falls silent.
"""

from __future__ import annotations

from transit.tracking.belief import Belief
from transit.tracking.course import Course, Seen
from transit.tracking.line import Line

LEAP_COST = 4.0
LOYALTY = 8.0
"""How much better a rival must fit."""
SILENCE_S = 1.5
"""A course loses one of fit each so many seconds without a fix."""
DROPPED_S = 90.0
PROVEN, STRAY_S = 2, 15.0
"""A course of fewer fixes may be a stray one: it tells nothing, and is soon forgotten."""
MOST_COURSES = 3


class Rivals:
    """A few courses, `lead` among them."""

    def __init__(self, line: Line, start: Belief, seen: Seen) -> None:
        self.lead = Course.begin(line, start, seen)
        self._courses = [self.lead]

    def follow(self, seen: Seen, held: float) -> None:
        """Take in the next fix; `held` as in `Belief.advance`."""
        reached = [course for course in self._courses if course.may_reach(seen)]
        if reached:
            min(reached, key=lambda course: course.reach(seen)).follow(seen, held)
        else:
            self._courses.append(self.lead.branch(seen, LEAP_COST, held))
        if len(self._courses) > 1:
            self._choose(seen.at)

    def settle(self, belief: Belief) -> None:
        """Somebody knows where it is: the lead goes on from there, and has no rivals."""
        self.lead.belief = belief
        self._courses = [self.lead]

    def _choose(self, at: float) -> None:
        self.lead = max(self._courses, key=lambda course: self._worth(course, at))
        kept = [each for each in self._courses if each is self.lead or at - each.seen.at < _patience(each)]
        kept.sort(key=lambda each: (each is self.lead, each.seen.at))
        self._courses = kept[-MOST_COURSES:]

    def _worth(self, course: Course, at: float) -> float:
        if course is not self.lead and course.fixes < PROVEN:
            return float("-inf")
        return course.fit - (at - course.seen.at) / SILENCE_S + (LOYALTY if course is self.lead else 0.0)


def _patience(course: Course) -> float:
    return DROPPED_S if course.fixes >= PROVEN else STRAY_S
