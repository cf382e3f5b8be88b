"""The files that an act reads and writes; a mistake is told with the path."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from firmware.card_commands.act import Usage

OWNER_ONLY = 0o600


def content(path: Path) -> bytes:
    """A file's bytes. Raises Usage."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise Usage(f"{path}: cannot be read, {error.strerror}") from error


def digest(path: Path, name: str) -> bytes:
    """A file's digest, `name` as hashlib calls it, read in pieces: it may be larger than the memory. Raises Usage."""
    try:
        with path.open("rb") as opened:
            return hashlib.file_digest(opened, name).digest()
    except OSError as error:
        raise Usage(f"{path}: cannot be read, {error.strerror}") from error


def free(path: Path) -> Path:
    """The path, when a new file can be made there: asked before the card is, so that no PIN is typed for nothing. Raises Usage."""
    if path.exists():
        raise Usage(f"{path}: is there already; name another file, or take that one away")
    if not os.access(path.parent, os.W_OK):
        raise Usage(f"{path}: no file can be made in {path.parent}")
    return path


def write(path: Path, content: bytes) -> None:
    """A new file that only its owner can read: it holds what a card says of a person. Raises Usage."""
    try:
        # Made new or not at all: between the question and here somebody may have put a file or a link there.
        made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    except OSError as error:
        raise Usage(f"{path}: cannot be written, {error.strerror}") from error
    try:
        with os.fdopen(made, "wb") as opened:
            opened.write(content)
    except OSError as error:
        # Half a file would pass for one, and stand in the way of the next.
        path.unlink(missing_ok=True)
        raise Usage(f"{path}: cannot be written, {error.strerror}") from error
