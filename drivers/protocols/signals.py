"""What answers a tap."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

from drivers.protocols.faults import Device


class Signal(StrEnum):
    """What a tap is answered with at once; each is told from the others by ear alone."""

    ACCEPTED = "accepted"
    SENIOR = "senior"  # accepted by a grant for the old
    REFUSED = "refused"
    AGAIN = "again"  # nothing was read, the card is to be held once more


class Beeper(Device, Protocol):
    """What sounds for a moment when a card was held up."""

    def open(self) -> None:
        """Find it, silent. Raises DeviceFault."""

    def beep(self, signal: Signal) -> None:
        """Begin to sound and return at once, whatever sounded before. Raises DeviceFault."""
