"""Cash acceptors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from drivers.protocols.faults import Device


class CashBox(Device, Protocol):
    """A cash acceptor with change: coins and notes in, coins out."""

    def open(self) -> None:
        """Find the box, slot shut. Raises DeviceFault."""

    def accept(self, inserted: Callable[[int], None]) -> None:
        """Open the slot; `inserted` gets the yen of each coin or note, on a thread of the box's. Raises DeviceFault."""

    def stop(self) -> None:
        """Shut the slot."""

    def can_give(self, yen: int) -> bool:
        """Whether the box holds the coins to give this sum."""

    def give(self, yen: int) -> None:
        """Give change or a refund into the tray. Raises DeviceFault with nothing given, or WrongChange."""
