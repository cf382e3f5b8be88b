"""Central and the line to it, in process: the functions behind POST /v1/records on a real SQLite file, and what a line does."""

from __future__ import annotations

import gzip
import itertools
import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from central.client import Busy, CentralFault
from central.service.intake import holds
from central.service.intake.keys import Keys
from central.service.intake.reading import Delivery, prove, read_batch, unpack
from central.service.intake.storing import store_all
from central.service.ledger.poster import post_new
from central.service.stores.sqlite import SqliteStore
from central.service.terminals import Terminals
from central.wire import Stand
from firmware.clock import Clock

WAYS = ("there and back", "request lost", "reply lost", "twice", "late", "busy")
"""What a line may do with one request; one that is late comes when nobody waits for it any more."""


class Central:
    """One central. It may be killed at any time, and come back from a backup."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder, self.clock = folder, clock
        self._files = itertools.count(1)
        self._path = self._next()
        self.store = SqliteStore(self._path)

    def register(self, name: str, key: str) -> None:
        Terminals(self.store, self.clock).keep(name, key)

    def take(self, body: bytes) -> Stand:
        """What comes over HTTP, from the packed body to the answer."""
        batch = read_batch(unpack(gzip.compress(body, 1), "gzip"))
        found = Keys(self.store).look_up(batch.terminal)
        delivery = prove(batch, found.text, found.key)
        assert delivery is not None, "the seal does not hold"
        return self.keep(delivery)

    def keep(self, delivery: Delivery) -> Stand:
        [answer] = store_all(self.store, [delivery], self.clock.now())
        if isinstance(answer, Exception):
            raise answer
        return answer

    def post(self) -> None:
        """Bring the ledger up to the records."""
        while post_new(self.store, self.clock):
            pass

    def release(self) -> list[str]:
        """The operator looks at every terminal that is held, and lets its records count."""
        held = [standing.terminal for standing in holds.standings(self.store) if standing.held]
        for terminal in held:
            holds.release(self.store, self.clock, terminal, "operator")
        return held

    def is_killed(self) -> None:
        """Only what is in its files is left."""
        path = self._next()
        for end in ("", "-wal"):
            if Path(f"{self._path}{end}").exists():
                shutil.copy(f"{self._path}{end}", f"{path}{end}")
        self._go_on_with(path)

    def backup(self) -> bytes:
        with closing(sqlite3.connect(self._path)) as source, closing(sqlite3.connect(":memory:")) as copy:
            source.backup(copy)
            return copy.serialize()

    def restore(self, backup: bytes) -> None:
        path = self._next()
        path.write_bytes(backup)
        self._go_on_with(path)

    def close(self) -> None:
        self.store.close()

    def bodies(self) -> list[bytes]:
        """All records that are durable here."""
        return [body.encode() for (body,) in self.ask("SELECT body FROM record")]

    def ask(self, sql: str) -> list[tuple]:
        with closing(sqlite3.connect(self._path)) as reader:
            return reader.execute(sql).fetchall()

    def _go_on_with(self, path: Path) -> None:
        self.store.close()
        self._path, self.store = path, SqliteStore(path)

    def _next(self) -> Path:
        return self._folder / f"{next(self._files)}.sqlite"


class Line:
    """What a terminal speaks to: `way` says what becomes of its next request; `flying` is what may still come."""

    def __init__(self, central: Central) -> None:
        self._central = central
        self.way = WAYS[0]
        self.flying: list[bytes] = []

    def records(self, body: bytes) -> Stand:
        way, self.way = self.way, WAYS[0]
        if way == "busy":
            raise Busy("central is busy", 3.0)
        if way in ("request lost", "late"):
            self.flying += [body] * (way == "late")
            raise CentralFault("no answer")
        if way == "twice":
            self._central.take(body)
        stand = self._central.take(body)
        if way == "reply lost":
            raise CentralFault("no answer")
        return stand

    def comes_late(self, which: int) -> None:
        """A batch that somebody has long given up arrives; it may do so again."""
        if self.flying:
            self._central.take(self.flying[which % len(self.flying)])


def mark_of(body: bytes) -> int | None:
    """What the rig wrote into the details of a record, to know it again."""
    return json.loads(body)["detail"].get("mark")
