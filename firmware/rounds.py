"""Rounds: every few seconds a terminal looks at all it has, between visits or, where taps leave no pause, beside them."""

from __future__ import annotations

import threading
from collections.abc import Callable

from firmware.clock import Clock

SECONDS = 5.0


class Rounds:
    """Of one terminal; `look` is one round. Either `go` is called between visits, or `keep_going` has a thread of its own."""

    def __init__(self, look: Callable[[], None], clock: Clock) -> None:
        self._look, self._clock = look, clock
        self._turn = threading.Condition()
        self._looked: float | None = None
        self._is_stopping = False

    def go(self) -> None:
        """A round, if it is time for one."""
        if self._left() <= 0:
            self._look()
            self._looked = self._clock.monotonic()

    def hurry(self) -> None:
        """Let it be time at once."""
        self._looked = None

    def keep_going(self) -> None:
        """One round after another, until `stop`."""
        while not self._is_stopping:
            self.go()
            with self._turn:
                if not self._is_stopping and (left := self._left()) > 0:
                    self._clock.wait(self._turn, left)

    def stop(self) -> None:
        """End `keep_going` with the round it is on."""
        with self._turn:
            self._is_stopping = True
            self._turn.notify_all()

    def _left(self) -> float:
        """Seconds until the next round."""
        return 0.0 if self._looked is None else self._looked + SECONDS - self._clock.monotonic()
