"""How the terminal is: each device's state, and what in the journal nobody knows the end of; sentences for the operator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from drivers.protocols import Device, Health
from firmware.journal import Entry, Journal
from firmware.phrases import Phrase, say


@dataclass(frozen=True)
class Report:
    """One look at everything: devices by name, and the acts that staff must decide."""

    devices: Mapping[str, Health]
    unsettled: tuple[Entry, ...]

    def sentences(self) -> list[str]:
        """What the operator must do; empty when all is well."""
        faults = [f"{name}: {health.sentence}" for name, health in self.devices.items() if health.fault]
        return faults + [f"{e.what} of {e.at} is unknown: look, then decide (act {e.act})" for e in self.unsettled]

    def closed(self, essential: tuple[str, ...]) -> Phrase | None:
        """Why visitors cannot be served now, if they cannot."""
        return say("out-of-order") if any(self.devices[name].fault for name in essential) else None


def look(devices: Mapping[str, Device], journal: Journal) -> Report:
    """Ask every device how it is."""
    return Report({name: device.health() for name, device in devices.items()}, tuple(journal.unsettled()))
