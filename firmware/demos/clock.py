"""The demo's clock: a weekday at ten, in the terminal and in central alike."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from urllib.request import Request, urlopen

from firmware.clock import JAPAN, Clock


def weekday_at_ten(today: datetime) -> datetime:
    """Ten in the morning of the next day from today on that is a weekday and no holiday: all certificates can be had then."""
    from central.service.holidays import is_holiday

    day = today.replace(hour=10, minute=0, second=0, microsecond=0)
    while day.weekday() >= 5 or is_holiday(day.date()):
        day += timedelta(days=1)
    return day


def unused_day(today: datetime, kept: Path) -> datetime:
    """The day from which on to look for one that no earlier demo has seen, by the file that it left."""
    last = date.min
    with suppress(OSError, ValueError):
        last = date.fromisoformat(kept.read_text(encoding="utf-8"))
    return today if today.date() > last else today + timedelta(days=(last - today.date()).days + 1)


class SharedClock(Clock):
    """The demo's clock: central goes by it too, so that moving it moves both. The latest day that it saw stands in `kept`."""

    def __init__(self, start: datetime, kept: Path | None = None) -> None:
        super().__init__(start)
        self.central, self._day_file, self._latest = "", kept, date.min

    def advance(self, seconds: float) -> None:
        """Let time pass, here and in central."""
        super().advance(seconds)
        self._keep()
        if self.central:
            post(f"{self.central}/simulator/clock", {"at": self.now().isoformat()})

    def _keep(self) -> None:
        today = self.now().astimezone(JAPAN).date()
        if self._day_file and today > self._latest:
            self._latest = today
            self._day_file.write_text(today.isoformat(), encoding="utf-8")


def post(url: str, message: dict[str, str]) -> None:
    """One call of central's simulator. Raises OSError."""
    request = Request(url, json.dumps(message).encode(), {"Content-Type": "application/json"})  # noqa: S310 - loopback
    with urlopen(request, timeout=5):  # noqa: S310
        pass
