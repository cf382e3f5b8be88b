"""The twin of a channel of sound: it takes the time that speaking takes, and remembers what was played."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from drivers.protocols import DeviceFault, Fault, Sound
from drivers.stopwatch import RealStopwatch, Stopwatch
from drivers.virtual.faults import Breakable

SENTENCES = {Fault.OFFLINE: "The sound device is not there: look at its cable."}
CLOSED = "The sound device is not open."
FULL = "More sound was queued than anybody would hear."
QUEUED, QUEUED_S = 64, 180.0
"""How many sounds may wait, and how many seconds of them at usual speed, as in the real driver."""

KEPT = 200
INSTANT = 1e-6  # seconds: what adding up fractions may miss


@dataclass(frozen=True)
class Played:
    """One sound that began: seconds on the clock, the gain (dB) and speed at its end, and whether it was cut."""

    number: int
    sound: Sound
    started: float
    ended: float
    cut: bool
    gain: float = 0.0
    speed: float = 1.0


@dataclass
class _Waiting:
    """A sound and how much of it (seconds at its own speed) was not yet heard at `since`; it may begin at `free` at the earliest."""

    number: int
    sound: Sound
    since: float
    left: float
    started: float | None = None


class VirtualSound(Breakable):
    """A channel of sound on a clock, real time by default; without `pace` a sound is over as soon as it begins.

    `played` holds what is over, oldest first, the last 200. An OFFLINE fault in mid-sentence cuts what is queued;
    `set_fault(fault, after)` counts sounds that were heard to their end.
    """

    def __init__(self, clock: Stopwatch | None = None, *, pace: bool = True) -> None:
        super().__init__("sound device", SENTENCES)
        self._clock = clock or RealStopwatch()
        self._pace = pace
        self._changed = threading.Condition(self._lock)
        self._queue: deque[_Waiting] = deque()
        self._over: deque[tuple[int, bool] | None] = deque()
        self._is_open = False
        self._played: deque[Played] = deque(maxlen=KEPT)
        self.clicks = 0
        self.gain = 0.0
        self.speed = 1.0

    def open(self, ended: Callable[[int, bool], None]) -> None:
        """Take the device, silent. Raises DeviceFault when off line."""
        self._refuse(Fault.OFFLINE)
        with self._changed:
            if not self._is_open:
                # a queue of each opening's own: the thread of the last one may still be telling
                self._is_open, self._over = True, deque()
                threading.Thread(target=self._tell, args=(ended, self._over), name="virtual sound", daemon=True).start()

    def close(self) -> None:
        """Be silent; what was queued ends as cut."""
        with self._changed:
            self._drop()
            if self._is_open:
                self._is_open = False
                self._over.append(None)
            self._changed.notify_all()

    @property
    def played(self) -> list[Played]:
        """What is over, oldest first."""
        with self._lock:
            return list(self._played)

    @property
    def queued(self) -> tuple[int, ...]:
        """The numbers of what is played and what waits."""
        with self._lock:
            return tuple(waiting.number for waiting in self._queue)

    def set_fault(self, fault: Fault | None, after: int = 0) -> None:
        """Fail now or after so many sounds were heard; what is queued ends as cut."""
        super().set_fault(fault, after)
        with self._changed:
            self._changed.notify_all()

    def play(self, number: int, sound: Sound) -> None:
        """Put a sound behind what is queued. Raises DeviceFault when off line, not open or full: it then never ends."""
        with self._changed:
            self._refuse_sound()
            # the real driver refuses too: whoever feeds it must wait for `ended`, not queue a menu
            if len(self._queue) >= QUEUED or self._seconds() + sound.seconds > QUEUED_S:
                raise DeviceFault(Fault.UNKNOWN, FULL)
            left = sound.seconds if self._pace else 0.0
            self._queue.append(_Waiting(number, sound, self._clock.monotonic(), left))
            self._changed.notify_all()

    def cut(self) -> None:
        """Be silent at once; each sound of the queue ends as cut."""
        with self._changed:
            self._drop()
            self._changed.notify_all()

    def click(self) -> None:
        """Count a click. Raises DeviceFault when off line."""
        with self._changed:
            self._refuse_sound()
            self.clicks += 1

    def set_gain(self, decibels: float) -> None:
        """Louder or softer from now on."""
        self.gain = min(decibels, 0.0)

    def set_speed(self, speed: float) -> None:
        """Faster or slower from now on, in the middle of a sound too."""
        with self._changed:
            self._hear(self._clock.monotonic())
            self.speed = min(max(speed, 0.5), 2.0)
            self._changed.notify_all()

    def _refuse_sound(self) -> None:
        self._refuse()
        if not self._is_open:
            raise DeviceFault(Fault.OFFLINE, CLOSED)

    def _tell(self, ended: Callable[[int, bool], None], over: deque[tuple[int, bool] | None]) -> None:
        """The driver's thread: let time pass, and say what is over, holding nothing."""
        while True:
            with self._changed:
                while not over:
                    self._hear(self._clock.monotonic())
                    if not over:
                        self._clock.wait(self._changed, self._until_next())
                first = over.popleft()
            if first is None:
                return
            ended(*first)

    def _hear(self, now: float) -> None:
        """Let the sounds pass that were heard by `now`, each from the end of the one before it; the lock is held."""
        while self._queue and self._fault is None:
            first = self._queue[0]
            first.started = first.since if first.started is None else first.started
            if first.since + first.left / self.speed > now + INSTANT:
                first.left -= (now - first.since) * self.speed
                first.since = now
                return
            self._queue.popleft()
            end = first.since + first.left / self.speed
            self._finish(first, end, cut=False)
            self._count()
            if self._queue:
                follower = self._queue[0]
                follower.since = max(follower.since, end)
        if self._fault is not None:
            self._drop()

    def _seconds(self) -> float:
        return sum(waiting.sound.seconds for waiting in self._queue)

    def _until_next(self) -> float | None:
        return self._queue[0].left / self.speed if self._queue else None

    def _drop(self) -> None:
        """End what is queued as cut; the lock is held."""
        now = self._clock.monotonic()
        if self._fault is None:
            self._hear(now)
        while self._queue:
            self._finish(self._queue.popleft(), now, cut=True)

    def _finish(self, waiting: _Waiting, end: float, *, cut: bool) -> None:
        if waiting.started is not None:
            self._played.append(Played(waiting.number, waiting.sound, waiting.started, end, cut, self.gain, self.speed))
        self._over.append((waiting.number, cut))
