"""What a tap is answered with before any picture: light and tone, which begin at once, hold nobody up and end by themselves."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from drivers.protocols import Beeper, DeviceFault, Indicator, Signal
from firmware.clock import Clock

log = logging.getLogger(__name__)
SHINES_S = 1.0
"""Long enough for a glance, over before the next rider stands there."""
GOOD = (Signal.ACCEPTED, Signal.SENIOR)


class Signals:
    """The two lights and the beeper of a vehicle. What is broken is left out and told by its health: another still answers."""

    def __init__(self, beeper: Beeper, accept: Indicator, refuse: Indicator, clock: Clock) -> None:
        self._beeper, self._accept, self._refuse, self._clock = beeper, accept, refuse, clock
        self._changed = threading.Condition()
        self._until: float | None = None
        self._is_stopping = False
        self._told: set[str] = set()

    def give(self, signal: Signal) -> None:
        """Begin to sound and to shine; any thread."""
        light, other = (self._accept, self._refuse) if signal in GOOD else (self._refuse, self._accept)
        self._try("beeper", lambda: self._beeper.beep(signal))
        # before it shines, or it would be dimmed as what shone for the rider before
        with self._changed:
            self._until = self._clock.monotonic() + SHINES_S
        self._try("light", light.light)
        self._try("light", other.dim)
        # behind the light: who is woken wants the interpreter
        with self._changed:
            self._changed.notify_all()

    def dim_in_time(self) -> None:
        """Dim what shone long enough, until `stop`; on a thread of its own."""
        with self._changed:
            while not self._is_stopping:
                left = None if self._until is None else self._until - self._clock.monotonic()
                if left is not None and left <= 0:
                    self._until = None
                    self._dim()
                else:
                    self._clock.wait(self._changed, left)
            self._dim()

    def stop(self) -> None:
        """End `dim_in_time`."""
        with self._changed:
            self._is_stopping = True
            self._changed.notify_all()

    def _dim(self) -> None:
        for light in (self._accept, self._refuse):
            self._try("light", light.dim)

    def _try(self, name: str, act: Callable[[], None]) -> None:
        try:
            act()
        except DeviceFault as fault:
            # told once: a log that grows with each rider fills the disk
            if name not in self._told:
                log.error("%s: %s", name, fault)
            self._told.add(name)
