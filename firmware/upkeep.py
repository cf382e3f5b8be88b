"""What a terminal does between visits: settles what was cut off, tells central, looks for damage, lets go of what is old."""

from __future__ import annotations

import logging
import random
from collections.abc import Mapping, Sequence
from typing import Any

from firmware.conversation import Conversation
from firmware.courier import Courier, Errand, asking, draining, now_and_then, once
from firmware.errors import JournalError
from firmware.queue import OfflineQueue
from firmware.recovery import Recovery
from firmware.telling import telling
from firmware.visits import tell_restored

log = logging.getLogger(__name__)
PRUNE_SECONDS = 600.0
NOT_TAKEN = (
    "Central takes no records from this terminal ({reason}): look whether it is registered there with its name and key,"
    " and not revoked; until then all is kept here."
)
ASK_SECONDS = (3000.0, 4200.0)
"""About once an hour; each terminal another while, so that a fleet does not come as one."""


class Upkeep:
    """Of one terminal; `run` is called from idle, first before any visitor, then every few seconds.

    `errands` are what else is done on the thread that talks to central.
    """

    def __init__(
        self, role: Any, talk: Conversation, name: str, devices: Mapping[str, Any], errands: Sequence[Errand] = ()
    ) -> None:
        self._role, self._talk = role, talk
        printers = devices.get("page_printer"), devices.get("receipt_printer")
        self._recovery = Recovery(role.journal, talk.clock, role.book, name, *printers, devices.get("cash_box"))
        self._recovered = False
        self._chance = random.Random()  # noqa: S311 - spreads terminals, keeps no secret
        central = role.central
        self._queue = OfflineQueue(role.journal, central, central.signer, talk.clock, self._chance)
        self.courier = Courier([*self._own(), *errands])

    def sentences(self) -> list[str]:
        """What the operator must know of the line to central."""
        return [NOT_TAKEN.format(reason=self._queue.refusal)] if self._queue.refusal else []

    def _own(self) -> list[Errand]:
        journal, central, clock, queue = self._role.journal, self._role.central, self._talk.clock, self._queue
        return [
            telling(journal, central, clock),
            draining(journal, queue, lambda: self._talk.view.visit is None),
            asking(clock, journal, queue, self._chance.uniform(*ASK_SECONDS)),
            # every page is read once, when nobody waits for the start any more
            once(journal.check_whole, lambda: self._recovered),
            now_and_then(clock, PRUNE_SECONDS, journal.prune, PRUNE_SECONDS),
        ]

    def run(self) -> None:
        """Do what is due now. A journal that fails is found by the health check too, which closes the terminal."""
        try:
            self._keep_up()
        except JournalError as error:
            log.error("%s", error)

    def _keep_up(self) -> None:
        if not self._recovered or self._recovery.is_waiting():
            for restored in self._recovery.run():
                tell_restored(self._role, self._talk, restored)
            self._recovered = True
        self.courier.begin()
