"""Probabilities over the states of a line, moved forward by metres driven and weighed by fixes: a hidden Markov filter.

Only the states that are worth a thought are kept in hand, so that a fix costs the same on a line of a hundred calls.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp

from transit.tracking.line import Line

STEP_M = 60.0
MOST_STEPS = 40
STAND_M = 80.0
"""Metres that a vehicle spends at a stop: from the first that looks like it to the last."""
APPROACH_M = 300.0
"""Metres from wherever a vehicle is before its trip to the first stop."""
SKIP = 0.01
"""Share of calls that a vehicle drives past without coming near."""
HURRY = 1.3
"""Roads are longer than straight lines, and so more of a leg is left behind by each metre than it has."""
FORGOTTEN = 1e-9


class Belief:
    """Where a vehicle is believed to be; `first` to `last` are the states in hand."""

    def __init__(self, line: Line, shares: list[float]) -> None:
        whole = sum(shares)
        self._line = line
        self.shares = [share / whole for share in shares]
        self.first, self.last = 0, len(shares) - 1
        self._trim()

    def copy(self) -> Belief:
        """The same, to be changed by itself."""
        return Belief(self._line, self.shares)

    def advance(self, metres: float, held: float = 1.0) -> None:
        """Let the vehicle have driven so far; before departure `held` says how much of it counts at the first stop."""
        steps = min(MOST_STEPS, int(metres / STEP_M) + 1)
        for _ in range(steps):
            self._step(metres / steps, held)

    def _step(self, metres: float, held: float) -> None:
        shares, end = self.shares, self._line.states - 1
        leave = 1 - exp(-metres / STAND_M)
        for state in range(min(self.last, end - 1), self.first - 1, -1):
            share = shares[state]
            if state & 1:
                gone = share * leave
                if state == 1:
                    gone *= held
                shares[state + 1] += gone
            else:
                leg = self._line.legs[(state >> 1) - 1] if state else APPROACH_M
                gone = share * (1 - exp(-HURRY * metres / leg))
                shares[state + 1] += gone * (1 - SKIP)
                shares[min(state + 2, end)] += gone * SKIP
            shares[state] = share - gone
        self.last = min(end, self.last + 2)

    def weigh(self, likelihoods: Sequence[float], trust: float) -> float:
        """Take in a fix, its likelihoods to the power of `trust`; how likely it was altogether comes back."""
        shares, first, last = self.shares, self.first, self.last
        found = sum(map(float.__mul__, shares[first : last + 1], likelihoods))
        weighed = [shares[first + n] * each**trust for n, each in enumerate(likelihoods)]
        whole = sum(weighed)
        shares[first : last + 1] = [each / whole for each in weighed]
        self._trim()
        return found

    def _trim(self) -> None:
        shares = self.shares
        while shares[self.first] < FORGOTTEN:
            shares[self.first] = 0.0
            self.first += 1
        while shares[self.last] < FORGOTTEN:
            shares[self.last] = 0.0
            self.last -= 1
