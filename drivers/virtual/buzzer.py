"""The buzzer's twin: whether it sounds, and how often it ever did."""

from __future__ import annotations

from drivers.protocols import Fault
from drivers.virtual.faults import Breakable

SENTENCES = {Fault.OFFLINE: "The buzzer does not answer: look at its wires."}


class VirtualBuzzer(Breakable):
    """A buzzer that can be looked at; `alarms` counts how often it began to sound."""

    def __init__(self) -> None:
        super().__init__("buzzer", SENTENCES)
        self.is_sounding = False
        self.alarms = 0

    def open(self) -> None:
        """Be silent. Raises DeviceFault when off line."""
        self.is_sounding = False
        self._refuse(Fault.OFFLINE)

    def close(self) -> None:
        """Be silent."""
        self.is_sounding = False

    def sound(self) -> None:
        """Sound. Raises DeviceFault when off line."""
        self._refuse(Fault.OFFLINE)
        self.alarms += not self.is_sounding
        self.is_sounding = True

    def silence(self) -> None:
        """Be silent."""
        self.is_sounding = False
