"""Where the vehicle is and on which trip: by block, schedule and position, so that the driver says neither on an ordinary day."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from central.wire import Vehicle as Where
from drivers.protocols import Fix
from firmware.boarding.lists import ShelfLists
from firmware.boarding.vehicle import Vehicle
from firmware.config import BusSettings
from firmware.conversation import Conversation
from firmware.driving.names import place_name
from firmware.phrases import Phrase, say
from transit.network import Network, Trip
from transit.tracking import Hints, Place, Tracker
from transit.tracking.service import Run, TripChooser, seconds_of

NEAR = 8
"""As many stops or trips as the driver's keys can tell, with one key left."""
BEHIND = 2
"""Stops behind the vehicle among them."""


class Journey:
    """Follows one vehicle; fixes and doors come on their drivers' threads, keys on the driver's, the time on the terminal's."""

    def __init__(
        self, vehicle: Vehicle, lists: ShelfLists, block: str, riders: Conversation, changed: Callable[[], None]
    ) -> None:
        self._vehicle, self._lists, self._block = vehicle, lists, block
        self._clock, self._languages, self._changed = riders.clock, riders.languages, changed
        self._turn = threading.RLock()
        self._network: Network | None = None
        self._chooser: TripChooser | None = None
        self._run: Run | None = None
        self._tracker: Tracker | None = None
        self._doors: bool | None = None
        self._seen: Fix | None = None

    def fix(self, fix: Fix) -> None:
        """The receiver tells where it is. Raises JournalError."""
        with self._turn:
            self._seen = fix
            # a receiver may be wrong by 1,024 weeks; its own time only tells fixes apart
            now = self._clock.now()
            self._look(now)
            if self._chooser and self._tracker and self._run:
                before, at = self._tracker.place, seconds_of(fix.at, self._run.day)
                hints = Hints(fix.accuracy, fix.speed, self._doors)
                place = self._tracker.see(at, fix.latitude, fix.longitude, hints)
                self._chooser.seen(now, fix.latitude, fix.longitude, place)
                self._call_at(before, place, fix)

    def doors(self, are_open: bool) -> None:
        """A door opened, or the last one was shut."""
        self._doors = are_open

    def look(self) -> None:
        """Begin the trip whose time has come, and end the one that is over. Raises JournalError."""
        with self._turn:
            self._look(self._clock.now())

    def move(self, run: Run, sequence: int) -> None:
        """The driver's key: it is at this call of the run, if that is still the one. Raises JournalError."""
        with self._turn:
            if self._tracker and run == self._run:
                self._call_at(self._tracker.place, self._tracker.move(sequence), None)

    def choose(self, run: Run) -> None:
        """The driver's key: it runs this trip. Raises JournalError."""
        with self._turn:
            self._begin(run, "driver")

    def where(self, bus: BusSettings, on_board: Callable[[], int | None]) -> Where | None:
        """What the public may know of it; None before there is anything to tell."""
        with self._turn:
            fix, run, tracker = self._seen, self._run, self._tracker
            if fix is None and run is None:
                return None
            told = Where(
                vehicle=bus.vehicle,
                at=(fix.at if fix else self._clock.now()),
                on_board=on_board(),
                capacity=bus.capacity,
            )
            if fix:
                told = replace(told, latitude=fix.latitude, longitude=fix.longitude, speed=fix.speed)
            if run and tracker:
                told = replace(
                    told,
                    trip=run.trip.id,
                    route=run.trip.route,
                    day=run.day.isoformat(),
                    late_s=self._vehicle.late_s,
                    **_call(run.trip, tracker.place),
                )
            return told

    def stops_near(self) -> tuple[Run, list[tuple[int, Phrase]]] | None:
        """The run, and its calls around where it is, by sequence, in their order; None without a run that the feed knows."""
        with self._turn:
            if not self._run or not self._network or not self._tracker:
                return None
            calls, at = self._run.trip.calls, self._tracker.place.sequence - 1
            first = max(0, min(at - BEHIND, len(calls) - NEAR))
            network = self._network
            try:
                names = [(c.sequence, network.stop(c.stop).name) for c in calls[first : first + NEAR]]
            except KeyError:
                # another feed has come that does not know this trip's stops
                return None
            return self._run, [
                (number, place_name(network, name, self._languages) or say("driver-stop-missing"))
                for number, name in names
            ]

    def trips_near(self) -> list[tuple[Run, Phrase]]:
        """The trips among which the driver may choose, the vehicle's own first."""
        with self._turn:
            chooser = self._chosen_by()
            return [(run, self._named(run)) for run in chooser.near(self._clock.now(), NEAR)] if chooser else []

    def _named(self, run: Run) -> Phrase:
        start = run.trip.calls[0].departure
        number = self._network.route(run.trip.route).number if self._network else ""
        # the feed's 25:10 is ten past one on his watch
        time = f"{start // 3600 % 24}:{start // 60 % 60:02}"
        return say("driver-trip-option", time=time, number=number, headsign=run.trip.headsign)

    def _chosen_by(self) -> TripChooser | None:
        network = self._lists.now().network
        if network is not self._network:
            # another feed: the trip that runs goes on as it began
            self._network = network
            self._chooser = TripChooser(network, self._block) if network else None
        return self._chooser

    def _resume(self) -> None:
        """After a restart the trip goes on where the journal has it."""
        trip = self._vehicle.trip
        if self._run is None and trip is not None:
            self._run, self._tracker = Run(trip, self._vehicle.day), Tracker(trip)
            self._tracker.move(self._vehicle.status().sequence)

    def _look(self, at: datetime) -> None:
        chooser = self._chosen_by()
        self._resume()
        due = chooser.due(at, self._run) if chooser else None
        # without a feed nobody can say that the trip is over
        if due is None and self._run is not None and chooser is not None:
            self._end()
        elif due is not None and due != self._run:
            self._begin(due, "schedule")

    def _begin(self, run: Run, by: str) -> None:
        self._vehicle.begin_trip(run.trip, run.day, by)
        self._run, self._tracker = run, Tracker(run.trip)
        self._vehicle.call_at(self._tracker.place)
        self._changed()

    def _end(self) -> None:
        self._vehicle.end_trip()
        self._run = self._tracker = None
        self._changed()

    def _call_at(self, before: Place, place: Place, fix: Fix | None) -> None:
        where = (fix.latitude, fix.longitude) if fix else (None, None)
        self._vehicle.call_at(place, *where)
        if (place.sequence, place.at_stop) != (before.sequence, before.at_stop):
            self._changed()


def _call(trip: Trip, place: Place) -> dict[str, Any]:
    """The call where it stands, else the one where it goes next."""
    index = place.sequence - 1 if place.at_stop else min(place.sequence, len(trip.calls) - 1)
    call = trip.calls[index]
    return {"stop": call.stop, "sequence": call.number, "is_at_stop": place.at_stop}
