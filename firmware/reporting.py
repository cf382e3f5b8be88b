"""Tells central where the vehicle is while the line is up: on the courier's thread, so that no tap ever waits for it.

What is told here is for the map at stops and in pockets. Nothing is kept for later: what counts for good is in the journal.
"""

from __future__ import annotations

from collections.abc import Callable

from central.client import CentralFault, Refused
from central.wire import Vehicle
from firmware.clock import Clock
from firmware.courier import Errand

Look = Callable[[], Vehicle | None]
Send = Callable[[Vehicle], None]
MOVING_S, STANDING_S = 15.0, 60.0
"""Seconds from one report to the next; standing is told often enough to stay on a map that forgets after 90."""
LONGEST_S = 900.0


class Reporting:
    """Sends what `look` sees, `None` being nothing to tell; after a failure less and less often, up to a quarter of an hour."""

    def __init__(self, clock: Clock, look: Look, send: Send) -> None:
        """`send` is `CentralClient.vehicle`."""
        self._clock, self._look, self._send = clock, look, send
        self._due = clock.monotonic()
        self._failed = 0
        self._told: tuple[object, ...] | None = None
        self._told_at = 0.0

    def errand(self) -> Errand:
        """What the courier runs."""
        return Errand(self.is_due, self.run)

    def is_due(self) -> bool:
        """Whether it is time to look again."""
        return self._clock.monotonic() >= self._due

    def run(self) -> None:
        """Tell where the vehicle is, if there is something to tell."""
        self._due = self._clock.monotonic() + MOVING_S
        where = self._look()
        if where is None or not self._is_worth(where):
            return
        try:
            self._send(where)
        except (CentralFault, Refused):
            # without a word in the log: the queue of records says that the line is down, and this is not worth a second one
            self._failed += 1
            self._due = self._clock.monotonic() + min(MOVING_S * 2**self._failed, LONGEST_S)
            return
        self._failed = 0
        self._told, self._told_at = _place(where), self._clock.monotonic()

    def _is_worth(self, where: Vehicle) -> bool:
        """Whether it has moved, or was told of so long ago that the map would forget it."""
        is_old = self._clock.monotonic() - self._told_at >= STANDING_S - MOVING_S / 2
        return is_old or self._told != _place(where)


def _place(where: Vehicle) -> tuple[object, ...]:
    """Where it is, to about ten metres, and how full."""
    degrees = (None if each is None else round(each, 4) for each in (where.latitude, where.longitude))
    return (where.trip, where.stop, where.is_at_stop, where.on_board, *degrees)
