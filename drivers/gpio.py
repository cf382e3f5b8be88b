"""Pins of a Raspberry Pi by gpiozero (BCM numbers): the library's one place, and what is only a pin.

Without RPi.GPIO (Pi 4 and older) or rpi-lgpio (Pi 5) gpiozero finds no pins; that is a fault, never a reason to pretend.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from queue import Empty, SimpleQueue
from typing import Any

from drivers.protocols import DeviceFault, Fault, Health, Signal
from drivers.tones import TONES, Beat
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


class GpioBeeper(_Output):
    """A passive buzzer, which sounds as its pin is driven: the tones of `drivers.tones`, played on a thread of their own."""

    WHAT = "a beeper"
    MID_TONE, OCTAVES = 880.0, 2  # a piezo disc is loudest between 2 and 4 kHz, and all tones lie below

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self._wanted: SimpleQueue[tuple[Beat, ...] | None] = SimpleQueue()
        self._player: threading.Thread | None = None

    def open(self) -> None:
        """Claim the pin, silent. Raises DeviceFault."""
        if self._pin is None:
            with claiming() as library:
                self._pin = library.TonalBuzzer(self._number, mid_tone=self.MID_TONE, octaves=self.OCTAVES)
            self._player = threading.Thread(target=self._play, args=(self._pin,), name="beeper", daemon=True)
            self._player.start()

    def close(self) -> None:
        """Be silent and let the pin go."""
        if self._player is not None:
            self._pin = None
            self._wanted.put(None)
            # the pin is free only when its thread has let it go
            self._player.join()
            self._player = None

    def beep(self, signal: Signal) -> None:
        """Begin to sound, whatever sounded before. Raises DeviceFault when not open."""
        self._claimed()
        self._wanted.put(TONES[signal])

    def _play(self, buzzer: Any) -> None:
        """Play what is wanted until there is nothing more to want; what comes meanwhile cuts what sounds."""
        beats = self._wanted.get()
        while beats is not None:
            beats = self._sound(buzzer, beats)
        buzzer.close()

    def _sound(self, buzzer: Any, beats: tuple[Beat, ...]) -> tuple[Beat, ...] | None:
        """Sound to the end, or until something else is wanted; what is wanted next."""
        try:
            for hertz, seconds in beats:
                buzzer.play(hertz or None)
                with suppress(Empty):
                    return self._wanted.get(timeout=seconds)
        finally:
            buzzer.stop()
        return self._wanted.get()
