"""The time as central knows it, in Japan; injected, so that a test and the demo choose it."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Protocol

JAPAN = timezone(timedelta(hours=9), "JST")


class Clock(Protocol):
    """What central needs of a clock; the terminal's own fits too, where both run in one program."""

    def now(self) -> datetime:
        """The time of day in Japan, timezone-aware."""
        ...

    def move(self, to: datetime) -> None:
        """Set the time of day."""
        ...


class SystemClock:
    """The machine's clock, moved by as much as it was set to."""

    def __init__(self) -> None:
        self._moved = timedelta()

    def now(self) -> datetime:
        """The time of day in Japan, timezone-aware."""
        return datetime.now(JAPAN) + self._moved

    def move(self, to: datetime) -> None:
        """Set the time of day; it runs on from there."""
        self._moved += to - self.now()
