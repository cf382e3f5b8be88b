"""The ten-key's twin: keys that are pressed by a test, the dock or a trainer."""

from __future__ import annotations

from drivers.protocols import TEN_KEY, Fault
from drivers.virtual.telling import Telling

SENTENCES = {Fault.OFFLINE: "The ten-key does not answer: look at its cable."}


class VirtualKeypad(Telling[str]):
    """A ten-key; `presses` counts the keys, and which they were is kept nowhere, for four of them are a PIN."""

    def __init__(self) -> None:
        super().__init__("ten-key", SENTENCES)
        self.presses = 0

    def press(self, key: str) -> object:
        """Press a key of `TEN_KEY`; what the listener answers comes back, None when nobody hears. Raises ValueError."""
        if key not in TEN_KEY:
            raise ValueError("the ten-key has no such key")
        self.presses += 1
        return self._tell(key)
