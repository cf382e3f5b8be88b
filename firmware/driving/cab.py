"""The driver's place in a vehicle: his panel and keys, what the vehicle's own senses tell, what both panels show."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

from drivers.protocols import Fix
from firmware.beside import Beside
from firmware.conversation import Conversation
from firmware.driving.desk import Desk
from firmware.driving.faces import Driven, Faces
from firmware.driving.journey import Journey
from firmware.errors import JournalError
from firmware.health import Report
from firmware.plates import Told
from firmware.reporting import Reporting

__all__ = ["Cab", "Driven"]
DAY_HOURS = range(6, 18)
"""By day a bright panel is read more easily; by night it would blind the driver, and a rider who steps out."""
BY_DAY, BY_NIGHT = "paper", "night"


class Cab:
    """Of one vehicle; `callbacks` are what its devices call, by name, `errands` what is told to central beside the records."""

    def __init__(self, role: Driven, riders: Conversation, beside: Beside) -> None:
        self._riders, self._driver, self._beside = riders, role.driver, beside
        self._faces = Faces(role, riders)
        refresh = self._faces.refresh
        self._journey = Journey(role.vehicle, role.lists, role.bus.block, riders, refresh)
        self._desk = Desk(role.driver, riders, role.vehicle, self._journey, refresh)
        where = partial(self._journey.where, role.bus, lambda: self._faces.on_board)
        self.errands = (Reporting(riders.clock, where, role.central.vehicle).errand(),)
        self.callbacks: dict[str, Callable[[Any], object]] = {
            "position": beside.guarded(self._sees),
            # only remembered: there is no bug in it to guard against
            "doors": self._journey.doors,
            "driver_keys": self._driver.press,
        }

    def start(self) -> None:
        """Find the trip, show both faces, and serve the driver from now on."""
        self._look()
        self._faces.refresh()
        self._beside.start("driver", self._desk.run)

    def see(self, report: Report) -> None:
        """How devices and journal are, every few seconds; the time of day goes on too."""
        self._dress()
        self._look()
        self._faces.see(report)

    def tapped(self, told: Told) -> None:
        """A card was held up; what the driver is told of it is shown with the next refresh."""
        if told.line:
            self._faces.tapped(told.line)

    def ask_fare(self, rider: str, choices: tuple[int, ...], decide: Callable[[int], None]) -> None:
        """Have the driver say which fare a rider pays."""
        self._desk.ask_fare(rider, choices, decide)

    def refresh(self) -> None:
        """Show both faces as they are now."""
        self._faces.refresh()

    def stop(self) -> None:
        """Ask the driver nothing more."""
        self._driver.stop()

    def _look(self) -> None:
        with suppress(JournalError):
            self._journey.look()

    def _sees(self, fix: Fix) -> None:
        # the health check finds a journal that fails, and closes the terminal
        with suppress(JournalError):
            self._journey.fix(fix)

    def _dress(self) -> None:
        theme = BY_DAY if self._riders.clock.now().hour in DAY_HOURS else BY_NIGHT
        for talk in (self._riders, self._driver):
            talk.dress(replace(talk.usual, theme=theme))
