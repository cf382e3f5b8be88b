"""What is pressed and lifted, and lights that show where."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Protocol

from drivers.protocols.faults import Device


class HookSwitch(Device, Protocol):
    """The switch under a handset."""

    def open(self, noticed: Callable[[bool], object]) -> None:
        """Start to watch; `noticed` gets True when the handset is lifted and False when it is hung up, on a thread of the driver's.

        Raises DeviceFault. A bouncing contact is one event.
        """

    @property
    def is_lifted(self) -> bool:
        """Whether the handset is off the hook now."""


TEN_KEY = frozenset((*"0123456789", "ok", "back", "stop", "again", "help"))
"""The 15 keys: the telephone's block with * (again) and # (help), and a column of × (stop), ← (back) and ○ (ok)."""


class Keypad(Device, Protocol):
    """A ten-key."""

    def open(self, pressed: Callable[[str], object]) -> None:
        """Start to listen; `pressed` gets each key of `TEN_KEY` once as it goes down, on a thread of the driver's. Raises DeviceFault."""


class Switch(StrEnum):
    """The two switches of a visitor who can move only one thing: to the next key, and press it."""

    MOVE = "move"
    SELECT = "select"


class Switches(Device, Protocol):
    """Two switches, by hand, foot, head or breath."""

    def open(self, pressed: Callable[[Switch], object]) -> None:
        """Start to listen; on a thread of the driver's. Raises DeviceFault."""


class Indicator(Device, Protocol):
    """A light that shows where to put or take something."""

    def open(self) -> None:
        """Find it, dark. Raises DeviceFault."""

    def light(self) -> None:
        """Shine, until `dim`. Raises DeviceFault."""

    def dim(self) -> None:
        """Be dark; may be called twice."""
