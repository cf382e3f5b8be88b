"""Every sentence equally loud, beginning at once and ending with the pause after a sentence; no numpy, so that live speech has it too.

Level is that of active speech as ITU-T P.56 has it: pauses do not count. What counts as active here: pieces of 10 ms that are less than
15.9 dB below the level itself, and gaps of up to 0.2 s between them.
"""

from __future__ import annotations

import math
import sys
from array import array
from collections.abc import Sequence

from drivers.protocols import SOUND_RATE, Sound
from drivers.soxr import scaled

NOMINAL_DB = -22.0
"""Level of active speech, in dB of full scale (a square wave is 0): the highest at which no sentence of any voice here reaches `PEAK`."""
PEAK = 32_000
"""The largest sample that levelling makes."""
LEAD_S, TAIL_S = 0.03, 0.05
"""What is left of the engine's own sound before and behind speech: the closing of a first t, the dying of a last vowel."""
PAUSE_S, COMMA_S = 0.30, 0.25
"""From the end of speech to the end of the sound: after a sentence, and at a comma."""

ONSET_DB, QUIET_DB = 44.0, 50.0
"""So far below speech, sound is silence before and behind it; the engine's own noise lies 56 below, and comes up to 48."""
SETTINGS = f"{NOMINAL_DB:g} {ONSET_DB:g} {QUIET_DB:g} dB {LEAD_S:g} {TAIL_S:g} {PAUSE_S:g} s"
"""What a levelled sound was made with: with other settings it is another sound."""

FRAME = SOUND_RATE // 100
MARGIN_DB, HANGOVER = 15.9, 20
SILENT = -120.0


def level(sound: Sound) -> float:
    """The level of active speech, in dB of full scale; -120 for silence."""
    return _active(_powers(_samples(sound)))


def settled(sound: Sound, pause_s: float = PAUSE_S) -> Sound:
    """The sound at `NOMINAL_DB`, the silence round it cut and that pause behind it. Silence stays as it is. Raises DeviceFault."""
    samples = _samples(sound)
    powers = _powers(samples)
    active = _active(powers)
    if active == SILENT:
        return sound
    begin, end = _spoken(powers, active)
    first, last = max(0, begin * FRAME - _count(LEAD_S)), (end + 1) * FRAME
    kept = samples[first : last + _count(TAIL_S)]
    factor = min(10 ** ((NOMINAL_DB - active) / 20), PEAK / max(map(abs, kept)))
    # not sample by sample here: that took as long as all the rest, on the way of live speech
    louder = scaled(Sound(_little(kept).tobytes()), factor)
    return Sound(louder.samples + bytes(2 * (_count(pause_s) - max(0, len(kept) - (last - first)))))


def _count(seconds: float) -> int:
    return round(seconds * SOUND_RATE)


def _samples(sound: Sound) -> array[int]:
    return _little(array("h", sound.samples))


def _little(samples: array[int]) -> array[int]:
    """The samples with bytes as a sound has them."""
    if sys.byteorder == "big":
        samples.byteswap()
    return samples


def _powers(samples: array[int]) -> list[float]:
    """Mean square of each frame, as a share of full scale."""
    frames = (samples[at : at + FRAME] for at in range(0, len(samples), FRAME))
    return [(math.hypot(*frame) / 32768) ** 2 / len(frame) for frame in frames]


def _active(powers: Sequence[float]) -> float:
    """Raise the level until it is that of the frames within the margin of it."""
    found = _decibels(powers)
    while True:
        least = 10 ** ((found - MARGIN_DB) / 10)
        higher = _decibels(_with_gaps(powers, least))
        if higher - found < 0.01:
            return found
        found = higher


def _with_gaps(powers: Sequence[float], least: float) -> list[float]:
    """The frames of that power, and the short gaps between two of them."""
    kept: list[float] = []
    gap: list[float] = []
    for power in powers:
        gap.append(power)
        if power >= least:
            kept += gap if kept and len(gap) <= HANGOVER else [power]
            gap = []
    return kept


def _spoken(powers: Sequence[float], active: float) -> tuple[int, int]:
    """The first and the last frame that is not silence."""
    onset, quiet = (10 ** ((active - below) / 10) for below in (ONSET_DB, QUIET_DB))
    begin = next(at for at, power in enumerate(powers) if power >= onset)
    return begin, max(at for at, power in enumerate(powers) if power >= quiet)


def _decibels(powers: Sequence[float]) -> float:
    total = sum(powers)
    return 10 * math.log10(total / len(powers)) if total else SILENT
