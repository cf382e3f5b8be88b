"""The hook switch's twin: a handset that is lifted and hung up by a test, the dock or a trainer."""

from __future__ import annotations

from collections.abc import Callable

from drivers.protocols import Fault
from drivers.virtual.faults import Breakable

SENTENCES = {Fault.OFFLINE: "The hook switch does not answer: look at its wires."}


class VirtualHook(Breakable):
    """A hook with a handset on it; `lifts` counts how often it was lifted, also while nobody noticed."""

    def __init__(self) -> None:
        super().__init__("hook switch", SENTENCES)
        self._is_lifted = False
        self.lifts = 0
        self._noticed: Callable[[bool], object] | None = None

    def open(self, noticed: Callable[[bool], object]) -> None:
        """Tell of each lift from now on. Raises DeviceFault when off line."""
        self._refuse()
        self._noticed = noticed

    def close(self) -> None:
        """Tell nobody any more."""
        self._noticed = None

    @property
    def is_lifted(self) -> bool:
        """Whether somebody holds it."""
        return self._is_lifted

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

    def _move(self, lifted: bool) -> None:
        if lifted is not self.is_lifted:
            self._is_lifted = lifted
            if self._noticed and not self.health().fault:
                self._noticed(lifted)
