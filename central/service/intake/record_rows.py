"""The rows of `record`, `repeated_record` and `refused_record`: what a batch brings is sorted into them."""

from __future__ import annotations

from dataclasses import dataclass, field

from central.service.intake.reading import Delivery
from central.service.stores import Connection, Value
from central.wire import Verdict

COLUMNS = {
    "record": ("chain", "seq", "id", "at", "what", "body", "received"),
    "repeated_record": ("chain", "seq", "id"),
    "refused_record": ("chain", "seq", "why", "body", "received"),
}
UNREADABLE = "cannot be read as a record"
OTHER = "another record has its id"
STORED = "SELECT seq, body FROM record WHERE chain = ? AND seq BETWEEN ? AND ?"
REPEATED = """SELECT repeated_record.seq, record.body FROM repeated_record JOIN record ON record.id = repeated_record.id
    WHERE repeated_record.chain = ? AND repeated_record.seq BETWEEN ? AND ?"""
REFUSED = "SELECT seq, why, body FROM refused_record WHERE chain = ? AND seq BETWEEN ? AND ?"


@dataclass
class Sorted:
    """Records of a batch from number `first` on: a verdict for each, and the parts that go into each table."""

    first: int
    verdicts: list[Verdict] = field(default_factory=list)
    rows: list[tuple[int, str, str, str, str]] = field(default_factory=list)  # seq, id, at, what, body
    repeated: list[tuple[int, str]] = field(default_factory=list)
    refused: dict[int, str] = field(default_factory=dict)
    refused_bodies: list[bytes] = field(default_factory=list)

    def refuse(self, seq: int, why: str, body: bytes) -> None:
        """Set a record aside."""
        self.verdicts.append(Verdict.REFUSED)
        self.refused[seq] = why
        self.refused_bodies.append(body)


class Records:
    """The records of one transaction; rows wait until they are asked about or the transaction ends."""

    def __init__(self, connection: Connection, now: str) -> None:
        self._connection = connection
        self._now = now
        self._waiting: dict[str, list[tuple[Value, ...]]] = {table: [] for table in COLUMNS}

    def known(self, chain: int, batch: Delivery, count: int) -> Sorted | None:
        """The first `count` records of a batch as they were answered before; None when a chain holds others in their place."""
        found = Sorted(batch.first)
        if not count:
            return found
        self.write()
        span = (chain, batch.first, batch.first + count - 1)
        refused = {seq: (why, body) for seq, why, body in self._connection.execute(REFUSED, span).fetchall()}
        # Where the batch goes on beyond what is known, the hash there has told already.
        if count == len(batch.bodies) and not self._holds(
            span, batch, {seq: body for seq, (_, body) in refused.items()}
        ):
            return None
        found.refused = {seq: why for seq, (why, _) in refused.items()}
        numbers = range(batch.first, batch.first + count)
        found.verdicts = [Verdict.REFUSED if seq in refused else Verdict.KNOWN for seq in numbers]
        return found

    def sort(self, batch: Delivery, skip: int, *, careful: bool) -> Sorted:
        """What is to become of the records after the first `skip`; with care, their ids are looked for."""
        found = Sorted(batch.first + skip)
        records, bodies = batch.records[skip:], batch.bodies[skip:]
        known = self._bodies([record.id for record in records if record]) if careful else {}
        for seq, (record, body) in enumerate(zip(records, bodies, strict=True), found.first):
            if record is None:
                found.refuse(seq, UNREADABLE, body)
                continue
            text = body.decode()
            before = known.get(record.id) if careful else None
            if before is None:
                known[record.id] = text
                found.verdicts.append(Verdict.STORED)
                found.rows.append((seq, record.id, record.at, record.what, text))
            elif before == text:
                found.verdicts.append(Verdict.KNOWN)
                found.repeated.append((seq, record.id))
            else:
                found.refuse(seq, OTHER, body)
        return found

    def keep(self, chain: int, found: Sorted) -> None:
        """Have the rows written."""
        now, waiting = self._now, self._waiting
        waiting["record"] += [(chain, *row, now) for row in found.rows]
        waiting["repeated_record"] += [(chain, *row) for row in found.repeated]
        refused = zip(found.refused.items(), found.refused_bodies, strict=True)
        waiting["refused_record"] += [(chain, seq, why, body, now) for (seq, why), body in refused]

    def write(self) -> None:
        """Write what waits. Raises Conflict."""
        for table, rows in self._waiting.items():
            if rows:
                self._connection.insert(table, COLUMNS[table], rows)
                rows.clear()

    def _holds(self, span: tuple[int, int, int], batch: Delivery, refused: dict[int, bytes]) -> bool:
        held = dict(refused)
        for asked in (STORED, REPEATED):
            held |= {seq: text.encode() for seq, text in self._connection.execute(asked, span).fetchall()}
        return [held.get(seq) for seq in range(span[1], span[2] + 1)] == batch.bodies

    def _bodies(self, ids: list[str]) -> dict[str, str]:
        self.write()
        places = ", ".join("?" * len(ids))
        sql = f"SELECT id, body FROM record WHERE id IN ({places})"  # noqa: S608 - only ?
        return dict(self._connection.execute(sql, ids).fetchall()) if ids else {}
