"""How the terminal is: its devices, its journal, and what nobody knows the end of; sentences for the operator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from drivers.protocols import Device, Health
from firmware.errors import JournalError
from firmware.journal import Entry, Journal
from firmware.phrases import Phrase, say


@dataclass(frozen=True)
class Report:
    """One look at everything: devices by name, what is wrong with the journal, and the acts that staff must decide."""

    devices: Mapping[str, Health]
    journal: str = ""
    unsettled: tuple[Entry, ...] = ()

    def sentences(self) -> list[str]:
        """What the operator must do; empty when all is well."""
        faults = [f"{name}: {health.sentence}" for name, health in self.devices.items() if health.fault]
        journal = [f"journal: {self.journal}"] if self.journal else []
        return faults + journal + [_undecided(entry) for entry in self.unsettled]

    def closed(self, essential: tuple[str, ...]) -> Phrase | None:
        """Why visitors cannot be served now, if they cannot; without a journal nothing may be taken or given."""
        broken = self.journal or any(self.devices[name].fault for name in essential)
        return say("out-of-order") if broken else None


def look(devices: Mapping[str, Device], journal: Journal) -> Report:
    """Ask every device and the journal how they are."""
    states = {name: device.health() for name, device in devices.items()}
    try:
        return Report(states, unsettled=tuple(journal.unsettled()))
    except JournalError as error:
        return Report(states, journal=str(error))


def _undecided(entry: Entry) -> str:
    return f"{entry.what} of {entry.at} may or may not have happened: look, then `kazasu decide ... {entry.act} done|not_done`"
