"""What a snapshot's folder asks of the disk, one act a method: a test can cut the power between any two of them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from central.snapshots.tables import Bytes

PART = ".part"
PIECE = 1 << 20


class Disk:
    """A folder's acts as POSIX has them: nothing is durable before `sync`, no name before `sync_folder`."""

    def create(self, path: Path) -> BinaryIO:
        """A new empty file, for its owner only."""
        # the mode is given at creation: a file made readable and closed later could be read between
        return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb", PIECE)

    def sync(self, file: BinaryIO) -> None:
        """Have all that was written reach the disk."""
        file.flush()
        os.fsync(file.fileno())

    def rename(self, path: Path, to: Path) -> None:
        """Give a file another name; one that has it already is gone."""
        path.replace(to)

    def sync_folder(self, folder: Path) -> None:
        """Have the names in a folder reach the disk."""
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def remove(self, path: Path) -> None:
        """Take a file away."""
        path.unlink()


def write_whole(disk: Disk, path: Path, pieces: Iterable[Bytes]) -> None:
    """Write a file so that after a power cut it is as it was or as it shall be; what cannot be written leaves nothing. Raises OSError."""
    part = path.with_name(path.name + PART)
    try:
        with disk.create(part) as file:
            for piece in pieces:
                file.write(piece)
            disk.sync(file)
        disk.rename(part, path)
    except BaseException:
        with suppress(OSError):
            disk.remove(part)
        raise
    disk.sync_folder(path.parent)
