"""Snapshots as central hands them out: published by the operator, made anew before they grow doubtful, whole or as a delta."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace

import msgspec

from central.service.clock import Clock
from central.service.refusing import Refuse
from central.service.snapshots import kept
from central.service.snapshots.kept import Parts, Published
from central.service.snapshots.secrets import Secrets
from central.service.stores import Connection, Store
from central.snapshots.keys import hand_over, name_of
from central.snapshots.manifest import USUAL_AGES, Ages, Delta, Manifest
from central.snapshots.tables import Table, difference
from central.wire import LARGEST_SNAPSHOT, AskListKey, ListKey, Reason, SnapshotKind

LEAPS = 1000
"""By so much a number may rise at once because a terminal holds a higher one: central was brought back from a backup."""
HIGHEST_NUMBER = 2**52
"""An operator's own number is at most this: a terminal takes none above 2**53, and the next ones still need room."""
LEAST_SAVED = 2
"""A delta is sent when the whole is at least so many times as long."""
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Content:
    """What an operator wants published: a document (packed), or a table of `count` rows of `width` bytes."""

    payload: bytes
    count: int = 0
    width: int = 0
    generation: int = 0


@dataclass(frozen=True)
class Sent:
    """A file on its way: so many bytes, in pieces."""

    size: int
    pieces: Iterator[bytes]


class Snapshots:
    """The snapshots of one operator."""

    def __init__(self, store: Store, clock: Clock, secrets: Secrets) -> None:
        self._store, self._clock, self._secrets = store, clock, secrets
        self._signer = secrets.signer()

    @property
    def public_key(self) -> str:
        """What stands in terminal.toml as `central.snapshot_key`."""
        return self._signer.public

    def generation(self, kind: SnapshotKind) -> int:
        """Under which generation of its key a list is published now."""
        with self._store.reading() as connection:
            last = kept.latest(connection, kind)
        return max(last.generation, 1) if last else 1

    def list_key(self, kind: SnapshotKind, generation: int) -> bytes:
        """The key under which identities are hashed."""
        return self._secrets.list_key(kind, generation)

    def publish(self, kind: SnapshotKind, content: Content, ages: Ages | None = None, number: int = 0) -> Manifest:
        """Give some content the next number, or a higher one that is wanted. Raises ValueError with a sentence."""
        if len(content.payload) > LARGEST_SNAPSHOT:
            raise ValueError(f"{len(content.payload)} bytes are more than a terminal takes ({LARGEST_SNAPSHOT})")
        if number > HIGHEST_NUMBER:
            raise ValueError(f"{number}: a number is at most {HIGHEST_NUMBER}")
        sha256 = hashlib.sha256(content.payload).hexdigest()
        made = Manifest(
            kind=kind,
            number=max(number, 1),
            made=self._clock.now(),
            ages=ages or USUAL_AGES[kind],
            count=content.count,
            width=content.width,
            list_key=name_of(self.list_key(kind, content.generation)) if content.generation else "",
            size=len(content.payload),
            sha256=sha256,
        )
        # counted out before the transaction, which others wait for
        deltas = list(self._deltas(made, content))
        with self._store.writing() as connection:
            connection.alone("snapshot", kind)
            last = kept.latest(connection, kind)
            least = last.manifest.number + 1 if last else 1
            if number and number < least:
                raise ValueError(f"{kind} {least - 1} is published: a number must be higher than that")
            made = msgspec.structs.replace(made, number=max(number, least))
            kept.keep(connection, Published(made, content.generation))
            kept.keep_pieces(connection, Parts(kind, sha256), content.payload)
            for delta, sent in deltas:
                kept.keep_delta(connection, kind, sha256, delta)
                kept.keep_pieces(connection, Parts(kind, sha256, delta.base), sent)
            kept.forget_old(connection, kind)
        return made

    def sent(self, kind: SnapshotKind, have: str) -> Sent | None:
        """The file for a terminal that has this (`Manifest.mark`); None when nothing is newer. Raises Refuse."""
        published = self._current(kind, have)
        manifest = published.manifest
        if have == manifest.mark:
            return None
        # signed anew for each base, which costs 50 us and keeps one row less
        with self._store.reading() as connection:
            manifest = msgspec.structs.replace(manifest, delta=_delta(connection, manifest, have))
        head = self._signer.head(manifest)
        parts = Parts(kind, manifest.sha256, manifest.delta.base if manifest.delta else "")
        size, _ = manifest.sent
        return Sent(len(head) + size, self._pieces(head, parts if size else None))

    def hand_key(self, terminal: str, kind: SnapshotKind, asked: AskListKey) -> ListKey:
        """The key of the list that counts now, for this terminal alone. Raises Refuse."""
        with self._store.reading() as connection:
            published = _latest(connection, kind)
        if not published.generation:
            raise Refuse(Reason.NOT_OFFERED, f"{kind}: is no list, so it has no key")
        try:
            return hand_over(self.list_key(kind, published.generation), asked, terminal, kind, self._signer)
        except ValueError:
            raise Refuse(Reason.MALFORMED, "share: is no X25519 public key") from None

    def _current(self, kind: SnapshotKind, have: str) -> Published:
        """What counts now, made anew when half of the time until it is doubtful is over, or a terminal is ahead."""
        with self._store.reading() as connection:
            published = _latest(connection, kind)
        number = _wanted(published.manifest, have)
        age = (self._clock.now() - published.manifest.made).total_seconds()
        if age < published.manifest.ages.warn_s / 2 and not number:
            return published
        return self._renew(kind, number, published.manifest.number)

    def _renew(self, kind: SnapshotKind, number: int, seen: int) -> Published:
        """The same content under a new number and of today: who holds back what central says is found out by its age."""
        with self._store.writing() as connection:
            connection.alone("snapshot", kind)
            last = _latest(connection, kind)
            if last.manifest.number > max(seen, number - 1):
                return last  # another process has done it meanwhile
            number = max(last.manifest.number + 1, number)
            made = msgspec.structs.replace(last.manifest, number=number, made=self._clock.now())
            renewed = replace(last, manifest=made)
            kept.keep(connection, renewed)
        log.info("%s %d: as before, and of today", kind, number)
        return renewed

    def _deltas(self, new: Manifest, content: Content) -> Iterator[tuple[Delta, bytes]]:
        """What each list that is still kept is changed by, where that is shorter than the whole."""
        with self._store.reading() as connection:
            olds = kept.bases(connection, new.kind)
        # of a document nothing is saved: it is packed, and a change moves everything behind it
        for old in olds[: kept.KEPT - 1] if new.is_table else []:
            same = (old.list_key, old.width) == (new.list_key, new.width)
            if not same or old.sha256 == new.sha256:
                continue
            payload = b"".join(kept.pieces(self._store.reading, Parts(old.kind, old.sha256)))
            edits = difference(Table(payload, old.count, old.width), Table(content.payload, new.count, new.width))
            sent = edits.packed()
            if len(sent) * LEAST_SAVED <= new.size:
                counted = {"removed": len(edits.removed), "changed": len(edits.changed)}
                sha256 = hashlib.sha256(sent).hexdigest()
                yield Delta(base=old.sha256, size=len(sent), sha256=sha256, **counted), sent

    def _pieces(self, head: bytes, parts: Parts | None) -> Iterator[bytes]:
        yield head
        if parts:
            yield from kept.pieces(self._store.reading, parts)


def _latest(connection: Connection, kind: SnapshotKind) -> Published:
    found = kept.latest(connection, kind)
    if found is None:
        raise Refuse(Reason.NOT_OFFERED, f"{kind}: nothing is published")
    return found


def _wanted(latest: Manifest, have: str) -> int:
    """The number to rise to because a terminal holds a higher one, or this one with other content; 0 when there is no need."""
    number, _, begins = have.partition("-")
    held = int(number)
    differs = held == latest.number and not latest.sha256.startswith(begins)
    return held + 1 if differs or latest.number < held <= latest.number + LEAPS else 0


def _delta(connection: Connection, new: Manifest, have: str) -> Delta | None:
    number, _, begins = have.partition("-")
    held = kept.numbered(connection, new.kind, int(number))
    if held is None or not begins or not held.manifest.sha256.startswith(begins):
        return None
    base = held.manifest
    if base.sha256 != new.sha256:
        return kept.delta_to(connection, new.kind, base.sha256, new.sha256)
    if (base.list_key, base.width) != (new.list_key, new.width):
        return None
    # the same of another day: a manifest with nothing behind it
    return Delta(base=base.sha256, size=0, sha256=hashlib.sha256().hexdigest(), removed=0, changed=0)
