"""Sound on a real PulseAudio: how soon a key is heard and silences, what all of it takes; recorded from the sinks' monitors."""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from audio.speech import Speech, sentences
from audio.store import Store, key
from benchmarks.borrowed import borrow
from benchmarks.guided import Guided
from benchmarks.processes import core_seconds
from benchmarks.speech import LIVE, PAUSE_S
from benchmarks.table import Figure, median, percentile, rounded
from drivers.open_jtalk import OpenJtalkVoice
from drivers.protocols import SOUND_RATE, Sound
from drivers.sound import SdlSound
from drivers.sound_program import BLOCK, PULSE_BUFFER_MS
from drivers.virtual.voice import VirtualVoice
from firmware.phrases.reader import PhraseBook

TRIALS = 200
WOKEN = 12
LIVE_ROUNDS = 8
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
        self.store, self._key = Store(folder), key("tone", "3 s")
        self.store.put(self._key, borrow("listened").tone(440, 3.0))
        self._number = 0

    def play(self, channel: SdlSound) -> float:
        """Read a stored sound and play it; when it was asked for."""
        asked = time.monotonic()
        sound = self.store.get(self._key)
        assert sound
        self.put(channel, sound)
        return asked

    def put(self, channel: SdlSound, sound: Sound) -> None:
        """Play a sound under a number of its own."""
        self._number += 1
        channel.play(self._number, sound)

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
            slept = [1000 * (_starts(recording, trial.played) - trial.played) for trial in woken]
            how = f"{WOKEN} sounds on a device that slept, each asked of its driver; {HOW}"
            yield Figure("sound.start.asleep.max", rounded(max(slept)), "ms", how)
            stops = _stops(recording, _trials(bench, recording, TRIALS, lambda: time.sleep(QUIET_S)))
            live = _live(bench, recording)
            handset.close()
            starts = _guided(bench, recording)
            handset.open(_nobody)
        for name, times, what in (
            (
                "start",
                starts,
                "a key by way of conversation, guidance and store to the first sample of its rendered phrase",
            ),
            ("silence", stops, "a cut in mid-sentence to the last sample, the fade of 5 ms included"),
        ):
            how = f"{what}; {TRIALS} keys; {HOW}"
            yield Figure(f"sound.{name}.p50", median(times), "ms", how)
            yield Figure(f"sound.{name}.p99", percentile(times, 0.99), "ms", how, "<= 50")
        how = f"{len(live)} phrases of {min(map(len, LIVE))} to {max(map(len, LIVE))} characters, asked of speech, to the first sample; {HOW}"
        yield Figure("sound.live.p95", percentile(live, 0.95), "ms", how, "<= 250")
        yield from _together(bench)
        yield _memory(bench)


def _together(bench: Bench) -> Iterator[Figure]:
    for channel in bench.channels:
        for _ in range(4):
            bench.play(channel)
    yield Figure(
        "sound.speaking", _core(bench, SPEAKING_S), "%", f"a core, both programs speaking for {SPEAKING_S:g} s"
    )


def _memory(bench: Bench) -> Figure:
    """In a process of its own, in which nothing of this bench is counted or shared."""
    for channel in bench.channels:
        channel.close()
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "benchmarks.guided", folder]
        said = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    how = (
        "the highest PSS while a visit begins and is spoken live: both sound programs, three voices and what speaks, and what "
        "all of it adds to a process that has conversation and phrases; PulseAudio is not in it"
    )
    return Figure("sound.memory", rounded(float(said) * 1024**2 / 1e6), "MB", how, "<= 80")


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


def _guided(bench: Bench, recording: Any) -> list[float]:
    """Milliseconds from a key to the first sample of what it says, over all that lies between in a terminal."""
    voice, sound = VirtualVoice(), borrow("listened").tone(440, QUIET_S / 2)
    guided = Guided(Speech({"ja": voice}, bench.store), {"handset": bench.channels[0]}, PhraseBook())
    pressed = []
    with guided.lifted():
        for trial in range(TRIALS + WOKEN + 1):
            if trial == WOKEN:
                for sentence in (sentence for text in guided.heard for sentence in sentences(text)):
                    bench.store.put(key(voice.name, sentence), sound)
            pressed.append(guided.press("back" if trial % 2 else "1"))
            time.sleep(QUIET_S * (2 if trial > WOKEN else 10))
        recording.until(time.monotonic())
    return [1000 * (_starts(recording, moment) - moment) for moment in pressed[WOKEN + 1 :]]


def _live(bench: Bench, recording: Any) -> list[float]:
    """Milliseconds from a text to the first sample of what is spoken of it; the silence that a voice begins with is not its start."""
    listened, trials = borrow("listened"), []
    with closing(Speech({"ja": OpenJtalkVoice()}, bench.store)) as speech:
        speech.prepare()
        for text in LIVE * LIVE_ROUNDS:
            time.sleep(PAUSE_S)
            asked = time.monotonic()
            sound = next(speech.sounds(text, "ja"))
            bench.put(bench.channels[0], sound)
            trials.append((asked, listened.first_above(listened.floats(sound), AUDIBLE) / SOUND_RATE))
            time.sleep(HEARD_S[1])
            bench.channels[0].cut()
    time.sleep(2 * QUIET_S)
    recording.until(time.monotonic())
    return [1000 * (_starts(recording, asked) - silent - asked) for asked, silent in trials]


def _starts(recording: Any, asked: float) -> float:
    """When the first sample after that moment sounded, on `time.monotonic`."""
    first = borrow("listened").first_above(recording.samples, AUDIBLE, recording.index(asked))
    return float(recording.moment(first))


def _stops(recording: Any, trials: list[Trial]) -> list[float]:
    """Milliseconds from each cut to the last sample."""
    listened, samples, stops = borrow("listened"), recording.samples, []
    for trial in trials:
        window = samples[: recording.index(trial.cut + QUIET_S)]
        last = listened.last_above(window, AUDIBLE, recording.index(trial.cut))
        stops.append(1000 * (recording.moment(last) - trial.cut))
    return stops


def _core(bench: Bench, seconds: float) -> float:
    before = bench.core()
    time.sleep(seconds)
    return rounded(100 * (bench.core() - before) / seconds)


def _nobody(_: int, __: bool) -> None:
    """Whoever is told that a sound is over, here nobody."""
