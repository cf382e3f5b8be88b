"""Sound on a real PulseAudio: how soon a key is heard and silences, what both channels take; recorded from the sinks' monitors."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from audio.store import Store, key
from benchmarks.borrowed import borrow
from benchmarks.processes import core_seconds, mib
from benchmarks.table import Figure, median, percentile, rounded
from drivers.sound import SdlSound
from drivers.sound_program import BLOCK, PULSE_BUFFER_MS

TRIALS = 200
WOKEN = 12
HEARD_S = (0.10, 0.14)
"""When a sound is cut, by chance: a cut must not always fall on the same place in a block."""
QUIET_S = 0.12
IDLE_S, SPEAKING_S = 20.0, 8.0
AUDIBLE = 0.003
"""Of full scale: a tone's first or second sample."""
HOW = (
    f"blocks of {BLOCK}, PulseAudio's buffer {PULSE_BUFFER_MS} ms, null sink, PulseAudio real-time; recorded from its monitor, whose clock is that of the "
    "block that came soonest, the sink's own latency added: the recorder's quickest way is still in it"
)


class Trial(NamedTuple):
    """Moments of a key that plays and a key that cuts, on `time.monotonic`."""

    played: float
    cut: float


class Bench:
    """Both channels on a PulseAudio of their own, and a stored sound."""

    def __init__(self, folder: Path, pulse: Any) -> None:
        self.pulse = pulse
        self.channels = [SdlSound("handset"), SdlSound("speaker")]
        self._store, self._key = Store(folder), key("tone", "3 s")
        self._store.put(self._key, borrow("listened").tone(440, 3.0))
        self._number = 0

    def play(self, channel: SdlSound) -> float:
        """Read a stored sound and play it; when it was asked for."""
        asked = time.monotonic()
        sound = self._store.get(self._key)
        assert sound
        self._number += 1
        channel.play(self._number, sound)
        return asked

    def reopen(self, channel: SdlSound) -> None:
        """Let a device sleep, as it does when nothing was said for long."""
        channel.close()
        time.sleep(QUIET_S)
        channel.open(_nobody)
        for _ in range(100):
            if not self.pulse.pactl("list", "short", "sink-inputs"):
                break
            time.sleep(0.05)

    def core(self) -> float:
        """Seconds of a core that both programs have had."""
        return sum(core_seconds(pid) for pid in self.pids)

    @property
    def pids(self) -> list[int]:
        """The programs of both channels."""
        return [channel.child_pid for channel in self.channels if channel.child_pid]


def figures() -> Iterator[Figure]:
    """Idle first, then key by key, then both speaking at once."""
    with _bench() as bench:
        yield Figure("sound.idle", _core(bench, IDLE_S), "%", f"a core, both programs, silent for {IDLE_S:g} s")
        handset = bench.channels[0]
        with bench.pulse.recording("handset") as recording:
            bench.play(handset)
            time.sleep(1.0)
            recording.measure_ahead()
            handset.cut()
            woken = _trials(bench, recording, WOKEN, lambda: bench.reopen(handset))
            starts, stops = _heard(recording, woken)
            how = f"{WOKEN} sounds on a device that slept; {HOW}"
            yield Figure("sound.start.asleep.max", rounded(max(starts)), "ms", how)
            starts, stops = _heard(recording, _trials(bench, recording, TRIALS, lambda: time.sleep(QUIET_S)))
        for name, times, what in (
            ("start", starts, "a stored sound, from being read to its first sample"),
            ("silence", stops, "a cut in mid-sentence to the last sample, the fade of 5 ms included"),
        ):
            how = f"{what}; {TRIALS} keys; {HOW}"
            yield Figure(f"sound.{name}.p50", median(times), "ms", how)
            yield Figure(f"sound.{name}.p99", percentile(times, 0.99), "ms", how, "<= 50")
        yield from _together(bench)


def _together(bench: Bench) -> Iterator[Figure]:
    for channel in bench.channels:
        for _ in range(4):
            bench.play(channel)
    yield Figure(
        "sound.speaking", _core(bench, SPEAKING_S), "%", f"a core, both programs speaking for {SPEAKING_S:g} s"
    )
    memory = rounded(sum(map(mib, bench.pids)))
    yield Figure(
        "sound.memory", memory, "MiB", "PSS of both programs while they speak; the voices and PulseAudio are not in it"
    )


@contextmanager
def _bench() -> Iterator[Bench]:
    with tempfile.TemporaryDirectory() as folder, borrow("real_stacks.pulse").PrivatePulse(Path(folder)) as pulse:
        bench = Bench(Path(folder), pulse)
        try:
            for channel in bench.channels:
                channel.open(_nobody)
            time.sleep(1.0)
            yield bench
        finally:
            for channel in bench.channels:
                channel.close()


def _trials(bench: Bench, recording: Any, count: int, before: Callable[[], None]) -> list[Trial]:
    chance, channel, done = random.Random(1), bench.channels[0], []
    for _ in range(count):
        before()
        played = bench.play(channel)
        time.sleep(chance.uniform(*HEARD_S))
        done.append(Trial(played, time.monotonic()))
        channel.cut()
    time.sleep(2 * QUIET_S)
    recording.until(time.monotonic())
    return done


def _heard(recording: Any, trials: list[Trial]) -> tuple[list[float], list[float]]:
    """Milliseconds to the first sample, and to the last one."""
    listened, samples, zero, starts, stops = borrow("listened"), recording.samples, recording.moment(0), [], []
    for trial in trials:
        first, cut = (recording.index(moment) for moment in trial)
        window = samples[: recording.index(trial.cut + QUIET_S)]
        begins = listened.first_above(window, AUDIBLE, first)
        starts.append(1000 * (zero + begins / 24_000 - trial.played))
        stops.append(1000 * (zero + listened.last_above(window, AUDIBLE, cut) / 24_000 - trial.cut))
    return starts, stops


def _core(bench: Bench, seconds: float) -> float:
    before = bench.core()
    time.sleep(seconds)
    return rounded(100 * (bench.core() - before) / seconds)


def _nobody(_: int, __: bool) -> None:
    """Whoever is told that a sound is over, here nobody."""
