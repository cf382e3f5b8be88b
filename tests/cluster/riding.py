"""Terminals under a steady load: riders tap and are told at once, and records leave for whichever central answers."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from itertools import cycle, pairwise

from records.fleet import Terminal

IDLE_S = 0.2
DRAIN_S = 120.0
SETTLED_S = 5.0
ENOUGH = 5


class Riding:
    """Each terminal hands over on a thread of its own, as upkeep does; one more thread is all the riders.

    `took` is when (monotonic) central acknowledged a batch, `faults` what the line said otherwise, `errors` what surprised.
    """

    def __init__(self, terminals: list[Terminal], urls: list[str], taps_a_second: float) -> None:
        self.took: list[float] = []
        self.faults: list[str] = []
        self.errors: list[BaseException] = []
        self.terminals = terminals
        self._urls = urls
        self._pause_s = 1 / taps_a_second
        self._rides, self._ends = threading.Event(), threading.Event()
        acts = [self._ride, *(self._sending(number, terminal) for number, terminal in enumerate(terminals))]
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
        # whoever is tapping right now
        time.sleep(2 * self._pause_s)
        ends = time.monotonic() + DRAIN_S
        while waiting := sum(terminal.journal.backlog().count for terminal in self.terminals):
            assert self.errors == []
            assert time.monotonic() < ends, f"{waiting} records still wait: {self.faults[-5:]}"
            time.sleep(IDLE_S)

    def go_on(self) -> None:
        """Riders again."""
        self._rides.set()

    def silence_after(self, cut: Callable[[], None], most: float) -> float:
        """Cut something off and wait until central takes records steadily again; the longest time (s) it took none.

        Raises AssertionError when that is not so within `most` seconds.
        """
        began = time.monotonic()
        cut()
        while not self._takes_since(began):
            assert time.monotonic() < began + most + SETTLED_S, f"nothing taken: {self.faults[-5:]}"
            time.sleep(IDLE_S)
        return max(after - before for before, after in pairwise([began, *(at for at in self.took if at > began)]))

    def _takes_since(self, began: float) -> bool:
        """Whether batches were taken of late, and not only what was on its way when something was cut off."""
        late = time.monotonic() - SETTLED_S
        return late > began + 1 and sum(at > late for at in self.took[-ENOUGH:]) == ENOUGH

    def _watched(self, act: Callable[[], None]) -> None:
        try:
            act()
        except BaseException as error:
            self.errors.append(error)
            raise

    def _ride(self) -> None:
        for terminal in cycle(self.terminals):
            if self._ends.wait(self._pause_s):
                return
            if self._rides.is_set():
                terminal.taps(1)

    def _sending(self, number: int, terminal: Terminal) -> Callable[[], None]:
        urls = cycle(self._urls[number % len(self._urls) :] + self._urls[: number % len(self._urls)])

        def send() -> None:
            terminal.client.use(next(urls))
            while not self._ends.is_set():
                sent = terminal.queue.send_one()
                if sent.records:
                    self.took.append(time.monotonic())
                if sent.failed:
                    self.faults.append(sent.fault)
                    # what a balancer in front of them would do
                    terminal.client.use(next(urls))
                self._ends.wait(sent.pause_s or IDLE_S)

        return send
