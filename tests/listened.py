"""What tests and benchmarks hear: in samples levels, pitch, where something sounds; of a driver what is over."""

import array
import math
import threading

from acting import LONG

from drivers.protocols import SOUND_RATE, Sound

THIRD = SOUND_RATE // 3
WINDOW = THIRD * 30 // 1000


class Ears:
    """What the driver says is over, and a way to wait for it."""

    def __init__(self):
        self.over = []
        self.changed = threading.Condition()

    def __call__(self, number, cut):
        with self.changed:
            self.over.append((number, cut))
            self.changed.notify_all()

    def until(self, count):
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.over) >= count, LONG), self.over
            return list(self.over)


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


def pitch(sound: "Sound | array.array") -> float:
    """The median pitch (Hz, between 70 and 500) of everything that has one, by autocorrelation, a look every 30 ms."""
    # A third of the samples is enough for 500 Hz, and nine times quicker.
    thirds = floats(sound)[: len(floats(sound)) // 3 * 3]
    samples = array.array("f", [sum(thirds[i : i + 3]) / 3 for i in range(0, len(thirds), 3)])
    loud = max((abs(sample) for sample in samples), default=0.0)
    found = []
    for start in range(0, len(samples) - 2 * WINDOW, WINDOW):
        if max(abs(sample) for sample in samples[start : start + WINDOW]) > loud / 8:
            found.append(_pitch_at(samples[start : start + 2 * WINDOW]))
    voiced = sorted(hertz for hertz in found if hertz)
    assert voiced, "nothing has a pitch"
    return voiced[len(voiced) // 2]


def _pitch_at(window: array.array) -> float:
    """The pitch of one window; 0 where nothing repeats."""
    here = window[:WINDOW]

    def alike(lag: int) -> float:
        there = window[lag : lag + WINDOW]
        power = math.sqrt(sum(a * a for a in here) * sum(b * b for b in there)) or 1.0
        return sum(a * b for a, b in zip(here, there, strict=True)) / power

    curve = [alike(lag) for lag in range(THIRD // 70 + 2)]
    peaks = [
        lag
        for lag in range(THIRD // 500, THIRD // 70 + 1)
        if curve[lag - 1] <= curve[lag] >= curve[lag + 1] and curve[lag] > 0.7
    ]
    if not peaks:
        return 0.0
    # The first that is nearly the highest: later ones are whole multiples of the period.
    best = max(curve[lag] for lag in peaks)
    lag = next(lag for lag in peaks if curve[lag] > 0.93 * best)
    before, at, after = curve[lag - 1 : lag + 2]
    bend = before - 2 * at + after
    return THIRD / (lag + (0.5 * (before - after) / bend if bend else 0.0))


def first_above(samples: array.array, loud: float, start: int = 0) -> int:
    """The first sample from `start` that is louder; the length when there is none."""
    return next((i for i in range(max(start, 0), len(samples)) if abs(samples[i]) > loud), len(samples))


def last_above(samples: array.array, loud: float, start: int = 0) -> int:
    """The last sample from `start` that is louder; `start` when there is none."""
    return next((i for i in range(len(samples) - 1, start - 1, -1) if abs(samples[i]) > loud), start)
