"""The bench: the terminal together with what the person at the dock has done to it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from dock.docked import DockedTerminal
from dock.heard import Recorder
from dock.running import Run, Standing
from dock.shelf import Shelf
from dock.transcript import Transcript
from drivers.protocols import DeviceFault, Health
from drivers.virtual.card import VirtualCard
from drivers.virtual.misbehaving import is_over

REAL_DEVICE_SECONDS = 5.0


class Bench:
    """One terminal under the dock. `asked` are the faults set here, by device; `line` tells whether central is joined.

    `laid` is what was last laid on each reader here, with its name; `misbehaving` names how cards misbehave.

    `heard` is what was said aloud or in the handset, None where nothing speaks; `run` is the vehicle's that drives by itself.

    `acting` lets one act happen at a time; `looking` makes one look later than another in everything it tells.
    """

    def __init__(self, terminal: DockedTerminal, changed: Callable[[], None]) -> None:
        self.terminal = terminal
        self.heard = Recorder(terminal.clock, changed) if terminal.guidance else None
        self.shelf = Shelf(terminal)
        self.transcript = Transcript(terminal)
        self.asked: dict[str, dict[str, Any] | None] = {}
        self.laid: dict[str, tuple[str, VirtualCard]] = {}
        self.misbehaving: dict[VirtualCard, str] = {}
        self.line = True
        self.run: Run | None = None
        self._standing: Standing | None = None
        self.acting = threading.Lock()
        self.looking = threading.Lock()
        self.looks = 0
        self._healths: dict[str, tuple[float, Health]] = {}

    def start(self) -> None:
        """Let go on by itself what would at a real terminal."""
        vehicle = self.terminal.vehicle
        if vehicle and vehicle.position:
            self._standing = Standing(vehicle.position, self.terminal.clock, self.acting)
            self._standing.start()

    def stop(self) -> None:
        """Nothing goes on by itself any more."""
        for each in (self.run, self._standing):
            if each:
                each.stop()

    def wait_open(self, seconds: float) -> None:
        """Wait until whoever is spoken to is shown something again, the driver of a vehicle too."""
        self.terminal.talk.wait_open(seconds)
        if self.terminal.vehicle:
            self.terminal.vehicle.driver.wait_open(seconds)

    def card_on(self, reader: str) -> str | None:
        """The name of the card that lies on a reader."""
        lying = self._lying(reader)
        name, card = self.laid.get(reader, (None, None))
        if lying is card:
            return name
        return next((each.name for each in self.terminal.cards if each.card is lying), None)

    def card_fault(self, reader: str) -> str | None:
        """How the card on a reader misbehaves; None too when what was to happen once has happened."""
        lying = self._lying(reader)
        return self.misbehaving.get(lying) if lying and not is_over(lying) else None

    def _lying(self, reader: str) -> VirtualCard | None:
        found = self.terminal.readers.get(reader)
        return found.card if found else None

    def health(self, name: str) -> Health:
        """How a device is; a real one is not asked more often than every few seconds."""
        # A page asks each second, and a printer on the line takes its time to answer.
        at, known = self._healths.get(name, (0.0, None))
        if known is None or self._is_virtual(name) or time.monotonic() - at >= REAL_DEVICE_SECONDS:
            known = self._ask_health(name)
            self._healths[name] = (time.monotonic(), known)
        return known

    def _is_virtual(self, name: str) -> bool:
        return self.terminal.devices[name].driver == "virtual"

    def _ask_health(self, name: str) -> Health:
        try:
            return self.terminal.devices[name].device.health()
        except DeviceFault as error:
            return Health(error.fault, str(error))
