"""The lists of riders, published: PASSES and KEYS as deltas, RULES as a document, each only when something has changed."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import NamedTuple

from central.service import about
from central.service.clock import Clock
from central.service.riders import lists, reviewing, rows
from central.service.riders.counting import Counting
from central.service.riders.rows import CHANGED
from central.service.riders.veil import Veil
from central.service.snapshots import kept
from central.service.snapshots.snapshots import Content, Snapshots
from central.service.stores import Connection, Store
from central.snapshots.documents import packed
from central.snapshots.keys import hashed
from central.snapshots.manifest import Manifest
from central.snapshots.tables import SharedKey
from central.wire import SnapshotKind
from transit.schemes.rules import Rules

LISTED = "riders listed"
"""Under this name in `about` stands when the last lists were made."""
EVERY = timedelta(minutes=15)
"""So often rides are counted anew; terminals look as often."""
KINDS = (SnapshotKind.PASSES, SnapshotKind.KEYS, SnapshotKind.RULES)
GENERATIONS = 4
"""So many keys are tried before two identities that share a hash are given up on: one in 2**64 each time."""


class Published(NamedTuple):
    """What was published; None of what was as before."""

    passes: Manifest | None
    keys: Manifest | None
    rules: Manifest | None


class Lists:
    """Makes and publishes the lists of one operator."""

    def __init__(self, store: Store, clock: Clock, veil: Veil, snapshots: Snapshots, rules: Rules) -> None:
        self._store, self._clock, self._veil, self._snapshots, self._rules = store, clock, veil, snapshots, rules
        self.hashing: lists.Hashing = hashed

    def is_due(self) -> bool:
        """Whether somebody has changed something since the last lists, they are of another day, or rides may have come."""
        with self._store.reading() as connection:
            changed, listed = about.read(connection, CHANGED), about.read(connection, LISTED)
        if changed or not listed:
            return True
        now, last = self._clock.now(), datetime.fromisoformat(listed)
        # midnight in Japan ends what was counted of a day
        return now.date() != last.date() or abs(now - last) >= EVERY

    def publish(self) -> Published:
        """Look through all riders, then publish what has changed. Raises ValueError with a sentence."""
        now = self._clock.now()
        reviewing.review(self._store, self._veil, now)
        with self._store.snapshot() as connection:
            changed = about.read(connection, CHANGED)
            seen = {kind: kept.latest(connection, kind) for kind in KINDS}
            passes, keys = self._passes(connection, now), lists.keys(connection, self._veil)
        rules = Content(packed(self._rules.encoded()))
        contents = (self._table(SnapshotKind.PASSES, passes), self._table(SnapshotKind.KEYS, keys), rules)
        given = [self._give(kind, content, seen[kind]) for kind, content in zip(KINDS, contents, strict=True)]
        with self._store.writing() as connection:
            connection.alone(rows.LOCK)
            lists.forget_old(connection, now.date())
            # said when they are out: a central that falls before this makes them again
            about.write(connection, LISTED, now.isoformat(timespec="seconds"))
            if about.read(connection, CHANGED) == changed:
                about.write(connection, CHANGED, "")
        return Published(*given)

    def _passes(self, connection: Connection, now: datetime) -> list[lists.Listed]:
        day = now.date()
        in_force = {each.id: each for each in self._rules.schemes if self._rules.scheme(each.id, day) is each}
        return lists.passes(connection, self._veil, day, Counting(connection, in_force, day))

    def _table(self, kind: SnapshotKind, listed: list[lists.Listed]) -> Content:
        first = self._snapshots.generation(kind)
        for generation in range(first, first + GENERATIONS):
            try:
                key = self._snapshots.list_key(kind, generation)
                return lists.table(listed, key, generation, self.hashing)
            except SharedKey:
                continue
        raise ValueError(f"{kind}: two identities share a key, by {GENERATIONS} keys in turn")

    def _give(self, kind: SnapshotKind, content: Content, last: kept.Published | None) -> Manifest | None:
        """Publish it unless it is what counted when it was made; that is made anew by itself before it grows doubtful.

        Raises ValueError when another process has published since: what was made of older rows never comes after newer ones.
        """
        sha256 = hashlib.sha256(content.payload).hexdigest()
        same = last and (last.manifest.sha256, last.generation) == (sha256, content.generation)
        number = last.manifest.number + 1 if last else 0
        return None if same else self._snapshots.publish(kind, content, number=number)
