"""What a terminal does about its journal between visits: settles what was cut off, tells central, looks for damage."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from firmware.conversation import Conversation
from firmware.errors import JournalError
from firmware.recovery import Recovery
from firmware.telling import Teller
from firmware.visits import tell_restored

log = logging.getLogger(__name__)
TELL_SECONDS = 30.0


class Upkeep:
    """Of one terminal; `run` is called from idle, first before any visitor, then every few seconds."""

    def __init__(self, role: Any, talk: Conversation, name: str, devices: Mapping[str, Any]) -> None:
        self._role, self._talk = role, talk
        printers = devices.get("page_printer"), devices.get("receipt_printer")
        self._recovery = Recovery(role.journal, talk.clock, role.book, name, *printers, devices.get("cash_box"))
        self._teller = Teller(role.journal, role.central)
        self._recovered = self._checked = False
        self._told = -TELL_SECONDS

    def run(self) -> None:
        """Do what is due now. A journal that fails is found by the health check too, which closes the terminal."""
        try:
            self._keep_up()
        except JournalError as error:
            log.error("%s", error)

    def _keep_up(self) -> None:
        if self._recovered and not self._checked:
            # every page is read once, when nobody waits for the start any more
            self._checked = True
            self._role.journal.check_whole()
        if not self._recovered or self._recovery.is_waiting():
            for restored in self._recovery.run():
                tell_restored(self._role, self._talk, restored)
            self._recovered = True
        now = self._talk.clock.monotonic()
        if now - self._told >= TELL_SECONDS:
            self._told = now
            self._teller.begin()
