"""What the driver can do, a key each, on a thread of his own: no tap waits for him, and he for none.

Nothing here is needed for an ordinary ride. A question that he leaves alone is over after some seconds, with nothing done.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

from firmware.boarding.vehicle import Vehicle
from firmware.conversation import Conversation
from firmware.driving.faces import KEYS
from firmware.driving.journey import Journey
from firmware.entering import EnterDigits
from firmware.errors import JournalError, Stopped, VisitEnded
from firmware.phrases import Phrase, say
from firmware.prompts import Choose, Confirm, Prompt, options

log = logging.getLogger(__name__)
PATIENCE_S = 20.0
MOST = 4
"""As many attendants, or riders of a group, as a key can tell."""
MOST_FARE = 5
"""Digits of a fare."""
VOLUMES = {"loud": 7, "usual": 5, "soft": 3}
HOME = Choose(phrase=say("driver-home"), options=KEYS, patience=None, back=False, stop=False)
Decide = Callable[[int], None]


class Interrupted(VisitEnded):
    """Something else must be asked of the driver first."""


class Desk:
    """The driver's side of one vehicle; `changed` is called when something is to be shown anew."""

    def __init__(
        self,
        driver: Conversation,
        riders: Conversation,
        vehicle: Vehicle,
        journey: Journey,
        changed: Callable[[], None],
    ) -> None:
        self._driver, self._riders, self._vehicle, self._journey = driver, riders, vehicle, journey
        self._changed = changed
        self._fares: dict[str, tuple[tuple[int, ...], Decide]] = {}
        self._acts: dict[str, Callable[[], None]] = {
            "void": self._void,
            "attendant": self._attendants,
            "cash": lambda: self._count(self._vehicle.cash),
            "ic": lambda: self._count(self._vehicle.ic),
            "stop": self._stop,
            "state": self._state,
        }

    def run(self) -> None:
        """Do what keys say until the conversation is stopped."""
        with suppress(Stopped):
            while True:
                try:
                    self._serve()
                except Stopped:
                    raise
                except VisitEnded:
                    pass
                except JournalError as error:
                    log.error("%s", error)
                    self._driver.tell("driver-validator-fault")

    def ask_fare(self, rider: str, choices: tuple[int, ...], decide: Decide) -> None:
        """Have the driver say which fare a rider pays, at once; any thread. `decide` takes him at it.

        Who holds his card up again meanwhile is asked about once, as of his last tap.
        """
        is_asked = rider in self._fares
        self._fares[rider] = choices, decide
        if not is_asked:
            self._driver.end(Interrupted())

    def _serve(self) -> None:
        for rider in list(self._fares):
            # it stays the first until it is over: the next rider's question interrupts it, and it is asked again
            self._decide_fare(rider)
            del self._fares[rider]
        if name := self._asked(HOME):
            self._acts[name]()
            self._changed()

    def _asked(self, prompt: Prompt[Any]) -> Any:
        """The answer; None when it was left by any other way. Raises VisitEnded."""
        outcome = self._driver.ask_once(prompt, prompt.start())
        return outcome.answer[0] if outcome.answer else None

    def _choose(self, phrase: Phrase, *choices: tuple[str, Phrase]) -> str | None:
        found: str | None = self._asked(
            Choose(phrase=phrase, options=options(*choices), patience=PATIENCE_S, stop=False)
        )
        return found

    def _decide_fare(self, rider: str) -> None:
        choices, _ = self._fares[rider]
        found = (
            self._choose(say("driver-fare-choose"), *((str(yen), say("ride-fare", yen=yen)) for yen in choices[:9]))
            if choices
            else self._asked(EnterDigits(phrase=say("driver-fare-enter"), least=1, most=MOST_FARE, patience=PATIENCE_S))
        )
        if found:
            self._fares[rider][1](int(found))
            self._changed()

    def _void(self) -> None:
        # what he means is what was the last when he pressed the key: people board on while he is asked
        record = self._vehicle.last
        confirm = Confirm(phrase=say("driver-void-ride"), verb=say("driver-key-void"), patience=PATIENCE_S, stop=False)
        if not record or self._asked(confirm):
            voided = self._vehicle.void_last(record=record) if record else None
            self._driver.tell("driver-ride-voided" if voided else "driver-void-nothing")

    def _attendants(self) -> None:
        numbers = [(str(count), say("driver-attendants", count=count)) for count in range(1, MOST + 1)]
        found = self._choose(say("driver-attendants-choose"), *numbers, ("group", say("driver-key-group")))
        if found == "group":
            self._group()
        elif found:
            self._vehicle.attendants(int(found))

    def _group(self) -> None:
        numbers = [(str(count), say("driver-group", count=count)) for count in range(2, MOST + 2)]
        if found := self._choose(say("driver-group-choose"), *numbers):
            self._vehicle.group(int(found))

    def _count(self, count: Callable[[], str]) -> None:
        count()
        self._driver.tell("driver-counted", count=self._vehicle.status().on_board)

    def _stop(self) -> None:
        """The one key that mends where the vehicle is; behind it the one that changes the trip."""
        near = self._journey.stops_near()
        if near is None:
            return self._trip()
        run, stops = near
        names = [(str(sequence), name) for sequence, name in stops]
        found = self._choose(say("driver-stop-choose"), *names, ("trip", say("driver-key-trip")))
        if found == "trip":
            self._trip()
        elif found:
            self._journey.move(run, int(found))
        return None

    def _trip(self) -> None:
        trips = self._journey.trips_near()
        if not trips:
            return self._driver.tell("driver-trip-none")
        names = [(str(place), name) for place, (_, name) in enumerate(trips)]
        if found := self._choose(say("driver-trip-choose"), *names):
            self._journey.choose(trips[int(found)][0])
        return None

    def _state(self) -> None:
        status = self._vehicle.status()
        rows = say("driver-state-rows", queue=status.queue, on_board=status.on_board, open=status.open_boardings)
        keys = options(("trip", say("driver-key-trip")), ("sound", say("driver-key-sound")))
        found = self._asked(
            Choose(phrase=say("driver-state"), note=rows, options=keys, patience=PATIENCE_S, stop=False)
        )
        if found:
            {"trip": self._trip, "sound": self._sound}[found]()

    def _sound(self) -> None:
        levels = [(name, say(f"driver-sound-{name}")) for name in VOLUMES]
        if found := self._choose(say("driver-sound-choose"), *levels):
            self._riders.dress(replace(self._riders.usual, volume=VOLUMES[found]))
