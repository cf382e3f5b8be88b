"""The bench: the terminal together with what the person at the dock has done to it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from dock.docked import DockedTerminal
from dock.heard import Recorder
from dock.shelf import Shelf
from dock.transcript import Transcript
from drivers.protocols import DeviceFault, Health
from drivers.virtual.card import VirtualCard
from drivers.virtual.misbehaving import is_over

REAL_DEVICE_SECONDS = 5.0


class Bench:
    """One terminal under the dock. `asked` are the faults set here, by device; `line` tells whether central is joined.

    `laid` is what was last laid on the reader here, with its name; `misbehaving` names how cards misbehave.

    `heard` is what was said aloud or in the handset, None where nothing speaks.

    `acting` lets one act happen at a time; `looking` makes one look later than another in everything it tells.
    """

    def __init__(self, terminal: DockedTerminal, changed: Callable[[], None]) -> None:
        self.terminal = terminal
        self.heard = Recorder(terminal.clock, changed) if terminal.guidance else None
        self.shelf = Shelf(terminal)
        self.transcript = Transcript(terminal)
        self.asked: dict[str, dict[str, Any] | None] = {}
        self.laid: tuple[str, VirtualCard] | None = None
        self.misbehaving: dict[VirtualCard, str] = {}
        self.line = True
        self.acting = threading.Lock()
        self.looking = threading.Lock()
        self.looks = 0
        self._healths: dict[str, tuple[float, Health]] = {}

    def card_on_reader(self) -> str | None:
        """The name of the card that lies on the reader."""
        lying = self._lying()
        if self.laid and lying is self.laid[1]:
            return self.laid[0]
        return next((card.name for card in self.terminal.cards if card.card is lying), None)

    def card_fault(self) -> str | None:
        """How the card on the reader misbehaves; None too when what was to happen once has happened."""
        lying = self._lying()
        return self.misbehaving.get(lying) if lying and not is_over(lying) else None

    def _lying(self) -> VirtualCard | None:
        return self.terminal.reader.card if self.terminal.reader else None

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
