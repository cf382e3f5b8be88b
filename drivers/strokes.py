"""Which strokes of a key are meant: a person whose hand trembles may strike a key twice (EN 301 549, 5.9)."""

from __future__ import annotations

from collections.abc import Hashable

MOST = 500
"""Milliseconds: EN 301 549 5.9 asks that a second strike of the same key within 0.5 s can be ignored."""


class Strokes:
    """Of one device; `double` seconds after a stroke the same key is not heard again, usually 0, for a PIN may be 1122."""

    def __init__(self, double: float = 0.0) -> None:
        self._double = double
        self._last: tuple[Hashable, float] | None = None

    def is_meant(self, key: Hashable, now: float) -> bool:
        """Whether a stroke counts; one that does not lets the time begin anew."""
        again = self._last is not None and self._last[0] == key and now - self._last[1] < self._double
        self._last = (key, now)
        return not again
