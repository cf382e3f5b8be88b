"""Time for a driver, given from outside: the terminal's clock is one, the computer's own time another."""

from __future__ import annotations

import threading
import time
from typing import Protocol


class Stopwatch(Protocol):
    """Seconds, and a way to wait for them."""

    def monotonic(self) -> float:
        """Seconds that never run back."""

    def wait(self, condition: threading.Condition, seconds: float | None) -> None:
        """Wait on a condition that is held, at most that long."""


class RealStopwatch:
    """The computer's own time."""

    def monotonic(self) -> float:
        """Seconds that never run back."""
        return time.monotonic()

    def wait(self, condition: threading.Condition, seconds: float | None) -> None:
        """Wait on a condition that is held, at most that long."""
        condition.wait(seconds)
