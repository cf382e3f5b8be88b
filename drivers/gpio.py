"""Pins of a Raspberry Pi by gpiozero (BCM numbers): the library's one place, and what is only a pin.

Without RPi.GPIO (Pi 4 and older) or rpi-lgpio (Pi 5) gpiozero finds no pins; that is a fault, never a reason to pretend.
"""

from __future__ import annotations

from typing import Any

from drivers.protocols import DeviceFault, Fault, Health

GONE = "The pins cannot be used: is this a Raspberry Pi, and is its pin library installed?"


def gpiozero() -> Any:
    """The library, loaded when a terminal first has something on pins. Raises DeviceFault when it is missing."""
    try:
        import gpiozero as library  # noqa: PLC0415
    except ImportError as error:
        raise DeviceFault(Fault.OFFLINE, "The library for pins is missing: install kazasu[gpio].") from error
    return library


class GpioBuzzer:
    """A buzzer that sounds by itself while its pin is high; address: the pin's number. Raises ValueError for another."""

    ON, OFF = 0.5, 0.5  # seconds: a pulsed tone is heard better than a steady one

    def __init__(self, address: str) -> None:
        if not address.isdecimal() or not 0 <= int(address) <= 27:
            raise ValueError(f"gpio:{address}: a buzzer's address is one BCM pin number, 0 to 27")
        self._pin = int(address)
        self._buzzer: Any = None

    def open(self) -> None:
        """Claim the pin, silent. Raises DeviceFault."""
        if self._buzzer is None:
            library = gpiozero()
            try:
                self._buzzer = library.Buzzer(self._pin)
            # RPi.GPIO says by a RuntimeError that this is no Raspberry Pi.
            except (library.GPIOZeroError, OSError, RuntimeError) as error:
                raise DeviceFault(Fault.OFFLINE, GONE) from error

    def close(self) -> None:
        """Be silent and let the pin go."""
        if self._buzzer is not None:
            self._buzzer.close()
            self._buzzer = None

    def health(self) -> Health:
        """Whether the pin is held; that a buzzer hangs on it cannot be asked."""
        return Health() if self._buzzer is not None else Health(Fault.OFFLINE, GONE)

    def sound(self) -> None:
        """Sound in half-second beats. Raises DeviceFault when not open."""
        if self._buzzer is None:
            raise DeviceFault(Fault.OFFLINE, GONE)
        self._buzzer.beep(self.ON, self.OFF)

    def silence(self) -> None:
        """Be silent."""
        if self._buzzer is not None:
            self._buzzer.off()
