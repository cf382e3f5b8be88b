"""One utterance on its way through a channel, with its sounds."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol

from audio.heard import ChannelName, Heard
from audio.utterance import Utterance
from drivers.protocols import Sound


class Speaks(Protocol):
    """What makes sounds of text, such as `audio.speech.Speech`."""

    def sounds(self, text: str, language: str) -> Iterator[Sound]:
        """A sound for each sentence, the first one as early as possible. Raises DeviceFault."""
        ...


@dataclass(eq=False)
class Line:
    """An utterance with what became of it. `told`: a message of its own; `lost`: cut by nobody, so the device is gone.

    `number` is 0 until it is heard; `pending` are the numbers of its sounds that are in the device.
    """

    utterance: Utterance
    told: bool
    number: int = 0
    started: float = 0.0
    ended: float | None = None
    cut: bool = False
    lost: bool = False
    whole: bool = False
    pending: set[int] = field(default_factory=set)
    sounds: tuple[Sound, ...] = ()
    _first: Sound | None = None
    _rest: Iterator[Sound] | None = None
    _making: threading.Lock = field(default_factory=threading.Lock)

    @property
    def stays(self) -> bool:
        """Whether the machine's next phrase lets it be heard to its end."""
        return self.told or self.utterance.finish

    def prepare(self, speech: Speaks) -> None:
        """Have the first sentence spoken ahead, from any thread."""
        # a voice that fails now fails again, and is told, when it is its turn
        with suppress(Exception):
            self._make(speech)

    def _make(self, speech: Speaks) -> None:
        with self._making:
            if self._rest is None:
                sounds = iter(speech.sounds(self.utterance.text, self.utterance.language))
                self._first = next(sounds, None)
                self._rest = sounds

    def sentences(self, speech: Speaks) -> Iterator[Sound]:
        """Sentence by sentence, each as soon as it is there. Raises DeviceFault."""
        self._make(speech)
        if self._first is not None:
            yield self._first
        yield from self._rest or ()

    def heard(self, channel: ChannelName, *, over: bool) -> Heard:
        """What is told of it."""
        said, ended = self.utterance, self.ended if over else None
        cut = over and self.cut
        return Heard(
            self.number, said.text, channel, said.language, said.keys, self.started, ended, cut, self.sounds, self.whole
        )
