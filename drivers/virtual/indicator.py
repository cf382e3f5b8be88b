"""An indicator's twin: whether it shines, and how often it ever did."""

from __future__ import annotations

from drivers.protocols import Fault
from drivers.virtual.faults import Breakable

SENTENCES = {Fault.OFFLINE: "The indicator does not answer: look at its wires."}


class VirtualIndicator(Breakable):
    """A light that can be looked at; `times` counts how often it began to shine."""

    def __init__(self) -> None:
        super().__init__("indicator", SENTENCES)
        self.is_lit = False
        self.times = 0

    def open(self) -> None:
        """Be dark. Raises DeviceFault when off line."""
        self.is_lit = False
        self._refuse()

    def close(self) -> None:
        """Be dark."""
        self.is_lit = False

    def light(self) -> None:
        """Shine. Raises DeviceFault when off line."""
        self._refuse()
        self.times += not self.is_lit
        self.is_lit = True

    def dim(self) -> None:
        """Be dark."""
        self.is_lit = False
