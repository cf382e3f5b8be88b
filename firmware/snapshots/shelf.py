"""The snapshots that a terminal holds, in one folder: the last good one of each kind stays until a better one is whole on the disk.

`KIND.snapshot` is the signed manifest in force, and renaming it is the one moment at which a new snapshot counts; the
table or document lies beside it under its hash, so that a manifest can never stand before another one's contents.
"""

from __future__ import annotations

import hashlib
import shutil
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import BinaryIO

import msgspec

from central.snapshots.documents import unpacked
from central.snapshots.keys import hashed, name_of
from central.snapshots.manifest import NOTHING_HELD, Manifest, SnapshotRefused, public_key, read_head
from central.snapshots.tables import Allowance, Bytes, Edits, Table, applied
from central.wire import SnapshotKind
from firmware.snapshots.disk import PART, PIECE, Disk, write_whole
from firmware.snapshots.lookup import Lookup

LEAST_FREE = 32 * 2**20
"""Bytes of the disk that a snapshot leaves free: the journal comes first."""


@dataclass(frozen=True)
class Held:
    """One snapshot in force, checked whole; whoever holds it may go on using it after another one is."""

    manifest: Manifest
    raw: mmap | bytes = field(repr=False)
    lookup: Lookup = field(repr=False)
    list_key: bytes = field(repr=False)

    def row(self, identity: str) -> bytes | None:
        """What the list has for an identity, None when it is not in it."""
        return self.lookup.row(hashed(self.list_key, identity))

    def allowance(self, identity: str) -> Allowance | None:
        """What somebody may; None when he is not in the list."""
        row = self.row(identity)
        return None if row is None else Allowance.of(row)

    def entry(self, identity: str) -> dict[str, str] | None:
        """What stands in a roster of somebody, by the words of its heading; None when he is not in it."""
        row = self.row(identity)
        return None if row is None else msgspec.json.decode(row.rstrip(b"\0"), type=dict[str, str])

    def document(self) -> bytes:
        """The document. Raises ValueError when it cannot be unpacked."""
        return unpacked(self.raw[:])


class Shelf:
    """The folder of one terminal; may be used from any thread. `key` is central's for snapshots, as in terminal.toml."""

    def __init__(self, folder: Path, key: str, disk: Disk | None = None) -> None:
        """Read what is there. Raises ValueError for a key that is none, OSError for a folder that cannot be used."""
        self.folder, self.disk, self.public = folder, disk or Disk(), public_key(key)
        self.least_free = LEAST_FREE
        self.damaged: dict[SnapshotKind, str] = {}
        self._turn = threading.Lock()
        self._held: dict[SnapshotKind, Held] = {}
        self._last: dict[SnapshotKind, Manifest] = {}
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for kind in SnapshotKind:
            try:
                self._load(kind)
            except SnapshotRefused as error:
                self.damaged[kind] = str(error)

    def tidy(self) -> None:
        """Take away what a power cut left half written; only while nobody else uses the folder, so at a terminal's start."""
        for path in self.folder.glob(f"*{PART}"):
            with suppress(OSError):
                self.disk.remove(path)

    def held(self, kind: SnapshotKind) -> Held | None:
        """What is in force now."""
        return self._held.get(kind)

    def mark(self, kind: SnapshotKind) -> str:
        """What central is told of what is held here."""
        held = self._held.get(kind)
        return held.manifest.mark if held else NOTHING_HELD

    @property
    def rules(self) -> str:
        """The numbers in force, as each record of the journal carries them: "riders:12 rules:7"."""
        return " ".join(f"{kind}:{held.manifest.number}" for kind, held in sorted(self._held.items()))

    def has_key(self, manifest: Manifest) -> bool:
        """Whether the key of this list is here and whole, or it needs none."""
        try:
            return not manifest.is_table or bool(self._key(manifest))
        except (OSError, SnapshotRefused):
            return False

    def keep_key(self, kind: SnapshotKind, key: bytes) -> None:
        """Keep a list's key, before the list. Raises OSError."""
        write_whole(self.disk, self.folder / f"{kind}-{name_of(key)}.key", [key])

    def take(self, kind: SnapshotKind, file: BinaryIO) -> Manifest:
        """Put the snapshot of a file in force. Raises SnapshotRefused, after which what was in force still is."""
        with self._turn:
            manifest, head = read_head(file, self.public)
            self._check(kind, manifest)
            if manifest.delta or self._is_held(manifest):
                self._look_again(kind)
            try:
                self._write_payload(manifest, file)
                write_whole(self.disk, self.folder / f"{kind}.snapshot", [head])
            except OSError as error:
                raise SnapshotRefused(f"it cannot be written to {self.folder}: {error.strerror}") from None
            except ValueError as error:
                raise SnapshotRefused(str(error)) from None
            # read back whole, as after a restart: what cannot be read then must not be in force now
            self._load(kind)
            self.damaged.pop(kind, None)
            self._forget()
            return manifest

    def _check(self, kind: SnapshotKind, new: Manifest) -> None:
        last, held = self._last.get(kind), self._held.get(kind)
        if new.kind is not kind:
            raise SnapshotRefused(f"it is one of {new.kind}, not of {kind}")
        # the very one that is damaged here, or could not be read back, may come again
        again = last and new.mark == last.mark and (not held or held.manifest.mark != last.mark)
        if last and new.number <= last.number and not again:
            raise SnapshotRefused(
                f"{kind} {new.number} came, and {last.number} is here: to withdraw that, publish a higher number"
            )
        if new.delta and (held is None or new.delta.base != held.manifest.sha256):
            raise SnapshotRefused(f"{kind} {new.number} changes another list than the one held here")
        if new.delta and held and (new.list_key, new.width) != (held.manifest.list_key, held.manifest.width):
            raise SnapshotRefused(f"{kind} {new.number} changes a list of another key or shape")
        if not self.has_key(new):
            raise SnapshotRefused(f"the key of {kind} {new.number} is not here")

    def _write_payload(self, new: Manifest, file: BinaryIO) -> None:
        if self._is_held(new):
            for _ in _checked(_pieces(file), *new.sent):
                pass
        else:
            self.check_room(new.size)
            write_whole(self.disk, self._payload_path(new), self._whole(new, file))

    def _is_held(self, new: Manifest) -> bool:
        held = self._held.get(new.kind)
        return held is not None and (held.manifest.sha256, held.manifest.size) == (new.sha256, new.size)

    def _look_again(self, kind: SnapshotKind) -> None:
        """Raises SnapshotRefused when what is held is no longer what was signed; the whole is asked for then."""
        # a card also forgets bits between two starts, and every delta would be refused until the next one
        held = self._held[kind]
        try:
            self._check_payload(held.manifest)
        except (OSError, SnapshotRefused):
            self._held = {other: still for other, still in self._held.items() if other is not kind}
            self.damaged[kind] = f"{kind} {held.manifest.number} is damaged on the disk"
            raise SnapshotRefused(self.damaged[kind]) from None

    def check_room(self, size: int) -> None:
        """Raises SnapshotRefused when so many bytes more would leave the journal too little, OSError when nobody knows."""
        if shutil.disk_usage(self.folder).free < size + self.least_free:
            raise SnapshotRefused(f"the disk of {self.folder} has no room for {size >> 10} KiB more")

    def _whole(self, manifest: Manifest, file: BinaryIO) -> Iterator[Bytes]:
        """The pieces of the whole that results, what was sent having been checked before a delta is applied."""
        held = self._held.get(manifest.kind)
        delta, sent = manifest.delta, _checked(_pieces(file), *manifest.sent)
        if delta is None or held is None:
            return sent
        edits = Edits.of(b"".join(sent), delta.removed, delta.changed, manifest.width)
        old = Table(memoryview(held.raw), held.manifest.count, held.manifest.width)
        return _checked(applied(old, edits), manifest.size, manifest.sha256)

    def _load(self, kind: SnapshotKind) -> None:
        """Read one snapshot and check all of it: a card that forgets bits says nothing of it. Raises SnapshotRefused."""
        path = self.folder / f"{kind}.snapshot"
        if not path.exists():
            return
        try:
            with path.open("rb") as file:
                manifest, _ = read_head(file, self.public)
            # even of a damaged one the number stays the floor
            self._last[kind] = manifest
            key = self._key(manifest) if manifest.is_table else b""
            self._check_payload(manifest)
            raw = _mapped(self._payload_path(manifest))
        except OSError as error:
            raise SnapshotRefused(f"{kind} cannot be read: {error.strerror}") from None
        lookup = Lookup(raw, manifest.count, manifest.width)
        # a new table of all kinds: whoever looks in takes the old one or this one, without a lock
        self._held = {**self._held, kind: Held(manifest, raw, lookup, key)}

    def _check_payload(self, manifest: Manifest) -> None:
        """Raises OSError, SnapshotRefused."""
        # by read and not through the map, where a bad sector is SIGBUS: the terminal would die of it at each start
        with self._payload_path(manifest).open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if found != manifest.sha256:
            raise SnapshotRefused(f"{manifest.kind} {manifest.number} is damaged on the disk")

    def _key(self, manifest: Manifest) -> bytes:
        """The list's key. Raises OSError, SnapshotRefused."""
        key = self._key_path(manifest).read_bytes()
        if name_of(key) != manifest.list_key:
            # under a damaged one nobody would be in the list any more
            raise SnapshotRefused(f"the key of {manifest.kind} is damaged on the disk")
        return key

    def _key_path(self, manifest: Manifest) -> Path:
        return self.folder / f"{manifest.kind}-{manifest.list_key}.key"

    def _payload_path(self, manifest: Manifest) -> Path:
        return self.folder / f"{manifest.kind}-{manifest.sha256}.payload"

    def _forget(self) -> None:
        """Take away what no snapshot in force needs; whoever still looks into it may go on."""
        needed = {path for held in self._held.values() for path in self._files(held.manifest)}
        for path in self.folder.iterdir():
            kind, _, rest = path.name.partition("-")
            # of a kind that cannot be read nothing is taken away: the key in terminal.toml may be a slip
            if rest and kind in self._held and path not in needed and path.suffix != PART:
                with suppress(OSError):
                    self.disk.remove(path)

    def _files(self, manifest: Manifest) -> tuple[Path, Path]:
        return self._payload_path(manifest), self._key_path(manifest)


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    while piece := file.read(PIECE):
        yield piece


def _checked(pieces: Iterable[Bytes], size: int, sha256: str) -> Iterator[Bytes]:
    """The pieces as they are. Raises SnapshotRefused behind the last one, when they are not what was signed."""
    found, digest = 0, hashlib.sha256()
    for piece in pieces:
        found += len(piece)
        if found > size:
            raise SnapshotRefused(f"it is longer than the {size} bytes that its manifest says")
        digest.update(piece)
        yield piece
    if found != size or digest.hexdigest() != sha256:
        raise SnapshotRefused(f"its {found} bytes are not the ones that central signed")


def _mapped(path: Path) -> mmap | bytes:
    with path.open("rb") as file:
        return mmap(file.fileno(), 0, access=ACCESS_READ) if path.stat().st_size else b""
