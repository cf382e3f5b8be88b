"""A disk that loses power between any two acts: what was not synced may be there in part, a name that was not synced may be old or new.

POSIX promises no more: contents are durable after fsync of the file, names after fsync of the folder, in whatever order otherwise.
"""

from __future__ import annotations

import errno
from dataclasses import dataclass, field

from firmware.snapshots.disk import Disk

SECTOR = 512


class HastyDisk(Disk):
    """A disk for what no cut is looked for in: nothing is waited for."""

    def sync(self, file):
        file.flush()

    def sync_folder(self, folder):
        pass


class LoggedDisk(Disk):
    """The real disk, with a log of what it was asked."""

    def __init__(self):
        self.log = []

    def create(self, path):
        self.log.append(("create", path.name))
        return LoggedFile(super().create(path), path.name, self.log)

    def sync(self, file):
        super().sync(file)
        self.log.append(("sync", file.name))

    def rename(self, path, to):
        super().rename(path, to)
        self.log.append(("rename", path.name, to.name))

    def sync_folder(self, folder):
        super().sync_folder(folder)
        self.log.append(("sync_folder",))

    def remove(self, path):
        super().remove(path)
        self.log.append(("remove", path.name))


class NeverSyncsFiles(LoggedDisk):
    """As a program that forgot fsync."""

    def sync(self, file):
        file.flush()


class NeverSyncsNames(LoggedDisk):
    """As a program that forgot to fsync the folder."""

    def sync_folder(self, folder):
        pass


class FullDisk(Disk):
    """A disk on which one act fails, counted from the first."""

    def __init__(self, fails_at):
        self.left = fails_at

    def _count(self):
        self.left -= 1
        if self.left == 0:
            raise OSError(errno.ENOSPC, "No space left on device")

    def create(self, path):
        self._count()
        return super().create(path)

    def sync(self, file):
        self._count()
        super().sync(file)

    def rename(self, path, to):
        self._count()
        super().rename(path, to)

    def sync_folder(self, folder):
        self._count()
        super().sync_folder(folder)


class LoggedFile:
    def __init__(self, file, name, log):
        self._file, self.name, self._log = file, name, log

    def write(self, data):
        self._log.append(("write", self.name, bytes(data)))
        return self._file.write(data)

    def flush(self):
        self._file.flush()

    def fileno(self):
        return self._file.fileno()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self._file.close()


@dataclass
class Content:
    """One file's bytes: those that are certain, and the writes that are not."""

    durable: bytes = b""
    pending: list[bytes] = field(default_factory=list)

    def sync(self):
        self.durable, self.pending = self.durable + b"".join(self.pending), []

    def survives(self, chance):
        """The file after a cut: its length may have come without its sectors."""
        found, share = bytearray(self.durable), chance.choice((0.0, 0.5, 0.9, 1.0))
        for begin in range(0, len(late := b"".join(self.pending)), SECTOR):
            sector = late[begin : begin + SECTOR]
            if chance.random() < share:
                found.extend(bytes(len(self.durable) + begin - len(found)))
                found.extend(sector)
        return bytes(found)


def after_the_cut(before, log, chance):
    """One of the many folders that a cut behind these acts may leave: {name: bytes}."""
    durable = {name: Content(content) for name, content in before.items()}
    now, waiting = dict(durable), []
    for act, *about in log:
        if act == "sync_folder":
            _apply(durable, waiting)
            waiting = []
        elif act == "write":
            now[about[0]].pending.append(about[1])
        elif act == "sync":
            now[about[0]].sync()
        else:
            name = _named(now, act, about)
            waiting.append(name)
    if chance.random() < 0.5:
        kept = waiting[: chance.randint(0, len(waiting))]
    else:
        kept = [name for name in waiting if chance.random() < 0.5]
    _apply(durable, kept)
    return {name: content.survives(chance) for name, content in durable.items()}


def _named(now, act, about):
    """Do what changes names in what the program sees, and say what it will be on the disk: (gone, come, content)."""
    if act == "create":
        now[about[0]] = Content()
        return None, about[0], now[about[0]]
    content = now.pop(about[0])
    if act == "rename":
        now[about[1]] = content
        return about[0], about[1], content
    return about[0], None, content


def _apply(durable, names):
    for gone, come, content in names:
        if gone:
            durable.pop(gone, None)
        if come:
            durable[come] = content
