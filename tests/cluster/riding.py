"""Terminals under a steady load: riders tap, each is told at once, and the records leave for whichever central answers."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import cycle

from records.fleet import Terminal

IDLE_S = 0.2
DRAIN_S = 90.0


@dataclass(frozen=True)
class Told:
    """A ride that a rider was told about: the act of its record, and yen."""

    act: str
    fare: int
    subsidy: int


class Riding:
    """Each terminal hands over on a thread of its own, as upkeep does; one more thread is all the riders.

    `told` is what riders were told, `took` when (monotonic) central acknowledged how many records, `errors` what surprised.
    """

    def __init__(self, terminals: Iterable[Terminal], urls: list[str], taps_a_second: float) -> None:
        self.told: list[Told] = []
        self.took: list[tuple[float, int]] = []
        self.faults: list[str] = []
        self.errors: list[BaseException] = []
        self._terminals = list(terminals)
        self._urls = urls
        self._pause_s = 1 / taps_a_second
        self._rides, self._ends = threading.Event(), threading.Event()
        acts: list[Callable[[], None]] = [self._ride]
        acts += [self._sending(number, terminal) for number, terminal in enumerate(self._terminals)]
        self._threads = [threading.Thread(target=self._watched, args=(act,), daemon=True) for act in acts]

    def __enter__(self) -> Riding:
        self._rides.set()
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._ends.set()
        for thread in self._threads:
            thread.join()

    def rest(self) -> None:
        """No more riders, until central has everything. Raises AssertionError when that takes too long."""
        self._rides.clear()
        ends = time.monotonic() + DRAIN_S
        while waiting := sum(terminal.journal.backlog().count for terminal in self._terminals):
            assert not self.errors, self.errors
            assert time.monotonic() < ends, f"{waiting} records still wait: {self.faults[-5:]}"
            time.sleep(IDLE_S)

    def ride_on(self) -> None:
        """Riders again."""
        self._rides.set()

    def resumed_after(self, moment: float) -> float | None:
        """The longest time in seconds since a moment in which central took nothing; None when it has taken nothing yet."""
        times = [at for at, _count in list(self.took) if at >= moment]
        return max(b - a for a, b in zip([moment, *times], times, strict=False)) if times else None

    def _watched(self, act: Callable[[], None]) -> None:
        try:
            act()
        except BaseException as error:
            self.errors.append(error)
            raise

    def _ride(self) -> None:
        chance = random.Random(6)
        for terminal in cycle(self._terminals):
            while not self._rides.is_set() and not self._ends.is_set():
                time.sleep(IDLE_S)
            if self._ends.wait(self._pause_s):
                return
            fare, subsidy = chance.randrange(200, 900, 10), chance.randrange(0, 200, 10)
            act = terminal.tap(fare, subsidy)
            self.told.append(Told(act, fare, subsidy))

    def _sending(self, number: int, terminal: Terminal) -> Callable[[], None]:
        def send() -> None:
            urls = cycle(self._urls[number % len(self._urls) :] + self._urls[: number % len(self._urls)])
            terminal.client.use(next(urls))
            while not self._ends.is_set():
                sent = terminal.queue.send_one()
                if sent.records:
                    self.took.append((time.monotonic(), sent.records))
                if sent.failed:
                    self.faults.append(sent.fault)
                    # what a balancer in front of them does
                    terminal.client.use(next(urls))
                self._ends.wait(IDLE_S if sent.pause_s is None else sent.pause_s)

        return send
