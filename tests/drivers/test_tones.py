"""The tones that answer a tap, measured: pitch, rhythm, how soon and how loud, on the samples themselves."""

import math
from array import array
from itertools import combinations, pairwise

import pytest

from drivers.protocols import SOUND_RATE, Signal
from drivers.tones import sound_of

FULL = 32_767
LOUD = 0.05
"""Of full scale: below is silence."""
GAP_S = 0.02
SIGNALS = list(Signal)


def samples(signal: Signal) -> list[float]:
    return [sample / FULL for sample in array("h", sound_of(signal).samples)]


def beats(signal: Signal) -> list[tuple[int, int]]:
    """Where tones begin and end, as samples; a silence lasts longer than a turn of any wave."""
    loud = [at for at, sample in enumerate(samples(signal)) if abs(sample) > LOUD]
    ends = [at for at, after in pairwise(loud) if after - at > GAP_S * SOUND_RATE]
    begins = [after for at, after in pairwise(loud) if after - at > GAP_S * SOUND_RATE]
    return list(zip([loud[0], *begins], [*ends, loud[-1]], strict=True))


def strength(wave: list[float], hertz: float) -> float:
    """How much of a frequency there is in a wave (one bin of a Fourier transform)."""
    turns = [2 * math.pi * hertz * at / SOUND_RATE for at in range(len(wave))]
    parts = (sum(x * trig(t) for x, t in zip(wave, turns, strict=True)) for trig in (math.cos, math.sin))
    return math.hypot(*parts) / len(wave) * 2


def pitch(signal: Signal, beat: tuple[int, int]) -> float:
    """The strongest frequency of a tone in Hz, looked for in steps of 10."""
    wave = samples(signal)[beat[0] : beat[0] + 1_200]
    return max(range(300, 6_000, 10), key=lambda hertz: strength(wave, hertz))


def heard(signal: Signal) -> tuple[list[float], list[float]]:
    """The pitches in Hz and lengths in s of its tones."""
    found = beats(signal)
    return [pitch(signal, beat) for beat in found], [(end - begin) / SOUND_RATE for begin, end in found]


HEARD = {signal: heard(signal) for signal in SIGNALS}


def test_each_signal_has_a_sound_and_no_two_are_the_same():
    assert len({sound_of(signal).samples for signal in SIGNALS}) == len(SIGNALS) == 4


@pytest.mark.parametrize("signal", SIGNALS)
def test_a_signal_is_over_soon_and_begins_at_once(signal: Signal):
    assert sound_of(signal).seconds <= 0.6
    first = next(at for at, sample in enumerate(samples(signal)) if abs(sample) > LOUD)
    assert first / SOUND_RATE <= 0.005


@pytest.mark.parametrize("signal", SIGNALS)
def test_a_signal_is_loud_and_never_clipped(signal: Signal):
    peak = max(map(abs, samples(signal)))
    assert 0.4 < peak < 0.95


@pytest.mark.parametrize("signal", SIGNALS)
def test_the_pitch_can_be_heard_by_who_has_lost_the_high_frequencies(signal: Signal):
    assert all(500 - 10 <= hertz <= 2_000 for hertz in HEARD[signal][0])


@pytest.mark.parametrize("signal", SIGNALS)
def test_nothing_clicks_at_the_end_of_a_tone(signal: Signal):
    wave = samples(signal)
    for _, end in beats(signal):
        assert abs(wave[min(end + 60, len(wave) - 1)]) < LOUD
    assert abs(wave[-1]) < LOUD


def test_one_tone_accepts_two_that_rise_accept_the_old_one_low_and_long_refuses_three_short_ask_again():
    pitches, lengths = ({signal: HEARD[signal][n] for signal in SIGNALS} for n in (0, 1))
    assert [len(pitches[signal]) for signal in (Signal.ACCEPTED, Signal.SENIOR, Signal.REFUSED, Signal.AGAIN)] == [
        1,
        2,
        1,
        3,
    ]
    assert pitches[Signal.SENIOR][1] > 1.3 * pitches[Signal.SENIOR][0]
    assert max(pitches[Signal.REFUSED]) * 1.9 <= min(pitches[Signal.ACCEPTED])
    assert min(lengths[Signal.REFUSED]) > 2.5 * max(lengths[Signal.ACCEPTED])
    assert len(set(pitches[Signal.AGAIN])) == 1


@pytest.mark.parametrize(("one", "other"), list(combinations(SIGNALS, 2)))
def test_any_two_signals_differ_in_pitch_and_in_rhythm(one: Signal, other: Signal):
    (pitches, lengths), (others, other_lengths) = HEARD[one], HEARD[other]
    # more than a musical third apart is told by nearly everybody, twice the length or another number of tones by all
    assert not 0.79 < pitches[-1] / others[-1] < 1.26
    assert len(pitches) != len(others) or not 0.5 < sum(lengths) / sum(other_lengths) < 2.0
