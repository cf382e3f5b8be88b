"""One channel of speech: what is cut, what is not, that each utterance ends once, and what becomes of a device that goes."""

import itertools
import threading
import time
from datetime import datetime

import pytest
from acting import LONG
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from listening import CHARACTER, Murmur

from audio.channel import Channel, Reports
from audio.utterance import Utterance
from drivers.protocols import Fault
from drivers.virtual.sound import VirtualSound
from firmware.clock import JAPAN, Clock

MORNING = datetime(2026, 11, 24, 10, 0, tzinfo=JAPAN)


class Bench:
    """A channel on a still clock with all that it reports."""

    def __init__(self, *, pace: bool = True) -> None:
        self.clock = Clock(MORNING, running=False)
        self.out = VirtualSound(self.clock, pace=pace)
        self.voice = Murmur()
        self.reported: list = []
        self.speaks: list[bool] = []
        self.failed: list[str] = []
        reports = Reports(itertools.count(1), self.reported.append, self.speaks.append, self.failed.append)
        self.channel = Channel("handset", self.out, self.voice, self.clock, reports)
        self.out.open(self.channel.ended)
        self.channel.start()

    def until(self, fits) -> None:
        end = time.monotonic() + LONG
        while not fits():
            assert time.monotonic() < end, [one.text for one in self.reported]
            time.sleep(0.001)

    def sounds(self, text: str) -> None:
        """Wait until this is being said."""
        self.until(lambda: self.began(text) and self.out.queued)

    def began(self, text: str) -> bool:
        return any(one.text == text for one in self.reported)

    def lets(self, seconds: float) -> None:
        self.clock.advance(seconds)
        time.sleep(0.002)

    def ends(self) -> None:
        """Let time pass until nothing is left to say."""
        end = time.monotonic() + LONG
        while not self.channel.is_quiet:
            assert time.monotonic() < end
            self.lets(0.1)

    def over(self) -> list[tuple[str, bool]]:
        """What was said, and whether it was cut."""
        return [(one.text, one.cut) for one in self.reported if one.ended is not None]


@pytest.fixture
def bench():
    bench = Bench()
    yield bench
    bench.channel.stop()
    bench.out.close()


def words(*texts: str, finish: bool = False) -> list[Utterance]:
    return [Utterance(text, "ja", ("key",), finish=finish) for text in texts]


def test_utterances_are_heard_in_their_order_and_each_to_its_end(bench):
    bench.channel.say(words("いち。", "にに。に。", "さん。"))
    bench.ends()
    assert bench.over() == [("いち。", False), ("にに。に。", False), ("さん。", False)]
    assert bench.speaks == [True, False]
    last = bench.reported[-1]
    assert last.ended - last.started == pytest.approx(3 * CHARACTER, abs=0.11)


def test_the_next_sentence_lies_ready_while_one_is_heard_and_not_the_one_after_it(bench):
    bench.channel.say(words("一二三四五六七八九十。いいいい。うううう。ええええ。"))
    bench.until(lambda: len(bench.out.queued) == 2)
    assert not bench.reported[-1].whole
    bench.ends()
    assert bench.reported[-1].whole
    assert len(bench.reported[-1].sounds) == 4


def test_the_next_phrase_takes_the_place_of_the_last_one(bench):
    bench.channel.say(words("ながいながいことば。", "つぎのことば。"))
    bench.sounds("ながいながいことば。")
    bench.lets(0.3)
    bench.channel.say(words("あたらしい。"))
    bench.ends()
    assert bench.over() == [("ながいながいことば。", True), ("あたらしい。", False)]


def test_what_must_be_heard_to_its_end_is_and_the_next_phrase_waits(bench):
    bench.channel.say(words("けっかです。", finish=True))
    bench.sounds("けっかです。")
    bench.channel.say(words("すてられる。"))
    bench.channel.say(words("つぎのことば。"))
    bench.ends()
    assert bench.over() == [("けっかです。", False), ("つぎのことば。", False)]


def test_a_digit_lets_it_be_heard_and_any_other_key_does_not(bench):
    bench.channel.say(words("けっかです。", finish=True))
    bench.sounds("けっかです。")
    bench.channel.cut(finish=False)
    assert bench.out.queued
    bench.channel.cut(finish=True)
    assert not bench.out.queued
    bench.ends()
    assert bench.over() == [("けっかです。", True)]


def test_a_message_that_nobody_has_heard_outlasts_phrases_and_keys(bench):
    bench.channel.say(words("しつもんです。"))
    bench.sounds("しつもんです。")
    bench.channel.tell(words("しらせです。"))
    bench.channel.cut(finish=True)
    bench.channel.say(words("つぎのことば。"))
    bench.ends()
    assert bench.over() == [("しつもんです。", True), ("しらせです。", False), ("つぎのことば。", False)]


def test_a_key_is_silence_at_once_and_the_end_is_told_with_its_time(bench):
    bench.channel.say(words("ながいながいことば。"))
    bench.sounds("ながいながいことば。")
    bench.lets(0.5)
    bench.channel.cut(finish=True)
    assert not bench.out.queued
    bench.until(bench.over)
    assert bench.reported[-1].ended - bench.reported[-1].started == pytest.approx(0.5)
    assert bench.speaks == [True, False]


def test_what_was_cut_before_it_began_was_never_heard(bench):
    hold, free = threading.Event(), threading.Event()

    class Slow(Murmur):
        def sounds(self, text, language):
            hold.set()
            free.wait(LONG)
            yield from super().sounds(text, language)

    bench.channel._speech = Slow()
    bench.channel.say(words("おそいことば。"))
    hold.wait(LONG)
    bench.channel.cut(finish=True)
    free.set()
    bench.ends()
    assert bench.reported == []
    assert bench.out.played == []


def test_a_phrase_that_is_asked_for_does_not_wait_for_one_that_was_being_made_ahead(bench):
    free = threading.Event()

    class Slow(Murmur):
        def sounds(self, text, language):
            if text == "おそいことば。":
                ahead.set()
                free.wait(LONG)
            yield from super().sounds(text, language)

    ahead = threading.Event()
    bench.channel._speech = Slow()
    bench.channel.say(words("いまのことば。", "おそいことば。"))
    assert ahead.wait(LONG)
    bench.channel.cut(finish=True)
    bench.channel.say(words("あたらしい。"))
    bench.sounds("あたらしい。")
    free.set()
    bench.ends()
    assert bench.over() == [("いまのことば。", True), ("あたらしい。", False)]


def test_a_bug_in_a_voice_is_a_fault_of_the_voice_and_names_no_word(bench, caplog):
    class Wrong(Murmur):
        def sounds(self, text, language):
            raise ValueError(text)

    bench.channel._speech, voice = Wrong(), bench.channel._speech
    bench.channel.say(words("なまえ。"))
    bench.until(lambda: bench.failed == ["voice"])
    bench.channel._speech = voice
    bench.channel.say(words("もどりました。"))
    bench.ends()
    assert bench.over() == [("もどりました。", False)]
    assert "なまえ" not in caplog.text


def test_a_device_that_goes_in_mid_sentence_is_told_once_and_nothing_old_is_said_when_it_is_back(bench):
    bench.channel.say(words("ながいながいことば。", "つぎのことば。"))
    bench.sounds("ながいながいことば。")
    bench.out.set_fault(Fault.OFFLINE)
    bench.until(lambda: bench.failed)
    bench.until(lambda: bench.channel.is_quiet)
    bench.out.close()
    bench.out.set_fault(None)
    bench.out.open(bench.channel.ended)
    bench.channel.say(words("もどりました。"))
    bench.ends()
    assert bench.failed == ["handset"]
    assert bench.over() == [("ながいながいことば。", True), ("もどりました。", False)]


def test_a_device_that_is_gone_before_the_first_word_is_told(bench):
    bench.out.set_fault(Fault.OFFLINE)
    bench.channel.say(words("ことば。"))
    bench.until(lambda: bench.failed == ["handset"])
    bench.until(lambda: bench.channel.is_quiet)
    assert bench.speaks[-1] is False


def test_a_voice_that_fails_is_told_and_what_was_begun_ends(bench):
    class Breaking(Murmur):
        def sounds(self, text, language):
            for n, sound in enumerate(super().sounds(text, language)):
                self.hoarse = n == 0
                yield sound

    bench.channel._speech = Breaking()
    bench.channel.say(words("いちいち。にに。", "つぎ。"))
    bench.until(lambda: bench.failed == ["voice"])
    bench.until(lambda: bench.channel.is_quiet)
    assert bench.over() == [("いちいち。にに。", True)]
    assert not bench.out.queued


def test_volume_and_speed_are_set_anew_on_a_device_that_came_back(bench):
    bench.channel.set_voice(-24.0, 1.5)
    bench.out.set_fault(Fault.OFFLINE)
    bench.channel.say(words("ことば。"))
    bench.until(lambda: bench.failed)
    bench.until(lambda: bench.channel.is_quiet)
    bench.out.set_fault(None)
    bench.out.set_gain(0.0)
    bench.out.set_speed(1.0)
    bench.channel.say(words("ことば。"))
    bench.sounds("ことば。")
    assert (bench.out.gain, bench.out.speed) == (-24.0, 1.5)


def test_hundreds_of_utterances_overfill_no_device_and_none_is_lost(bench):
    texts = [f"{n}。" for n in range(300)]
    for text in texts:
        bench.channel.tell(words(text))
    bench.until(lambda: bench.out.queued)
    while not bench.channel.is_quiet:
        assert len(bench.out.queued) <= 2
        bench.lets(0.6)
    assert [text for text, _ in bench.over()] == texts
    assert bench.failed == []


def test_a_stopped_channel_is_silent_and_its_thread_has_ended(bench):
    bench.channel.say(words("ながいながいことば。"))
    bench.sounds("ながいながいことば。")
    bench.channel.stop()
    assert not bench.out.queued
    assert not bench.channel._thread.is_alive()
    bench.channel.say(words("ことば。"))
    assert [text for text, _ in bench.over()] == ["ながいながいことば。"]


ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("say"), st.booleans()),
        st.tuples(st.just("tell"), st.booleans()),
        st.tuples(st.just("cut"), st.booleans()),
        st.tuples(st.just("silence"), st.booleans()),
        st.tuples(st.just("let"), st.booleans()),
    ),
    max_size=25,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ACTS)
def test_whatever_happens_each_utterance_that_began_ends_once_and_no_two_sound_at_once(acts):
    bench = Bench()
    told: list[str] = []
    cut = False
    for n, (act, flag) in enumerate(acts):
        if act == "say":
            bench.channel.say(words(f"{n}ばん。つづき。", finish=flag))
        elif act == "tell":
            bench.channel.tell(words(f"{n}ばん。"))
            told.append(f"{n}ばん。")
        elif act == "cut":
            bench.channel.cut(finish=flag)
            cut = True
        elif act == "silence":
            bench.channel.silence()
            told, cut = [], True
        else:
            bench.lets(1.0 if flag else 0.2)
    bench.ends()
    bench.channel.stop()
    bench.out.close()
    ended = [one for one in bench.reported if one.ended is not None]
    assert sorted({one.number for one in bench.reported}) == sorted(one.number for one in ended)
    for earlier, later in itertools.pairwise(ended):
        assert later.started >= earlier.ended
    assert set(told) <= {one.text for one in ended}
    assert cut or not [one for one in ended if one.cut and one.text in told]
    assert bench.speaks == [bool((n + 1) % 2) for n in range(len(bench.speaks))]
    assert bench.failed == []
