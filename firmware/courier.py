"""Who talks to central while the terminal is idle: one thread that runs what is due, one errand after the other.

No visit waits for it: it is looked after between visits, holds nothing while it waits for the line, and stops after a
batch when somebody comes. Nothing is polled: with nothing due there is no thread.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from typing import NamedTuple

from central.client import CentralFault
from firmware.clock import Clock
from firmware.errors import JournalError
from firmware.journal import Journal
from firmware.queue import OfflineQueue

log = logging.getLogger(__name__)


class Errand(NamedTuple):
    """Something to do beside the visits: `is_due` is cheap and asked often, `run` may take its time. Both may raise JournalError."""

    is_due: Callable[[], bool]
    run: Callable[[], None]


class Courier:
    """Runs errands in their order on a thread of its own, which ends with the last."""

    def __init__(self, errands: Sequence[Errand]) -> None:
        self._errands = errands
        self._going: threading.Thread | None = None

    def begin(self) -> None:
        """Go, if an errand is due and none is being run. Raises JournalError."""
        if not self._is_going() and any(errand.is_due() for errand in self._errands):
            self._going = threading.Thread(target=self._run, name="courier", daemon=True)
            self._going.start()

    def join(self, seconds: float) -> None:
        """Wait until all is done, at most so long."""
        if self._going:
            self._going.join(seconds)

    def _is_going(self) -> bool:
        return self._going is not None and self._going.is_alive()

    def _run(self) -> None:
        for errand in self._errands:
            try:
                if errand.is_due():
                    errand.run()
            except (CentralFault, JournalError) as error:
                log.warning("done later: %s", error)
            except Exception:
                # one errand's bug must not keep the records behind it on the terminal
                log.exception("an errand failed: a fault in the program")


def now_and_then(clock: Clock, seconds: float, run: Callable[[], object], first: float = 0.0) -> Errand:
    """An errand that is due `first` seconds from now, and then again so many after the last time."""
    due = clock.monotonic() + first

    def runs() -> None:
        nonlocal due
        due = clock.monotonic() + seconds
        run()

    return Errand(lambda: clock.monotonic() >= due, runs)


def once(run: Callable[[], object], after: Callable[[], bool]) -> Errand:
    """An errand that is run a single time, as soon as `after` holds."""
    done = False

    def runs() -> None:
        nonlocal done
        done = True
        run()

    return Errand(lambda: not done and after(), runs)


def draining(journal: Journal, queue: OfflineQueue, is_idle: Callable[[], bool]) -> Errand:
    """The errand of the offline queue: at full speed while nobody is there, one batch when somebody is."""
    last = ""

    def drain() -> None:
        nonlocal last
        while (sent := queue.send_one()).pause_s == 0 and is_idle():
            pass
        # told once: a line that is away for weeks must not fill the disk
        if sent.fault and sent.fault != last:
            log.warning("records leave later: %s", sent.fault)
        last = sent.fault

    return Errand(lambda: queue.is_due and journal.backlog().count > 0, drain)


def asking(clock: Clock, journal: Journal, queue: OfflineQueue, seconds: float) -> Errand:
    """The errand that asks central, at the start and then every so many seconds without a record, whether it forgot anything."""
    again = now_and_then(clock, seconds, queue.ask)
    return Errand(lambda: again.is_due() and queue.is_due and journal.backlog().count == 0, again.run)
