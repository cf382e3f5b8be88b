"""What a terminal does between visits: settles what was cut off, tells central, looks for damage, lets go of what is old."""

from __future__ import annotations

import logging
import random
from collections.abc import Sequence
from typing import Any

from firmware.clock import Clock
from firmware.courier import Courier, Errand, asking, draining, now_and_then, once
from firmware.errors import JournalError
from firmware.queue import OfflineQueue
from firmware.serving import Serving
from firmware.telling import telling

log = logging.getLogger(__name__)
PRUNE_SECONDS = 600.0
NOT_TAKEN = (
    "Central takes no records from this terminal ({reason}): look whether it is registered there with its name and key,"
    " and not revoked; until then all is kept here."
)
ASK_SECONDS = (3000.0, 4200.0)
"""About once an hour; each terminal another while, so that a fleet does not come as one."""


class Upkeep:
    """Of one terminal; `run` is called between visits, first before any, then every few seconds.

    `serving` settles what was cut off. `errands` are what else is done on the thread that talks to central.
    """

    def __init__(self, role: Any, clock: Clock, serving: Serving, errands: Sequence[Errand] = ()) -> None:
        self._role, self._clock, self._serving = role, clock, serving
        self._is_settled = False
        self._chance = random.Random()  # noqa: S311 - spreads terminals, keeps no secret
        central = role.central
        self._queue = OfflineQueue(role.journal, central, central.signer, clock, self._chance)
        self.courier = Courier([*self._own(), *errands])

    def sentences(self) -> list[str]:
        """What the operator must know of the line to central."""
        return [NOT_TAKEN.format(reason=self._queue.refusal)] if self._queue.refusal else []

    def _own(self) -> list[Errand]:
        journal, central, clock, queue = self._role.journal, self._role.central, self._clock, self._queue
        return [
            telling(journal, central, clock),
            draining(journal, queue, lambda: self._serving.is_idle),
            asking(clock, journal, queue, self._chance.uniform(*ASK_SECONDS)),
            # every page is read once, when nobody waits for the start any more
            once(journal.check_whole, lambda: self._is_settled),
            now_and_then(clock, PRUNE_SECONDS, journal.prune, PRUNE_SECONDS),
        ]

    def run(self) -> None:
        """Do what is due now. A journal that fails is found by the health check too, which closes the terminal."""
        try:
            self._keep_up()
        except JournalError as error:
            log.error("%s", error)

    def _keep_up(self) -> None:
        self._serving.settle()
        self._is_settled = True
        self.courier.begin()
