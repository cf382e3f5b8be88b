"""Batches are made durable together, and each has its answer: what it takes to do that whatever stands against it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from central.service.failing import told
from central.service.intake.reading import Delivery
from central.service.intake.taking import Answer, take
from central.service.stores import Away, Conflict, Store

TRIES = 3
log = logging.getLogger(__name__)


def store_all(store: Store, batches: Sequence[Delivery], now: datetime) -> Sequence[Answer | Exception]:
    """Store what is new of each batch, in this order and durably; an answer, or what went wrong, for each."""
    try:
        return _store_once(store, batches, now)
    except Away as error:
        return [error] * len(batches)
    except Exception as error:
        # A batch that meets a bug of ours, or that the database cannot take, must not keep others out.
        if len(batches) > 1:
            return [answer for batch in batches for answer in store_all(store, [batch], now)]
        log.error("a batch failed: %s", told(error))
        return [error]


def _store_once(store: Store, batches: Sequence[Delivery], now: datetime) -> list[Answer]:
    for attempt in range(TRIES):
        try:
            with store.writing() as connection:
                return take(connection, batches, now.isoformat(timespec="seconds"), careful=attempt > 0)
        except Conflict:
            # Some id is there already; or, with care, another process came in between.
            continue
    raise Away("database: other processes write the same records")
