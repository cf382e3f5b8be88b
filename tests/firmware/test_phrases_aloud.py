"""How long the loudspeaker speaks: a queue hears it too, and beside a lifted handset it must be short."""

from collections.abc import Iterator

import pytest
from phrase_files import VISITORS, example

from audio.level import PAUSE_S
from audio.speech import Speech
from audio.store import Store
from drivers.espeak import EspeakVoice
from drivers.open_jtalk import OpenJtalkVoice
from drivers.protocols import SOUND_RATE
from firmware.phrases.properties import properties
from firmware.phrases.reader import PhraseBook

pytestmark = pytest.mark.real
BOOK = PhraseBook()
LONGEST_S, LONGEST_ALARM_S = 3.2, 3.0
AMONG_THE_LONGEST = 8
LONGEST_RIDE_S, THANKS_S = 1.2, 1.4
"""While one is told the next one stands in the door; who is thanked has gone through it."""
REFUSED = (
    "ride-pass-",
    "ride-not-today",
    "ride-other-area",
    "ride-boarding-missing",
    "ride-points-short",
    "ride-fare-asked",
)
ASKED_FOR = {"ride-idle", "ride-here", "ride-next", "ride-costs", "ride-fare", "ride-fare-points"}


@pytest.fixture(scope="module")
def speech(tmp_path_factory) -> Iterator[Speech]:
    voices = {"ja": OpenJtalkVoice(), "en": EspeakVoice("en"), "zh-Hans": EspeakVoice("cmn-latn-pinyin")}
    speech = Speech(voices, Store(tmp_path_factory.mktemp("store")))
    yield speech
    speech.close()


def seconds(speech: Speech, text: str, language: str) -> float:
    sounds = list(speech.sounds(text, language))
    return sum(len(sound.samples) / 2 / SOUND_RATE for sound in sounds) - PAUSE_S


@pytest.mark.parametrize("language", ["ja", "en", "zh-Hans"])
def test_what_the_loudspeaker_says_instead_is_short_and_an_alarm_shorter(speech: Speech, language: str):
    limits: dict[str, float] = {}
    for key in VISITORS:
        aloud, known = BOOK.aloud(example(key), language), properties()[key]
        if aloud:
            limits[aloud] = LONGEST_ALARM_S if known.alarm else min(limits.get(aloud, LONGEST_S), LONGEST_S)
    assert len(limits) > 25
    # a voice takes its time on this machine too: what has few characters is not the longest
    longest = sorted(limits, key=len, reverse=True)[:AMONG_THE_LONGEST]
    taken = {text: seconds(speech, text, language) for text in limits if text in longest or limits[text] < LONGEST_S}
    assert {text: round(lasts, 1) for text, lasts in taken.items() if lasts > limits[text]} == {}


def test_what_is_said_to_a_rider_who_goes_past_is_over_before_the_next_one(speech: Speech):
    said = {BOOK.aloud(example(key), "ja"): key for key in VISITORS if key.startswith("ride-") and key not in ASKED_FOR}
    told = {key: seconds(speech, text, "ja") for text, key in said.items() if text}
    assert len(told) > 4
    limits = {key: THANKS_S if key == "ride-alighted" else LONGEST_RIDE_S for key in told}
    assert {key: round(lasts, 2) for key, lasts in told.items() if lasts > limits[key]} == {}


@pytest.mark.parametrize("language", ["ja", "en", "zh-Hans"])
def test_all_refusals_of_a_ride_sound_alike(language: str):
    refused = [key for key in VISITORS if key.startswith(REFUSED)]
    assert len(refused) == 8
    assert len({BOOK.aloud(example(key), language) for key in refused}) == 1
