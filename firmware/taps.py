"""How taps are served: card, identity, decision, record, light and tone, plate. Nobody is asked anything, so nobody waits for a picture.

Each reader has a thread of its own, on which nothing is done but its taps. What is told leaves it as a signal and as a plate,
which the visit thread shows until the next one comes.
"""

from __future__ import annotations

import gc
import logging
import sys
import threading
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from queue import SimpleQueue
from typing import Any, ClassVar, NamedTuple, Protocol

from cards.errors import CardError, SeveralCards
from drivers.protocols import Beeper, CardEvent, CardReader, DeviceFault, Indicator
from firmware import plates
from firmware.beside import Beside
from firmware.boarding.answers import Answer, Door, Outcome
from firmware.conversation import Conversation
from firmware.driving.cab import Cab, Driven
from firmware.errors import JournalError, Stopped
from firmware.health import Report
from firmware.journal import Journal
from firmware.plates import Told
from firmware.prompts import Press, Tell
from firmware.signals import Signals

log = logging.getLogger(__name__)
SWITCH_S = 0.0002
"""A tap takes the interpreter back after each wait for card or disk; whoever draws the last plate must not keep it for the usual 5 ms."""
TRIES = 3
"""A card that lies there is read so often before its holder is asked to hold it up again."""


class Role(Driven, Protocol):
    """What every role is that serves taps: what its driver has, what answers riders, and one tap."""

    essential: ClassVar[tuple[str, ...]]
    reader: CardReader
    exit_reader: CardReader | None
    beeper: Beeper
    accept_light: Indicator
    refuse_light: Indicator
    journal: Journal

    def tap(self, unit: Unit) -> None:
        """One card: whose it is, what he may, written down, told.

        Raises CardError, JournalError, DeviceFault, with nothing written down.
        """


class Asking(NamedTuple):
    """What the driver may be asked about a rider: `take` takes him at the fare that he says."""

    rider: str
    take: Callable[..., Answer]


class Unit:
    """A reader at a door. `tell` is what a tap ends with."""

    def __init__(self, reader: CardReader, door: Door, tell: Callable[[Told, Asking | None], None]) -> None:
        self.reader, self.door = reader, door
        self._tell = tell
        self._came: SimpleQueue[bool] = SimpleQueue()

    def notice(self, event: CardEvent) -> None:
        """A card came or went; on the reader's thread."""
        if event is CardEvent.INSERTED:
            self._came.put(True)

    def stop(self) -> None:
        """End `serve`."""
        self._came.put(False)

    def tell(self, answer: Answer, asking: Asking | None = None) -> None:
        """Answer the rider, once the journal has it; where it is the driver who says the fare, he is asked."""
        self._tell(plates.told(answer), asking if answer.outcome is Outcome.ASKED else None)

    def serve(self, tap: Callable[[Unit], None]) -> None:
        """One card after another, until `stop`."""
        # a card that lay there before anybody listened
        if self.reader.card_present and self._came.empty():
            self._came.put(True)
        while self._came.get():
            try:
                self._try(tap)
            except CardError as why:
                self._tell(plates.failed(why), None)
            except (DeviceFault, JournalError) as fault:
                log.error("%s: %s", type(fault).__name__, fault)
                self._tell(plates.failed(fault), None)

    def _try(self, tap: Callable[[Unit], None]) -> None:
        """Tap again at once while the card still lies there: a field that is just being entered disturbs the first exchange."""
        for _ in range(TRIES - 1):
            try:
                tap(self)
            except SeveralCards:
                raise
            except CardError:
                if not self.reader.card_present:
                    raise
            else:
                return
        tap(self)


class Taps:
    """Serving by taps (`firmware.serving`)."""

    # at a terminus one plate follows another for minutes
    pauses = False

    def __init__(self, role: Role, talk: Conversation, name: str) -> None:  # noqa: ARG002 - a tap has no ticket
        self._role, self._talk = role, talk
        self._beside = Beside(lambda: talk.press(CardEvent.INSERTED))
        self._signals = Signals(role.beeper, role.accept_light, role.refuse_light, talk.clock)
        self._plates: deque[Told] = deque(maxlen=1)
        self._turn = threading.Lock()
        self._units = _units(role, self._tell)
        self._cab = Cab(role, talk, self._beside)
        noticed: dict[str, Callable[[Any], object]] = {
            unit_name: unit.notice for unit_name, unit in self._units.items()
        }
        self.callbacks: Mapping[str, Callable[[Any], object]] = noticed | self._cab.callbacks
        self.errands = self._cab.errands
        self._switch_s = sys.getswitchinterval()

    @property
    def is_idle(self) -> bool:
        """Whether no card was held up in the last seconds."""
        return self._talk.view.prompt is None

    def settle(self) -> None:
        """A tap is one record: nothing of it can be cut off, and the vehicle is rebuilt from what stands there."""

    def start(self) -> None:
        """Take cards from now on."""
        sys.setswitchinterval(SWITCH_S)
        # what is there by now stays: looking through all of it for garbage takes longer than a tap
        gc.collect()
        gc.freeze()
        self._beside.start("lights", self._signals.dim_in_time)
        self._cab.start()
        for name, unit in self._units.items():
            self._beside.start(name, partial(unit.serve, self._role.tap))

    def attend(self, began: Press) -> bool:  # noqa: ARG002 - a touch has nothing to be shown
        """Show the newest plate, and the next; devices are looked at in their own time, for the next rider is there already."""
        self._beside.check()
        while True:
            with suppress(Stopped):
                while plate := self._newest():
                    self._cab.refresh()
                    self._talk.ask_once(plate, plate.start(), self._next)
            self._talk.finish()
            # one that came before the conversation was idle again has woken nobody
            if not self._plates:
                return False

    def see(self, report: Report) -> None:
        """The driver is told of what is at fault."""
        self._beside.check()
        self._cab.see(report)

    def stop(self) -> None:
        """Take no more cards."""
        for unit in self._units.values():
            unit.stop()
        self._signals.stop()
        self._cab.stop()
        gc.unfreeze()
        sys.setswitchinterval(self._switch_s)

    def _newest(self) -> Tell | None:
        """The plate that is to be shown next, if one is."""
        with self._turn:
            return self._plates.pop().plate if self._plates else None

    def _next(self) -> Press | None:
        """A plate that came while the last one was being put up."""
        return CardEvent.INSERTED if self._plates else None

    def _tell(self, told: Told, asking: Asking | None) -> None:
        """Signals first: they are what the rider waits for."""
        self._signals.give(told.signal)
        # or the press that ends the plate before would end this one
        with self._turn:
            self._plates.append(told)
            self._cab.tapped(told)
            self._talk.press(CardEvent.INSERTED)
        if asking:
            self._cab.ask_fare(asking.rider, told.choices, lambda fare: self._take_at(fare, asking))

    def _take_at(self, fare: int, asking: Asking) -> None:
        """Take the rider at the fare that the driver has said. Raises JournalError."""
        self._tell(plates.told(asking.take(fare=fare)), None)


def _units(role: Role, tell: Callable[[Told, Asking | None], None]) -> dict[str, Unit]:
    """The readers by name; with two of them the first boards and the second alights."""
    if role.exit_reader is None:
        return {"reader": Unit(role.reader, Door.EITHER, tell)}
    return {
        "reader": Unit(role.reader, Door.BOARDING, tell),
        "exit_reader": Unit(role.exit_reader, Door.ALIGHTING, tell),
    }
