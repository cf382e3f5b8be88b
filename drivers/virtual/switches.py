"""The twin of two switches, for a visitor who can move only one thing."""

from __future__ import annotations

from collections.abc import Callable

from drivers.protocols import Fault, Switch
from drivers.virtual.faults import Breakable

SENTENCES = {Fault.OFFLINE: "The two switches do not answer: look at their plug."}


class VirtualSwitches(Breakable):
    """Two switches; `presses` counts both."""

    def __init__(self) -> None:
        super().__init__("two switches", SENTENCES)
        self.presses = 0
        self._pressed: Callable[[Switch], object] | None = None

    def open(self, pressed: Callable[[Switch], object]) -> None:
        """Tell of each press from now on. Raises DeviceFault when off line."""
        self._refuse()
        self._pressed = pressed

    def close(self) -> None:
        """Tell nobody any more."""
        self._pressed = None

    def press(self, switch: Switch) -> object:
        """Press one of them; what the listener answers comes back, None when nobody hears."""
        self.presses += 1
        return self._pressed(switch) if self._pressed and not self.health().fault else None
