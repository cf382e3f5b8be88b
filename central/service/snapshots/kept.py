"""The tables of snapshots: what was published under which number, and the bytes of the last few, in pieces."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass

import msgspec

from central.service.stores import Connection
from central.snapshots.manifest import Delta, Manifest
from central.wire import SnapshotKind

PIECE = 1 << 18
"""Bytes that one request has in memory at a time."""
# In the database and not in files: several processes on several machines share nothing else.
KEPT = 4
"""So many different lists of a kind are kept, that a terminal which missed some is still sent a delta."""
NUMBERS = 500
"""So many numbers are remembered: at two a day most of a year."""
Reading = Callable[[], AbstractContextManager[Connection]]


@dataclass(frozen=True)
class Published:
    """One number: its manifest (whole), and which generation of the list key it was made under."""

    manifest: Manifest
    generation: int


@dataclass(frozen=True)
class Parts:
    """Where the pieces of something lie: the whole (`base` is "") or the delta from a base to `sha256`."""

    kind: SnapshotKind
    sha256: str
    base: str = ""


def latest(connection: Connection, kind: SnapshotKind) -> Published | None:
    """What counts now."""
    return _found(connection, "WHERE kind = ? ORDER BY number DESC LIMIT 1", kind)


def numbered(connection: Connection, kind: SnapshotKind, number: int) -> Published | None:
    """What was published under a number."""
    return _found(connection, "WHERE kind = ? AND number = ?", kind, number)


def delta_to(connection: Connection, kind: SnapshotKind, base: str, sha256: str) -> Delta | None:
    """What was counted out beforehand to come from one whole to another."""
    row = connection.execute(
        "SELECT delta FROM snapshot_delta WHERE kind = ? AND base = ? AND sha256 = ?", (kind, base, sha256)
    ).fetchone()
    return msgspec.json.decode(row[0], type=Delta) if row else None


def bases(connection: Connection, kind: SnapshotKind) -> list[Manifest]:
    """The manifests of the wholes that are kept, the newest first, each once."""
    rows = connection.execute(
        "SELECT manifest FROM snapshot WHERE kind = ? AND sha256 IN"
        " (SELECT sha256 FROM snapshot_piece WHERE kind = ? AND base = '' AND piece = 0) ORDER BY number DESC",
        (kind, kind),
    )
    manifests = [msgspec.json.decode(manifest, type=Manifest) for (manifest,) in rows]
    found: dict[str, Manifest] = {}
    for manifest in manifests:
        found.setdefault(manifest.sha256, manifest)
    return list(found.values())


def pieces(reading: Reading, parts: Parts) -> Iterator[bytes]:
    """The bytes, one piece in memory at a time, and no transaction held while a slow line takes one."""
    number = 0
    while True:
        # anew for each: a line at 10 kB a second would hold a transaction for minutes
        with reading() as connection:
            row = connection.execute(
                "SELECT content FROM snapshot_piece WHERE kind = ? AND sha256 = ? AND base = ? AND piece = ?",
                (parts.kind, parts.sha256, parts.base, number),
            ).fetchone()
        if row is None:
            return
        yield bytes(row[0])
        number += 1


def keep_pieces(connection: Connection, parts: Parts, content: bytes) -> None:
    """Keep some bytes; those that are there already stay. Even of nothing there is one piece."""
    view = memoryview(content)
    for number, at in enumerate(range(0, max(len(content), 1), PIECE)):
        row = (parts.kind, parts.sha256, parts.base, number, bytes(view[at : at + PIECE]))
        connection.insert("snapshot_piece", ("kind", "sha256", "base", "piece", "content"), [row], skip_known=True)


def keep_delta(connection: Connection, kind: SnapshotKind, sha256: str, delta: Delta) -> None:
    """Keep what a delta is; its bytes are `keep_pieces`."""
    row = (kind, sha256, delta.base, msgspec.json.encode(delta))
    connection.insert("snapshot_delta", ("kind", "sha256", "base", "delta"), [row], skip_known=True)


def keep(connection: Connection, published: Published) -> None:
    """Give something its number. Raises Conflict when that is taken."""
    manifest = published.manifest
    row = (manifest.kind, manifest.number, manifest.sha256, msgspec.json.encode(manifest), published.generation)
    connection.insert("snapshot", ("kind", "number", "sha256", "manifest", "generation"), [row])


def forget_old(connection: Connection, kind: SnapshotKind) -> None:
    """Forget the wholes beyond `KEPT`, the deltas that lead to none that counts, and numbers of long ago."""
    wholes = [manifest.sha256 for manifest in bases(connection, kind)][:KEPT]
    others = f"sha256 NOT IN ({', '.join('?' * len(wholes))})"
    connection.execute(f"DELETE FROM snapshot_piece WHERE kind = ? AND {others}", (kind, *wholes))  # noqa: S608 - only marks
    for table, deltas in (("snapshot_delta", ""), ("snapshot_piece", " AND base <> ''")):
        connection.execute(f"DELETE FROM {table} WHERE kind = ? AND sha256 <> ?{deltas}", (kind, wholes[0]))  # noqa: S608 - our own words
    # by number and not by count: after a leap all terminals are sent the whole once, and go on with deltas from there
    connection.execute(
        "DELETE FROM snapshot WHERE kind = ? AND number <= (SELECT max(number) FROM snapshot WHERE kind = ?) - ?",
        (kind, kind, NUMBERS),
    )


def _found(connection: Connection, where: str, *values: str | int) -> Published | None:
    row = connection.execute(f"SELECT manifest, generation FROM snapshot {where}", values).fetchone()  # noqa: S608 - our own words
    return Published(msgspec.json.decode(row[0], type=Manifest), row[1]) if row else None
