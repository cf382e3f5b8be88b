"""What only a vehicle has: where it is, whether its doors are open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from drivers.protocols.faults import Device


@dataclass(frozen=True)
class Fix:
    """Where a receiver believes itself: degrees of WGS 84, radius of accuracy in metres, speed in m/s; None where it tells none."""

    at: datetime
    latitude: float
    longitude: float
    accuracy: float | None = None
    speed: float | None = None


class Position(Device, Protocol):
    """A receiver of satellites."""

    def open(self, noticed: Callable[[Fix], object]) -> None:
        """Start to listen; `noticed` gets each fix on a thread of the driver's. Raises DeviceFault.

        A receiver that finds no satellites is no fault: no fix comes.
        """


class Doors(Device, Protocol):
    """The contact that tells whether a vehicle's doors are open."""

    def open(self, noticed: Callable[[bool], object]) -> None:
        """Start to watch; `noticed` gets True when a door opens and False when all are shut, on a thread of the driver's.

        Raises DeviceFault.
        """

    @property
    def are_open(self) -> bool:
        """Whether a door is open now."""
