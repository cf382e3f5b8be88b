"""The guidance: puts what a visitor hears and presses without seeing together, around one conversation.

Threads: one of its own, on which views, the hook and time are minded, and one for each channel of speech. `key`, `switch`
and the other callbacks may come from any thread. Whoever owns the devices opens them with `callbacks`, and closes them.
"""

from __future__ import annotations

import itertools
import logging
import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from traceback import format_tb
from typing import Any

from audio import two_switch
from audio.calibration import Calibration
from audio.channel import Channel, Reports
from audio.handset import Handset
from audio.heard import Heard
from audio.line import Speaks
from audio.loudspeaker import Loudspeaker
from drivers.protocols import HookSwitch, Keypad, SoundOut, Switch, Switches
from firmware.conversation import Conversation, Pressed
from firmware.phrases import Phrase
from firmware.phrases.reader import PhraseBook
from firmware.view import Ear, View

__all__ = ["Guidance", "Kit"]

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Kit:
    """What a terminal has for the ear and for the hand that sees nothing; each may be missing, and need not be measured."""

    handset: SoundOut | None = None
    speaker: SoundOut | None = None
    hook: HookSwitch | None = None
    keypad: Keypad | None = None
    switches: Switches | None = None
    calibration: Calibration = Calibration()


def ignore(_name: str) -> None:
    """Nobody wants to know what failed."""


class Guidance:
    """What is heard of a conversation; `on_fault` gets the name of what failed ("handset", "speaker", "voice"), and returns at once."""

    def __init__(
        self,
        talk: Conversation,
        book: PhraseBook,
        speech: Speaks,
        kit: Kit,
        on_fault: Callable[[str], None] = ignore,
    ) -> None:
        self._talk, self._book, self._on_fault = talk, book, on_fault
        self._listeners: list[Callable[[Heard], None]] = []
        self._wake = threading.Condition()
        self._events: deque[View | Callable[[], None]] = deque()
        self._told: tuple[Phrase, ...] = ()
        self._is_on = self._is_idle = False
        self._thread = threading.Thread(target=self._run, name="guidance", daemon=True)
        numbers, levels = itertools.count(1), kit.calibration
        self._channels: dict[str, Channel] = {}
        self._handset: Handset | None = None
        self._speaker: Loudspeaker | None = None
        if kit.handset is not None:
            reports = Reports(numbers, self._hear, self._handset_speaks, self._fail)
            self._channels["handset"] = Channel("handset", kit.handset, speech, talk.clock, reports)
            self._handset = Handset(talk, book, self._channels["handset"], levels.gain, self._post)
        if kit.speaker is not None:
            reports = Reports(numbers, self._hear, lambda _speaks: None, self._fail)
            self._channels["speaker"] = Channel("speaker", kit.speaker, speech, talk.clock, reports)
            self._speaker = Loudspeaker(book, self._channels["speaker"], levels.speaker.gain)
        talk.listen(self._post)

    @property
    def callbacks(self) -> Mapping[str, Callable[..., Any]]:
        """What each device is opened with, by the device's name."""
        ended = {name: channel.ended for name, channel in self._channels.items()}
        return {**ended, "hook": self.hook, "keypad": self.key, "switches": self.switch}

    def start(self) -> None:
        """Begin to listen and to speak."""
        self._is_on = True
        for channel in self._channels.values():
            channel.start()
        self._thread.start()

    def stop(self) -> None:
        """Be silent, for good."""
        with self._wake:
            was_on, self._is_on = self._is_on, False
            self._wake.notify_all()
        if was_on:
            self._thread.join()
            for channel in self._channels.values():
                channel.stop()

    def key(self, key: str) -> Pressed:
        """A key of the ten-key: it clicks, cuts what is said, and is pressed."""
        if not self._is_on:
            return Pressed.UNUSED
        if self._handset is None:
            return self._talk.press(key)
        return self._handset.key(key)

    def hook(self, lifted: bool) -> None:
        """The handset was lifted, or hung up."""
        if self._handset is not None:
            self._post(partial(self._handset.hook, lifted))

    def switch(self, switch: Switch) -> Pressed | None:
        """One of two switches: move the focus, or press the key that has it."""
        view = self._talk.view
        if not self._is_on or view.ear is Ear.PAUSED:
            return None
        if switch is Switch.SELECT and view.focus:
            return self.key(view.focus)
        if channel := self._channels.get("handset") if view.by_ear else None:
            channel.click()
            channel.cut(finish=False)
        self._talk.focus(two_switch.following(view))
        return None

    def listen(self, heard: Callable[[Heard], None]) -> None:
        """Call `heard` with each utterance when it begins, as more of it is known, and when it ends; it must return at once."""
        self._listeners.append(heard)

    @property
    def is_quiet(self) -> bool:
        """Whether nothing is said, queued, or still to be put into words."""
        return self.is_idle and all(channel.is_quiet for channel in self._channels.values())

    @property
    def is_idle(self) -> bool:
        """Whether all that has happened was put into words; they may still be said."""
        with self._wake:
            left = self._left()
            return self._is_idle and not self._events and (left is None or left > 0)

    # From any thread, at once

    def _post(self, event: View | Callable[[], None]) -> None:
        with self._wake:
            if self._is_on:
                self._events.append(event)
                self._wake.notify_all()

    def _nudge(self) -> None:
        """Look at the time again: something has changed that no view tells."""
        with self._wake:
            self._wake.notify_all()

    def _hear(self, heard: Heard) -> None:
        for listener in self._listeners:
            listener(heard)

    def _handset_speaks(self, speaks: bool) -> None:
        if self._handset is not None:
            self._handset.speaks(speaks)
            self._nudge()

    def _fail(self, name: str) -> None:
        if self._handset is not None and name != "speaker":
            self._handset.failed()
        self._on_fault(name)

    # The guidance's own thread

    def _run(self) -> None:
        self._post(self._talk.view)
        while self._is_on:
            act = self._next()
            try:
                act()
                if self._handset is not None:
                    self._handset.tick()
            except Exception as error:
                # a bug in what is said must not leave anybody in silence with a covered screen; its text may hold what was said
                log.error("the guidance failed: %s\n%s", type(error).__name__, "".join(format_tb(error.__traceback__)))
                self._fail("guidance")

    def _next(self) -> Callable[[], None]:
        """What to do next, after waiting for it: all views up to the next act as one, or that act."""
        with self._wake:
            if not self._events and self._is_on:
                self._wait()
            views: list[View] = []
            while self._events and isinstance(event := self._events[0], View):
                views.append(event)
                self._events.popleft()
            if views:
                return partial(self._mind, views)
            act = self._events.popleft() if self._events else None
            return act if callable(act) else _nothing

    def _wait(self) -> None:
        """Wait for an event, or until the handset has something to do."""
        left = self._left()
        if left is None or left > 0:
            self._is_idle = True
            self._talk.clock.wait(self._wake, left)
            self._is_idle = False

    def _left(self) -> float | None:
        """Seconds until the handset has something to do."""
        due = self._handset.due() if self._handset else None
        return None if due is None else due - self._talk.clock.monotonic()

    def _mind(self, views: list[View]) -> None:
        told: list[Phrase] = []
        for view in views:
            told += _fresh(self._told, view.told)
            self._told = view.told
        for surface in (self._handset, self._speaker):
            if surface is not None:
                surface.show(views[-1], told)


def _nothing() -> None:
    """Only the time is looked at."""


def _fresh(before: tuple[Phrase, ...], told: tuple[Phrase, ...]) -> tuple[Phrase, ...]:
    """What was told since: the list only grows at its end, and loses at its beginning."""
    same = next(n for n in range(min(len(before), len(told)), -1, -1) if before[len(before) - n :] == told[:n])
    return told[same:]
