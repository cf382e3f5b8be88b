"""A receiver's twin: a vehicle that is put somewhere by a test, the dock or a trainer."""

from __future__ import annotations

from drivers.protocols import Fault, Fix
from drivers.virtual.telling import Telling

SENTENCES = {Fault.OFFLINE: "The receiver of positions does not answer: look at its cable and its aerial."}


class VirtualPosition(Telling[Fix]):
    """A receiver that is where it is put; `history` has all its fixes, also those that nobody noticed.

    `has_satellites` is False in a tunnel: then it is well, and tells nothing.
    """

    def __init__(self) -> None:
        super().__init__("receiver of positions", SENTENCES)
        self.has_satellites = True
        self.history: list[Fix] = []

    def put(self, fix: Fix) -> None:
        """Be there; a fault that was set to strike after so many fixes counts this one."""
        self.history.append(fix)
        if self.health().fault or not self.has_satellites:
            return
        self._tell(fix)
        with self._lock:
            self._count()
