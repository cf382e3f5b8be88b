"""The tones that answer a tap: told apart without sight, by how many there are, how long they last and whether they rise.

Fundamentals lie between 500 and 2,000 Hz, which who has lost the high frequencies still hears (what ISO 24500 asks of signals);
two overtones let a small loudspeaker carry the low ones. Any two signals differ in pitch and in rhythm.
"""

from __future__ import annotations

import math
from array import array
from functools import cache
from typing import NamedTuple

from drivers.protocols import SOUND_RATE, Signal, Sound

PEAK = 0.72
"""Of full scale, of the loudest sample: room for a loudspeaker's own gain."""
OVERTONES = (1.0, 0.4, 0.2)
"""Weights of the fundamental and of its next two multiples."""
ATTACK_S, RELEASE_S = 0.002, 0.008
"""A tone that begins or ends at once clicks."""


class Beat(NamedTuple):
    """One tone of a signal in Hz, or a silence (0 Hz)."""

    hertz: float
    seconds: float


TONES: dict[Signal, tuple[Beat, ...]] = {
    Signal.ACCEPTED: (Beat(1_000, 0.16),),
    Signal.SENIOR: (Beat(800, 0.09), Beat(0, 0.05), Beat(1_300, 0.13)),
    Signal.REFUSED: (Beat(500, 0.52),),
    Signal.AGAIN: (Beat(1_800, 0.06), Beat(0, 0.07), Beat(1_800, 0.06), Beat(0, 0.07), Beat(1_800, 0.06)),
}
"""One; two that rise; one that is low and long; three that are high and short."""


@cache
def sound_of(signal: Signal) -> Sound:
    """A signal as sound. Reckoned once, in some 50 ms: ask for all before anybody waits."""
    samples = array("h")
    for beat in TONES[signal]:
        samples.extend(_samples(beat))
    return Sound(samples.tobytes())


def _samples(beat: Beat) -> list[int]:
    count = round(beat.seconds * SOUND_RATE)
    if not beat.hertz:
        return [0] * count
    turn, most = 2 * math.pi * beat.hertz / SOUND_RATE, PEAK * 32_767 / sum(OVERTONES)
    waves = (
        sum(weight * math.sin(n * turn * at) for n, weight in enumerate(OVERTONES, 1)) * _edge(at, count)
        for at in range(count)
    )
    return [round(most * wave) for wave in waves]


def _edge(at: int, count: int) -> float:
    """How much of a tone is there at its beginning and end, 0.0 to 1.0."""
    return min(1.0, (at + 1) / (ATTACK_S * SOUND_RATE), (count - at) / (RELEASE_S * SOUND_RATE))
