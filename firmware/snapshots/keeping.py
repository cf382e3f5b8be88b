"""A terminal's snapshots, put together from its configuration."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from central.client import CentralClient
from central.wire import SnapshotKind
from firmware.clock import Clock
from firmware.config import CentralSettings, ConfigError
from firmware.courier import Errand
from firmware.journal import Journal
from firmware.metrics import SnapshotAge
from firmware.snapshots.aging import Aging
from firmware.snapshots.fetching import Fetching
from firmware.snapshots.shelf import Shelf


@dataclass(frozen=True)
class Keeping:
    """What roles look into (`shelf`), what they may do by it (`aging`), and what keeps it up to date (`errand`)."""

    shelf: Shelf
    aging: Aging
    fetching: Fetching
    clock: Clock

    @property
    def errand(self) -> Errand:
        """What is done beside the visits."""
        return Errand(self.fetching.is_due, self.fetching.fetch_due)

    def ages(self) -> list[SnapshotAge]:
        """What metrics tell of each that is in force."""
        now = self.clock.now()
        found = [(kind, self.shelf.held(kind)) for kind in self.aging.kinds]
        return [
            SnapshotAge(kind, held.manifest.number, (now - held.manifest.made).total_seconds(), self._state(kind))
            for kind, held in found
            if held
        ]

    def _state(self, kind: SnapshotKind) -> str:
        return self.aging.freshness(kind).name.lower()

    def sentences(self) -> list[str]:
        """What the operator must know."""
        return self.aging.sentences() + self.fetching.sentences()


def keep(settings: CentralSettings, folder: Path, journal: Journal, central: CentralClient, clock: Clock) -> Keeping:
    """The snapshots that are configured, in a folder; each record says from now on which were in force. Raises ConfigError."""
    shelf = _shelf(settings, folder)
    shelf.tidy()
    fetching = Fetching(shelf, settings.snapshots, central, clock)

    def note(rules: str) -> None:
        journal.rules = rules

    fetching.changed = note
    note(shelf.rules)
    return Keeping(shelf, Aging(shelf, settings.snapshots, journal.moment), fetching, clock)


def look_at(settings: CentralSettings, folder: Path, journal: Journal) -> list[str]:
    """What the operator must know of a terminal's snapshots, beside the terminal. Raises ConfigError."""
    return Aging(_shelf(settings, folder), settings.snapshots, journal.moment).sentences() if settings.snapshots else []


def _shelf(settings: CentralSettings, folder: Path) -> Shelf:
    try:
        return Shelf(folder, settings.snapshot_key)
    except ValueError:
        raise ConfigError("central.snapshot_key: is no key: `kazasu central snapshot-key` prints it") from None
    except OSError as error:
        raise ConfigError(f"{folder}: snapshots cannot be kept there: {error.strerror}") from error
