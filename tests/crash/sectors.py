"""A disk that loses power: what was synced stays, of the rest any 512-byte sector may be there or not.

A SIGKILL proves nothing about this, for it leaves the page cache; so SQLite writes here through a VFS of our own
(https://sqlite.org/vfs.html, https://sqlite.org/atomiccommit.html), which keeps un-synced writes apart. Files may come
back grown without their bytes, un-truncated, un-deleted, or with one file's writes and none of another's before them.
"""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from random import Random

import apsw

SECTOR = 512
FOR_EVER = 1 << 62
GROWN, SPOILT = 0.2, 0.02
"""How often a file has its new length without the new bytes, and a sector something else than was written or was there."""
LOGS = apsw.SQLITE_OPEN_MAIN_JOURNAL | apsw.SQLITE_OPEN_WAL


class Content:
    """One file: what is on the disk for certain, what a program sees, and the steps between the two.

    A step is (offset, bytes) for a write and (size, None) for a truncation.
    """

    def __init__(self, durable: bytes = b"") -> None:
        self.durable, self.seen = bytearray(durable), bytearray(durable)
        self.pending: list[tuple[int, bytes | None]] = []

    def step(self, offset: int, data: bytes | None) -> None:
        self.pending.append((offset, data))
        take(self.seen, offset, data)

    def sync(self) -> None:
        for offset, data in self.pending:
            take(self.durable, offset, data)
        self.pending.clear()


def take(found: bytearray, offset: int, data: bytes | None) -> None:
    """Do one step to the bytes of a file."""
    if data is None:
        del found[offset:]
    else:
        found.extend(bytes(max(0, offset + len(data) - len(found))))
        found[offset : offset + len(data)] = data


class Disk(apsw.VFS):
    """Files in memory under a name of its own, with power for so many steps.

    Bytes that are being written may come back as anything; bytes beside them, in the same sector, are left alone. SQLite
    relies on that (https://sqlite.org/psow.html) and loses records on a disk that spoils its neighbours.
    """

    def __init__(self, name: str) -> None:
        self.files: dict[str, Content] = {}
        self.power, self.lives = FOR_EVER, 0
        # of each name: all that it has stood for since the folder was synced; None is no file
        self._were: dict[str, list[Content | None]] = {}
        self.name = name
        super().__init__(name, base="")

    def spend(self, lives: int) -> None:
        """One step. Raises apsw.IOError once the power is gone, and for programs that ran before it went."""
        self.power -= 1
        self.must_run(lives)

    def must_run(self, lives: int) -> None:
        if self.power <= 0 or lives != self.lives:
            raise apsw.IOError("no power")

    def cut(self, chance: Random) -> None:
        """Leave one of the many disks that there may be when the power is gone, and switch it on again."""
        for name, were in self._were.items():
            kept = chance.choice([*were, self.files.get(name)])
            self.files.pop(name, None)
            if kept is not None:
                self.files[name] = kept
        self._were = {}
        self.files = {name: Content(survives(found, chance)) for name, found in self.files.items()}
        self.lives, self.power = self.lives + 1, FOR_EVER

    def sync_folder(self) -> None:
        self._were = {}

    def save(self, folder: Path) -> Path:
        """What a program sees of these files now, as real files; where the database is, or would be."""
        for old in folder.iterdir():
            old.unlink()
        for name, content in self.files.items():
            (folder / Path(name).name).write_bytes(content.seen)
        return folder / "journal.db"

    def xOpen(self, name, flags):
        key = name.filename() if isinstance(name, apsw.URIFilename) else str(name)
        is_new = key not in self.files
        if is_new:
            self.spend(self.lives)
            self._were.setdefault(key, []).append(None)
            self.files[key] = Content()
        # as SQLite's own file system does it: the folder is synced with the first sync of a new log
        return OpenFile(self, self.files[key], folder=is_new and bool(flags[0] & LOGS))

    def xAccess(self, name, flags):
        return name in self.files

    def xDelete(self, name, sync_directory):
        self.spend(self.lives)
        if name in self.files:
            self._were.setdefault(name, []).append(self.files.pop(name))
        if sync_directory:
            self.sync_folder()

    def xFullPathname(self, name):
        return name


class OpenFile:
    """What SQLite asks of an open file; one connection at a time needs no locks."""

    def __init__(self, disk: Disk, content: Content, *, folder: bool) -> None:
        self._disk, self._content, self._folder = disk, content, folder
        self._lives = disk.lives

    def xRead(self, amount, offset):
        self._disk.must_run(self._lives)
        return bytes(self._content.seen[offset : offset + amount])

    def xWrite(self, data, offset):
        self._step(offset, bytes(data))

    def xTruncate(self, size):
        self._step(size, None)

    def _step(self, offset: int, data: bytes | None) -> None:
        self._disk.must_run(self._lives)
        # even the write in which the power goes may be there, or a part of it
        self._content.step(offset, data)
        self._disk.spend(self._lives)

    def xSync(self, flags):
        self._disk.spend(self._lives)
        self._content.sync()
        if self._folder:
            self._disk.spend(self._lives)
            self._disk.sync_folder()
            self._folder = False

    def xFileSize(self):
        return len(self._content.seen)

    def xSectorSize(self):
        return SECTOR

    def xDeviceCharacteristics(self):
        return apsw.SQLITE_IOCAP_POWERSAFE_OVERWRITE

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


def survives(content: Content, chance: Random) -> bytes:
    """One of the many files that there may be: each step whole, in part or not at all."""
    found, share = bytearray(content.durable), chance.choice((0.0, 0.1, 0.5, 0.9, 1.0))
    for offset, data in content.pending:
        if data is None:
            if chance.random() < share:
                take(found, offset, None)
            continue
        if chance.random() < GROWN:
            found.extend(bytes(max(0, offset + len(data) - len(found))))
        for begin, end in sectors(offset, offset + len(data)):
            if chance.random() < share:
                take(found, begin, data[begin - offset : end - offset])
            elif chance.random() < SPOILT:
                take(found, begin, chance.randbytes(end - begin))
    return bytes(found)


def sectors(begin: int, end: int) -> list[tuple[int, int]]:
    """A piece of a file, cut at the borders of its sectors."""
    borders = [begin, *range(begin // SECTOR * SECTOR + SECTOR, end, SECTOR), end]
    return list(pairwise(borders))


class Connection:
    """A connection through such a disk that answers as one of `sqlite3` does; `synchronous` may be weakened."""

    def __init__(self, path: Path, disk: str, synchronous: str = "FULL") -> None:
        self._synchronous = synchronous
        try:
            self._db = apsw.Connection(str(path), vfs=disk)
        except apsw.Error as error:
            raise sqlite3.OperationalError(str(error)) from error
        self.execute("PRAGMA locking_mode=EXCLUSIVE")  # WAL without shared memory, which this disk has none of

    def execute(self, statement, values=()):
        statement = statement.replace("synchronous=FULL", f"synchronous={self._synchronous}")
        try:
            return Rows(self._db.execute(statement, values))
        except apsw.Error as error:
            raise sqlite3.OperationalError(str(error)) from error

    executescript = execute

    @property
    def in_transaction(self):
        return self._db.in_transaction

    def close(self):
        with suppress(apsw.Error):  # as sqlite3 closes a file whose disk has gone
            self._db.close()


class Rows(list):
    def fetchall(self):
        return list(self)

    def fetchone(self):
        return self[0] if self else None
