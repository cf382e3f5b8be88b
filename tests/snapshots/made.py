"""Snapshots as central makes them, without central: for tests of the format and of the terminal's side."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass, replace
from datetime import datetime

import msgspec

from central.service.clock import JAPAN
from central.snapshots.documents import packed
from central.snapshots.keys import hashed, list_key, name_of
from central.snapshots.manifest import USUAL_AGES, Delta, Manifest, SnapshotSigner
from central.snapshots.tables import ALLOWED, Allowance, Table, built, difference
from central.wire import SnapshotKind

RIDERS, RULES = SnapshotKind.RIDERS, SnapshotKind.RULES
TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=JAPAN)
WIDTH = 8


@dataclass(frozen=True)
class Made:
    """A whole snapshot in central's hands: what it signs, and the payload."""

    manifest: Manifest
    payload: bytes


class Maker:
    """Makes and signs; keys as a central's that was started with these seeds."""

    def __init__(self, seed=b"c" * 32, master=b"m" * 32):
        self.signer, self.master = SnapshotSigner(seed), master
        self.public = self.signer.public

    def list_key(self, kind, generation=1):
        return list_key(self.master, kind, generation)

    def people(self, names, number=1, kind=RIDERS, **allowed):
        key = self.list_key(kind)
        row = Allowance(ALLOWED, 0, 1, 24)._replace(**allowed).packed()
        return self.table({hashed(key, name): row for name in names}, number, kind)

    def table(self, rows, number=1, kind=RIDERS, **other):
        payload = built(rows.items(), WIDTH)
        name = name_of(self.list_key(kind))
        return made(payload, kind, number, count=len(rows), width=WIDTH, list_key=name, **other)

    def document(self, content, number=1, kind=RULES, **other):
        return made(packed(content), kind, number, **other)

    def whole(self, snapshot):
        return self.signer.head(snapshot.manifest) + snapshot.payload

    def delta(self, old, new):
        edits = difference(table_of(old), table_of(new)) if new.manifest.is_table else None
        removed, changed = (len(edits.removed), len(edits.changed)) if edits else (0, 0)
        sent = edits.packed() if edits else b""
        delta = Delta(base=old.manifest.sha256, size=len(sent), sha256=sha256(sent), removed=removed, changed=changed)
        return self.signer.head(msgspec.structs.replace(new.manifest, delta=delta)) + sent


def made(payload, kind, number, **other):
    about = {"made": TUESDAY, "ages": USUAL_AGES[kind], "size": len(payload), "sha256": sha256(payload), **other}
    return Made(Manifest(kind=kind, number=number, **about), payload)


def renumbered(snapshot, number, **other):
    return replace(snapshot, manifest=msgspec.structs.replace(snapshot.manifest, number=number, **other))


def table_of(snapshot):
    return Table(snapshot.payload, snapshot.manifest.count, snapshot.manifest.width)


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def file_of(content):
    return io.BytesIO(content)
