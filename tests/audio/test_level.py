"""Every sentence equally loud, at once, whole: shown on tones."""

import math
from array import array

import pytest

from audio.level import LEAD_S, NOMINAL_DB, PAUSE_S, PEAK, SILENT, level, settled
from drivers.protocols import SOUND_RATE, Sound


def tone(seconds: float, amplitude: float, hertz: float = 400) -> bytes:
    turn = 2 * math.pi * hertz / SOUND_RATE
    return array("h", [round(amplitude * math.sin(turn * at)) for at in range(int(seconds * SOUND_RATE))]).tobytes()


def silence(seconds: float) -> bytes:
    return bytes(2 * int(seconds * SOUND_RATE))


def samples(sound: Sound) -> array:
    return array("h", sound.samples)


@pytest.mark.parametrize("amplitude", [100, 1_000, 10_000, 30_000])
def test_soft_and_loud_come_out_equally_loud(amplitude: int):
    assert level(settled(Sound(tone(1, amplitude)))) == pytest.approx(NOMINAL_DB, abs=0.1)


def test_pauses_do_not_count_for_the_level():
    whole, broken = tone(1, 5_000), tone(0.5, 5_000) + silence(2) + tone(0.5, 5_000)
    assert level(Sound(broken)) == pytest.approx(level(Sound(whole)), abs=0.3)


def test_speech_begins_at_once_and_ends_with_a_pause_and_nothing_between_is_lost():
    sound = settled(Sound(silence(0.5) + tone(1.0, 5_000) + silence(0.7)))
    assert sound.seconds == pytest.approx(LEAD_S + 1.0 + PAUSE_S, abs=0.03)
    heard = [at for at, value in enumerate(samples(sound)) if value]
    assert heard[0] / SOUND_RATE <= 0.04
    assert (heard[-1] - heard[0]) / SOUND_RATE == pytest.approx(1.0, abs=0.001)


def test_a_soft_consonant_at_either_end_is_no_silence():
    hiss = tone(0.1, 5_000 / 10 ** (35 / 20), 5_000)
    sound = settled(Sound(silence(0.3) + hiss + tone(1.0, 5_000) + hiss + silence(0.3)))
    heard = [at for at, value in enumerate(samples(sound)) if abs(value) > 5]
    assert (heard[-1] - heard[0]) / SOUND_RATE == pytest.approx(1.2, abs=0.01)


def test_what_an_engine_hisses_before_speech_is_silence():
    hiss = tone(0.3, 5_000 / 10 ** (48 / 20), 5_000)
    assert settled(Sound(hiss + tone(1.0, 5_000))).seconds == pytest.approx(LEAD_S + 1.0 + PAUSE_S, abs=0.03)


def test_a_crack_in_soft_speech_is_not_clipped():
    sound = settled(Sound(tone(1, 300) + tone(0.001, 30_000) + tone(1, 300)))
    assert max(map(abs, samples(sound))) <= PEAK


def test_silence_stays_silence():
    assert settled(Sound(silence(1))) == Sound(silence(1))
    assert level(Sound(silence(1))) == SILENT
