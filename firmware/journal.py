"""The journal: what was meant, before it happens, and what came of it, after: money and paper pass through here.

Every row is a record as it leaves for central (`central.wire.Record`): the journal is the offline queue, and the queue a
cursor over it. Rows are only ever added, and kept until central has acknowledged them. An act without an outcome, or with
the outcome *unknown*, stays open: staff decide. Details never name a person; they are numbers and states.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from central.wire import Phase, Record
from firmware.chaining import Chain, Leaving
from firmware.checking import Reading, faults
from firmware.clock import JAPAN, Clock
from firmware.errors import JournalError
from firmware.ids import uuid7
from firmware.journal_file import LAST_OF_A_VISIT, LEAST_FREE, JournalFile, open_file
from firmware.migrating import take_over
from firmware.retention import Retention
from firmware.rows import Act, Aside, Backlog, Detail, Ending, Entry
from firmware.timeline import Moment, Timeline

OPEN = "WHERE visit IN (SELECT visit FROM open_act) AND act IN (SELECT act FROM open_act)"
NEXT = "INSERT INTO counter VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value"
REFUSED = "SELECT count(*), coalesce((SELECT value FROM counter WHERE name = 'refused_seen'), 0) FROM refused"
SEEN = "INSERT OR REPLACE INTO counter VALUES ('refused_seen', (SELECT count(*) FROM refused))"
LAST_OF = "(SELECT seq FROM record WHERE what = ? ORDER BY seq DESC LIMIT 1)"
__all__ = ["Act", "Backlog", "Detail", "Ending", "Entry", "Journal", "Leaving"]
READ = msgspec.json.Decoder(Entry)
TIMED = msgspec.json.Decoder(Record)


class Journal:
    """The journal of one terminal, in one file, chained under its seed (32 bytes); may be used from any thread.

    `rules` is the version of the rules in force, which every record carries.
    """

    def __init__(self, path: Path, clock: Clock, seed: bytes, connect: Callable[[Path], Any] = open_file) -> None:
        self.rules = ""
        self.least_free = LEAST_FREE
        self._clock = clock
        self._file = JournalFile(path, connect)
        self._db = self._file.db
        self._chain = Chain(self._file, seed)
        self._file.prepare(lambda file: take_over(file, self._chain, uuid7(clock.now())))
        self._timeline = self._begin_timeline()
        self._retention = Retention(self._file, self._chain)

    def close(self) -> None:
        """Close the file, for threads that come later too."""
        self._file.close()

    @contextmanager
    def act(self, visit: str, what: str, /, **intent: Detail) -> Iterator[Act]:
        """Write the intent, let the block do it, write the outcome. An act whose block ends by surprise stays open."""
        act = self.begin(visit, what, **intent)
        try:
            yield act
        finally:
            # by surprise nothing is known, and nothing is written: the open intent is the truth
            if act.ending is not None:
                self._add(act, act.ending, act.detail)

    def begin(self, visit: str, what: str, /, **intent: Detail) -> Act:
        """Write an intent that stays open until `decide` ends it."""
        act = Act("", visit, what)
        self._add(act, "intent", intent)
        return act

    def note(self, visit: str, what: str, /, **detail: Detail) -> str:
        """Write down something that has happened; the record's id."""
        act = Act("", visit, what)
        self._add(act, "note", detail)
        return act.id

    def decide(self, act: str, ending: Ending, **detail: Detail) -> Entry:
        """Write what was found out about an act that was left open, and give back what it was. Raises JournalError."""
        entry = next((e for e in self.unsettled() if e.act == act), None)
        if entry is None:
            raise JournalError(f"no open act {act}")
        self._add(Act(entry.act, entry.visit, entry.what), ending, detail)
        return entry

    def unsettled(self) -> list[Entry]:
        """The intents of the open acts, oldest first; once somebody has looked in vain their phase is `unknown`."""
        found: dict[str, Entry] = {}
        for row in self._entries(OPEN):
            began = found.get(row.act)
            found[row.act] = replace(began, phase=row.phase, known=row.detail) if began else row
        return list(found.values())

    def entries(self, visit: str) -> list[Entry]:
        """All that was written of one visit, in order."""
        return self._entries("WHERE visit = ?", visit)

    def between(self, start: datetime, end: datetime) -> Iterator[Entry]:
        """All that was written from `start` on and before `end`, in the order in which it was written."""
        yield from self._entries("WHERE at >= ? AND at < ?", _stamp(start), _stamp(end))

    def latest(self, what: str) -> Entry | None:
        """The last row of a kind."""
        return next(iter(self._entries(f"WHERE seq = {LAST_OF}", what)), None)

    def since(self, what: str) -> list[Entry]:
        """All that was written after the last row of a kind, or all there is; by order of writing, whatever the clock did."""
        return self._entries(f"WHERE seq > coalesce({LAST_OF}, 0)", what)

    def newest(self) -> Entry | None:
        """The last row of any visit."""
        return next(iter(self._entries(f"WHERE seq = {LAST_OF_A_VISIT}")), None)

    def next_number(self, counter: str) -> int:
        """The next number of a gap-free series, from 1."""
        return int(self._file.run(NEXT, counter)[0][0])

    def put_back(self, counter: str) -> None:
        """The last number of a series was not needed after all; the next one gets it."""
        with self._file.lock:
            self._file.run("UPDATE counter SET value = value - 1 WHERE name = ?", counter)
            self._file.run("DELETE FROM counter WHERE name = ? AND value = 0", counter)

    def check_writable(self) -> None:
        """Raises JournalError when the next row could not be relied on: damage, a disk that is full or may only be read."""
        self._file.check_writable(self.least_free)

    def check_whole(self) -> None:
        """Read every page, and every record's hash and tag. Raises JournalError when anything is damaged."""
        with self._file.reading() as connection:
            fault = next(faults(Reading(connection), self._chain.tags), None)
        if fault:
            raise self._file.is_damaged(fault)

    def moment(self) -> Moment:
        """The time that a record would have now; nothing is written."""
        with self._file.lock:
            return self._timeline.now()

    def about_the_clock(self) -> list[str]:
        """What the operator must know of the clock, in sentences."""
        with self._file.lock:
            return self._timeline.sentences()

    def leaving(self, most: int = 100, most_bytes: int = 200_000, after: int | None = None) -> Leaving | None:
        """What central has not acknowledged, or what follows a number; None when there is nothing. Raises JournalError."""
        with self._file.lock:
            kept = max(self._chain.head.first, self.oldest)
            if after is not None and not kept - 1 <= after <= self._chain.last:
                raise JournalError(f"nothing leaves after {after}: the records from {kept} on are kept in this chain")
            return self._chain.leaving(self.acknowledged if after is None else after, most, most_bytes)

    def acknowledge(self, through: int, refused: Mapping[int, str], *, held: bool = False) -> None:
        """Central has all up to a number and need not be sent it again; what it refused is kept aside with its sentence."""
        with self._file.lock:
            self._chain.acknowledge(through, refused, held)
            if through >= self.acknowledged:
                self._retention.mark(self._timeline.now())

    def rewind(self, through: int) -> None:
        """Central holds only up to there after all: what follows leaves again. Raises JournalError when it is not kept."""
        with self._file.lock:
            if not max(self._chain.head.first, self.oldest) - 1 <= through <= self.acknowledged:
                raise JournalError(f"central stands at {through}, from where the journal cannot go on")
            with self._file.writing():
                self._chain.set_stand(through)
                self._retention.unmark(through)

    def begin_epoch(self, first: int | None = None) -> None:
        """Chain anew from a number on, or after the cursor, in one transaction; from there on all leaves (again).

        Whoever writes meanwhile waits: 2 to 3 s for 100,000 rows on two PC cores, and retention's cap keeps about a million.
        """
        with self._file.lock:
            start = self.acknowledged + 1 if first is None else first
            if not self.oldest <= start <= self._chain.last + 1:
                raise JournalError(f"no epoch can begin at {start}: the records from {self.oldest} on are kept")
            try:
                with self._file.writing():
                    self._chain.begin(uuid7(self._clock.now()), start, start - 1)
                    self._retention.unmark(start - 1)
                    # a row more, so that another program that writes finds its number taken and looks at the chain again
                    self.note("", "epoch_begun", first=start)
            except JournalError:
                self._chain.forget()
                raise

    def hash_at(self, seq: int) -> bytes | None:
        """The hash of a record; None when it is not kept or not in the present epoch."""
        with self._file.lock:
            return self._chain.hash_at(seq)

    def backlog(self) -> Backlog:
        """What central has not acknowledged; it costs the same however long the journal is."""
        with self._file.lock:
            after = self.acknowledged
            rows = self._file.run("SELECT at FROM record WHERE seq = ?", after + 1)
            [(refused, seen)] = self._file.run(REFUSED)
            oldest = datetime.fromisoformat(rows[0][0]) if rows else None
            return Backlog(self._chain.last - after, oldest, refused, refused - seen, self._chain.is_held)

    def refused(self) -> list[Aside]:
        """The records that central refused, in order."""
        rows = self._file.run("SELECT seq, CAST(body AS BLOB), sentence FROM refused ORDER BY seq")
        return [Aside(*row) for row in rows]

    def see_refused(self) -> int:
        """Staff have looked at what central refused until now: the terminal stops telling; how many were new. Raises JournalError."""
        with self._file.lock:
            # counted, for a number below may be refused later, when all is sent again
            [(refused, seen)] = self._file.run(REFUSED)
            if refused > seen:
                self.note("", "refused_seen", count=refused - seen)
                self._file.run(SEEN)
        return int(refused - seen)

    def prune(self) -> int:
        """Let go of what central has had for long, or what is too much; how many rows. Raises JournalError."""
        # some rows at a time: whoever writes meanwhile waits for those only
        return self._retention.prune()

    @property
    def acknowledged(self) -> int:
        """The number up to which central has acknowledged."""
        return self._chain.acknowledged

    @property
    def last(self) -> int:
        """The number of the last record, whichever program wrote it."""
        with self._file.lock:
            return self._chain.last

    @property
    def written(self) -> int:
        """The number of the last record that this program wrote or found; without a look into the file."""
        with self._file.lock:
            return self._chain.head.seq

    @property
    def epoch(self) -> str:
        """The id of the present epoch."""
        with self._file.lock:
            return self._chain.head.epoch

    @property
    def oldest(self) -> int:
        """The first number of the records that are kept without a gap up to the last."""
        return self._chain.oldest

    def _begin_timeline(self) -> Timeline:
        try:
            rows = self._file.run("SELECT CAST(body AS BLOB) FROM record ORDER BY seq DESC LIMIT 1")
            last = TIMED.decode(rows[0][0]) if rows else None
        except (JournalError, msgspec.MsgspecError) as error:
            # opened all the same, so that the terminal can say that it is out of order and why
            self._file.is_damaged(str(error))
            last = None
        if last is None:
            return Timeline(self._clock)
        return Timeline(
            self._clock, datetime.fromisoformat(last.at), last.mono_ms if last.boot == self._clock.boot else None
        )

    def _add(self, act: Act, phase: str, detail: dict[str, Detail]) -> None:
        with self._file.lock:
            moment = self._timeline.now()
            if moment.before:
                # of this visit and by nobody, so that a restart finds the visit and takes nobody to stand there
                leap: dict[str, Detail] = {"from": _stamp(moment.before), "to": _stamp(moment.at), "by": "clock"}
                self._append(Act("", act.visit, "clock"), "note", leap, moment)
            self._append(act, phase, detail, moment)
            self._timeline.keep(moment)

    def _append(self, act: Act, phase: str, detail: dict[str, Detail], moment: Moment) -> None:
        made = uuid7(moment.at)
        # the first record of an act gives it its id
        act.id = act.id or made
        record = Record(
            id=made,
            at=_stamp(moment.at),
            clock=moment.quality,
            boot=self._clock.boot,
            mono_ms=moment.mono_ms,
            rules=self.rules,
            visit=act.visit,
            act=act.id,
            what=act.what,
            phase=Phase(phase),
            detail=detail,
        )
        self._chain.add(msgspec.json.encode(record))

    def _entries(self, where: str, *values: str) -> list[Entry]:
        sql = f"SELECT CAST(body AS BLOB) FROM record {where} ORDER BY seq"  # noqa: S608 - fixed texts
        try:
            return [READ.decode(body) for (body,) in self._file.run(sql, *values)]
        except msgspec.MsgspecError as error:
            raise self._file.is_damaged(f"a record cannot be read: {error}") from error


def _stamp(at: datetime) -> str:
    # one offset and one length, so that texts compare as times do
    return (at if at.tzinfo is JAPAN else at.astimezone(JAPAN)).isoformat(timespec="microseconds")
