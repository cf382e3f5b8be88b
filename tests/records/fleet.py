"""Simulated terminals with real journals, queues and clients, and a central in a process of its own for them to speak to."""

from __future__ import annotations

import json
import random
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from acting import LONG

from central.client import CentralClient
from central.signing import Signer
from firmware.clock import JAPAN, Clock
from firmware.journal import Journal
from firmware.queue import OfflineQueue

TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=JAPAN)
MEMORY = Path("/dev/shm")
"""What is durable is proved elsewhere; where only counting matters, journals stand in memory."""


@dataclass(frozen=True)
class Told:
    """A ride that a rider was told about: the id of its record, and yen."""

    id: str
    fare: int
    subsidy: int


class Terminal:
    """One terminal; `told` is what its riders were told. Its clock stands still unless it is told to go on."""

    def __init__(self, name, seed, url, folder, *, timeout=10.0, clock=None, chance=None, client=None):
        self.name, self.seed = name, seed
        self.clock = clock or Clock(TUESDAY, running=False)
        self.path = Path(folder) / f"{name}.db"
        self.signer = Signer(name, seed, self.clock.now)
        self.client = client or CentralClient(url, self.signer, timeout)
        self.chance = chance or random.Random(name)
        self.told: list[Told] = []
        self.sent: Counter[str] = Counter()
        self.start()

    def start(self):
        """Begin, or begin again after the program was gone: only the file is left."""
        self.journal = Journal(self.path, self.clock, self.seed)
        self.queue = OfflineQueue(self.journal, self.client, self.signer, self.clock, self.chance)

    def tap(self, fare=210, subsidy=100, visit="v-1"):
        """A rider taps and, once that is durable, is told."""
        detail = {
            "scheme": "taxi",
            "firm": f"firm-{self.chance.randrange(9)}",
            "rider": f"{self.chance.getrandbits(64):016x}",
        }
        money = {"fare": fare, "subsidy": subsidy, "paid": fare - subsidy, "rides": 1}
        made = self.journal.note(visit, "ride", **detail, **money)
        self.told.append(Told(made, fare, subsidy))
        return made

    def taps(self, count):
        """So many riders, each with another fare."""
        for _ in range(count):
            self.tap(self.chance.randrange(200, 900, 10), self.chance.randrange(0, 200, 10))

    def drain(self, haste=1.0):
        """Send until nothing is left, pauses shortened by `haste`. Raises TimeoutError where nothing is taken any longer."""
        ends = time.monotonic() + LONG
        while (sent := self.queue.send_one()).pause_s is not None:
            self.sent["failed" if sent.failed else "took"] += 1
            ends = ends if sent.failed else time.monotonic() + LONG
            if time.monotonic() > ends:
                raise TimeoutError(f"{self.name}: {self.journal.backlog().count} records still wait: {sent.fault}")
            if sent.pause_s:
                time.sleep(sent.pause_s * haste)


def fleet(url, folder, count, **given):
    """So many terminals."""
    return [Terminal(name, seed, url, folder, **given) for name, seed in names(count).items()]


def names(count):
    """Names of terminals with the seeds of their keys."""
    return {f"bus-{number:05}": number.to_bytes(32, "big") for number in range(1, count + 1)}


def drain_all(terminals, threads=20, **given):
    """All of them at once, each on a thread while it drains. Raises what one of them raised."""
    with ThreadPoolExecutor(threads) as going:
        for done in [going.submit(terminal.drain, **given) for terminal in terminals]:
            done.result()


def told(terminals):
    """What all riders were told, by id."""
    return {one.id: one for terminal in terminals for one in terminal.told}


class CentralProgram:
    """`kazasu central` as a process, which may be killed; `options` stand behind its configuration."""

    options: tuple[str, ...] = ()

    def __init__(self, folder, seeds, more=""):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        keys = [f'"{name}" = "{Signer(name, seed, datetime.now).public}"' for name, seed in seeds.items()]
        lines = [
            f'listen = "127.0.0.1:{port}"',
            'state = "state"',
            "sample_city = false",
            more,
            "[terminals]",
            *keys,
            "",
        ]
        self._config = self.folder / "central.toml"
        self._config.write_text("\n".join(lines), encoding="utf-8")
        self.database = self.folder / "state" / "central.sqlite"
        self.program = None

    def start(self):
        self.program = subprocess.Popen(
            [sys.executable, "-m", "firmware.cli", "central", "--config", str(self._config), *self.options],
            stdout=subprocess.DEVNULL,
            stderr=(self.folder / "said").open("ab"),
        )
        ends = time.monotonic() + LONG
        while not self.is_up():
            assert self.program.poll() is None, (self.folder / "said").read_text()
            assert time.monotonic() < ends, "central did not come up"
            time.sleep(0.05)

    def is_up(self):
        try:
            with urlopen(f"{self.url}/ready", timeout=2) as answer:
                return answer.status == 200
        except (URLError, OSError):
            return False

    def kill(self):
        """As a power cut would, but for what the disk keeps."""
        self.program.kill()
        self.program.wait()

    def stop(self):
        self.program.terminate()
        try:
            self.program.wait(LONG)
        except subprocess.TimeoutExpired:
            self.kill()

    def ask(self, sql, *values):
        with closing(sqlite3.connect(self.database, timeout=LONG)) as reader:
            return reader.execute(sql, values).fetchall()

    def rides(self):
        """The rides that central holds: (id, fare, subsidy), as often as it holds them."""
        bodies = [json.loads(body) for (body,) in self.ask("SELECT body FROM record WHERE what = 'ride'")]
        return [(body["id"], body["detail"]["fare"], body["detail"]["subsidy"]) for body in bodies]

    def save(self, path):
        """A backup while it works."""
        with closing(sqlite3.connect(self.database)) as source, closing(sqlite3.connect(path)) as copy:
            source.backup(copy)

    def restore(self, path):
        """The backup in place of what it has; only while it is stopped."""
        for old in self.database.parent.glob("central.sqlite*"):
            old.unlink()
        self.database.write_bytes(Path(path).read_bytes())


@contextmanager
def central(folder, seeds, more=""):
    """Central up, until the block ends."""
    one = CentralProgram(folder, seeds, more)
    one.start()
    try:
        yield one
    finally:
        one.stop()


def assert_once(central, terminals):
    """Each ride that somebody was told about is there, once, and nothing else; the sums are equal to the yen."""
    expected = sorted((one.id, one.fare, one.subsidy) for one in told(terminals).values())
    found = sorted(central.rides())
    assert len(expected) == sum(len(terminal.told) for terminal in terminals)
    assert (len(found), sum(r[1] for r in found), sum(r[2] for r in found)) == (
        len(expected),
        sum(r[1] for r in expected),
        sum(r[2] for r in expected),
    )
    assert found == expected


def assert_booked(central, terminals):
    """The ledger holds, to the yen, what all riders were told."""
    before, ends = 0, 0.0
    while left := central.ask("SELECT coalesce(sum(through - posted), 0) FROM chain")[0][0]:
        if left != before:
            before, ends = left, time.monotonic() + LONG
        assert time.monotonic() < ends, f"the ledger stands still, {left} records behind"
        time.sleep(0.1)
    rides = told(terminals).values()
    sums = "SELECT coalesce(sum(credits_posted), 0) FROM account WHERE name LIKE ?"
    booked = [central.ask(sums, f"{kind}/%")[0][0] for kind in ("yen/firm", "yen/fares", "rides/rides-taken")]
    assert booked == [sum(r.subsidy for r in rides), sum(r.fare - r.subsidy for r in rides), len(rides)]


class Cutter:
    """Somebody who pulls a plug, on a thread of their own: each time that `every` has counted on, so often as `most`."""

    def __init__(self, cut, mend, every, most, for_s=0.3):
        self.cuts = 0
        self._cut, self._mend, self._every, self._most, self._for_s = cut, mend, every, most, for_s
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_error):
        self._ends.set()
        self._thread.join()

    def _run(self):
        counted = self._every()
        while self.cuts < self._most and not self._ends.wait(0.01):
            if self._every() >= counted + 3:
                self._cut()
                self._ends.wait(self._for_s)
                self._mend()
                self.cuts += 1
                counted = self._every()
