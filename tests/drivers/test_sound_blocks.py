"""What goes to a sound device, block by block, without one."""

import array
import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from listened import level, pitch, tone

from drivers.espeak import EspeakVoice
from drivers.protocols import SOUND_RATE
from drivers.sound_blocks import CLICK, FADE, Blocks

BLOCK = 256


class Heard:
    def __init__(self):
        self.over = []
        self.blocks = Blocks(lambda number, cut: self.over.append((number, cut)))

    def next(self, seconds):
        heard = array.array("f")
        for _ in range(math.ceil(seconds * SOUND_RATE / BLOCK)):
            heard.extend(self.blocks.next(BLOCK))
        return heard

    def all(self):
        heard = array.array("f")
        while not self.blocks.is_silent:
            heard.extend(self.blocks.next(BLOCK))
        return heard


@pytest.fixture
def heard():
    return Heard()


def test_two_sounds_are_joined_without_a_sample_between(heard):
    whole = tone(440, 1.0)
    heard.blocks.play(1, whole.samples[: 20_001 * 2])
    heard.blocks.play(2, whole.samples[20_001 * 2 :])
    out = heard.all()
    expected = array.array("h", whole.samples)
    assert [round(sample * 32768) for sample in out[: len(expected)]] == list(expected)
    assert heard.over == [(1, False), (2, False)]


def test_a_cut_fades_within_its_few_milliseconds(heard):
    heard.blocks.play(1, tone(440, 1.0).samples)
    heard.next(0.2)
    heard.blocks.cut()
    after = heard.next(0.1)
    assert max(abs(sample) for sample in after[:FADE]) > 0.05
    assert not any(after[FADE:])
    assert heard.over == [(1, True)]
    assert heard.blocks.is_silent


def test_nothing_cracks_at_a_cut_or_another_gain(heard):
    """A tone's own steepest step is the most that two neighbouring samples differ."""
    heard.blocks.play(1, tone(440, 2.0).samples)
    out = heard.next(0.3)
    heard.blocks.set_gain(-24)
    out.extend(heard.next(0.3))
    heard.blocks.set_gain(0)
    out.extend(heard.next(0.3))
    heard.blocks.cut()
    out.extend(heard.next(0.1))
    steepest = 0.25 * 2 * math.pi * 440 / SOUND_RATE
    assert max(abs(b - a) for a, b in itertools.pairwise(out)) < 1.1 * steepest


@pytest.mark.parametrize("decibels", range(0, -88, -8))
def test_gain_is_exact_over_the_whole_range(heard, decibels):
    heard.blocks.set_gain(decibels)
    heard.blocks.play(1, tone(440, 0.5).samples)
    out = heard.all()[BLOCK : SOUND_RATE // 2]
    assert level(out) - level(tone(440, 0.5)) == pytest.approx(decibels, abs=0.1)


def test_louder_than_the_sound_itself_is_not_possible(heard):
    heard.blocks.set_gain(12)
    heard.blocks.play(1, tone(440, 0.5).samples)
    assert level(heard.all()[: SOUND_RATE // 2]) == pytest.approx(level(tone(440, 0.5)), abs=0.1)


@pytest.mark.parametrize("speed", [0.5, 0.75, 1.25, 1.5, 2.0])
def test_speed_changes_the_length_and_keeps_the_pitch(heard, speed):
    heard.blocks.set_speed(speed)
    heard.blocks.play(1, tone(220, 2.0).samples)
    out = heard.all()
    assert len(out) / SOUND_RATE == pytest.approx(2.0 / speed, rel=0.03)
    assert pitch(out[2400:-4800]) == pytest.approx(220, rel=0.03)
    assert heard.over == [(1, False)]


@pytest.fixture(scope="module")
def phrase():
    return EspeakVoice("en").speak("Place the card in the tray in front of you, please.")


@pytest.mark.parametrize("speed", [0.5, 2.0])
def test_a_spoken_phrase_keeps_its_pitch_within_3_percent(heard, phrase, speed):
    heard.blocks.set_speed(speed)
    heard.blocks.play(1, phrase.samples)
    out = heard.all()
    assert len(out) / SOUND_RATE == pytest.approx(phrase.seconds / speed, rel=0.03)
    assert pitch(out) == pytest.approx(pitch(phrase), rel=0.03)


def test_another_speed_is_heard_within_a_few_blocks_of_a_sentence(heard):
    heard.blocks.play(1, tone(220, 2.0).samples)
    begun = heard.next(1.0)
    heard.blocks.set_speed(2.0)
    rest = heard.all()
    assert len(rest) / SOUND_RATE == pytest.approx((2.0 - len(begun) / SOUND_RATE) / 2, abs=0.05)


def test_a_click_sounds_beside_speech_and_is_always_the_same(heard):
    alone = []
    for _ in range(3):
        heard.blocks.click()
        alone.append(heard.next(0.02).tolist())
    assert alone[0] == alone[1] == alone[2]
    assert max(map(abs, alone[0])) == pytest.approx(max(map(abs, CLICK)), abs=1e-6)
    speech = tone(440, 0.5)
    heard.blocks.play(1, speech.samples)
    heard.blocks.click()
    both = heard.next(0.02)
    own = [sample / 32768 for sample in array.array("h", speech.samples)]
    for i, sample in enumerate(both):
        assert sample == pytest.approx(own[i] + (CLICK[i] if i < len(CLICK) else 0.0), abs=1e-5)


def test_what_was_cut_twice_or_never_began_ends_once(heard):
    for number in range(5):
        heard.blocks.play(number, tone(440, 0.1).samples)
    heard.next(0.15)
    heard.blocks.cut()
    heard.blocks.cut()
    assert heard.over == [(0, False), (1, True), (2, True), (3, True), (4, True)]
    assert not any(heard.next(0.1)[FADE:])


ACTS = st.one_of(
    st.tuples(st.just("play"), st.integers(0, 3000)),
    st.tuples(st.just("next"), st.integers(1, 600)),
    st.tuples(st.just("cut"), st.just(0)),
    st.tuples(st.just("click"), st.just(0)),
    st.tuples(st.just("speed"), st.sampled_from([0.5, 0.77, 1.0, 1.5, 2.0])),
    st.tuples(st.just("gain"), st.integers(-80, 5)),
)


@given(st.lists(ACTS, max_size=30))
def test_every_sound_ends_exactly_once_in_its_order_whatever_is_done(acts):
    heard, number = Heard(), 0
    for act, value in acts:
        if act == "play":
            heard.blocks.play(number, bytes(value))
            number += 1
        elif act == "next":
            assert len(heard.blocks.next(value)) == value
        elif act == "speed":
            heard.blocks.set_speed(value)
        elif act == "gain":
            heard.blocks.set_gain(value)
        else:
            getattr(heard.blocks, act)()
    heard.all()
    assert [number for number, _ in heard.over] == list(range(number))
