"""The table of a list: sorted 64-bit keys, then one row of fixed width for each; and the delta from one table to the next.

All numbers are little-endian, as every computer has them that this runs on; keys are read in place, without a copy.
"""

from __future__ import annotations

import struct
import sys
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple, Self

from central.snapshots.manifest import KEY_BYTES

assert sys.byteorder == "little", "keys are read in place, so this needs a little-endian computer"
BLOCK = 512
"""So many rows are compared at once: between two lists of one city nearly all are equal."""

Bytes = bytes | bytearray | memoryview


class SharedKey(ValueError):
    """Two entries of a list have one key: `places` is where they stand in what was given, from 0."""

    def __init__(self, places: tuple[int, int]) -> None:
        super().__init__("entries {} and {} of the list share a key".format(*(place + 1 for place in places)))
        self.places = places


class Allowance(NamedTuple):
    """What a list says of one person, in 8 bytes; `used` counts on the day (in Japan) on which the list was made.

    `schemes` is one bit for each scheme that he is in, `left` what is left of his quota: rides, or points.
    """

    status: int
    used: int
    schemes: int
    left: int

    def packed(self) -> bytes:
        """The row. Raises ValueError when a number has no room in it."""
        try:
            return _ALLOWANCE.pack(*self)
        except struct.error as error:
            raise ValueError(f"status, used, schemes or left is out of range: {error}") from None

    @classmethod
    def of(cls, row: Bytes) -> Self:
        """What stands in a row."""
        return cls(*_ALLOWANCE.unpack(row))


_ALLOWANCE = struct.Struct("<BBHI")
ALLOWED, SUSPENDED, ENDED = 1, 2, 3
STATUSES = {"allowed": ALLOWED, "suspended": SUSPENDED, "ended": ENDED}
"""`Allowance.status`, by the words of an operator's file."""


class Table:
    """A table in memory or in a mapped file of `count` rows of `width` bytes; only looked at, never copied."""

    def __init__(self, raw: Bytes, count: int, width: int) -> None:
        whole = memoryview(raw)
        self.count, self.width = count, width
        self.raw_keys, self.rows = whole[: count * KEY_BYTES], whole[count * KEY_BYTES :]
        self.keys = self.raw_keys.cast("Q")

    def row(self, at: int) -> memoryview:
        """The row of the key at that place."""
        return self.rows[at * self.width : (at + 1) * self.width]

    def equal(self, at: int, other: Table, there: int, count: int) -> bool:
        """Whether so many keys and rows from a place on are those of the other table from a place there."""
        mine, its = slice(at, at + count), slice(there, there + count)
        width = self.width
        return (
            self.keys[mine] == other.keys[its]
            and self.rows[at * width : (at + count) * width] == other.rows[there * width : (there + count) * width]
        )


class Edits(NamedTuple):
    """A delta: keys that go, and keys that come or get another row, both sorted."""

    removed: list[int]
    changed: list[tuple[int, bytes]]

    def packed(self) -> bytes:
        """As it is sent: removed keys, changed keys, rows of these."""
        keys = [*self.removed, *(key for key, _ in self.changed)]
        return struct.pack(f"<{len(keys)}Q", *keys) + b"".join(row for _, row in self.changed)

    @classmethod
    def of(cls, sent: Bytes, removed: int, changed: int, width: int) -> Self:
        """What was sent. Raises ValueError when it has another length."""
        view, at = memoryview(sent), (removed + changed) * KEY_BYTES
        if len(view) != at + changed * width:
            raise ValueError("the delta has not the length that its manifest says")
        keys = struct.unpack_from(f"<{removed + changed}Q", view)
        rows = (bytes(view[at + n * width : at + (n + 1) * width]) for n in range(changed))
        return cls(list(keys[:removed]), list(zip(keys[removed:], rows, strict=True)))


def built(entries: Iterable[tuple[int, bytes]], width: int) -> bytes:
    """The table of these keys and rows, in whatever order they come. Raises SharedKey, ValueError for a row of another width."""
    order = sorted((key, place, row) for place, (key, row) in enumerate(entries))
    for (key, place, _), (following, other, _) in pairwise(order):
        if key == following:
            raise SharedKey((min(place, other), max(place, other)))
    # a row that is longer would shift all that follow it to other people
    if any(len(row) != width for _, _, row in order):
        raise ValueError(f"every row of this table has {width} bytes")
    return struct.pack(f"<{len(order)}Q", *(key for key, _, _ in order)) + b"".join(row for _, _, row in order)


def difference(old: Table, new: Table) -> Edits:
    """What makes the new table of the old one; both have rows of one width."""
    found = Edits([], [])
    i = j = 0
    while i < old.count and j < new.count:
        if old.equal(i, new, j, BLOCK):
            i, j = i + BLOCK, j + BLOCK
            continue
        # behind a difference the two are out of step: key by key until blocks fit again
        for _ in range(BLOCK):
            if i >= old.count or j >= new.count:
                break
            i, j = _step(found, (old, i), (new, j))
    found.removed.extend(old.keys[i:])
    found.changed.extend((new.keys[at], bytes(new.row(at))) for at in range(j, new.count))
    return found


def _step(found: Edits, before: tuple[Table, int], after: tuple[Table, int]) -> tuple[int, int]:
    """Compare one key of each, and say where to go on."""
    (old, i), (new, j) = before, after
    was, will = old.keys[i], new.keys[j]
    if was < will:
        found.removed.append(was)
        return i + 1, j
    if was > will or old.row(i) != new.row(j):
        found.changed.append((will, bytes(new.row(j))))
    return i + (was == will), j + 1


def applied(old: Table, edits: Edits) -> Iterator[Bytes]:
    """The bytes of the new table piece by piece, first all keys, then all rows; old pieces are not copied.

    Raises ValueError when a key that should go is not there.
    """
    # keys and rows lie apart, so the runs are gone through twice; kept, they are few
    runs = _runs(old, edits)
    for start, end, key, _ in runs:
        yield old.raw_keys[start * KEY_BYTES : end * KEY_BYTES]
        yield b"" if key is None else key.to_bytes(KEY_BYTES, "little")
    for start, end, _, row in runs:
        yield old.rows[start * old.width : end * old.width]
        yield row


def _runs(old: Table, edits: Edits) -> list[tuple[int, int, int | None, bytes]]:
    """Places of the old table that stay as they are, from and up to, each with the key and row that come behind."""
    steps = sorted([*edits.changed, *((key, None) for key in edits.removed)])
    runs: list[tuple[int, int, int | None, bytes]] = []
    start = 0
    for key, row in steps:
        end = bisect_left(old.keys, key, start)
        there = end < old.count and old.keys[end] == key
        if row is None and not there:
            raise ValueError("the delta takes out a key that is not in the list")
        runs.append((start, end, key if row is not None else None, row or b""))
        start = end + there
    return [*runs, (start, old.count, None, b"")]
