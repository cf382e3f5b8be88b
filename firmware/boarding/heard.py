"""Which rides central has in its books: what a list may count by now, and what has to be counted on top of it."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Container
from datetime import datetime

from firmware.clock import JAPAN
from firmware.journal import Journal


class Heard:
    """What central has acknowledged of one journal, and when that was first seen."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        # when it was first seen that central has a record: a list that is made later counts it
        self._seen: dict[str, datetime] = {}
        self._open: deque[tuple[int, str]] = deque()
        self._turn = threading.Lock()

    def wrote(self, record: str) -> None:
        """A ride has just been written."""
        # perhaps another's number above ours: central may have it a little earlier than we believe, never later
        self._open.append((self._journal.written, record))

    def look(self) -> None:
        """See what central has acknowledged by now; from any thread, and no tap waits for it."""
        if self._open:
            through, now = self._journal.acknowledged, self._journal.moment().at
            with self._turn:
                while self._open and self._open[0][0] <= through:
                    self._seen[self._open.popleft()[1]] = now

    def is_counted(self, record: str, at: datetime, made: datetime | None) -> bool:
        """Whether a list that was made then counts a record of that time: central had to have it by then."""
        seen = self._seen.get(record)
        return made is not None and at <= made and seen is not None and seen <= made

    def recall(self, record: str, at: datetime, number: int) -> None:
        """What is known of a record of before a restart: the journal's number that central has to reach, 0 when it has."""
        today = self._journal.moment().at.astimezone(JAPAN).date()
        if number == 0 and at.astimezone(JAPAN).date() < today:
            # when central had it nobody knows any more; the list of a later day does
            self._seen[record] = at
        else:
            self._open.append((number, record))

    def keep(self, records: Container[str]) -> None:
        """Let go of all others that central has."""
        with self._turn:
            self._seen = {record: at for record, at in self._seen.items() if record in records}
