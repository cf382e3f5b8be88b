"""The program that `drivers.sound` starts: one channel of sound on one device of SDL's, told by frames on standard input.

Frames are those of `drivers.frames`. Told: `P` play (number, samples), `X` cut, `C` click, `G` gain (dB) and `S` speed (doubles).
It says: `R` the device is open, `E` a sound is over (number, cut), `A` alive, `L` the device is away (a sentence).
A device that goes ends the program: what was queued dies with it. While its device is away, it waits for it.

A name is looked for before it is opened and after, and under it PulseAudio gets PA_STREAM_DONT_MOVE: no sound goes elsewhere.
pygame's mixer has no gain finer than 128 steps and knows of a cut only between its buffers; `pygame._sdl2` asks for each block.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
from collections.abc import Callable
from io import FileIO, RawIOBase
from queue import Empty, SimpleQueue
from typing import Any

from drivers.frames import receive, send
from drivers.protocols import SOUND_RATE, DeviceFault, Fault
from drivers.sound_address import NUMBER, OVER, REAL, Wanted, alsa_name, wanted
from drivers.sound_blocks import Blocks

BLOCK = 256
"""Samples the device asks for at a time (10.7 ms); with 512 a key is heard 10 ms later."""

PULSE_BUFFER_MS = 30
"""How much PulseAudio keeps ready: SDL asks for one block, which runs dry on a busy computer; see pa_stream_connect_playback."""

PRIORITY = 5
"""Among the real-time threads (SCHED_RR), where the system allows it (LimitRTPRIO=): a busy screen must not make gaps in speech."""

LOOK_S = 0.25
"""How often the program looks whether its device is still there, and says that it lives."""

STALLED_S = 1.5
"""A device that asks for nothing so long takes no sound any more."""

AWAKE_S = 60.0
"""How long a device stays open after the last sound: silence that is mixed costs 5 % of a core. The next sound comes 0.1 s later then."""

ASLEEP_LOOK_S, ASLEEP_OPEN_S = 1.0, 300.0
"""How often a device that sleeps is looked for, and how often it is opened to see that it still takes sound."""

FIRST_S = 6.0
"""What a device may take for its first block: a sink of PulseAudio's that slept wakes after 2 s."""

AWAY_S = 1.0
"""How often a device that is away is looked for."""

AWAY = "The sound device {name} is not there: look at its cable and its name."
TWICE = "Two sound devices are called {name}: name this one by its socket, sdl:alsa:path:..."
STALLED = "The sound device {name} takes no sound: plug it in again."
MISSING = "The library for sound is missing: install kazasu[screen]."
NO_SOUND = "The sound system does not answer: is PulseAudio or ALSA there?"


class _Output:
    """The device: asks `blocks` for a block whenever it needs one, on a thread of SDL's, where it also tells that it `rested`."""

    def __init__(self, wanted: Wanted, blocks: Blocks, rested: Callable[[], None]) -> None:
        self._wanted, self._blocks, self._rested = wanted, blocks, rested
        self._device: Any = None
        self._asked = self._used = time.monotonic() - AWAKE_S
        self._rests = False

    @property
    def sleeps(self) -> bool:
        """Whether the device is closed, or about to be, because nothing is to be heard."""
        return self._device is None or self._rests

    def tend(self) -> None:
        """Close a device that has been silent for long, and open it again for the next sound. Raises DeviceFault when it is lost."""
        if self._rests:
            # Nothing calls back into Python any more, or this would wait for ever (see `_fill`).
            self._device.close()
            self._device, self._rests = None, False
        if not self.sleeps:
            self._check(STALLED_S)
        elif not self._blocks.is_silent or time.monotonic() - self._asked > ASLEEP_OPEN_S:
            self.open()
        else:
            self._look()

    def open(self) -> None:
        """Open it, and wait until it takes sound: the first block of a program takes its time. Raises DeviceFault."""
        self._begin()
        try:
            self._open()
        except RuntimeError as error:
            raise self._fault(AWAY) from error
        self._asked = began = time.monotonic()
        while self._asked == began:
            time.sleep(0.005)
            self._check(FIRST_S)

    def _check(self, patience_s: float) -> None:
        """Raise DeviceFault when the device takes no sound any more."""
        from pygame import AUDIODEVICEREMOVED, event  # noqa: PLC0415

        if any(gone.which in {0, self._device.deviceid} for gone in event.get(AUDIODEVICEREMOVED)):
            raise self._fault(AWAY)
        if not self._rests and time.monotonic() - self._asked > patience_s:
            raise self._fault(STALLED)

    def _begin(self) -> None:
        """Start SDL's sound; its events need its picture too, of which there is none."""
        os.environ["SDL_AUDIODRIVER"] = self._wanted.driver
        os.environ["SDL_VIDEODRIVER"] = "dummy"
        if self._wanted.driver == "pulseaudio":
            os.environ["PULSE_LATENCY_MSEC"] = str(PULSE_BUFFER_MS)
        os.environ["PYGAME_HIDE_SUPPORT_PROMPT"] = "1"
        from pygame import display  # noqa: PLC0415
        from pygame._sdl2.sdl2 import INIT_AUDIO, init_subsystem  # noqa: PLC0415

        try:
            display.init()
            init_subsystem(INIT_AUDIO)
        except RuntimeError as error:
            raise DeviceFault(Fault.OFFLINE, NO_SOUND) from error

    def _open(self) -> None:
        from pygame import event  # noqa: PLC0415
        from pygame._sdl2.audio import AUDIO_F32, AudioDevice  # noqa: PLC0415

        event.clear()
        name = self._look()
        self._device = AudioDevice(name, False, SOUND_RATE, AUDIO_F32, 1, BLOCK, 0, self._fill)
        self._look()
        self._device.pause(0)

    def _look(self) -> str | None:
        """The name by which SDL opens the device, when it is there. Raises DeviceFault."""
        if self._wanted.driver == "alsa":
            device = alsa_name(self._wanted.alsa)
            if device is None:
                raise self._fault(AWAY)
            os.environ["AUDIODEV"] = device
            return None
        from pygame._sdl2.audio import get_audio_device_names  # noqa: PLC0415

        name, names = self._wanted.called, get_audio_device_names(False)
        if name not in names:
            raise self._fault(AWAY)
        if f"{name} (2)" in names:
            raise self._fault(TWICE)
        return name

    def _fault(self, sentence: str) -> DeviceFault:
        return DeviceFault(Fault.OFFLINE, sentence.format(name=self._wanted.called))

    def _fill(self, device: Any, memory: memoryview) -> None:
        now = time.monotonic()
        if not self._blocks.is_silent:
            self._used = now
        elif now - self._used > AWAKE_S:
            # Only here: SDL waits for its own thread, which may be waiting for Python's lock, when another one asks for this.
            device.pause(1)
            self._rests = True
            self._rested()
        memory[:] = self._blocks.next(len(memory) // 4).tobytes()
        self._asked = now


class _Program:
    """Obeys the parent on one thread, says on the main one what is over."""

    def __init__(self, wanted: Wanted, pipe: RawIOBase) -> None:
        self._pipe = pipe
        self._said: SimpleQueue[tuple[bytes, bytes] | None] = SimpleQueue()
        self._blocks = blocks = Blocks(lambda number, cut: self._said.put((b"E", OVER.pack(number, cut))))
        self._output = _Output(wanted, blocks, self._wake)
        self._acts: dict[bytes, Callable[[bytearray], None]] = {
            b"P": self._play,
            b"X": lambda _: blocks.cut(),
            b"C": self._click,
            b"G": lambda told: blocks.set_gain(*REAL.unpack(told)),
            b"S": lambda told: blocks.set_speed(*REAL.unpack(told)),
        }

    def run(self, requests: RawIOBase) -> None:
        """Play until the parent closes the pipe or the device goes."""
        threading.Thread(target=self._obey, args=(requests,), daemon=True).start()
        if not self._await_device():
            return
        send(self._pipe, b"R")
        while self._say(ASLEEP_LOOK_S if self._output.sleeps else LOOK_S):
            self._output.tend()

    def _await_device(self) -> bool:
        while True:
            try:
                self._output.open()
            except DeviceFault as fault:
                send(self._pipe, b"L", str(fault).encode())
            else:
                return True
            if not self._say(AWAY_S):
                return False

    def _say(self, within_s: float = LOOK_S) -> bool:
        """Say the next thing, or that the program lives; False when nobody listens any more."""
        try:
            said = self._said.get(timeout=within_s)
        except Empty:
            said = (b"A", b"")
        if said:
            send(self._pipe, *said)
        return said is not None

    def _play(self, told: bytearray) -> None:
        self._blocks.play(NUMBER.unpack_from(told)[0], memoryview(told)[NUMBER.size :])
        if self._output.sleeps:
            self._wake()

    def _click(self, _: bytearray) -> None:
        self._blocks.click()
        if self._output.sleeps:
            self._wake()

    def _wake(self) -> None:
        """Have the main thread look after the device now."""
        self._said.put((b"A", b""))

    def _obey(self, requests: RawIOBase) -> None:
        try:
            while frame := receive(requests):
                self._acts[frame[0]](frame[1])
        finally:
            # By a bug too: a program that obeys nobody any more must not say that it lives.
            self._said.put(None)


def main() -> None:
    """Serve one channel to the parent by standard input and output."""
    with contextlib.suppress(OSError):
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(PRIORITY))
    with (
        FileIO(sys.stdin.fileno(), closefd=False) as requests,
        FileIO(sys.stdout.fileno(), "w", closefd=False) as pipe,
        contextlib.suppress(BrokenPipeError),
    ):
        try:
            _Program(wanted(sys.argv[1]), pipe).run(requests)
        except ImportError:
            send(pipe, b"L", MISSING.encode())
        except DeviceFault as fault:
            send(pipe, b"L", str(fault).encode())
    # SDL closes a device by waiting for its thread, which may be waiting for Python's lock: they would wait for ever.
    os._exit(0)


if __name__ == "__main__":
    main()
