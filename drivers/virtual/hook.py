"""The hook switch's twin: a handset that is lifted and hung up by a test, the dock or a trainer."""

from __future__ import annotations

from drivers.protocols import Fault
from drivers.virtual.contact import Contact

SENTENCES = {Fault.OFFLINE: "The hook switch does not answer: look at its wires."}


class VirtualHook(Contact):
    """A hook with a handset on it; `lifts` counts how often it was lifted, also while nobody noticed."""

    def __init__(self) -> None:
        super().__init__("hook switch", SENTENCES)
        self.lifts = 0

    @property
    def is_lifted(self) -> bool:
        """Whether somebody holds it."""
        return self._stands

    def lift(self) -> None:
        """Take the handset; lifted already, nothing happens."""
        self.lifts += not self.is_lifted
        self._move(True)

    def hang_up(self) -> None:
        """Put the handset back; there already, nothing happens."""
        self._move(False)

    def fumble(self, times: int = 5) -> None:
        """Knock the handset on its hook so often, as a hand that misses it; it ends as it was, and each knock is told."""
        for _ in range(2 * times):
            self._move(not self.is_lifted)
