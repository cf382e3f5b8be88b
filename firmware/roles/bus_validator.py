"""A bus boarding validator: a rider holds up a card and goes on; the driver does nothing for it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from typing import ClassVar

from cards.errors import WrongSignature
from central.client import CentralClient
from drivers.protocols import Beeper, CardReader, Doors, Indicator, Keypad, Position
from firmware.boarding.lists import ShelfLists
from firmware.boarding.vehicle import Vehicle
from firmware.config import BusSettings
from firmware.conversation import Conversation
from firmware.identity import UnknownMedium, held_up
from firmware.journal import Journal
from firmware.taps import Asking, Taps, Unit


@dataclass(kw_only=True)
class Role:
    """What the validator needs; `tap` is one card. `exit_reader` is the second unit, `driver` how the driver is spoken to."""

    essential: ClassVar[tuple[str, ...]] = ("reader",)
    serving: ClassVar[type[Taps]] = Taps

    reader: CardReader
    exit_reader: CardReader | None = None
    beeper: Beeper
    accept_light: Indicator
    refuse_light: Indicator
    position: Position | None = None
    doors: Doors | None = None
    driver_keys: Keypad | None = None
    driver: Conversation
    central: CentralClient
    journal: Journal
    bus: BusSettings
    lists: ShelfLists
    vehicle: Vehicle

    def tap(self, unit: Unit) -> None:
        """Whose card, how sure, what he may, written down, told. Raises CardError, JournalError, DeviceFault."""
        find = cache(self.vehicle.find)
        try:
            # of a purse the card is meant that somebody knows
            with held_up(unit.reader, lambda identity: bool(find(identity).rider)) as reading:
                passenger, level = find(reading.identity), reading.identity.level
                if passenger.key and passenger.needs > level:
                    level = reading.prove(passenger.key).level
                take = partial(self.vehicle.take, passenger, level, unit.door)
                # told while the card is still powered: letting it go costs a reader more than all the rest
                unit.tell(take(), Asking(passenger.rider, take))
        except UnknownMedium as nobody:
            unit.tell(self.vehicle.refuse(nobody.why))
        except WrongSignature:
            unit.tell(self.vehicle.refuse("copy", passenger))
