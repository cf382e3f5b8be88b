"""The ten-key's twin: keys that are pressed by a test, the dock or a trainer."""

from __future__ import annotations

from collections.abc import Callable

from drivers.protocols import TEN_KEY, Fault
from drivers.virtual.faults import Breakable

SENTENCES = {Fault.OFFLINE: "The ten-key does not answer: look at its cable."}


class VirtualKeypad(Breakable):
    """A ten-key; `presses` counts the keys, and which they were is kept nowhere, for four of them are a PIN."""

    def __init__(self) -> None:
        super().__init__("ten-key", SENTENCES)
        self.presses = 0
        self._pressed: Callable[[str], object] | None = None

    def open(self, pressed: Callable[[str], object]) -> None:
        """Tell of each key from now on. Raises DeviceFault when off line."""
        self._refuse()
        self._pressed = pressed

    def close(self) -> None:
        """Tell nobody any more."""
        self._pressed = None

    def press(self, key: str) -> object:
        """Press a key of `TEN_KEY`; what the listener answers comes back, None when nobody hears. Raises ValueError."""
        if key not in TEN_KEY:
            raise ValueError("the ten-key has no such key")
        self.presses += 1
        return self._pressed(key) if self._pressed and not self.health().fault else None
