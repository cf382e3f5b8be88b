"""The beeper's twin: what it sounded, and when."""

from __future__ import annotations

import time

from drivers.protocols import Fault, Signal
from drivers.virtual.faults import Breakable

SENTENCES = {Fault.OFFLINE: "The beeper does not answer: look at its wires."}


class VirtualBeeper(Breakable):
    """A beeper that can be looked at: `history` has each signal with the second at which it began (`time.monotonic`)."""

    def __init__(self) -> None:
        super().__init__("beeper", SENTENCES)
        self.history: list[tuple[float, Signal]] = []

    def open(self) -> None:
        """Be silent. Raises DeviceFault when off line."""
        self._refuse(Fault.OFFLINE)

    def close(self) -> None:
        """Be silent."""

    def beep(self, signal: Signal) -> None:
        """Begin to sound. Raises DeviceFault when off line."""
        self._refuse()
        self.history.append((time.monotonic(), signal))

    @property
    def signals(self) -> list[Signal]:
        """What it sounded, in order."""
        return [signal for _, signal in self.history]
