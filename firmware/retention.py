"""How long the journal keeps its rows: what central has acknowledged for 35 days may go, and earlier what is beyond the cap.

Never goes what central has not acknowledged, a row of a visit with an open act, or a row of the last visit; and nothing by
a clock that cannot be believed. Where rows went, an anchor keeps the hash before the next one, so that the chain still holds.
"""

from __future__ import annotations

from datetime import timedelta

from firmware.chaining import Chain
from firmware.journal_file import JournalFile
from firmware.timeline import BELIEVED, Moment

KEPT = timedelta(days=35)
CAP = 512 * 2**20
"""Bytes in use from which on acknowledged rows go before their time."""
AT_ONCE = 500
MOST = 20_000
"""Rows in one call: the rest goes with the next, so that nobody waits long."""


class Retention:
    """The retention of one journal; `cap` and `kept` may be set."""

    def __init__(self, file: JournalFile, chain: Chain) -> None:
        self._file, self._chain = file, chain
        self.cap, self.kept = CAP, KEPT

    def mark(self, now: Moment) -> None:
        """Write down on which day central had acknowledged how much."""
        if now.quality in BELIEVED:
            sql = "INSERT INTO acknowledged_on VALUES (?, ?) ON CONFLICT (day) DO UPDATE SET through = excluded.through"
            self._file.run(sql, f"{now.at:%Y-%m-%d}", self._chain.acknowledged)

    def unmark(self, through: int) -> None:
        """Central has no more than this after all."""
        self._file.run("DELETE FROM acknowledged_on WHERE through > ?", through)

    def prune(self, now: Moment) -> int:
        """Let go of what may go, some of it; how many rows went."""
        return 0
