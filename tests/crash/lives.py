"""Lives of a terminal's journal on a disk whose power goes again and again, each drawn from one seed.

What people were told and what central holds is written down outside, in memory that no cut touches.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from random import Random

from crash.checker import Far, read, wrong_with
from crash.sectors import FOR_EVER, Connection, Disk

from firmware.clock import JAPAN, Clock
from firmware.errors import JournalError
from firmware.journal import Act, Ending, Journal, Leaving

SEED = bytes(range(32))
BEGAN = datetime(2026, 11, 24, 10, 0, tzinfo=JAPAN)
CUTS = (2, 3, 4)
STEPS = ((1, 8), (1, 60), (60, 400))
"""So many writes and syncs until the power goes: while the file is opened and mended, soon, in the midst of life."""
DAY_S, DAYS = 86400.0, 2
ANSWERS = (Ending.DONE, Ending.NOT_DONE, Ending.UNKNOWN)


class Life:
    """One life: `live` it, and `wrong` has a sentence for all that was lost, doubled or unreadable."""

    def __init__(self, seed: int, folder: Path, synchronous: str = "FULL") -> None:
        self.chance, self._folder, self._synchronous = Random(seed), folder, synchronous
        self.clock = Clock(BEGAN, running=False)
        self.disk = Disk(f"life {seed}")
        self.told: list[int] = []
        self.far = Far()
        self.wrong: list[str] = []
        self.open: list[Act] = []
        self.cuts = self.mark = 0
        self.journal: Journal | None = None
        self._connection: Connection | None = None

    def live(self) -> list[str]:
        for _ in range(self.chance.choice(CUTS)):
            self.disk.power = self.chance.randint(*self.chance.choice(STEPS))
            self._until_the_cut()
            self.cuts += 1
            self._look("after the cut")
        self.disk.power = FOR_EVER
        self.reopen()
        self.journal.check_whole()
        self.drain()
        self.close()
        self._look("at the end")
        self.disk.unregister()
        return self.wrong

    def _until_the_cut(self) -> None:
        try:
            self.reopen()
            while True:
                getattr(self, self.chance.choices(list(LIFE), list(LIFE.values()))[0])()
        except (JournalError, sqlite3.Error) as error:
            if self.disk.power > 0:
                self.wrong.append(f"failed with the power on: {error}")
        self._forget()
        self.disk.cut(self.chance)

    def reopen(self) -> None:
        self.close()
        self.journal = Journal(Path("/journal.db"), self.clock, SEED, self._connect)
        self.journal._retention.days = DAYS

    def close(self) -> None:
        if self.journal:
            self.journal.close()
            self.journal = None
            if self.disk.power <= 0:
                raise JournalError("cut while closing")

    def _connect(self, path: Path) -> Connection:
        self._connection = Connection(path, self.disk.name, self._synchronous)
        return self._connection

    def _forget(self) -> None:
        """The program is gone without a word to its disk."""
        self.journal = None
        if self._connection:
            self._connection.close()

    def writes(self, write: Callable[[int], object]) -> object:
        """Write a row with a mark in its details; only then is a person told."""
        self.mark += 1
        written = write(self.mark)
        self.told.append(self.mark)
        return written

    def note(self) -> None:
        visit = f"v{self.chance.randrange(50)}"
        text = "x" * self.chance.choice((1, 30, 600))
        self.writes(lambda mark: self.journal.note(visit, "cash_in", mark=mark, yen=100, text=text))

    def act(self) -> None:
        act = self.writes(lambda mark: self.journal.begin("v1", "print", mark=mark, sheets=1))
        self.open.append(act)
        if self.chance.random() < 0.7:
            self.decide()

    def decide(self) -> None:
        if self.open:
            act = self.chance.choice(self.open)
            ending = self.chance.choice(ANSWERS)
            if ending is not Ending.UNKNOWN:
                self.open.remove(act)
            self.writes(lambda mark: self.journal.decide(act.id, ending, mark=mark))

    def send(self) -> None:
        """One batch to central and its answer back; the reply may be lost."""
        leaving = self.journal.leaving(self.chance.choice((1, 3, 100)))
        if leaving is None:
            return
        self.take(leaving)
        if self.chance.random() < 0.8:
            self.journal.acknowledge(leaving.first + len(leaving.bodies) - 1, {})

    def drain(self) -> None:
        while (leaving := self.journal.leaving()) is not None:
            self.take(leaving)
            self.journal.acknowledge(leaving.first + len(leaving.bodies) - 1, {})

    def take(self, leaving: Leaving) -> None:
        self.wrong += self.far.take(leaving.epoch, leaving.first, leaving.previous, leaving.bodies)

    def age(self) -> None:
        self.clock.advance(DAY_S)
        self.journal.prune()

    def fork(self) -> None:
        self.journal.begin_epoch(self.chance.choice((None, self.journal.oldest)))

    def checkpoint(self) -> None:
        self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _look(self, when: str) -> None:
        """What any reader finds in the files, before the journal itself mends anything."""
        found = self.disk.save(self._folder)
        wrong = wrong_with(read(found), self.told, self.far)
        self.wrong += [f"{when} {self.cuts}: {words}" for words in wrong]


LIFE = {"note": 30, "act": 15, "decide": 8, "send": 15, "age": 6, "fork": 2, "checkpoint": 3, "reopen": 3}
