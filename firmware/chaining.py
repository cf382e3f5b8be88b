"""The chain of the journal's records: each row's hash and tag, the epochs, and the cursor of what central has acknowledged.

A row's hash is that of `central.chain`, its tag an HMAC-SHA256 of the hash (RFC 2104) under a key of this terminal. So
an edit of the file at rest is found, unless whoever edits holds the terminal's key.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from central.chain import genesis, link
from firmware.errors import JournalError
from firmware.journal_file import JournalFile

TAG_KEY = b"kazasu journal tag v1"
ADD = "INSERT INTO record (seq, body, hash, tag) VALUES (?, ?, ?, ?)"
HEAD = """SELECT epoch.first, epoch.id, record.seq, record.hash FROM epoch LEFT JOIN record
    ON record.seq = (SELECT max(seq) FROM record) ORDER BY epoch.first DESC LIMIT 1"""
AT_ONCE = 1000


class Head(NamedTuple):
    """The end of the chain: the present epoch and its first number, the last record's number, and the hash to go on from."""

    first: int
    epoch: str
    seq: int
    hash: bytes


@dataclass(frozen=True)
class Leaving:
    """Records that central has not acknowledged, in order: the numbers begin at `first`, `previous` is the hash before it."""

    epoch: str
    first: int
    previous: bytes
    bodies: list[bytes]


class Tags:
    """The tags of one terminal, from its seed (32 bytes)."""

    def __init__(self, seed: bytes) -> None:
        self._empty = hmac.new(hmac.digest(seed, TAG_KEY, "sha256"), digestmod="sha256")

    def of(self, hashed: bytes) -> bytes:
        """The tag of a record's hash."""
        tag = self._empty.copy()
        tag.update(hashed)
        return tag.digest()

    def of_stand(self, acknowledged: int, held: bool) -> bytes:
        """The tag of the cursor."""
        return self.of(b"stand %d %d" % (acknowledged, held))


class Chain:
    """The chain in one file; `seed` is the terminal's own (32 bytes)."""

    def __init__(self, file: JournalFile, seed: bytes) -> None:
        self._file, self.tags = file, Tags(seed)
        self._head: Head | None = None

    @property
    def head(self) -> Head:
        """The end of the chain. Raises JournalError."""
        if self._head is None:
            rows = self._file.run(HEAD)
            if not rows:
                raise self._file.is_damaged("it has no epoch")
            first, epoch, seq, last = rows[0]
            is_new = seq is None or seq < first
            self._head = Head(first, epoch, seq or first - 1, genesis(epoch) if is_new else last)
        return self._head

    def add(self, body: bytes) -> int:
        """Append a record's body; its number, once it is durable. Raises JournalError."""
        with self._file.lock:
            while True:
                head = self.head
                hashed = link(head.hash, body)
                try:
                    self._file.run(ADD, head.seq + 1, body.decode(), hashed, self.tags.of(hashed))
                except JournalError:
                    # the number is taken when another program has written meanwhile, or begun an epoch
                    self._head = None
                    if self.head.seq == head.seq or self.head.hash == hashed:
                        raise
                else:
                    self._head = Head(head.first, head.epoch, head.seq + 1, hashed)
                    return head.seq + 1

    def forget(self) -> None:
        """Read the end of the chain anew: a transaction was taken back."""
        self._head = None

    def begin(self, epoch: str, first: int, stand: int) -> None:
        """Chain the records from `first` on anew under another epoch; only within `writing`. `stand` is the cursor then."""
        self._head = None
        self._file.run("DELETE FROM epoch WHERE first >= ?", first)
        self._file.run("INSERT INTO epoch VALUES (?, ?)", first, epoch)
        self.set_stand(stand)
        previous, after = genesis(epoch), first - 1
        while rows := self._file.run(
            "SELECT seq, CAST(body AS BLOB) FROM record WHERE seq > ? ORDER BY seq LIMIT ?", after, AT_ONCE
        ):
            for seq, body in rows:
                previous, after = link(previous, body), seq
                self._file.run(
                    "UPDATE record SET hash = ?, tag = ? WHERE seq = ?", previous, self.tags.of(previous), seq
                )

    def hash_at(self, seq: int) -> bytes | None:
        """The hash of a record of the present epoch; None when it is not kept or not in it."""
        if seq < self.head.first:
            return None
        rows = self._file.run("SELECT hash FROM record WHERE seq = ?", seq)
        # of the last record that is no longer kept the hash still is
        rows = rows or self._file.run("SELECT hash FROM anchor WHERE seq = ?", seq + 1)
        return bytes(rows[0][0]) if rows else None

    @property
    def last(self) -> int:
        """The number of the last record, whichever program wrote it."""
        return int(self._file.run("SELECT coalesce((SELECT max(seq) FROM record), 0)")[0][0])

    @property
    def oldest(self) -> int:
        """The first number of the records that are kept without a gap up to the last."""
        sql = "SELECT coalesce((SELECT max(seq) FROM anchor), (SELECT min(seq) FROM record), 1)"
        return int(self._file.run(sql)[0][0])

    @property
    def acknowledged(self) -> int:
        """The number up to which central has acknowledged. Raises JournalError."""
        return self._stand()[0]

    @property
    def is_held(self) -> bool:
        """Whether central counts nothing of this terminal for now, because another machine uses its key."""
        return self._stand()[1]

    def set_stand(self, acknowledged: int, *, held: bool = False) -> None:
        """Write the cursor."""
        sql = "INSERT OR REPLACE INTO stand (one, acknowledged, held, tag) VALUES (1, ?, ?, ?)"
        self._file.run(sql, acknowledged, int(held), self.tags.of_stand(acknowledged, held))

    def acknowledge(self, through: int, refused: Mapping[int, str], held: bool) -> None:
        """Move the cursor on and set refused records aside, in one transaction, if there is anything to do."""
        before = self._stand()
        if through <= before[0] and before[1] == held:
            return
        if through > (last := self.last):
            raise JournalError(f"central acknowledged {through}, the last record is {last}")
        with self._file.writing():
            for seq, sentence in refused.items():
                sql = "INSERT OR REPLACE INTO refused SELECT seq, body, ? FROM record WHERE seq = ?"
                self._file.run(sql, sentence, seq)
            self.set_stand(max(through, before[0]), held=held)

    def leaving(self, after: int, most: int, most_bytes: int) -> Leaving | None:
        """The records after a number, at least one and no more than so many or so many bytes. Raises JournalError."""
        rows = self._file.run(
            "SELECT seq, CAST(body AS BLOB) FROM record WHERE seq > ? ORDER BY seq LIMIT ?", after, most
        )
        if not rows:
            return None
        head = self.head
        previous = genesis(head.epoch) if after == head.first - 1 else self.hash_at(after)
        if previous is None or [seq for seq, _ in rows] != list(range(after + 1, after + 1 + len(rows))):
            raise self._file.is_damaged(f"records after {after} are missing")
        bodies = [bytes(body) for _, body in rows]
        return Leaving(head.epoch, after + 1, previous, bodies[: _fitting(bodies, most_bytes)])

    def _stand(self) -> tuple[int, bool]:
        rows = self._file.run("SELECT acknowledged, held, tag FROM stand")
        if not rows or not hmac.compare_digest(rows[0][2], self.tags.of_stand(rows[0][0], bool(rows[0][1]))):
            raise self._file.is_damaged("the number up to which central has acknowledged was changed")
        return int(rows[0][0]), bool(rows[0][1])


def _fitting(bodies: list[bytes], most_bytes: int) -> int:
    """How many of them go into so many bytes, at least one."""
    total = 0
    for count, body in enumerate(bodies):
        total += len(body)
        if total > most_bytes:
            return max(count, 1)
    return len(bodies)
