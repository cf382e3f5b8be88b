"""The sound of every phrase in every language, as it is rendered: loudness, beginning, end, nothing clipped or cut off."""

import math
from array import array
from collections.abc import Iterable, Iterator

import pytest
from spoken import own_seconds

from audio.catalogue import catalogue
from audio.level import LEAD_S, NOMINAL_DB, PAUSE_S, PEAK, TAIL_S, level
from audio.render import render
from audio.store import Store, key
from drivers.espeak import EspeakVoice
from drivers.open_jtalk import OpenJtalkVoice
from drivers.protocols import SOUND_RATE, Sound
from firmware.phrases.reader import PhraseBook

pytestmark = [pytest.mark.real, pytest.mark.minutes, pytest.mark.timeout(900)]
VOICES = {"ja": OpenJtalkVoice(), "en": EspeakVoice("en"), "zh-Hans": EspeakVoice("cmn")}
LANGUAGES = ("ja", "en", "zh-Hans", "ja-easy")
COMPARED = 12
"""Sentences of a language that are made anew to be held against what is stored."""
Sounds = dict[str, dict[str, Sound]]


@pytest.fixture(scope="session")
def sounds(request: pytest.FixtureRequest) -> Iterator[Sounds]:
    """Every sentence by language; menus' lines with one key of nine. Rendered once, later runs render what changed."""
    store = Store(request.config.cache.mkdir("speech"))
    wanted = catalogue(PhraseBook(), LANGUAGES, keys=(3,))
    render(wanted, VOICES, store)
    yield {name: {s: store.get(key(VOICES[name].name, s)) for s in sorted(some)} for name, some in wanted.items()}
    for voice in VOICES.values():
        voice.close()


def each(sounds: Sounds) -> list[tuple[str, Sound]]:
    return [pair for language in sounds.values() for pair in language.items()]


def samples(sound: Sound) -> array:
    return array("h", sound.samples)


def quiet(values: Iterable[int], silence: float) -> float:
    """Seconds until something is louder than silence."""
    return next(at for at, value in enumerate(values) if abs(value) > silence) / SOUND_RATE


def some(sounds: dict[str, Sound]) -> list[tuple[str, Sound]]:
    return list(sounds.items())[:: max(1, len(sounds) // COMPARED)]


def test_every_language_has_all_its_sentences(sounds: Sounds):
    assert set(sounds) == {"ja", "en", "zh-Hans"}
    assert all(len(language) > 300 for language in sounds.values())
    assert all(sound for _, sound in each(sounds))


def test_every_sentence_is_within_1_db_of_the_nominal_level(sounds: Sounds):
    assert {text: level(sound) for text, sound in each(sounds) if abs(level(sound) - NOMINAL_DB) > 1} == {}


def test_no_sentence_is_clipped(sounds: Sounds):
    assert [
        text for text, sound in each(sounds) if max(map(abs, (min(samples(sound)), max(samples(sound))))) > PEAK
    ] == []


def test_every_sentence_begins_within_80_ms_and_ends_with_its_pause(sounds: Sounds):
    silence = 32768 * 10 ** ((NOMINAL_DB - 30) / 20)
    late, short = [], []
    for text, sound in each(sounds):
        lead, pause = quiet(samples(sound), silence), quiet(reversed(samples(sound)), silence)
        late += [text] if lead > 0.080 else []
        short += [text] if pause < PAUSE_S - 0.01 else []
    assert (late, short) == ([], [])


def test_a_japanese_sentence_is_as_long_as_the_synthesiser_says(sounds: Sounds):
    wrong = {}
    for text, sound in some(sounds["ja"]):
        kept, own = sound.seconds - PAUSE_S + TAIL_S, own_seconds(text)
        if not own - 0.05 <= kept <= own + LEAD_S + TAIL_S + 0.05:
            wrong[text] = (kept, own)
    assert wrong == {}


@pytest.mark.parametrize("language", ["ja", "en", "zh-Hans"])
def test_what_was_cut_off_was_silence(sounds: Sounds, language: str):
    wrong = {}
    for text, sound in some(sounds[language]):
        raw = VOICES[language].speak(text)
        louder = 10 ** ((level(sound) - level(raw)) / 20)
        whole, kept = (math.hypot(*samples(raw)) * louder) ** 2, math.hypot(*samples(sound)) ** 2
        if not 0.999 < kept / whole < 1.001:
            wrong[text] = kept / whole
    assert wrong == {}
