"""Count the pulses of a coin acceptor: exactly, or not at all.

An acceptor tells a coin by a train of equal pulses, one for so many yen. A train whose pulses or rests are out of
measure has lost or gained some on the way: it is torn, and no guess is made at what it was worth.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# in pulse widths: shorter is contact bounce; a good pulse and a good rest; silence that ends a train
BOUNCE = 0.1
PULSE = (0.5, 2.0)
# a rest with one pulse lost in it is three widths long, so the limit lies below
REST = (0.5, 2.5)
SILENCE = 6.0
MOST_EDGES = 1000


class Torn(Exception):
    """A train that cannot be counted; the sentence tells what is wrong with it."""


@dataclass(frozen=True)
class Edge:
    """The line changed: `at` in seconds, `active` while a pulse lasts."""

    at: float
    active: bool


def first_train(edges: Sequence[Edge], width: float, now: float) -> int:
    """How many edges, from the first, make a train that silence has ended; 0 while there is none."""
    # Chatter is a train too, or it would be kept for ever.
    if len(edges) > MOST_EDGES:
        return len(edges)
    ends = [edge.at for edge in edges[1:]] + [now]
    gaps = (after - edge.at for edge, after in zip(edges, ends, strict=False))
    return next((number for number, gap in enumerate(gaps, 1) if gap >= SILENCE * width), 0)


def count(edges: Iterable[Edge], width: float) -> int:
    """How many pulses of about `width` seconds a finished train has. Raises Torn."""
    clean = _without_bounce(edges, BOUNCE * width)
    # A wire pinched to ground looks like this, and what hides behind it cannot be told.
    if clean and clean[-1].active:
        raise Torn("the line stays active")
    for before, after in itertools.pairwise(clean):
        shortest, longest = PULSE if before.active else REST
        lasted = (after.at - before.at) / width
        if not shortest <= lasted <= longest:
            raise Torn(f"a {'pulse' if before.active else 'rest'} lasted {lasted:.1f} times the width of a pulse")
    return len(clean) // 2


def _without_bounce(edges: Iterable[Edge], bounce: float) -> list[Edge]:
    """The edges that last; the line begins inactive."""
    kept: list[Edge] = []
    for number, edge in enumerate(edges):
        if number >= MOST_EDGES:
            raise Torn("the line chatters")
        if kept and edge.active != kept[-1].active and edge.at - kept[-1].at < bounce:
            kept.pop()
        elif edge.active != (kept[-1].active if kept else False):
            kept.append(edge)
    return kept
