"""What is measured on speech and sound: the rendered sentences of this terminal, and how loud its handset is calibrated."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise
from pathlib import Path

from audio.calibration import Calibration, Levels
from audio.catalogue import catalogue
from audio.level import NOMINAL_DB, level
from audio.speech import sentences
from audio.store import Store, key
from drivers.protocols import SOUND_RATE, Sound, Voice
from firmware.adjust import USUAL_VOLUME, VOLUMES
from firmware.assembly import make_voices
from firmware.config import TerminalSettings
from firmware.conformance.measured import Measured
from firmware.phrases import say
from firmware.phrases.properties import properties
from firmware.phrases.reader import SPOKEN_AS, PhraseBook

THRESHOLD = 0.01  # of the sound's largest sample: what is softer is not speech yet


class Sounds:
    """The rendered sentences of one terminal, by the voice that speaks them, and its handset."""

    def __init__(self, settings: TerminalSettings, book: PhraseBook) -> None:
        self._book, self._languages = book, settings.languages
        self._voices: dict[str, Voice] = make_voices(settings)
        self._store = Store(Path(settings.audio.speech))
        file = settings.audio.calibration
        self._levels: Levels = (Calibration.read(Path(file)) if file else Calibration()).handset
        self._has_handset = "handset" in settings.devices

    def phrases_spoken(self) -> Measured:
        """Percent of the sentences without open values that are rendered."""
        wanted = sum(1 for _ in self._wanted())
        return self._clips(100 * len(self._rendered) / wanted if wanted else 0.0)

    def languages_voiced(self) -> Measured:
        """Percent of the terminal's languages that have a voice."""
        spoken = [language for language in self._languages if SPOKEN_AS.get(language, language) in self._voices]
        return Measured(100 * len(spoken) / len(self._languages), ", ".join(self._languages))

    def level_spread(self) -> Measured:
        """The largest distance (dB) of a sentence from the nominal level."""
        return self._clips(max((abs(level(clip) - NOMINAL_DB) for clip in self._rendered), default=None))

    def leading_silence(self) -> Measured:
        """The longest silence (ms) before a sentence."""
        return self._clips(max((1000 * _lead(clip) for clip in self._rendered), default=None))

    def longest_alarm(self) -> Measured:
        """The longest (s) of what the loudspeaker may say beside a lifted handset."""
        alarms = [say(name) for name, known in properties().items() if known.alarm and not known.values]
        lengths = [
            self._seconds(self._book.aloud(alarm, language) or "", language)
            for alarm in alarms
            for language in self._voices
        ]
        return Measured(max(lengths, default=None), f"{len(alarms)} alarms, speed 1.0")

    def volume_start(self) -> Measured:
        """Loudness at the start, in dB SPL."""
        return self._handset(float(VOLUMES[USUAL_VOLUME]))

    def volume_lowest(self) -> Measured:
        """The lowest step that the handset reaches, in dB SPL."""
        return self._handset(float(VOLUMES[min(self._levels.reachable)]) if self._levels.reachable else None)

    def volume_highest(self) -> Measured:
        """The highest step that the handset reaches, in dB SPL."""
        return self._handset(float(VOLUMES[max(self._levels.reachable)]) if self._levels.reachable else None)

    def volume_step(self) -> Measured:
        """The widest step, in dB."""
        widest = float(max(high - low for low, high in pairwise(VOLUMES)))
        return Measured(widest, f"{len(VOLUMES)} steps, by gain")

    def volume_span(self) -> Measured:
        """From the lowest step to the highest that the handset reaches, in dB."""
        reached = [VOLUMES[step] for step in self._levels.reachable]
        return self._handset(float(max(reached) - min(reached)) if reached else None)

    @cached_property
    def _rendered(self) -> list[Sound]:
        found = (self._store.get(key(voice.name, sentence)) for voice, sentence in self._wanted())
        return [clip for clip in found if clip is not None]

    def _wanted(self) -> Iterator[tuple[Voice, str]]:
        for language, several in catalogue(self._book, self._languages).items():
            if language in self._voices:
                yield from ((self._voices[language], sentence) for sentence in several)

    def _seconds(self, text: str, language: str) -> float:
        name = self._voices[language].name
        clips = (self._store.get(key(name, sentence)) for sentence in sentences(text))
        return sum(clip.seconds for clip in clips if clip)

    def _clips(self, value: float | None) -> Measured:
        return Measured(value, f"{len(self._rendered)} rendered sentences, speed 1.0")

    def _handset(self, value: float | None) -> Measured:
        """A loudness as a meter found it; without a calibration nobody knows, and the place stays blank."""
        levels = self._levels
        if not self._has_handset:
            return Measured(None, "no handset in [devices]")
        if not levels.is_measured:
            return Measured(None, f"not calibrated; nominal {value:g} dB" if value is not None else "not calibrated")
        return Measured(value, f"calibrated: {levels.device}; {levels.conditions}")


def _lead(sound: Sound) -> float:
    """Seconds before the first sample that is speech."""
    samples = memoryview(sound.samples).cast("h")
    least = THRESHOLD * max(map(abs, samples))
    return next((at for at, sample in enumerate(samples) if abs(sample) > least), 0) / SOUND_RATE
