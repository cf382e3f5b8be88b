"""Intake as the service sees it: a body goes in, where central stands comes out, and then it is durable."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from litestar.concurrency import sync_to_thread

from central.service.clock import Clock
from central.service.intake.admission import UNAVAILABLE, Admission
from central.service.intake.keys import Keys, Registered
from central.service.intake.posting import Posting
from central.service.intake.reading import Delivery, prove, read_batch, unpack
from central.service.intake.taking import NOT_REGISTERED
from central.service.intake.writer import Writer
from central.service.refusing import Refuse
from central.service.stores import Away, Store
from central.wire import Batch, Reason, Stand


class Intake:
    """Takes records in, and has them posted."""

    def __init__(self, store: Store, clock: Clock, post: Callable[[], int], admission: Admission | None = None) -> None:
        self.admission = admission or Admission()
        self._counts: Counter[str] = Counter()
        self._store = store
        self._keys = Keys(store)
        self._writer = Writer(store, clock.now, self._wake)
        self._posting = Posting(post, self._writer.quiet_for)

    @property
    def counts(self) -> Counter[str]:
        """Since the start: `batches`, records by verdict, batches `unproved` by their seal and `turned_away` for now."""
        return self._counts + Counter(turned_away=self.admission.turned_away)

    def start(self) -> None:
        """Begin, on the event loop of the service."""
        self._writer.start()
        self._posting.start()

    def close(self) -> None:
        """End, when what waits is stored."""
        self._writer.close()
        self._posting.close()

    async def read(self, body: bytes, encoding: str) -> Delivery:
        """The batch in a body, proved to be its terminal's. Raises Refuse, Busy."""
        with self._answering():
            return await self._prove(read_batch(unpack(body, encoding)))

    async def take(self, delivery: Delivery) -> Stand:
        """Store what is new in a batch. Raises Refuse, Busy."""
        with self.admission.waiting(delivery.terminal), self._answering():
            try:
                stand = await self._writer.take(delivery)
            except Refuse:
                self._keys.forget(delivery.terminal)
                raise
        self._counts["batches"] += 1
        self._counts.update(stand.verdicts)
        return stand

    def ready(self) -> bool:
        """Whether batches can be stored now. Raises Away."""
        with self._store.reading() as connection:
            connection.execute("SELECT 1 FROM chain LIMIT 1").fetchone()
        return self._writer.alive

    async def _prove(self, batch: Batch) -> Delivery:
        # What is remembered may be an old key: only one that was looked up now may refuse.
        remembered = self._keys.known(batch.terminal)
        if remembered and (delivery := prove(batch, remembered.text, remembered.key)):
            return delivery
        found: Registered | None = await sync_to_thread(self._keys.look_up, batch.terminal)
        if found and found != remembered and (delivery := prove(batch, found.text, found.key)):
            return delivery
        self._counts["unproved"] += 1
        raise Refuse(Reason.TERMINAL_UNKNOWN, NOT_REGISTERED)

    @contextmanager
    def _answering(self) -> Iterator[None]:
        try:
            yield
        except Away as error:
            # Without a line in the log for each of thousands: the threads that write and post say it once.
            raise self.admission.busy(UNAVAILABLE, error.retry_after_s) from None

    def _wake(self) -> None:
        self._posting.wake()
