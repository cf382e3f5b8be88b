"""A blind person at a terminal, for tests: lifts the handset, hears, presses keys, and knows nothing but what was said."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from acting import LONG

from audio.guidance import Guidance, Kit
from audio.heard import Heard
from drivers.protocols import SOUND_RATE, DeviceFault, Fault, Sound, Switch
from drivers.virtual.hook import VirtualHook
from drivers.virtual.keypad import VirtualKeypad
from drivers.virtual.sound import VirtualSound
from drivers.virtual.switches import VirtualSwitches
from firmware.conversation import Conversation, Ear, Pressed
from firmware.phrases.reader import PhraseBook

CHARACTER = 0.127  # seconds, as a mora of the default voice
STEP = 0.1
SENTENCE = re.compile(r"[^。！？.!?\n]+[。！？.!?\n]*")


class Murmur:
    """A voice for tests: silence as long as the words are; `said` counts sentences, and it fails while it is `hoarse`."""

    def __init__(self) -> None:
        self.said = 0
        self.hoarse = False

    def sounds(self, text: str, language: str) -> Iterator[Sound]:
        for sentence in SENTENCE.findall(text):
            if self.hoarse:
                raise DeviceFault(Fault.OFFLINE, "The voice does not speak.")
            self.said += 1
            yield Sound(bytes(2 * round(len(sentence) * CHARACTER * SOUND_RATE)))


class Listener:
    """A person with the handset of a conversation, whose clock is still; `heard` is all that was said, oldest first."""

    def __init__(self, talk: Conversation, book: PhraseBook | None = None, speech: Any = None, *, pace: bool = True):
        self.talk, self.clock = talk, talk.clock
        self.handset, self.speaker = VirtualSound(talk.clock, pace=pace), VirtualSound(talk.clock, pace=pace)
        self.hook, self.keypad, self.switches = VirtualHook(), VirtualKeypad(), VirtualSwitches()
        self.speech = speech or Murmur()
        self.faults: list[str] = []
        self._kit = Kit(self.handset, self.speaker, self.hook, self.keypad, self.switches)
        self.book = book or PhraseBook()
        self.guidance = Guidance(talk, self.book, self.speech, self._kit, on_fault=self.faults.append)
        self._changed = threading.Condition()
        self._heard: dict[int, Heard] = {}
        self._mark = self._since = 0
        self.guidance.listen(self._hear)
        self.opens()
        talk.change_ear(Ear.READY)
        self.guidance.start()

    def _hear(self, heard: Heard) -> None:
        with self._changed:
            self._heard[heard.number] = heard
            self._changed.notify_all()

    # What a terminal does

    def opens(self) -> None:
        for name, callback in self.guidance.callbacks.items():
            getattr(self, name).open(callback)

    def stops(self) -> None:
        self.guidance.stop()
        for name in self.guidance.callbacks:
            getattr(self, name).close()

    # What a person does

    def lifts(self) -> None:
        self.hook.lift()
        self.settles()

    def hangs_up(self) -> None:
        self.hook.hang_up()
        self.settles()

    def presses(self, *keys: str) -> None:
        """Press key after key; each must be taken."""
        for key in keys:
            assert self.tries(key) is Pressed.TAKEN, f"a key was not taken; last heard: {self.heard[-1:]}"

    def tries(self, key: str) -> Pressed:
        return self.keypad.press(key)

    def moves(self, times: int = 1) -> None:
        for _ in range(times):
            self.switches.press(Switch.MOVE)
        self.settles()

    def selects(self) -> None:
        self.switches.press(Switch.SELECT)
        self.settles()

    def hears(self, what: str, channel: str = "handset") -> Heard:
        """Wait for an utterance with these words or this phrase, later than the one heard last; the clock runs while something sounds."""
        end = time.monotonic() + LONG
        while time.monotonic() < end:
            for heard in self.heard:
                fits = what in heard.text or what in heard.keys
                if heard.number > self._mark and heard.channel == channel and fits:
                    self._mark = heard.number
                    return heard
            self._let_sound()
        raise AssertionError(f"{what} was never heard on the {channel}, only {[h.text for h in self.heard]}")

    def answers(self, what: str, *keys: str) -> None:
        self.hears(what)
        self.presses(*keys)

    def listens(self) -> str:
        """Let the clock run to the end of what is being said; all that was heard since the last `heard_since` or `listens`."""
        end = time.monotonic() + LONG
        self.settles()
        while not self.guidance.is_quiet and time.monotonic() < end:
            self._let_sound()
        return " ".join(self.heard_since())

    def heard_since(self) -> list[str]:
        """The words of the handset since this was asked last."""
        new = [heard for heard in self.heard if heard.number > self._since and heard.channel == "handset"]
        self._since = max((heard.number for heard in self.heard), default=0)
        return [heard.text for heard in new]

    def waits(self, seconds: float) -> None:
        """Let so much time pass, whether something is said or not."""
        end = self.clock.monotonic() + seconds
        while (left := end - self.clock.monotonic()) > 1e-6:
            self.settles()
            self.clock.advance(min(STEP, left))
        self.settles()

    def over(self, said: Heard) -> Heard:
        """The same utterance once it has ended; no time is let pass for it."""
        self.until(lambda: self._heard[said.number].ended is not None)
        return self._heard[said.number]

    @property
    def heard(self) -> list[Heard]:
        with self._changed:
            return [heard for _, heard in sorted(self._heard.items())]

    @property
    def aloud(self) -> list[str]:
        """What everybody around heard."""
        return [heard.text for heard in self.heard if heard.channel == "speaker"]

    def until(self, fits: Callable[[], object]) -> None:
        """Wait in real time until this is so."""
        end = time.monotonic() + LONG
        while not fits():
            assert time.monotonic() < end, f"it never came; heard: {[heard.text for heard in self.heard]}"
            time.sleep(0.002)

    def settles(self) -> None:
        """Wait in real time until the terminal has put into words what it has to say: it sounds, or all is quiet."""
        end = time.monotonic() + LONG
        while time.monotonic() < end:
            time.sleep(0.001)
            sounds = self.handset.queued or self.speaker.queued
            if self.guidance.is_idle and (sounds or self.guidance.is_quiet):
                return

    def _let_sound(self) -> None:
        if self.handset.queued or self.speaker.queued:
            self.clock.advance(STEP)
            time.sleep(0.001)
        else:
            with self._changed:
                self._changed.wait(0.005)
