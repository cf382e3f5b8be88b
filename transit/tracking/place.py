"""What a tracker may be told beside where a vehicle is, and its answer: the call of a trip that a tap is booked on."""

from __future__ import annotations

from typing import NamedTuple


class Hints(NamedTuple):
    """What sharpens a fix and is never needed: accuracy (m), speed (m/s), whether doors are open; None where nobody knows."""

    accuracy: float | None = None
    speed: float | None = None
    doors: bool | None = None


class Place(NamedTuple):
    """The call being served or, after its departure, the one left last, until the next one is near (`tracker` has the rule).

    `sequence` counts the trip's calls from 1. `confidence` is the probability (0 to 1) that it is this call and no other.
    """

    sequence: int
    stop: str
    at_stop: bool
    confidence: float
    next_stop: str | None
