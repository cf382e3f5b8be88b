"""What the crossings of a key matrix mean: where each of the 15 keys lies, and which pictures cannot be believed."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

Crossing = tuple[int, int]
"""Row and column, from 0."""

LAYOUT = (
    ("1", "2", "3", "stop"),
    ("4", "5", "6", "back"),
    ("7", "8", "9", "ok"),
    ("again", "0", "help", ""),
)
"""The telephone's block (ITU-T E.161) and beside it × ← ○; the last crossing is not wired."""


def key_at(crossing: Crossing) -> str:
    """The key at a crossing; empty where there is none."""
    row, column = crossing
    return LAYOUT[row][column]


def is_ghostly(closed: Iterable[Crossing]) -> bool:
    """Whether two rows share two columns: of four such crossings one may be closed only by way of the other three."""
    rows: dict[int, set[int]] = {}
    for row, column in closed:
        rows.setdefault(row, set()).add(column)
    return any(len(one & other) > 1 for one, other in itertools.combinations(rows.values(), 2))


class Picture:
    """The matrix as it was last believed: which keys are held."""

    def __init__(self, settle: float) -> None:
        self._settle = settle
        self._held: frozenset[Crossing] = frozenset()
        self._seen: frozenset[Crossing] = frozenset()
        self._since = 0.0

    def scanned(self, closed: frozenset[Crossing], now: float) -> str:
        """Take one scan; tells the key that went down, once the picture has held still for `settle` seconds.

        Two that go down together are none, for one finger lies on both, and a ghostly picture tells nothing.
        """
        # also while nothing was believed: a bounce begins the time anew
        if closed != self._seen:
            self._seen, self._since = closed, now
        if closed == self._held or now - self._since < self._settle or is_ghostly(closed):
            return ""
        new, self._held = closed - self._held, closed
        return key_at(next(iter(new))) if len(new) == 1 else ""

    @property
    def is_at_rest(self) -> bool:
        """Whether no key is down and none was a moment ago."""
        return not self._held and not self._seen
