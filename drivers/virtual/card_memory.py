"""What a card keeps without power: the attempts left of each PIN, and the codes that were changed."""

from __future__ import annotations

import json
import os
from pathlib import Path

from drivers.protocols import DeviceFault, Fault
from drivers.virtual.card_parts import BadCardFile

CODES = "codes"
"""The key, beside the names of the counters, under which changed codes are kept."""


class Counters:
    """Attempts left and changed codes by a PIN's name; with a path they outlive the program, written whole and atomically."""

    def __init__(self, fresh: dict[str, int], path: Path | None = None) -> None:
        """Start from what is kept if there is any, else from `fresh`. Raises BadCardFile."""
        self._path = path
        self._left = dict(fresh)
        self._codes: dict[str, str] = {}
        if path and path.exists():
            left, self._codes = _read(path)
            self._left |= left

    def left(self, name: str, tries: int) -> int:
        """Attempts left; `tries` as long as none was ever spent."""
        return self._left.get(name, tries)

    def set(self, name: str, left: int) -> None:
        """Keep a new number of attempts. Raises DeviceFault when it cannot be kept: it counts until the program ends."""
        # A right PIN sets the counter to what it was, and a disk must not be written for that.
        if self._left.get(name) == left:
            return
        self._left[name] = left
        self._keep()

    def code(self, name: str, first: bytes) -> bytes:
        """The code that is right now; `first` as long as it was never changed."""
        changed = self._codes.get(name)
        return first if changed is None else changed.encode("ascii")

    def change(self, name: str, code: bytes) -> None:
        """Keep a new code. Raises DeviceFault as `set` does."""
        self._codes[name] = code.decode("ascii")
        self._keep()

    def _keep(self) -> None:
        if self._path:
            _write(self._path, self._left | ({CODES: self._codes} if self._codes else {}))


def _read(path: Path) -> tuple[dict[str, int], dict[str, str]]:
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadCardFile(f"{path}: cannot be read, {error}; delete it to start afresh") from error
    # Out before the counters are judged: the codes have another form.
    codes = kept.pop(CODES, {}) if isinstance(kept, dict) else {}
    if not isinstance(kept, dict) or not all(type(left) is int and 0 <= left <= 15 for left in kept.values()):
        raise BadCardFile(f"{path}: counters are numbers from 0 to 15; delete it to start afresh")
    if not isinstance(codes, dict) or not all(isinstance(code, str) and code.isascii() for code in codes.values()):
        raise BadCardFile(f"{path}: {CODES}: texts by the PIN's name are needed; delete it to start afresh")
    return kept, codes


def _write(path: Path, kept: dict[str, object]) -> None:
    fresh = path.with_suffix(".new")
    try:
        with fresh.open("w", encoding="utf-8") as file:
            json.dump(kept, file)
            file.flush()
            # Without it a power cut may leave an empty file under the final name.
            os.fsync(file.fileno())
        fresh.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        raise DeviceFault(Fault.UNKNOWN, f"The spent attempts cannot be kept at {path}: {error.strerror}.") from error


def _sync_folder(folder: Path) -> None:
    """The new name itself is kept only with its folder; without it a power cut would give the spent attempt back."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
