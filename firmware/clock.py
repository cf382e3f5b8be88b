"""Time as the terminal knows it: injected everywhere, so that a test, the demo and a trainer choose it."""

from __future__ import annotations

import threading
import time
from datetime import datetime, timedelta, timezone
from functools import cached_property
from pathlib import Path
from uuid import uuid4

from central.wire import Quality

# no summer time since 1951, so a fixed offset needs no time zone data on the terminal
JAPAN = timezone(timedelta(hours=9), "JST")
# a board with neither shows after a power cut the time at which it was cut off, however long ago that is
TIMEKEEPERS = {
    Path("/run/systemd/timesync/synchronized"): Quality.SET,
    Path("/sys/class/rtc/rtc0"): Quality.BATTERY,
}
LOOK_S = 5.0
BOOT = Path("/proc/sys/kernel/random/boot_id")


class Clock:
    """Wall clock and stopwatch. With `start` it begins there; with `running=False` it moves only by `advance`."""

    def __init__(self, start: datetime | None = None, *, running: bool = True) -> None:
        self._offset = (start - datetime.now(JAPAN)) if start else timedelta()
        self._still = None if running else (start or datetime.now(JAPAN))
        self._skipped = self._look_again = 0.0
        self._kept = Quality.UNSURE
        self._waiting: set[threading.Condition] = set()

    def now(self) -> datetime:
        """The time of day in Japan, timezone-aware."""
        return self._still or datetime.now(JAPAN) + self._offset

    def is_believable(self) -> bool:
        """Whether the time of day can be relied on after a restart: chosen, from a time server, or kept by a battery."""
        return self.quality() is not Quality.UNSURE

    def quality(self) -> Quality:
        """How far the time of day can be believed; one that was chosen is right by definition."""
        if self._is_chosen:
            return Quality.SET
        # every record asks, and a look at the files costs more than its hash
        if time.monotonic() >= self._look_again:
            self._look_again = time.monotonic() + LOOK_S
            self._kept = next((quality for keeper, quality in TIMEKEEPERS.items() if keeper.exists()), Quality.UNSURE)
        return self._kept

    @cached_property
    def boot(self) -> str:
        """The id of what the stopwatch counts in: the machine's boot; of a chosen clock, itself."""
        if self._is_chosen or not BOOT.exists():
            return str(uuid4())
        return BOOT.read_text().strip()

    @property
    def _is_chosen(self) -> bool:
        return bool(self._still or self._offset)

    def monotonic(self) -> float:
        """Seconds on a stopwatch that never runs back."""
        return self._skipped + (0.0 if self._still else time.monotonic())

    def wait(self, condition: threading.Condition, seconds: float | None) -> None:
        """Wait on a condition that is held, at most that long by this clock; a still clock waits to be advanced."""
        # conditions are few and live as long as the terminal, so none is ever taken out
        self._waiting.add(condition)
        condition.wait(None if self._still else seconds)

    def advance(self, seconds: float) -> None:
        """Let that much time pass at once, and wake whoever waits for it."""
        step = timedelta(seconds=seconds)
        # the stopwatch never runs back, or patience would grow when the clock is set back
        self._skipped += max(seconds, 0.0)
        if self._still:
            self._still += step
        else:
            self._offset += step
        for condition in list(self._waiting):
            with condition:
                condition.notify_all()

    def move(self, to: datetime) -> None:
        """Set the time of day; going forward lets that time pass, going back does not turn the stopwatch."""
        self.advance((to - self.now()).total_seconds())
