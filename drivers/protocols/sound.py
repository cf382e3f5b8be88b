"""What is heard: buzzer, sound to a named device, voices."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from drivers.protocols.faults import Device


class Buzzer(Device, Protocol):
    """Something that sounds until it is silenced."""

    def open(self) -> None:
        """Find it, silent. Raises DeviceFault."""

    def sound(self) -> None:
        """Sound, until `silence`. Raises DeviceFault."""

    def silence(self) -> None:
        """Be silent; may be called twice."""


SOUND_RATE = 24_000
"""Samples a second of every sound: speech has little above 10 kHz."""


@dataclass(frozen=True)
class Sound:
    """Mono sound: signed 16-bit little-endian samples at `SOUND_RATE`."""

    samples: bytes

    @property
    def seconds(self) -> float:
        """How long it lasts at its own speed."""
        return len(self.samples) / 2 / SOUND_RATE


class SoundOut(Device, Protocol):
    """One channel of sound to one named device, which nothing else plays on; what is played is queued without a gap.

    A device that is gone raises DeviceFault: sound never goes to another one instead.
    """

    def open(self, ended: Callable[[int, bool], None]) -> None:
        """Take the device, silent. Raises DeviceFault.

        `ended` gets the number of each sound that is over, and whether it was cut, on a thread of the driver's.
        """

    def play(self, number: int, sound: Sound) -> None:
        """Put a sound behind what is queued. Raises DeviceFault."""

    def cut(self) -> None:
        """Be silent at once and drop what is queued; each sound of it ends as cut."""

    def click(self) -> None:
        """Sound as a key that was pressed, beside whatever is played; each click is the same. Raises DeviceFault."""

    def set_gain(self, decibels: float) -> None:
        """Louder or softer from now on, also what is being played; 0 is the sound as it is, more is not possible."""

    def set_speed(self, speed: float) -> None:
        """Faster or slower from now on, 0.5 to 2.0, pitch kept, also what is being played."""


class Voice(Protocol):
    """What speaks a language; any thread may ask it, several at once."""

    @property
    def name(self) -> str:
        """Engine, version, voice and settings: a sound with another name is another sound. Raises DeviceFault."""

    def prepare(self) -> None:
        """Have everything loaded for the next sentence, as after each sentence. Raises DeviceFault."""

    def close(self) -> None:
        """End what was prepared; may be called twice."""

    def speak(self, sentence: str) -> Sound:
        """One sentence as sound, as the engine gives it. Raises DeviceFault."""
