"""A terminal as a box that can lose its power, be set back to an old image of its disk, and be copied."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from random import Random

from crash.sectors import FOR_EVER, Connection, Content, Disk
from model.central import Line

from central.signing import Signer
from central.wire import Quality
from firmware.clock import Clock
from firmware.errors import JournalError
from firmware.journal import Ending, Journal
from firmware.queue import OfflineQueue

SEEDS = {name: bytes([number] * 32) for number, name in enumerate(("bus-1", "bus-2"), 1)}
Image = dict[str, bytes]


class BoardClock(Clock):
    """A clock that stands still between steps, with what the board knows about it."""

    def __init__(self, start: datetime, quality: Quality) -> None:
        super().__init__(start, running=False)
        self._quality = quality

    def quality(self) -> Quality:
        return self._quality


class Machine:
    """One box: its identity, its disk, its clock, the journal and the queue that run on it."""

    count = 0
    queue_kind = OfflineQueue

    def __init__(self, name: str, line: Line, now: datetime) -> None:
        Machine.count += 1
        self.name, self._line = name, line
        self.disk = Disk(f"model {Machine.count}")
        self.clock = BoardClock(now, Quality.SET)
        self.images: list[Image] = []
        self.open: dict[str, int] = {}
        self._connection: Connection | None = None
        self.start()

    def start(self) -> None:
        self.journal = Journal(Path("/journal.db"), self.clock, SEEDS[self.name], self._connect)
        signer = Signer(self.name, SEEDS[self.name], self.clock.now)
        self.queue = self.queue_kind(self.journal, self._line, signer, self.clock, Random(1))
        self.open = {entry.act: int(entry.detail["yen"]) for entry in self.journal.unsettled()}

    def stop(self) -> None:
        self._connection.close()

    def boot(self, quality: Quality) -> None:
        """A start after which the stopwatch begins anew."""
        self.clock = BoardClock(self.clock.now(), quality)
        self.start()

    @contextmanager
    def losing_power(self, steps: int, chance: Random) -> Iterator[None]:
        """The power goes after so many writes and syncs, or at the end of the block."""
        self.disk.power = steps
        with suppress(JournalError):
            yield
        self.stop()
        self.disk.cut(chance)
        self.disk.power = FOR_EVER

    def image(self) -> Image:
        self.stop()
        image = {name: bytes(content.seen) for name, content in self.disk.files.items()}
        self.start()
        return image

    def put_on(self, image: Image) -> None:
        self.stop()
        self.disk.files = {name: Content(data) for name, data in image.items()}
        self.boot(Quality.SET)

    def marks(self) -> set[int]:
        """All that is written on its disk."""
        bodies = [json.loads(body) for [body] in self._connection.execute("SELECT body FROM record")]
        return {body["detail"]["mark"] for body in bodies if "mark" in body["detail"]}

    def ride(self, mark: int, fare: int) -> None:
        subsidy = fare // 2
        sums = {"fare": fare, "subsidy": subsidy, "paid": fare - subsidy, "rides": 1}
        whose = {"scheme": "over-70", "firm": f"firm-{mark % 3}", "rider": f"{mark % 5:016x}"}
        self.journal.note(f"v{mark}", "ride", mark=mark, **whose, **sums)

    def intend(self, mark: int, yen: int) -> None:
        self.open[self.journal.begin(f"v{mark}", "charge", mark=mark, yen=yen).id] = yen

    def settle(self, mark: int, act: str, ending: Ending) -> None:
        self.journal.decide(act, ending, mark=mark)
        if ending is not Ending.UNKNOWN:
            del self.open[act]

    def close(self) -> None:
        self.stop()
        self.disk.unregister()

    def _connect(self, path: Path) -> Connection:
        self._connection = Connection(path, self.disk.name)
        return self._connection
