"""What tests and benchmarks hear in samples: levels, pitch, where something sounds."""

import array
import math

from drivers.protocols import SOUND_RATE, Sound


def tone(hertz: float, seconds: float, amplitude: float = 0.25) -> Sound:
    """A sine as 16-bit samples."""
    turn = 2 * math.pi * hertz / SOUND_RATE
    count = int(seconds * SOUND_RATE)
    return Sound(array.array("h", [round(32767 * amplitude * math.sin(turn * i)) for i in range(count)]).tobytes())


def floats(sound: "Sound | array.array") -> array.array:
    """Samples with full scale 1.0."""
    if isinstance(sound, Sound):
        return array.array("f", [sample / 32768 for sample in array.array("h", sound.samples)])
    return sound


def level(sound: "Sound | array.array") -> float:
    """The power over all samples, dB below a full-scale square."""
    samples = floats(sound)
    return 10 * math.log10(max(sum(sample * sample for sample in samples) / max(len(samples), 1), 1e-20))


def fundamental(sound: "Sound | array.array") -> float:
    """The pitch (Hz) between 70 and 500 by autocorrelation, of the loudest 60 ms; the peak is refined by a parabola."""
    samples = floats(sound)
    size = SOUND_RATE * 60 // 1000
    loudest = max(range(0, max(len(samples) - 2 * size, 1), size // 4), key=lambda i: level(samples[i : i + size]))
    return pitch_at(samples, loudest, size)


def pitch_at(samples: array.array, start: int, size: int) -> float:
    """The pitch (Hz) of one window; 0 where nothing repeats."""
    window = samples[start : start + 2 * size]
    shortest, longest = SOUND_RATE // 500, SOUND_RATE // 70

    def alike(lag: int) -> float:
        here, there = window[:size], window[lag : lag + size]
        power = math.sqrt(sum(a * a for a in here) * sum(b * b for b in there)) or 1.0
        return sum(a * b for a, b in zip(here, there, strict=False)) / power

    curve = {lag: alike(lag) for lag in range(shortest - 1, longest + 2)}
    best = max(curve.values())
    if best < 0.6:
        return 0.0
    # The first peak that is nearly the highest: later ones are whole multiples of the period.
    lag = next(
        lag
        for lag in range(shortest, longest + 1)
        if curve[lag] > 0.93 * best and curve[lag] >= curve[lag - 1] and curve[lag] >= curve[lag + 1]
    )
    before, here, after = curve[lag - 1], curve[lag], curve[lag + 1]
    bend = before - 2 * here + after
    return SOUND_RATE / (lag + (0.5 * (before - after) / bend if bend else 0.0))


def first_above(samples: array.array, loud: float, start: int = 0) -> int:
    """The first sample from `start` that is louder; the length when there is none."""
    return next((i for i in range(max(start, 0), len(samples)) if abs(samples[i]) > loud), len(samples))


def last_above(samples: array.array, loud: float, start: int = 0) -> int:
    """The last sample from `start` that is louder; `start` when there is none."""
    return next((i for i in range(len(samples) - 1, start - 1, -1) if abs(samples[i]) > loud), start)
