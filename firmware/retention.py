"""How long the journal keeps its rows: what central has acknowledged for 35 days may go, and earlier what is beyond the cap.

Days are those on which central answered, counted, by a clock that could be believed: no leap makes a row old, and a
central that came back from a backup has had its say before a row goes.
Never goes what central has not acknowledged, or only since yesterday, a row of a visit with an open act or of the last
visit; by age, nothing from which staff still reckon figures. Where rows went, an anchor keeps the hash before the next
one: the chain still holds.
"""

from __future__ import annotations

from firmware.chaining import Chain
from firmware.journal_file import CLOSES, LAST_OF_A_VISIT, JournalFile
from firmware.timeline import BELIEVED, Moment

DAYS = 35
CAP = 512 * 2**20
"""Bytes in use from which on acknowledged rows go before their time."""
AT_ONCE = 500
MOST = 20_000
"""Rows in one call: the rest goes with the next, so that nobody waits long."""
# a visit goes whole: the figures of a part of it would be others
MAY_GO = """SELECT seq FROM record WHERE seq <= ?1 AND seq < (SELECT max(seq) FROM record)
    AND visit NOT IN (SELECT visit FROM open_act) AND visit <> ?2
    AND (visit = '' OR NOT EXISTS (SELECT 1 FROM record AS later WHERE later.visit = record.visit AND later.seq > ?1))
    ORDER BY seq LIMIT ?3"""
# for each kind that staff have ever closed with, the last row of it
LAST_CLOSES = f"SELECT min(last) FROM (SELECT max(seq) AS last FROM record WHERE {CLOSES} GROUP BY what)"  # noqa: S608 - fixed text


class Retention:
    """The retention of one journal; `cap` (bytes) and `days` may be set."""

    def __init__(self, file: JournalFile, chain: Chain) -> None:
        self._file, self._chain = file, chain
        self.cap, self.days = CAP, DAYS
        self._counts_days = True

    def mark(self, now: Moment) -> None:
        """Central has answered: write down how much it had acknowledged by the end of this day."""
        self._counts_days = now.quality in BELIEVED
        if not self._counts_days:
            return
        day, through = f"{now.at:%Y-%m-%d}", self._chain.acknowledged
        last = self._file.run("SELECT id, day, through FROM acknowledged_on ORDER BY id DESC LIMIT 1")
        if not last or last[0][1] != day:
            self._file.run("INSERT INTO acknowledged_on (day, through) VALUES (?, ?)", day, through)
        elif last[0][2] != through:
            self._file.run("UPDATE acknowledged_on SET through = ? WHERE id = ?", through, last[0][0])

    def unmark(self, through: int) -> None:
        """Central has no more than this after all."""
        self._file.run("DELETE FROM acknowledged_on WHERE through > ?", through)

    def prune(self) -> int:
        """Let go of what may go, some of it; how many rows went. Raises JournalError."""
        through = min(max(self._by_age(), self._by_size()), self._chain.acknowledged)
        gone = 0
        while gone < MOST and (some := self._drop_some(through)):
            gone += some
        return gone

    def _by_age(self) -> int:
        """The number up to which rows are old."""
        sql = "SELECT id, through FROM acknowledged_on ORDER BY id DESC LIMIT 1 OFFSET ?"
        marks = self._file.run(sql, self.days)
        if not marks:
            return 0
        self._file.run("DELETE FROM acknowledged_on WHERE id < ?", marks[0][0])
        [(closed,)] = self._file.run(LAST_CLOSES)
        return min(int(marks[0][1]), int(closed or marks[0][1] + 1) - 1)

    def _by_size(self) -> int:
        """The number up to which rows are too much: their share of the bytes in use."""
        [(pages,)] = self._file.run("PRAGMA page_count")
        [(free,)] = self._file.run("PRAGMA freelist_count")
        [(size,)] = self._file.run("PRAGMA page_size")
        used = (pages - free) * size
        if used <= self.cap:
            return 0
        first, last = self._chain.oldest, self._chain.last
        return min(first + int((last - first) * (used - self.cap) / used), self._acknowledged_earlier())

    def _acknowledged_earlier(self) -> int:
        """The number up to which central had acknowledged before yesterday; now, while no days can be counted."""
        # a long backlog may leave within the hour, and a central that comes back from a backup asks for that hour again
        if not self._counts_days:
            return self._chain.acknowledged
        marks = self._file.run("SELECT through FROM acknowledged_on ORDER BY id DESC LIMIT 1 OFFSET 2")
        return int(marks[0][0]) if marks else 0

    def _drop_some(self, through: int) -> int:
        with self._file.writing():
            last = self._file.run(f"SELECT visit FROM record WHERE seq = {LAST_OF_A_VISIT}")  # noqa: S608 - fixed text
            gone = [seq for (seq,) in self._file.run(MAY_GO, through, last[0][0] if last else "-", AT_ONCE)]
            for seq in gone:
                # the hash goes on to the next row, whether that one stays or goes in its turn
                self._file.run("INSERT OR REPLACE INTO anchor SELECT seq + 1, hash FROM record WHERE seq = ?", seq)
                self._file.run("DELETE FROM anchor WHERE seq = ?", seq)
                self._file.run("DELETE FROM record WHERE seq = ?", seq)
        return len(gone)
