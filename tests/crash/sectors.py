"""A disk that loses power: what was synced stays, of the rest any 512-byte sector may be there or not.

A SIGKILL proves nothing about this, for it leaves the page cache; so SQLite writes here through a VFS of our own
(https://sqlite.org/vfs.html, https://sqlite.org/atomiccommit.html), which keeps un-synced writes apart.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from random import Random

import apsw

SECTOR = 512
Frozen = dict[str, tuple[bytes, tuple[tuple[int, bytes], ...]]]


class Content:
    """One file: what is on the disk for certain, and the writes that are not."""

    def __init__(self, durable: bytes = b"", pending: tuple[tuple[int, bytes], ...] = ()) -> None:
        self.durable, self.pending = durable, list(pending)
        self.seen = bytearray(durable)
        for offset, data in pending:
            self.write(offset, data)

    def write(self, offset: int, data: bytes) -> None:
        self.seen.extend(bytes(max(0, offset + len(data) - len(self.seen))))
        self.seen[offset : offset + len(data)] = data

    def sync(self) -> None:
        self.durable, self.pending = bytes(self.seen), []


class Disk(apsw.VFS):
    """Files in memory under a name of its own; `changed` is called after each write and each sync."""

    def __init__(self, name: str, files: dict[str, Content] | None = None) -> None:
        self.files = files if files is not None else {}
        self.changed: Callable[[], None] = lambda: None
        super().__init__(name, base="")

    def frozen(self) -> Frozen:
        return {name: (content.durable, tuple(content.pending)) for name, content in self.files.items()}

    def xOpen(self, name, flags):
        key = name.filename() if isinstance(name, apsw.URIFilename) else str(name)
        return OpenFile(self, self.files.setdefault(key, Content()))

    def xAccess(self, name, flags):
        return name in self.files

    def xDelete(self, name, sync_directory):
        self.files.pop(name, None)

    def xFullPathname(self, name):
        return name


class OpenFile:
    """What SQLite asks of an open file; one connection at a time needs no locks."""

    def __init__(self, disk: Disk, content: Content) -> None:
        self._disk, self._content = disk, content

    def xRead(self, amount, offset):
        return bytes(self._content.seen[offset : offset + amount])

    def xWrite(self, data, offset):
        self._content.pending.append((offset, bytes(data)))
        self._content.write(offset, bytes(data))
        self._disk.changed()

    def xSync(self, flags):
        self._content.sync()
        self._disk.changed()

    def xTruncate(self, size):
        del self._content.seen[size:]
        self._content.sync()

    def xFileSize(self):
        return len(self._content.seen)

    def xSectorSize(self):
        return SECTOR

    def xDeviceCharacteristics(self):
        return 0

    def xFileControl(self, operation, pointer):
        return False

    def xCheckReservedLock(self):
        return False

    def xLock(self, level):
        pass

    def xUnlock(self, level):
        pass

    def xClose(self):
        pass


def after_the_cut(frozen: Frozen, chance: Random) -> dict[str, Content]:
    """One of the many disks that a power cut may leave."""
    return {name: Content(_survives(durable, pending, chance)) for name, (durable, pending) in frozen.items()}


def _survives(durable: bytes, pending: tuple[tuple[int, bytes], ...], chance: Random) -> bytes:
    found, share = Content(durable), chance.choice((0.0, 0.1, 0.5, 0.9))
    for offset, data in pending:
        begin = offset
        while begin < offset + len(data):
            end = min(begin // SECTOR * SECTOR + SECTOR, offset + len(data))
            if chance.random() < share:
                found.write(begin, data[begin - offset : end - offset])
            begin = end
    return bytes(found.seen)


class Connection:
    """A connection through such a disk that answers as one of `sqlite3` does; `synchronous` may be weakened."""

    def __init__(self, path: Path, disk: str, synchronous: str) -> None:
        self._db = apsw.Connection(str(path), vfs=disk)
        self._synchronous = synchronous
        self.execute("PRAGMA locking_mode=EXCLUSIVE")  # WAL without shared memory, which this disk has none of

    def execute(self, statement, values=()):
        statement = statement.replace("synchronous=FULL", f"synchronous={self._synchronous}")
        try:
            return Rows(self._db.execute(statement, values))
        except apsw.Error as error:
            raise sqlite3.OperationalError(str(error)) from error

    executescript = execute

    def close(self):
        self._db.close()


class Rows(list):
    def fetchall(self):
        return list(self)
