"""The twin of two switches, for a visitor who can move only one thing."""

from __future__ import annotations

from drivers.protocols import Fault, Switch
from drivers.virtual.telling import Telling

SENTENCES = {Fault.OFFLINE: "The two switches do not answer: look at their plug."}


class VirtualSwitches(Telling[Switch]):
    """Two switches; `presses` counts both."""

    def __init__(self) -> None:
        super().__init__("two switches", SENTENCES)
        self.presses = 0

    def press(self, switch: Switch) -> object:
        """Press one of them; what the listener answers comes back, None when nobody hears."""
        self.presses += 1
        return self._tell(switch)
