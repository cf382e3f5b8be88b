"""A USB ten-key by evdev: the library's one place.

Address `/dev/input/by-id/...,layout=printed` or `NAME of the device,layout=telephone` (the name as `evtest` lists it),
perhaps with `double=500` (milliseconds); `layout` must be chosen, and `drivers.key_events` tells how.
The device is grabbed, so that no digit of a PIN reaches the console. Quirks: a pad with a hub or media keys shows as
several devices, and only the one with digits is taken by name; one that is unplugged ends its file, and is found again
under the same address by `open`.
"""

from __future__ import annotations

import errno
import os
import re
import select
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

from drivers.key_events import EVENT, LAYOUTS, PAD, KeyEvents
from drivers.protocols import DeviceFault, Fault, Health
from drivers.strokes import MOST, Strokes
from drivers.wiring import parts, seconds

AT_ONCE = 64
GONE = "The ten-key {name} is not there: look at its cable."
REFUSED = {
    errno.EACCES: "The ten-key {name} may not be read: is this user in the group input?",
    errno.EBUSY: "The ten-key {name} is held by another program, such as a terminal that runs.",
}


class Input(Protocol):
    """An input device that this program alone hears."""

    fd: int

    def close(self) -> None:
        """Let others hear it again."""


class EvdevKeypad:
    """A ten-key that is an input device; a thread of its own reads. A bad address raises ValueError."""

    def __init__(self, address: str, *, grab: Callable[[str], Input] | None = None) -> None:
        # a device's name may hold commas, so the settings are what follows the first `,key=`
        self._name, _, rest = re.sub(r",(?=\w+=)", "\n", address, count=1).partition("\n")
        found = parts(rest, ("layout", "double"))
        if not self._name:
            raise ValueError("evdev: which device? Give its path under /dev/input/by-id/, or its name")
        if (layout := found.get("layout", "")) not in LAYOUTS:
            raise ValueError(f"layout= must be one of {', '.join(LAYOUTS)}: which digits are on the upper row of caps?")
        self._layout, self._double = layout, seconds(found.get("double", "0"), "double=", MOST)
        self._grab = grab or grabbed
        self._input: Input | None = None
        self._wake: int | None = None
        self._reader: threading.Thread | None = None

    def open(self, pressed: Callable[[str], object]) -> None:
        """Find and grab the device; one that was unplugged is taken up again. Raises DeviceFault."""
        if self._reader and self._reader.is_alive():
            return
        # a pad that was unplugged ended its reader by itself, and left the pipe
        self.close()
        self._input = self._grab(self._name)
        ends, self._wake = os.pipe()
        self._reader = threading.Thread(
            target=self._read, args=(self._input, ends, pressed), name="keypad", daemon=True
        )
        self._reader.start()

    def close(self) -> None:
        """Let the device go; nothing is told any more."""
        wake, self._wake = self._wake, None
        if wake is not None:
            os.close(wake)
        if self._reader and self._reader is not threading.current_thread():
            self._reader.join()
        self._reader = None

    def health(self) -> Health:
        """Whether the device is there."""
        if self._reader and self._reader.is_alive():
            return Health()
        return Health(Fault.OFFLINE, GONE.format(name=self._name))

    def _read(self, device: Input, ends: int, pressed: Callable[[str], object]) -> None:
        events, strokes = KeyEvents(self._layout), Strokes(self._double)
        try:
            while data := _next(device.fd, ends):
                for key in events.feed(data):
                    if strokes.is_meant(key, time.monotonic()):
                        pressed(key)
        finally:
            os.close(ends)
            device.close()


def _next(device: int, ends: int) -> bytes:
    """What the device sends next; nothing once it is unplugged, or the other side of `ends` was shut."""
    if ends in select.select([device, ends], [], [])[0]:
        return b""
    # the end of a file is a device that is gone, as the error ENODEV is
    with suppress(OSError):
        return os.read(device, AT_ONCE * EVENT.size)
    return b""


def grabbed(name: str) -> Input:
    """The device of that path or name, for this program alone. Raises DeviceFault."""
    try:
        import evdev  # noqa: PLC0415 - only a terminal with such a keypad has the library
    except ImportError as error:
        raise DeviceFault(Fault.OFFLINE, "The library for USB ten-keys is missing: install kazasu[keypad].") from error
    for path in [name] if name.startswith("/") else evdev.list_devices():
        try:
            device = evdev.InputDevice(path)
            has_digits = set(PAD) <= set(device.capabilities().get(evdev.ecodes.EV_KEY, ()))
            if name == path or (device.name == name and has_digits):
                device.grab()
                return device
            # else the next look, every few seconds, would leave one more open
            device.close()
        except OSError as error:
            if sentence := REFUSED.get(error.errno or 0):
                raise DeviceFault(Fault.OFFLINE, sentence.format(name=name)) from error
    raise DeviceFault(Fault.OFFLINE, GONE.format(name=name))
