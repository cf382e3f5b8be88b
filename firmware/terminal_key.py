"""The terminal's own Ed25519 key: made here, readable by its owner alone, never leaves the terminal."""

from __future__ import annotations

import os
from pathlib import Path

from firmware.config import ConfigError

SEED_BYTES = 32


def load_or_make(state: Path) -> bytes:
    """The seed of the key (32 bytes) from the terminal's state folder; made at the first call. Raises ConfigError."""
    path = state / "terminal.key"
    try:
        state.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            _write(path, os.urandom(SEED_BYTES))
        seed = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{path}: the terminal's key cannot be kept: {error.strerror}") from error
    if len(seed) != SEED_BYTES:
        raise ConfigError(f"{path}: {len(seed)} bytes are not a terminal's key ({SEED_BYTES})")
    return seed


def _write(path: Path, seed: bytes) -> None:
    """Write it whole or not at all, with nobody else ever able to read it."""
    part = path.with_suffix(".part")
    # the mode is given at creation: a file made readable and closed later could be read between
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(seed)
        file.flush()
        os.fsync(file.fileno())
    part.rename(path)
    # the journal is chained under this key: it must not stand on the disk without it
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
