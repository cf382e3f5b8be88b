"""The folder of rendered sentences: WAV files by content, each with its checksum, written whole or not at all."""

from __future__ import annotations

import hashlib
import os
import re
import struct
import zlib
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

from audio.level import SETTINGS
from drivers.protocols import SOUND_RATE, Sound

HEADER = struct.Struct("<4sI8sIHHIIHH4sI")
TAIL = struct.Struct("<4sII")
"""A last chunk that players pass over: `crc `, 4, CRC-32 of the samples."""
CLIP = re.compile(r"[0-9a-f]{64}\.wav")


def key(voice: str, sentence: str) -> str:
    """What a sentence is called in the store: SHA-256 over voice, level and words."""
    return hashlib.sha256(f"{voice}\n{SETTINGS}\n{sentence}".encode()).hexdigest()


class Store:
    """Sounds by key in a folder, which is made when the first is put."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(self, key: str) -> Sound | None:
        """The sound, or None: not there, cannot be read, or spoiled, which is the same to whoever wants to hear it."""
        try:
            return _unpacked(self._path(key).read_bytes())
        except OSError:
            return None

    def put(self, key: str, sound: Sound) -> None:
        """Write one sound; a power cut leaves all of it, nothing, or what `get` takes for spoiled. Raises OSError."""
        self.folder.mkdir(parents=True, exist_ok=True)
        part = self.folder / f"{key}.{os.getpid()}.part"
        try:
            part.write_bytes(_packed(sound))
            part.replace(self._path(key))
        finally:
            part.unlink(missing_ok=True)

    def keep_only(self, keys: Collection[str]) -> int:
        """Remove every other sound, and parts that a power cut left; how many sounds went. Nothing else in the folder is touched."""
        gone = 0
        for path in sorted(self.folder.glob("*")):
            clip = CLIP.fullmatch(path.name) is not None
            if path.suffix == ".part" or (clip and path.stem not in keys):
                with suppress(FileNotFoundError):
                    path.unlink()
                gone += clip
        return gone

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}.wav"


def _packed(sound: Sound) -> bytes:
    size = len(sound.samples)
    return _header(size) + sound.samples + TAIL.pack(b"crc ", 4, zlib.crc32(sound.samples))


def _unpacked(file: bytes) -> Sound | None:
    samples = file[HEADER.size : -TAIL.size]
    return Sound(samples) if samples and file == _packed(Sound(samples)) else None


def _header(size: int) -> bytes:
    """RIFF header of a mono 16-bit file with our last chunk."""
    sizes = (HEADER.size - 8 + size + TAIL.size, size)
    shape = (16, 1, 1, SOUND_RATE, 2 * SOUND_RATE, 2, 16)
    return HEADER.pack(b"RIFF", sizes[0], b"WAVEfmt ", *shape, b"data", sizes[1])
