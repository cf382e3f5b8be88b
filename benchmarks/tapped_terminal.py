"""The program whose taps `benchmarks.taps` times: a bus validator with both panels drawn, and its riders inside.

It prints one line of JSON: milliseconds of each tap, of each bare commit and bare exchange by turns with them, and the queue's.
"""

from __future__ import annotations

import json
import os
import random
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.borrowed import borrow
from drivers.protocols import Signal
from drivers.virtual.beeper import VirtualBeeper
from drivers.virtual.indicator import VirtualIndicator
from drivers.virtual.reader import VirtualReader
from firmware.clock import Clock
from firmware.identity import read
from firmware.journal_file import CACHE_KIB, open_file

TAPS, RUSHED = 1100, 500
PAUSE_S = 0.08
"""Nobody holds a card up sooner after the one before: by then the last plate has been drawn."""
WARM = 100
QUEUES, RIDERS, BAD = 5, 40, 0.03
AGAIN_S = 0.1
"""So soon after a torn try a rider holds the card up again."""
WAIT_S = 30.0
INSERT = "INSERT INTO record (body, hash, tag) VALUES (?, ?, ?)"


class Light(VirtualIndicator):
    """A light that tells when it shone."""

    def __init__(self) -> None:
        super().__init__()
        self.shone = threading.Event()
        self.at = 0.0

    def light(self) -> None:
        """Shine."""
        super().light()
        self.at = time.perf_counter()
        self.shone.set()


@dataclass
class Riders:
    """Who rides, on a bus that runs."""

    bus: Any
    lights: tuple[Light, Light]
    cards: list[Any]
    commands: list[bytes] = field(default_factory=list)

    def tap(self, card: Any) -> tuple[Signal, float]:
        """Hold a card up until light and tone have begun; the signal, and seconds from when the reader noticed it."""
        for light in self.lights:
            light.shone.clear()
        before, began = len(self.bus.beeper.history), time.perf_counter()
        self.bus.reader.place(card)
        self._await()
        took = max(light.at for light in self.lights) - began
        self.bus.reader.remove()
        return self.bus.beeper.history[before][1], took

    def _await(self) -> None:
        ends = time.monotonic() + WAIT_S
        while not any(light.shone.wait(0.001) for light in self.lights):
            if time.monotonic() > ends:
                raise TimeoutError("nobody answered a tap")


class Bare:
    """The least that a tap needs: the same exchanges with a card, and the same bytes on the same disk."""

    def __init__(self, folder: Path, body: str) -> None:
        self._db, self._body, self._reader = open_file(folder / "bare.db"), body, VirtualReader()
        self.commands: list[bytes] = []
        for setting in ("journal_mode=WAL", "synchronous=FULL", f"cache_size=-{CACHE_KIB}"):
            self._db.execute(f"PRAGMA {setting}")
        self._db.execute("CREATE TABLE record (seq INTEGER PRIMARY KEY, body TEXT, hash BLOB, tag BLOB) STRICT")

    def learn(self, card: Any) -> None:
        """Which exchanges a tap makes."""
        self._reader.place(card)
        with self._reader.connect() as connection:
            read(_Overheard(connection, self.commands))  # type: ignore[arg-type]

    def exchange(self, card: Any) -> float:
        """Seconds of the exchanges."""
        self._reader.place(card)
        began = time.perf_counter()
        with self._reader.connect() as connection:
            for command in self.commands:
                connection.transmit(command)
            return time.perf_counter() - began

    def commit(self) -> float:
        """Seconds of the commit."""
        began = time.perf_counter()
        self._db.execute(INSERT, (self._body, bytes(32), bytes(32)))
        return time.perf_counter() - began


class _Overheard:
    def __init__(self, connection: Any, commands: list[bytes]) -> None:
        self._connection, self._commands = connection, commands
        self.link, self.limits = connection.link, connection.limits

    def transmit(self, command: bytes) -> bytes:
        self._commands.append(bytes(command))
        return bytes(self._connection.transmit(command))


def main() -> int:
    """Run the terminal on this thread; its riders on another."""
    os.environ["SDL_VIDEODRIVER"] = "dummy"
    validator, folder = borrow("validator"), Path(sys.argv[1])
    lists, lights = validator.Lists(), (Light(), Light())
    cards = list(_cards(lists, TAPS + RUSHED + QUEUES * RIDERS))
    own = {"beeper": VirtualBeeper(), "accept_light": lights[0], "refuse_light": lights[1]}
    bus = validator.Bus(folder, lists, Clock(validator.TUESDAY), **own)
    lists.publish(bus.snapshots)
    riders = Riders(bus, lights, cards)
    threading.Thread(target=_ride, args=(riders, folder), daemon=True).start()
    return int(bus.terminal.run())


def _cards(lists: Any, count: int) -> Iterator[Any]:
    """My Number Cards of as many people, all with a pass."""
    sample, text = borrow("sample_cards").sample, borrow("validator").identity_text
    for serial in range(100_000, 100_000 + count):
        lists.give(text(serial), borrow("validator").SILVER)
        card = sample("hanako", serial=serial)
        # a virtual card makes its certificate when it is first read, which takes longer than a tap
        with VirtualReader(card).connect() as connection:
            read(connection)
        yield card


def _ride(riders: Riders, folder: Path) -> None:
    terminal = riders.bus.terminal
    terminal.ready.wait()
    try:
        riders.bus.driver.sees("driver-home")
        found = _one_by_one(riders, folder) | _queues(riders)
        print(json.dumps(found), flush=True)
    finally:
        terminal.stop()


def _one_by_one(riders: Riders, folder: Path) -> dict[str, list[float]]:
    """Taps of people who come one after another, then of some who come while the last plate is still being drawn."""
    riders.tap(riders.cards[0])
    entries = riders.bus.terminal.role.journal.entries("")
    bare = Bare(folder, json.dumps(entries[-1].detail) + " " * 300)
    bare.learn(riders.cards[1])
    calm = _by_turns(riders, bare, riders.cards[1:TAPS], PAUSE_S)
    rushed = _by_turns(riders, bare, riders.cards[TAPS : TAPS + RUSHED], 0.0)
    return calm | {f"rushed_{name}": values for name, values in rushed.items()}


def _by_turns(riders: Riders, bare: Bare, cards: list[Any], pause: float) -> dict[str, list[float]]:
    """Taps, commits and exchanges by turns, so that what else the machine does meets all of them."""
    found: dict[str, list[float]] = {"tap": [], "commit": [], "exchange": []}
    for number, card in enumerate(cards):
        time.sleep(pause)
        signal, took = riders.tap(card)
        if signal is not Signal.SENIOR:
            raise RuntimeError(f"tap {number} was answered with {signal}")
        for name, seconds in (("tap", took), ("commit", bare.commit()), ("exchange", bare.exchange(card))):
            if number >= WARM:
                found[name].append(seconds * 1000)
    return found


def _queues(riders: Riders) -> dict[str, list[float]]:
    """Seconds that each rider of the queues waited, from the first try on; and how many rides are missing or too many."""
    chance, waited, cards = random.Random(1), [], riders.cards[TAPS + RUSHED :]
    journal = riders.bus.terminal.role.journal
    before = sum(entry.what == "ride" for entry in journal.entries(""))
    for card in cards:
        began = time.monotonic()
        if chance.random() < BAD:
            card.faults.torn_at = chance.choice((1, 2))
            riders.tap(card)
            card.faults.torn_at = None
            time.sleep(AGAIN_S)
        if riders.tap(card)[0] is Signal.SENIOR:
            waited.append(time.monotonic() - began)
    rides = sum(entry.what == "ride" for entry in journal.entries("")) - before
    return {"queue": waited, "lost": [abs(len(cards) - rides) + len(cards) - len(waited)]}


if __name__ == "__main__":
    sys.exit(main())
