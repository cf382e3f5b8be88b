"""A ten-key whose 15 keys are the crossings of four rows and four columns on pins of a Raspberry Pi.

Address `rows=5/6/13/19,cols=12/16/20/21`, from the top and from the left as in `drivers.matrix.LAYOUT`; `settle=10` is how
many milliseconds a key must hold still, `double=0` how long after a stroke the same key is not heard again (to 500).
At rest all rows are low and a column's edge wakes the scan, so an idle terminal does nothing. While a key is down one row
after the other is low and the rest float: two keys of a column can never tie a high pin to a low one.
A key that is held is one stroke (EN 301 549, 5.7), and no chord is ever wanted.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from drivers.gpio import GONE, claiming
from drivers.matrix import LAYOUT, Crossing, Picture
from drivers.protocols import Fault, Health
from drivers.stopwatch import RealStopwatch, Stopwatch
from drivers.strokes import MOST, Strokes
from drivers.wiring import distinct, parts, pin, seconds

SCAN = 0.004
"""Seconds between two scans while a key is down."""
SIZE = len(LAYOUT)
PULLED = {2, 3}
STUCK = 60.0
HELD = "A key of the ten-key has been down for a minute: look for one that is stuck, or for wires that touch."


class MatrixKeypad:
    """A matrix of keys; a thread of its own scans. A bad address raises ValueError."""

    def __init__(self, address: str, *, stopwatch: Stopwatch | None = None) -> None:
        found = parts(address, ("rows", "cols", "settle", "double"))
        self._numbers = [_line(found, "rows"), _line(found, "cols")]
        distinct([number for line in self._numbers for number in line])
        if PULLED & set(self._numbers[0]):
            raise ValueError("rows= cannot be on pins 2 and 3, which have pull-ups of their own and never float")
        self._settle = seconds(found.get("settle", "10"), "settle=", 100)
        self._double = seconds(found.get("double", "0"), "double=", MOST)
        self._stopwatch = stopwatch or RealStopwatch()
        self._stirred = threading.Condition()
        self._is_stirred = False
        self._rows: list[Any] = []
        self._columns: list[Any] = []
        self._scanner: threading.Thread | None = None
        self._held_since: float | None = None

    def open(self, pressed: Callable[[str], object]) -> None:
        """Claim the pins. Raises DeviceFault."""
        if self._is_scanning:
            return
        self.close()
        rows, columns = self._numbers
        try:
            with claiming() as library:
                for number in rows:
                    self._rows.append(library.OutputDevice(number))
                for number in columns:
                    self._columns.append(library.DigitalInputDevice(number, pull_up=True))
        except BaseException:
            self._release()
            raise
        for column in self._columns:
            column.when_activated = self._stir
        self._scanner = threading.Thread(target=self._scan, args=(pressed,), name="keypad", daemon=True)
        self._scanner.start()

    def close(self) -> None:
        """Let the pins go; nothing is told any more."""
        with self._stirred:
            scanner, self._scanner = self._scanner, None
            self._stirred.notify_all()
        if scanner and scanner is not threading.current_thread():
            scanner.join()
        self._release()

    def health(self) -> Health:
        """Whether the pins are held and no key has been down for longer than a finger is; whether keys hang on them nobody knows."""
        if not self._is_scanning:
            return Health(Fault.OFFLINE, GONE)
        since = self._held_since
        return Health(Fault.UNKNOWN, HELD) if since and self._stopwatch.monotonic() - since > STUCK else Health()

    @property
    def _is_scanning(self) -> bool:
        # a thread that a fault has ended hears nothing any more
        return self._scanner is not None and self._scanner.is_alive()

    def _release(self) -> None:
        pins, self._rows, self._columns = self._rows + self._columns, [], []
        for each in pins:
            each.close()

    def _stir(self) -> None:
        with self._stirred:
            self._is_stirred = True
            self._stirred.notify_all()

    def _scan(self, pressed: Callable[[str], object]) -> None:
        picture, strokes = Picture(self._settle), Strokes(self._double)
        while self._scanner:
            now = self._stopwatch.monotonic()
            key = picture.scanned(self._closed(), now)
            if key and strokes.is_meant(key, now):
                pressed(key)
            self._held_since = None if picture.is_at_rest else self._held_since or now
            if picture.is_at_rest:
                # what stirred so far were the scan's own edges
                self._await_stroke()
            with self._stirred:
                if self._scanner:
                    self._stopwatch.wait(self._stirred, SCAN)

    def _await_stroke(self) -> None:
        """All rows low, so that any key pulls its column down; a key that is down already is not waited for."""
        # no lock is held while pins move: their library may hold one of its own when it calls `_stir`
        self._is_stirred = False
        for row in self._rows:
            row.pin.output_with_state(False)
        if any(column.is_active for column in self._columns):
            return
        with self._stirred:
            while self._scanner and not self._is_stirred:
                self._stopwatch.wait(self._stirred, None)

    def _closed(self) -> frozenset[Crossing]:
        """The crossings that let a low row through to a column now."""
        # an OutputDevice can only drive high or low; its pin can float
        for row in self._rows:
            row.pin.input_with_pull("floating")
        found: set[Crossing] = set()
        for number, row in enumerate(self._rows):
            row.pin.output_with_state(False)
            found |= {(number, column) for column, line in enumerate(self._columns) if line.is_active}
            row.pin.input_with_pull("floating")
        return frozenset(found)


def _line(found: dict[str, str], name: str) -> list[int]:
    """The pins of the rows or the columns. Raises ValueError."""
    numbers = [pin(text, f"each of {name}=") for text in found.get(name, "").split("/") if text]
    if len(numbers) != SIZE:
        raise ValueError(f"{name}= must be {SIZE} pins, such as {name}=5/6/13/19")
    return numbers
