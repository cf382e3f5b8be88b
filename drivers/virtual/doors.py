"""The twin of a vehicle's doors: opened and shut by a test, the dock or a trainer."""

from __future__ import annotations

from drivers.protocols import Fault
from drivers.virtual.contact import Contact

SENTENCES = {Fault.OFFLINE: "The door contact does not answer: look at its wires."}


class VirtualDoors(Contact):
    """All doors of a vehicle as one; `openings` counts how often they were opened, also while nobody noticed."""

    def __init__(self) -> None:
        super().__init__("door contact", SENTENCES)
        self.openings = 0

    @property
    def are_open(self) -> bool:
        """Whether a door is open."""
        return self._stands

    def swing(self, *, are_open: bool) -> None:
        """Open or shut the doors; so already, nothing happens."""
        self.openings += are_open and not self.are_open
        self._move(are_open)
