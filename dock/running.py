"""A vehicle by itself: its receiver tells where it stands again and again; on its run it drives by its timetable, while time passes faster."""

from __future__ import annotations

import threading
from contextlib import suppress

from dock.docked import DockedVehicle
from dock.driving import here, place_of, settle, steps, tell
from drivers.virtual.position import VirtualPosition
from firmware.clock import Clock
from transit.network import Call, Trip

PACE = 20.0
"""So many times as fast time passes, unless told otherwise."""
STANDING_S = 20.0
"""How long the doors stay open, by the terminal's clock."""
TOLD_S = 1.0
"""How often a receiver tells, in real time."""


class Standing:
    """A receiver that goes on telling where it was put last, whoever moves it; `acting` is held while it does."""

    def __init__(self, position: VirtualPosition, clock: Clock, acting: threading.Lock) -> None:
        self._position, self._clock, self._acting = position, clock, acting
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._go, name="receiver", daemon=True)

    def start(self) -> None:
        """Begin; once only."""
        self._thread.start()

    def stop(self) -> None:
        """Tell no more."""
        self._stopping.set()

    def _go(self) -> None:
        while not self._stopping.wait(TOLD_S):
            with self._acting:
                if self._position.history:
                    tell(self._position, self._clock, here(self._position), 0.0)


class Run:
    """One vehicle's run to the end of its trip; `acting` is held while anything is moved. `pace` may be changed before `start`."""

    pace = PACE

    def __init__(self, vehicle: DockedVehicle, position: VirtualPosition, clock: Clock, acting: threading.Lock) -> None:
        self._vehicle, self._position, self._clock, self._acting = vehicle, position, clock, acting
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._go, name="run", daemon=True)

    @property
    def is_going(self) -> bool:
        """Whether it still drives."""
        return self._thread.is_alive() and not self._stopping.is_set()

    def start(self) -> None:
        """Begin; once only."""
        self._thread.start()

    def stop(self) -> None:
        """Drive no further; may be called twice, and by whoever holds `acting`."""
        self._stopping.set()

    def _go(self) -> None:
        trip = self._vehicle.trip()
        if trip is None:
            return
        # central may be gone, and then there is no common time any more
        with suppress(OSError):
            for call in trip.calls[self._vehicle.sequence() :]:
                if not self._reach(trip, call):
                    return
                self._stand(call)

    def _reach(self, trip: Trip, call: Call) -> bool:
        """Drive to a call; not when it was stopped, or put on another trip, on the way."""
        before = trip.calls[call.sequence - 2]
        start = here(self._position) if self._position.history else place_of(before)
        for step in steps([start, place_of(call)], max(call.arrival - before.departure - STANDING_S, 0)):
            if not self._wait(step.seconds):
                return False
            with self._acting:
                # whoever acted while this waited may have stopped it, and put the vehicle elsewhere
                if self._stopping.is_set() or self._vehicle.trip() is not trip:
                    return False
                self._clock.advance(step.seconds)
                tell(self._position, self._clock, step.point, step.speed)
        return True

    def _stand(self, call: Call) -> None:
        """Let riders in and out."""
        doors = self._vehicle.doors
        with self._acting:
            if self._stopping.is_set():
                return
            if doors:
                doors.swing(are_open=True)
            settle(self._position, self._clock, place_of(call))
        self._wait(STANDING_S)
        with self._acting:
            if doors:
                doors.swing(are_open=False)

    def _wait(self, seconds: float) -> bool:
        """Wait a share of that in real time; not to the end when it is stopped."""
        return not self._stopping.wait(seconds / self.pace)
