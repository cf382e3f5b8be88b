"""Fetches what is newer from central, in idle: each kind in its own time, so that a fleet does not come at once."""

from __future__ import annotations

import io
import logging
import os
import random
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any, BinaryIO, Protocol

from central.client import Busy, CentralFault, Refused
from central.snapshots.keys import Asking
from central.snapshots.manifest import Manifest, SnapshotRefused, read_head
from central.wire import AskListKey, ListKey, SnapshotKind
from firmware.snapshots.disk import PART
from firmware.snapshots.shelf import Shelf

EVERY_S = 900.0
"""Seconds between two looks; drawn between half and one and a half of it."""
FIRST_S = 30.0
"""After a start the first look comes within so many seconds, for all terminals of a city may start at once."""
PAUSE_S, LONGEST_PAUSE_S = 30.0, 3600.0
"""After a failure the next look comes within twice the time of the last, from the first to the second."""
log = logging.getLogger(__name__)


class Line(Protocol):
    """What is asked of central (`CentralClient`)."""

    terminal: str

    def snapshot(self, kind: str, have: str, into: BinaryIO) -> bool:
        """Write what is newer; False when nothing is."""
        ...

    def list_key(self, kind: str, asked: AskListKey) -> ListKey:
        """Ask for a list's key."""
        ...


class Stopwatch(Protocol):
    """What is asked of a clock."""

    def monotonic(self) -> float:
        """Seconds that never run back."""
        ...


class Sparing(io.FileIO):
    """A file that comes in, and leaves the journal its room on the disk. `write` raises SnapshotRefused."""

    def __init__(self, shelf: Shelf, descriptor: int) -> None:
        super().__init__(descriptor, "r+b")
        self._shelf = shelf

    def write(self, piece: Any) -> int:
        """Write a piece, if there is room."""
        # what comes may be longer than anybody said, and a full disk would close the terminal
        self._shelf.check_room(len(piece))
        return super().write(piece) or 0


class Fetching:
    """Keeps a shelf up to date. `changed` is told the numbers in force whenever they change."""

    def __init__(
        self,
        shelf: Shelf,
        kinds: Iterable[SnapshotKind],
        central: Line,
        clock: Stopwatch,
        chance: random.Random | None = None,
    ) -> None:
        self._shelf, self._central, self._clock = shelf, central, clock
        self.changed: Callable[[str], object] = lambda _: None
        self._chance = chance or random.Random()  # noqa: S311 - spreads terminals, keeps no secret
        self._failed = dict.fromkeys(kinds, 0)
        self.refused: dict[SnapshotKind, str] = {}
        self._due = {kind: clock.monotonic() + self._chance.uniform(0, FIRST_S) for kind in self._failed}

    def is_due(self) -> bool:
        """Whether it is time to look at any kind."""
        return any(due <= self._clock.monotonic() for due in self._due.values())

    def fetch_due(self) -> None:
        """Look at what is due, one kind after another; what fails is tried again later. Raises nothing of the line's or the disk's."""
        for kind, due in self._due.items():
            if due <= self._clock.monotonic():
                self._due[kind] = self._clock.monotonic() + self._look(kind)

    def sentences(self) -> list[str]:
        """What the operator must know: what is not brought up to date, and why."""
        return [f"The snapshot {kind} is not brought up to date: {why}." for kind, why in self.refused.items()]

    def _look(self, kind: SnapshotKind) -> float:
        """Fetch what is newer, and say in how many seconds to look again."""
        try:
            self._fetch(kind)
        except SnapshotRefused as error:
            self._note(kind, str(error))
        except OSError as error:
            self._note(kind, f"it cannot be written ({error.strerror})")
        except Refused as error:
            self._note(kind, f"central refuses it ({error.refusal.reason})")
        except Busy as error:
            # and spread over more than that, or all whom central sent away would come back together
            return error.retry_after_s + self._pause(kind)
        except CentralFault as error:
            log.info("%s is fetched later: %s", kind, error)
        else:
            self.refused.pop(kind, None)
            self._failed[kind] = 0
            return self._chance.uniform(EVERY_S / 2, EVERY_S * 1.5)
        return self._pause(kind)

    def _note(self, kind: SnapshotKind, why: str) -> None:
        # told once: a log that grows by itself fills the disk
        if self.refused.get(kind) != why:
            log.error("the snapshot %s is not brought up to date: %s", kind, why)
        self.refused[kind] = why

    def _pause(self, kind: SnapshotKind) -> float:
        longest = min(PAUSE_S * 2 ** self._failed[kind], LONGEST_PAUSE_S)
        self._failed[kind] = min(self._failed[kind] + 1, 16)
        return self._chance.uniform(0, longest)

    def _fetch(self, kind: SnapshotKind) -> None:
        path = self._shelf.folder / f"{kind}.incoming{PART}"
        try:
            with Sparing(self._shelf, os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)) as file:
                if self._central.snapshot(kind, self._shelf.mark(kind), file):
                    self._take(kind, file)
        finally:
            with suppress(OSError):
                path.unlink()

    def _take(self, kind: SnapshotKind, file: BinaryIO) -> None:
        file.seek(0)
        # before the key is asked for: a forged file shall not make a terminal ask for anything
        manifest, _ = read_head(file, self._shelf.public)
        if not self._shelf.has_key(manifest):
            self._fetch_key(kind, manifest)
        file.seek(0)
        try:
            self._shelf.take(kind, file)
        finally:
            # what is refused may have shown that the one in force is damaged
            self.changed(self._shelf.rules)
        log.info("%s %d is in force", kind, manifest.number)

    def _fetch_key(self, kind: SnapshotKind, manifest: Manifest) -> None:
        asking = Asking(self._central.terminal, kind)
        self._shelf.keep_key(kind, asking.opened(self._central.list_key(kind, asking.asked), self._shelf.public))
        if not self._shelf.has_key(manifest):
            raise SnapshotRefused(f"central gave the key of another list than {kind} {manifest.number}")
