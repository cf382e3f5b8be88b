"""What twins share that tell of what happens to them: a key, a contact, a place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from drivers.virtual.faults import Breakable

What = TypeVar("What")


class Telling(Breakable, Generic[What]):
    """A device with one listener."""

    _noticed: Callable[[What], object] | None = None

    def open(self, noticed: Callable[[What], object]) -> None:
        """Tell of everything from now on. Raises DeviceFault when off line."""
        self._refuse()
        self._noticed = noticed

    def close(self) -> None:
        """Tell nobody any more."""
        self._noticed = None

    def _tell(self, what: What) -> object:
        """What the listener answers; None when nobody hears of it: the device is closed or off line."""
        return self._noticed(what) if self._noticed and not self.health().fault else None
