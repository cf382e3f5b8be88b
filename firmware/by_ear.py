"""What of a terminal a visitor hears, feels and presses without seeing the screen, put together from its configuration."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from firmware.assembly import make_surfaces, make_voices
from firmware.clock import Clock
from firmware.config import TerminalSettings
from firmware.conversation import Conversation
from firmware.phrases.reader import PhraseBook

log = logging.getLogger(__name__)
LIGHTS = ("card_light", "paper_light")


class ByEar:
    """The surfaces of one terminal, by name, and the guidance that speaks over them, None without any of its kit."""

    def __init__(self, settings: TerminalSettings, clock: Clock, talk: Conversation, book: PhraseBook) -> None:
        self.surfaces: dict[str, Any] = {}
        self.guidance: Any = None
        self._settings, self._clock, self._talk, self._book = settings, clock, talk, book
        self._speech: Any = None
        self._watched: Any = None

    def open(self, given: Mapping[str, Any]) -> None:
        """Have all of it, if this terminal has any; it opens beside the rest. `given` stands for what is configured."""
        self.surfaces = make_surfaces(self._settings, self._clock, given)
        if not self.surfaces:
            return
        from firmware.lights import Lights
        from firmware.surfaces import Surfaces

        lights = {name: device for name, device in self.surfaces.items() if name in LIGHTS}
        kit = {name: device for name, device in self.surfaces.items() if name not in LIGHTS}
        if kit:
            self._make_guidance(kit)
        self._watched = Surfaces(self._talk, self.surfaces, self.guidance.callbacks if kit else {})
        Lights(self._talk, *map(lights.get, LIGHTS)).start()
        self._watched.start()

    def await_open(self, seconds: float) -> None:
        """Wait until all of it is open, at most so long."""
        if self._watched:
            self._watched.await_open(seconds)

    def warm(self) -> None:
        """Load what the first spoken sentence should not wait for."""
        from drivers.protocols import DeviceFault

        if not self._speech:
            return
        try:
            self._speech.prepare()
        except DeviceFault as fault:
            # what is rendered can be heard, so the handset is of use without it
            log.error("voice: %s", fault)

    def close(self) -> None:
        """Stop all of it."""
        for part in (self.guidance, self._watched):
            if part:
                part.stop()
        if self._speech:
            self._speech.close()

    def _make_guidance(self, kit: Mapping[str, Any]) -> None:
        from audio.guidance import Guidance, Kit
        from audio.speech import Speech
        from audio.store import Store

        audio = self._settings.audio
        voices = make_voices(self._settings) if "handset" in kit or "speaker" in kit else {}
        self._speech = Speech(voices, Store(Path(audio.speech)))
        whole = Kit(**kit, calibration=self._calibration())
        self.guidance = Guidance(self._talk, self._book, self._speech, whole, self._failed)
        self.guidance.start()

    def _calibration(self) -> Any:
        """What was measured at this handset, if anything was."""
        from audio.calibration import Calibration

        path = self._settings.audio.calibration
        return Calibration.read(Path(path)) if path else Calibration()

    def _failed(self, name: str) -> None:
        if self._watched:
            self._watched.failed(name)
