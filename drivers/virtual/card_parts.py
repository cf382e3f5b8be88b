"""What a virtual card is made of: files, PINs with their counters, keys, and applications that hold them by short identifier."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import NoDigestInfo

from cards import tlv
from cards.errors import BadCardData
from drivers.protocols import DeviceFault, Fault

FILE_BYTES = 2048
"""Room that a card keeps for a certificate; what is left holds FF."""


class BadCardFile(ValueError):
    """A card's file cannot be used; the sentence names the file and the field, and never a PIN."""


@dataclass(frozen=True)
class File:
    """A transparent file; `opened_by` holds the PINs of which one must have been verified, none for a free file."""

    content: bytes
    opened_by: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Secret:
    """A PIN's file: the name of its counter, its value, and the tries of a fresh one."""

    name: str
    value: bytes = field(repr=False)
    tries: int


@dataclass(frozen=True)
class PrivateKey:
    """A private key's file and the PIN that lets it sign."""

    key: RSAPrivateKey
    pin: int

    @property
    def longest_input(self) -> int:
        """Bytes that PKCS #1 v1.5 can pad (RFC 8017, 9.2)."""
        return self.key.key_size // 8 - 11

    def sign(self, block: bytes) -> bytes:
        """PKCS #1 v1.5 over the bytes as they are."""
        return self.key.sign(block, padding.PKCS1v15(), NoDigestInfo())


Application = dict[int, File | Secret | PrivateKey]
"""Files by short identifier."""


class Counters:
    """Attempts left by name; with a path they outlive the program, written whole and atomically at each change."""

    def __init__(self, fresh: dict[str, int], path: Path | None = None) -> None:
        """Start from the kept counters if there are any, else from `fresh`. Raises BadCardFile."""
        self._path = path
        self._left = dict(fresh)
        if path and path.exists():
            self._left |= _read(path)

    def left(self, name: str, tries: int) -> int:
        """Attempts left; `tries` as long as none was ever spent."""
        return self._left.get(name, tries)

    def set(self, name: str, left: int) -> None:
        """Keep a new number of attempts. Raises DeviceFault when it cannot be kept: it counts until the program ends."""
        if self._left.get(name) == left:
            return
        self._left[name] = left
        if self._path:
            _write(self._path, self._left)


def non_minimal(content: bytes) -> bytes:
    """The same object with a length of one byte more than needed, as some cards write it; anything else unchanged."""
    try:
        found = tlv.header(content)
    except BadCardData:
        return content
    tag = found.tag.to_bytes((found.tag.bit_length() + 7) // 8, "big")
    spelt = (found.end - found.start).to_bytes(3, "big")
    return tag + bytes((0x83,)) + spelt + content[found.start :]


def _read(path: Path) -> dict[str, int]:
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadCardFile(f"{path}: cannot be read, {error}; delete it to start afresh") from error
    if not isinstance(kept, dict) or not all(isinstance(left, int) and 0 <= left <= 15 for left in kept.values()):
        raise BadCardFile(f"{path}: counters are numbers from 0 to 15; delete it to start afresh")
    return kept


def _write(path: Path, left: dict[str, int]) -> None:
    fresh = path.with_suffix(".new")
    try:
        with fresh.open("w", encoding="utf-8") as file:
            json.dump(left, file)
            file.flush()
            # Without it a power cut may leave an empty file under the final name.
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError as error:
        raise DeviceFault(Fault.UNKNOWN, f"The spent attempts cannot be kept at {path}: {error.strerror}.") from error
