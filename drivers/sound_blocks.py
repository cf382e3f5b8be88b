"""What goes to a sound device block by block: queued sounds joined without a gap, at a speed and a gain, with clicks beside them.

Pure computation: the device asks for a block whenever it needs one, so a cut or another gain is heard in the next block.
"""

from __future__ import annotations

import math
import threading
from array import array
from collections import deque
from collections.abc import Callable

from drivers.protocols import SOUND_RATE
from drivers.sonic import Sonic

FADE = 120
"""Samples (5 ms) in which speech that is cut fades, so that nothing cracks."""

FED = 240
"""Samples that are given to the stretching at a time: what is in it keeps the speed it went in with."""

FULL_SCALE = 32768.0


def _click() -> list[float]:
    """8 ms of 1.5 kHz that die away: short enough to end before the fastest next key."""
    count = SOUND_RATE * 8 // 1000
    return [0.25 * math.exp(-5 * i / count) * math.sin(2 * math.pi * 1500 * i / SOUND_RATE) for i in range(count)]


CLICK = _click()


class Blocks:
    """Sounds in, blocks of float samples (full scale 1.0) out; `over` gets each number that has gone out whole, or was cut.

    Any thread may call; `over` is called with a lock held and must return at once.
    """

    def __init__(self, over: Callable[[int, bool], None]) -> None:
        self._over = over
        self._lock = threading.Lock()
        self._sonic = Sonic()
        self._speed = 1.0
        self._level = self._wanted = 1.0
        self._queue: deque[tuple[int, memoryview]] = deque()
        self._fed = 0
        self._ready: array[int] = array("h")
        self._ends: deque[tuple[int, int]] = deque()
        self._out = 0
        self._beside: list[list[float]] = []

    @property
    def is_silent(self) -> bool:
        """Whether nothing waits to be heard."""
        return not (self._queue or self._ready or self._ends or self._beside)

    def play(self, number: int, samples: bytes | memoryview) -> None:
        """Put signed 16-bit samples behind what is queued; half a sample at the end is left out."""
        with self._lock:
            self._queue.append((number, memoryview(samples)[: len(samples) // 2 * 2]))

    def cut(self) -> None:
        """Fade what is heard within `FADE` samples and drop the rest."""
        with self._lock:
            # A block that is cut twice must not fade in again.
            tail = self._take(FADE) if self._queue or self._ready else array("h")
            level = self._level / FULL_SCALE / FADE
            self._beside.append([sample * level * (FADE - i) for i, sample in enumerate(tail)])
            for number, _ in (*self._ends, *self._queue):
                self._over(number, True)
            self._queue.clear()
            self._ends.clear()
            self._ready, self._fed, self._out = array("h"), 0, 0
            self._sonic.close()
            self._sonic = Sonic(self._speed)

    def click(self) -> None:
        """Sound as a key beside whatever is heard, as loud as speech is now."""
        with self._lock:
            self._beside.append([sample * self._wanted for sample in CLICK])

    def set_gain(self, decibels: float) -> None:
        """Louder or softer, at most 0 dB; the next block goes over to it evenly."""
        with self._lock:
            self._wanted = 10 ** (min(decibels, 0.0) / 20)

    def set_speed(self, speed: float) -> None:
        """Faster or slower, 0.5 to 2.0, for what is not stretched yet: 30 ms at the most are."""
        with self._lock:
            self._speed = min(max(speed, 0.5), 2.0)
            self._sonic.set_speed(self._speed)

    def next(self, count: int) -> array[float]:
        """The next so many samples, silence where there is nothing."""
        with self._lock:
            if self.is_silent:
                self._level = self._wanted
                return array("f", bytes(4 * count))
            block = self._louder(self._take(count))
            block.extend([0.0] * (count - len(block)))
            self._mix(block)
            return array("f", block)

    def _take(self, count: int) -> array[int]:
        """At most so many samples of speech, stretched; tells which sounds end in them."""
        while len(self._ready) < count and self._queue:
            self._stretch()
        taken, self._ready = self._ready[:count], self._ready[count:]
        self._out += len(taken)
        while self._ends and self._ends[0][1] <= self._out:
            self._over(self._ends.popleft()[0], False)
        return taken

    def _stretch(self) -> None:
        number, samples = self._queue[0]
        until = self._fed + 2 * FED
        last = until >= len(samples)
        self._ready.extend(self._sonic.through(samples[self._fed : until], last=last))
        self._fed = until
        if last:
            self._queue.popleft()
            self._fed = 0
            self._ends.append((number, self._out + len(self._ready)))

    def _louder(self, samples: array[int]) -> list[float]:
        before, after = self._level / FULL_SCALE, self._wanted / FULL_SCALE
        self._level = self._wanted
        if before == after:
            return [sample * after for sample in samples]
        step = (after - before) / max(len(samples), 1)
        return [sample * (before + step * i) for i, sample in enumerate(samples)]

    def _mix(self, block: list[float]) -> None:
        """Add clicks and what fades; what of them does not fit comes in the next block."""
        for sound in self._beside:
            for i, sample in enumerate(sound[: len(block)]):
                block[i] = min(max(block[i] + sample, -1.0), 1.0)
        self._beside = [rest for sound in self._beside if (rest := sound[len(block) :])]
