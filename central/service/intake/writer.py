"""One thread a process takes all batches that wait and makes them durable together: one transaction, one wait for the disk."""

from __future__ import annotations

import asyncio
import logging
import threading
import traceback
from collections.abc import Callable, Sequence
from datetime import datetime
from queue import Empty, SimpleQueue

from central.service.intake.reading import Delivery
from central.service.intake.taking import Answer, take
from central.service.stores import Away, Conflict, Store, StoreFault
from central.wire import Stand

MOST_TOGETHER = 32  # batches of one transaction, so that whoever waits for the database waits for 30 ms
TRIES = 3
log = logging.getLogger(__name__)

Waiting = tuple[Delivery, "asyncio.Future[Stand]"]


class Writer:
    """The thread that writes records; `after` is called when some were written."""

    def __init__(self, store: Store, now: Callable[[], datetime], after: Callable[[], None]) -> None:
        self._store = store
        self._now = now
        self._after = after
        self._queue: SimpleQueue[Waiting | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="records")
        self._loop: asyncio.AbstractEventLoop | None = None

    def start(self) -> None:
        """Begin, on the event loop that asks."""
        self._loop = asyncio.get_running_loop()
        self._thread.start()

    def close(self) -> None:
        """Write what waits, then end."""
        self._queue.put(None)
        self._thread.join()

    @property
    def alive(self) -> bool:
        """Whether batches are taken."""
        return self._thread.is_alive()

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
                answers = self._store_all([batch for batch, _ in waiting])
                assert self._loop
                self._loop.call_soon_threadsafe(_answer, waiting, answers)
                self._after()

    def _together(self) -> list[Waiting | None]:
        found = [self._queue.get()]
        try:
            while len(found) < MOST_TOGETHER:
                found.append(self._queue.get_nowait())
        except Empty:
            pass
        return found

    def _store_all(self, batches: Sequence[Delivery]) -> Sequence[Answer | Exception]:
        try:
            return self._store_once(batches)
        except StoreFault as error:
            log.warning("batches could not be stored: %s", error)
            return [error] * len(batches)
        except Exception as error:
            # A batch that meets a bug of ours must not keep others out.
            if len(batches) > 1:
                return [answer for batch in batches for answer in self._store_all([batch])]
            log.error("a batch failed: %s\n%s", type(error).__name__, "".join(traceback.format_tb(error.__traceback__)))
            return [error]

    def _store_once(self, batches: Sequence[Delivery]) -> list[Answer]:
        for attempt in range(TRIES):
            try:
                with self._store.writing() as connection:
                    return take(connection, batches, self._now().isoformat(timespec="seconds"), careful=attempt > 0)
            except Conflict:
                # Some id is there already; or, with care, another process came in between.
                continue
        raise Away("database: other processes write the same records")


def _answer(waiting: Sequence[Waiting], answers: Sequence[Answer | Exception]) -> None:
    for (_, coming), answer in zip(waiting, answers, strict=True):
        # Whoever asked may have gone away.
        if coming.done():
            continue
        if isinstance(answer, Stand):
            coming.set_result(answer)
        else:
            coming.set_exception(answer)
