"""How much may be under way at once, so that terminals that all come back together fill neither the memory nor the day.

Who is turned away is told when to come again (RFC 9110, 10.2.3). Used by the event loop alone, hence without a lock.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

MOST_READING = 256  # bodies that are on their way in, or unpacked and waiting for a key: 256 MB at the most
MOST_WAITING = 64  # batches that wait for the disk: about a tenth of a second
MOST_EACH = 2  # of one terminal, which sends one after the other
UNAVAILABLE, LATER_S = 503, 5
TOO_MANY, SOON_S = 429, 1


class Busy(Exception):
    """Not now: `status` says why, `after` is in how many seconds to come again."""

    def __init__(self, status: int, after: int) -> None:
        super().__init__(f"come again in {after} s")
        self.status = status
        self.after = after


class Admission:
    """Counts what is under way; `turned_away` is who was told to come again, since the start."""

    def __init__(self, reading: int = MOST_READING, waiting: int = MOST_WAITING, each: int = MOST_EACH) -> None:
        self._most_reading = reading
        self._most_waiting = waiting
        self._most_each = each
        self._reading = 0
        self._waiting: Counter[str] = Counter()
        self.turned_away = 0

    @contextmanager
    def reading(self) -> Iterator[None]:
        """While a body comes in and is proved. Raises Busy before anything was done for it."""
        if self._reading >= self._most_reading or self._waiting.total() >= self._most_waiting:
            raise self.busy(UNAVAILABLE, LATER_S)
        self._reading += 1
        try:
            yield
        finally:
            self._reading -= 1

    @contextmanager
    def waiting(self, terminal: str) -> Iterator[None]:
        """While a batch, proved to be this terminal's, waits for the disk. Raises Busy."""
        if self._waiting[terminal] >= self._most_each:
            raise self.busy(TOO_MANY, SOON_S)
        if self._waiting.total() >= self._most_waiting:
            raise self.busy(UNAVAILABLE, LATER_S)
        self._waiting[terminal] += 1
        try:
            yield
        finally:
            self._waiting[terminal] -= 1
            # Or a name would stay for each terminal that ever came.
            if not self._waiting[terminal]:
                del self._waiting[terminal]

    def busy(self, status: int, after: int) -> Busy:
        """What to raise for one who is turned away, counted."""
        self.turned_away += 1
        return Busy(status, after)
