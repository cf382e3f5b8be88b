"""One thread a process takes all batches that wait and makes them durable together: one transaction, one wait for the disk."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from queue import Empty, SimpleQueue

from central.service.intake.reading import Delivery
from central.service.intake.storing import store_all
from central.service.intake.taking import Answer
from central.service.stores import Away, Store
from central.wire import Stand

MOST_TOGETHER = 32  # batches of one transaction, so that whoever waits for the database waits for 30 ms
END_S = 20.0
log = logging.getLogger(__name__)

Waiting = tuple[Delivery, "asyncio.Future[Stand]"]


class Writer:
    """The thread that writes records; `after` is called when some were written."""

    def __init__(self, store: Store, now: Callable[[], datetime], after: Callable[[], None]) -> None:
        self._database = store
        self._now = now
        self._after = after
        self._queue: SimpleQueue[Waiting | None] = SimpleQueue()
        # A daemon: a commit that waits for a standby may wait for ever, and what it holds was answered to nobody.
        self._thread = threading.Thread(target=self._run, name="records", daemon=True)
        self._away = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._storing = False
        self._stored = 0.0  # by the monotonic clock

    def start(self) -> None:
        """Begin, on the event loop that asks."""
        self._loop = asyncio.get_running_loop()
        self._thread.start()

    def close(self, end_s: float = END_S) -> None:
        """Write what waits, then end; after so many seconds leave it, for its terminals will send it again."""
        self._queue.put(None)
        self._thread.join(end_s)
        if self._thread.is_alive():
            log.error("records are left unanswered: the database does not end what was begun")

    @property
    def alive(self) -> bool:
        """Whether batches are taken."""
        return self._thread.is_alive()

    def quiet_for(self) -> float:
        """For how many seconds nothing has been stored, and nothing waits."""
        idle = self._queue.empty() and not self._storing
        return time.monotonic() - self._stored if idle else 0.0

    async def take(self, batch: Delivery) -> Stand:
        """Have a batch stored: it is durable when this returns. Raises Refuse, Away, StoreFault."""
        coming: asyncio.Future[Stand] = asyncio.get_running_loop().create_future()
        self._queue.put((batch, coming))
        return await coming

    def _run(self) -> None:
        going = True
        while going:
            together = self._together()
            going = None not in together
            if waiting := [one for one in together if one]:
                self._store(waiting)

    def _store(self, waiting: Sequence[Waiting]) -> None:
        self._storing = True
        answers = store_all(self._database, [batch for batch, _ in waiting], self._now())
        self._stored = time.monotonic()
        self._storing = False
        self._tell(answers)
        assert self._loop
        self._loop.call_soon_threadsafe(_answer, waiting, answers)
        self._after()

    def _tell(self, answers: Sequence[Answer | Exception]) -> None:
        away = next((answer for answer in answers if isinstance(answer, Away)), None)
        # As long as it lasts this would be said for every batch.
        if away and not self._away:
            log.warning("records are not stored for now: %s", away)
        self._away = away is not None

    def _together(self) -> list[Waiting | None]:
        found = [self._queue.get()]
        try:
            while len(found) < MOST_TOGETHER:
                found.append(self._queue.get_nowait())
        except Empty:
            pass
        return found


def _answer(waiting: Sequence[Waiting], answers: Sequence[Answer | Exception]) -> None:
    for (_, coming), answer in zip(waiting, answers, strict=True):
        # Whoever asked may have gone away.
        if coming.done():
            continue
        if isinstance(answer, Stand):
            coming.set_result(answer)
        else:
            coming.set_exception(answer)
