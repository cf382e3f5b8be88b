"""What a role may want of its terminal beside devices, by the type of the field that names it; each made when it is first asked for."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from central.client import CentralClient
from central.signing import Signer
from firmware.clock import Clock
from firmware.config import BusSettings, ConfigError, TerminalSettings
from firmware.conversation import Conversation
from firmware.journal import Journal
from firmware.phrases.reader import PhraseBook
from firmware.terminal_key import load_or_make

if TYPE_CHECKING:
    from firmware.boarding.lists import ShelfLists
    from firmware.boarding.vehicle import Vehicle
    from firmware.snapshots.keeping import Keeping


class Parts:
    """Of one terminal; `driver` is spoken to beside whoever comes. What only some roles want is imported for those alone.

    Any of them raises ConfigError or JournalError when it cannot be had.
    """

    def __init__(self, settings: TerminalSettings, clock: Clock, book: PhraseBook, driver: Conversation | None) -> None:
        self.clock, self.book, self.driver = clock, book, driver
        self._settings, self._state = settings, Path(settings.state)
        self._seed = load_or_make(self._state)

    @cached_property
    def journal(self) -> Journal:
        """The journal, which is also the queue to central."""
        return Journal(self._state / "journal.db", self.clock, self._seed)

    @cached_property
    def central(self) -> CentralClient:
        """Central, as this terminal's key is known there."""
        signer = Signer(self._settings.name, self._seed, self.clock.now)
        return CentralClient(self._settings.central.url, signer, self._settings.central.timeout)

    @cached_property
    def keeping(self) -> Keeping | None:
        """What this terminal goes by when the line is down."""
        if not self._settings.central.snapshots:
            return None
        from firmware.snapshots.keeping import keep

        return keep(self._settings.central, self._state / "snapshots", self.journal, self.central, self.clock)

    @property
    def bus(self) -> BusSettings | None:
        """What the configuration says of the vehicle."""
        return self._settings.bus

    @cached_property
    def lists(self) -> ShelfLists | None:
        """What a vehicle decides by."""
        if self.keeping is None:
            return None
        from firmware.boarding.lists import ShelfLists
        from transit.gtfs.compiled import open_network

        return ShelfLists(self.keeping.shelf, self.keeping.aging, open_network)

    @cached_property
    def vehicle(self) -> Vehicle | None:
        """The vehicle as its journal leaves it."""
        if self.bus is None or self.lists is None:
            return None
        from firmware.boarding.vehicle import Vehicle

        return Vehicle(self.journal, self.bus, self.lists, self.clock)

    @cached_property
    def staff(self) -> Any:
        """Who may operate it."""
        from firmware.steps.staff import StaffCards

        return StaffCards(self._settings.staff.values())

    @cached_property
    def training(self) -> Any:
        """The cards that only practise."""
        from firmware.steps.training import TrainingCards

        return TrainingCards(self._settings.training.values())

    @property
    def issuer_keys(self) -> Any:
        """Whose signatures on cards are believed; None when the configuration names no file."""
        from cards.card_certificates import IssuerKeys
        from cards.errors import MalformedCertificate

        path = self._settings.issuer_keys
        try:
            return IssuerKeys.read(Path(path)) if path else None
        except MalformedCertificate as error:
            raise ConfigError(f"issuer_keys: {error}") from error
