"""A vehicle's beeper by a sound device of its own (`drivers.sound`): the tones of `drivers.tones`, the newest cuts what still sounds."""

from __future__ import annotations

import itertools

from drivers.protocols import Health, Signal
from drivers.sound import SdlSound
from drivers.tones import sound_of


class SoundBeeper:
    """A beeper on a device of PulseAudio or ALSA; the address is that of `SdlSound`. Raises ValueError for one that means none."""

    def __init__(self, address: str) -> None:
        self._sound = SdlSound(address)
        self._numbers = itertools.count(1)

    def open(self) -> None:
        """Take the device, silent. Raises DeviceFault."""
        for signal in Signal:
            # made now, so that the first rider does not wait for it
            sound_of(signal)
        self._sound.open(lambda _number, _cut: None)

    def close(self) -> None:
        """Be silent and let the device go."""
        self._sound.close()

    def health(self) -> Health:
        """How the sound device is."""
        return self._sound.health()

    def beep(self, signal: Signal) -> None:
        """Begin to sound, whatever sounded before. Raises DeviceFault."""
        self._sound.cut()
        self._sound.play(next(self._numbers), sound_of(signal))
