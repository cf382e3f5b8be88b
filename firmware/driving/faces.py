"""What both panels of a vehicle show beside what is asked: line and stops for riders, all of it for the driver."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Protocol

from central.client import CentralClient
from central.wire import MANY_SEATS
from firmware.boarding.answers import VehicleStatus
from firmware.boarding.lists import ShelfLists
from firmware.boarding.vehicle import Vehicle
from firmware.config import BusSettings
from firmware.conversation import Conversation
from firmware.driving.names import place_name
from firmware.errors import JournalError
from firmware.health import Report
from firmware.phrases import Phrase, say
from firmware.prompts import options
from firmware.view import Boarded, VehicleFace
from transit.network import FareConflict, Network, NoFare

DAY_S = 86400
KEYS = options(*((name, say(f"driver-key-{name}")) for name in ("void", "attendant", "cash", "ic", "stop", "state")))
"""What the driver can always do, with one key each."""
FAULTS = {
    "reader": say("driver-validator-fault"),
    "exit_reader": say("driver-exit-validator-fault"),
    "beeper": say("driver-beeper-fault"),
    "position": say("driver-position-fault"),
}
"""What the driver is told of a device; of the others the log and `kazasu doctor` do."""


class Driven(Protocol):
    """What a role has that is seen from the driver's place."""

    driver: Conversation
    central: CentralClient
    lists: ShelfLists
    vehicle: Vehicle
    bus: BusSettings


class Faces:
    """The two faces of one vehicle; any thread may call. `on_board` is what the public may be told, None where it would be a guess."""

    def __init__(self, role: Driven, riders: Conversation) -> None:
        self._role, self._riders = role, riders
        self._turn = threading.Lock()
        self._report: Report | None = None
        self._last: Boarded | None = None
        self.on_board: int | None = 0

    def see(self, report: Report) -> None:
        """How devices and journal are."""
        self._report = report
        self.refresh()

    def tapped(self, line: Boarded) -> None:
        """A card was held up."""
        self._last = replace(line, at=f"{self._riders.clock.now():%H:%M}")

    def refresh(self) -> None:
        """Show both as they are now; a journal that fails is told as a fault by the next report."""
        with self._turn:
            try:
                status = self._role.vehicle.status()
            except JournalError:
                return
            self.on_board = _surely(status, self._role.bus.capacity)
            face = self._for_riders(status)
            self._riders.show_vehicle(face)
            self._role.driver.show_vehicle(self._for_driver(face, status))

    def _for_riders(self, status: VehicleStatus) -> VehicleFace:
        network = self._role.lists.now().network
        if network is None or not status.trip:
            return VehicleFace()
        headsign, next_stop, stop = (
            place_name(network, name, self._riders.languages)
            for name in (status.headsign, status.next_stop, status.stop)
        )
        fare = self._fare(network, status)
        return VehicleFace(number=status.number, headsign=headsign, next_stop=next_stop, stop=stop, fare=fare)

    def _fare(self, network: Network, status: VehicleStatus) -> Phrase | None:
        """What every ride from here costs, where one sum can be told before anybody says where to."""
        trip = self._role.vehicle.trip
        if trip is None:
            return None
        here = next((call for call in trip.calls if call.sequence >= status.sequence), trip.calls[-1])
        try:
            fare = network.fare(trip.route, here.stop, trip.calls[-1].stop)
        # a feed that came while the trip runs may know nothing of it
        except (NoFare, FareConflict, KeyError):
            return None
        return say("ride-fare", yen=fare.yen) if self._role.bus.fares == "flat" or fare.on_boarding else None

    def _for_driver(self, face: VehicleFace, status: VehicleStatus) -> VehicleFace:
        days = None if status.list_age_s is None else int(status.list_age_s // DAY_S)
        return replace(
            face,
            trip=status.trip,
            on_board=status.on_board,
            online=self._role.central.is_heard,
            list_age_days=days,
            queue=status.queue,
            # a journal and a reader at fault are one sentence
            faults=tuple({fault.key: fault for fault in self._faults(days)}.values()),
            last=self._last,
            keys=KEYS,
        )

    def _faults(self, days: int | None) -> Iterator[Phrase]:
        """The worst first."""
        report = self._report
        if report is not None:
            if report.journal:
                yield say("driver-validator-fault")
            yield from (told for name, told in FAULTS.items() if name in report.devices and report.devices[name].fault)
        if days is None:
            yield say("driver-list-missing")
        elif days:
            yield say("driver-list-old", days=days)


def _surely(status: VehicleStatus, capacity: int | None) -> int | None:
    """How many are on board: all who have yet to tap out; of others, who are never seen leaving, only that seats are free."""
    if status.on_board == status.open_boardings:
        return status.on_board
    # at most so many: that promises seats, and never that there are none
    return status.on_board if capacity and status.on_board <= capacity * MANY_SEATS else None
