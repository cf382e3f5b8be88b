"""Where a vehicle is: at which call of its trip, and on which trip. Pure: fixes, times and trips are handed in."""

from transit.tracking.place import Hints, Place
from transit.tracking.tracker import Tracker

__all__ = ["Hints", "Place", "Tracker"]
