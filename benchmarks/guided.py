"""A question that is heard: a conversation with its guidance on two real channels. As a program: what all of it takes of memory.

`python -m benchmarks.guided FOLDER` prints MiB; PulseAudio has sinks `handset` and `speaker`.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from audio.calibration import Calibration, Levels
from audio.guidance import Guidance, Kit
from audio.heard import Heard
from audio.speech import Speech
from audio.store import Store
from benchmarks.processes import mib
from drivers.espeak import EspeakVoice
from drivers.open_jtalk import OpenJtalkVoice
from drivers.protocols import Voice
from drivers.sound import SdlSound
from firmware.adjust import USUAL_VOLUME, VOLUMES
from firmware.clock import Clock
from firmware.conversation import Conversation
from firmware.errors import VisitEnded
from firmware.phrases import say
from firmware.phrases.reader import PhraseBook
from firmware.prompts import EnterDigits
from firmware.view import Ear

CODE = EnterDigits(phrase=say("pin-enter"), least=4, most=4, secret=True)
UNCHANGED = Calibration(handset=Levels("handset", points=((0.0, float(VOLUMES[USUAL_VOLUME])),)))
"""At the usual volume samples leave as they are."""
LOUD_S = 6.0


def voices() -> dict[str, Voice]:
    """What a terminal speaks with."""
    return {"ja": OpenJtalkVoice(), "en": EspeakVoice("en"), "zh-Hans": EspeakVoice("cmn")}


class Guided:
    """One visitor who listens in the handset and is asked for a code; `heard` has each sentence that was said."""

    def __init__(self, speech: Speech, channels: Mapping[str, SdlSound], book: PhraseBook) -> None:
        self.talk, self.heard = Conversation(Clock()), set[str]()
        kit = Kit(channels["handset"], channels.get("speaker"), calibration=UNCHANGED)
        self.guidance = Guidance(self.talk, book, speech, kit)
        self.guidance.listen(self._hear)
        self._channels = channels

    @contextmanager
    def lifted(self) -> Iterator[None]:
        """From the loudspeaker's first words over lifting the handset until everything is closed."""
        for name, channel in self._channels.items():
            channel.open(self.guidance.callbacks[name])
        self.talk.change_ear(Ear.READY)
        self.guidance.start()
        self.talk.begin("visit", "1", ("card",))
        threading.Thread(target=self._ask, daemon=True).start()
        self.talk.wait_open(10.0)
        self.talk.lift()
        try:
            yield
        finally:
            self.guidance.stop()
            for channel in self._channels.values():
                channel.close()

    def press(self, key: str) -> float:
        """Press a key without its click, which would hide the first sample; when it was pressed."""
        pressed = time.monotonic()
        self.talk.press(key)
        return pressed

    def _ask(self) -> None:
        try:
            self.talk.ask(CODE)
        except VisitEnded:
            return

    def _hear(self, heard: Heard) -> None:
        self.heard.add(heard.text)


def main() -> None:
    """Weigh a process that has conversation and phrases, then the same with all that sounds, at its highest."""
    book = PhraseBook()
    book.text(CODE.phrase, "ja")
    before, most = mib(os.getpid()), 0.0
    speech = Speech(voices(), Store(Path(sys.argv[1]) / "empty"))
    speech.prepare()
    guided = Guided(speech, {name: SdlSound(name) for name in ("handset", "speaker")}, book)
    with guided.lifted():
        until = time.monotonic() + LOUD_S
        while time.monotonic() < until:
            most = max(most, mib(os.getpid()))
            time.sleep(0.05)
    speech.close()
    print(most - before)


if __name__ == "__main__":
    main()
