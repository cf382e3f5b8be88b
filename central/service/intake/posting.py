"""A thread of its own brings new records into the ledger: after each intake and ever again.

Terminals go first: while batches come in without a pause, posting takes no more than a tenth of the time.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from central.service.failing import told
from central.service.stores import Away

EVERY_S = 5.0  # another process may have taken records in, or been killed before it posted them
QUIET_S = 0.05  # without a batch: nobody waits
REST = 9  # times as long as a step took
END_S = 20.0
log = logging.getLogger(__name__)


class Posting:
    """Calls `post`, which takes some records and says how many, until there are none; then waits to be woken.

    What fails is tried again: the cursor moves only together with what was posted.
    """

    def __init__(self, post: Callable[[], int], quiet_for: Callable[[], float], every_s: float = EVERY_S) -> None:
        """`quiet_for` tells for how many seconds nothing has come in."""
        self._post = post
        self._quiet_for = quiet_for
        self._every_s = every_s
        self._away = False
        self._woken = threading.Event()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="posting", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def wake(self) -> None:
        """Say that there are new records."""
        self._woken.set()

    def close(self) -> None:
        """End after what is being posted; after `END_S` seconds leave it, for it is booked whole or not at all."""
        self._ended.set()
        self._woken.set()
        self._thread.join(END_S)

    def _run(self) -> None:
        while not self._ended.is_set():
            # Cleared first: what comes in from here on wakes it again.
            self._woken.clear()
            began = time.monotonic()
            if self._post_some():
                self._rest(REST * (time.monotonic() - began))
            else:
                self._woken.wait(self._every_s)

    def _rest(self, most: float) -> None:
        ends = time.monotonic() + most
        while time.monotonic() < ends and self._quiet_for() < QUIET_S:
            if self._ended.wait(QUIET_S):
                return

    def _post_some(self) -> int:
        try:
            took = self._post()
        except Away as error:
            # As long as it lasts this would be said every few seconds.
            if not self._away:
                log.warning("records are not posted for now: %s", error)
            self._away = True
        except Exception as error:
            log.error("records could not be posted, tried again: %s", told(error))
        else:
            self._away = False
            return took
        self._ended.wait(self._every_s)
        return 0
