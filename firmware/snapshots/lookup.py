"""Is this key in the list? Exactly, over a file that stays where it is: nobody is turned away by a filter that may err.

The list's own top bits find one of some ten thousands of small runs, in which a binary search does the rest: half of
what one over the whole list takes, and as exact.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from mmap import mmap

from central.snapshots.manifest import KEY_BYTES
from central.snapshots.tables import Table

RUN_BITS = 6
"""A run has some 2**6 keys: shorter ones cost memory and time at the start, and gain little."""
NEAR = 256
"""So far behind the last run's beginning the next one is looked for first."""


class Lookup:
    """A table (`central.snapshots.tables`) of `count` rows of `width` bytes, mapped or in memory, and where its runs begin."""

    __slots__ = ("_keys", "_raw", "_rows", "_shift", "_starts", "_width", "count")

    def __init__(self, raw: mmap | bytes, count: int, width: int) -> None:
        self.count, self._width, self._raw, self._rows = count, width, raw, count * KEY_BYTES
        self._keys = Table(memoryview(raw), count, width).keys
        bits = max(count.bit_length() - RUN_BITS, 1)
        self._shift = 64 - bits
        self._starts = array("I", [0])
        for run in range(1, 1 << bits):
            self._starts.append(self._begin(run << self._shift, self._starts[-1]))
        self._starts.append(count)

    def row(self, key: int) -> bytes | None:
        """The row of a 64-bit key; None when the list has no such key."""
        starts, run, keys = self._starts, key >> self._shift, self._keys
        # the last one that is not higher; below the first it is -1, the highest, which is another key too
        at = bisect_right(keys, key, starts[run], starts[run + 1]) - 1
        if not self.count or keys[at] != key:
            return None
        begin = self._rows + at * self._width
        return self._raw[begin : begin + self._width]

    def __contains__(self, key: int) -> bool:
        """Whether the list has this key."""
        return self.row(key) is not None

    def _begin(self, key: int, after: int) -> int:
        # three times as fast as looking through all: at ten million keys the start would wait for it
        near = min(after + NEAR, self.count)
        found = bisect_left(self._keys, key, after, near)
        return found if found < near else bisect_left(self._keys, key, near)
