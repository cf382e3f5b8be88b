"""A real ext4 file system in a file, whose power can be cut: un-synced pages never reach it. For root only.

FS_IOC_SHUTDOWN (ext4: EXT4_IOC_SHUTDOWN, fs/ext4/ioctl.c) with NOLOGFLUSH stops the file system where it is. Whoever writes
must be stopped before: while it runs, an fsync may return success although its pages no longer arrive.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
from pathlib import Path
from types import TracebackType

SHUTDOWN = 0x8004587D  # _IOR('X', 125, __u32)
NOLOGFLUSH = (2).to_bytes(4, "little")
MIB = 64


class Volume:
    """A mounted ext4 of 64 MiB; `cut` takes its power away, `mount` gives it back."""

    def __init__(self, folder: Path) -> None:
        self._image, self.path = folder / "image", folder / "volume"
        self._is_mounted = False

    def __enter__(self) -> Volume:
        self.path.mkdir()
        with self._image.open("wb") as image:
            image.truncate(MIB << 20)
        run("mkfs.ext4", "-q", "-F", str(self._image))
        self.mount()
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._is_mounted:
            self.unmount()

    def mount(self) -> None:
        run("mount", "-o", "loop", str(self._image), str(self.path))
        self._is_mounted = True

    def unmount(self) -> None:
        run("umount", str(self.path))
        self._is_mounted = False

    def cut(self) -> None:
        """Nothing that is not on the disk yet gets there any more."""
        folder = os.open(self.path, os.O_RDONLY)
        try:
            fcntl.ioctl(folder, SHUTDOWN, NOLOGFLUSH)
        finally:
            os.close(folder)


def why_not(folder: Path) -> str:
    """Why no volume can be had here; "" when one can."""
    if os.geteuid():
        return "only root may mount a file system"
    try:
        with Volume(folder) as volume:
            volume.cut()
    except (OSError, subprocess.CalledProcessError) as error:
        return f"no ext4 over a loop device: {error}"
    return ""


def run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=60)
