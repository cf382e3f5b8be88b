"""Pins of a Raspberry Pi by gpiozero (BCM numbers): the library's one place, and what is only a pin.

Without RPi.GPIO (Pi 4 and older) or rpi-lgpio (Pi 5) gpiozero finds no pins; that is a fault, never a reason to pretend.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from drivers.protocols import DeviceFault, Fault, Health
from drivers.wiring import pin

TWICE = "{error}: two devices in terminal.toml have the same pin."
GONE = "The pins cannot be used: is this a Raspberry Pi, and is its pin library installed?"


def gpiozero() -> Any:
    """The library, loaded when a terminal first has something on pins. Raises DeviceFault when it is missing."""
    try:
        import gpiozero as library  # noqa: PLC0415
    except ImportError as error:
        raise DeviceFault(Fault.OFFLINE, "The library for pins is missing: install kazasu[gpio].") from error
    return library


@contextmanager
def claiming() -> Iterator[Any]:
    """Give the library to claim pins with. Raises DeviceFault when they cannot be used."""
    library = gpiozero()
    try:
        yield library
    except library.GPIOPinInUse as error:
        raise DeviceFault(Fault.OFFLINE, TWICE.format(error=error)) from error
    # RPi.GPIO says by a RuntimeError that this is no Raspberry Pi.
    except (library.GPIOZeroError, OSError, RuntimeError) as error:
        raise DeviceFault(Fault.OFFLINE, GONE) from error


class _Output:
    """One pin that drives something; address: the pin's number. Raises ValueError for another."""

    WHAT = ""

    def __init__(self, address: str) -> None:
        self._number = pin(address, f"{self.WHAT}'s address")
        self._pin: Any = None

    def open(self) -> None:
        """Claim the pin, off. Raises DeviceFault."""
        if self._pin is None:
            with claiming() as library:
                self._pin = library.DigitalOutputDevice(self._number)

    def close(self) -> None:
        """Be off and let the pin go."""
        if self._pin is not None:
            self._pin.close()
            self._pin = None

    def health(self) -> Health:
        """Whether the pin is held; what hangs on it cannot be asked."""
        return Health() if self._pin is not None else Health(Fault.OFFLINE, GONE)

    def _claimed(self) -> Any:
        if self._pin is None:
            raise DeviceFault(Fault.OFFLINE, GONE)
        return self._pin

    def _off(self) -> None:
        if self._pin is not None:
            self._pin.off()


class GpioBuzzer(_Output):
    """A buzzer that sounds by itself while its pin is high."""

    WHAT = "a buzzer"
    ON, OFF = 0.5, 0.5  # seconds: a pulsed tone is heard better than a steady one

    def sound(self) -> None:
        """Sound in half-second beats. Raises DeviceFault when not open."""
        self._claimed().blink(self.ON, self.OFF)

    def silence(self) -> None:
        """Be silent."""
        self._off()


class GpioIndicator(_Output):
    """A light that shines while its pin is high."""

    WHAT = "an indicator"
    ON, OFF = 0.5, 0.5  # seconds: one flash a second finds the eye, and three would be the most (EN 301 549, 9.2.3.1)

    def light(self) -> None:
        """Flash slowly. Raises DeviceFault when not open."""
        self._claimed().blink(self.ON, self.OFF)

    def dim(self) -> None:
        """Be dark."""
        self._off()
