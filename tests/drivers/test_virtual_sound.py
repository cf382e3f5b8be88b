import time

import pytest
from listened import Ears

from drivers.protocols import DeviceFault, Fault, Sound
from drivers.virtual.sound import QUEUED, VirtualSound
from firmware.clock import Clock

SECOND = Sound(bytes(48_000))


@pytest.fixture
def clock():
    return Clock(running=False)


@pytest.fixture
def ears():
    return Ears()


@pytest.fixture
def sound(clock, ears):
    sound = VirtualSound(clock)
    sound.open(ears)
    yield sound
    sound.close()


def test_a_sound_takes_its_own_time_and_the_next_follows_without_a_gap(sound, clock, ears):
    sound.play(1, SECOND)
    sound.play(2, SECOND)
    clock.advance(0.99)
    assert sound.queued == (1, 2)
    clock.advance(1.01)
    assert ears.until(2) == [(1, False), (2, False)]
    first, second = sound.played
    assert second.started == first.ended == first.started + 1.0


def test_a_speed_changed_in_mid_sentence_counts_from_there(sound, clock, ears):
    sound.play(1, SECOND)
    clock.advance(0.5)
    sound.set_speed(0.5)
    clock.advance(0.99)
    assert sound.queued == (1,)
    clock.advance(0.02)
    ears.until(1)
    assert sound.played[0].ended - sound.played[0].started == pytest.approx(1.5)


def test_a_cut_ends_all_that_is_queued_and_only_what_began_was_played(sound, clock, ears):
    for number in range(3):
        sound.play(number, SECOND)
    clock.advance(0.25)
    sound.cut()
    assert ears.until(3) == [(0, True), (1, True), (2, True)]
    (only,) = sound.played
    assert only.cut
    assert only.ended - only.started == 0.25


def test_a_device_that_goes_in_mid_sentence_cuts_and_refuses(sound, clock, ears):
    sound.play(1, SECOND)
    clock.advance(0.1)
    sound.set_fault(Fault.OFFLINE)
    assert ears.until(1) == [(1, True)]
    with pytest.raises(DeviceFault, match="cable"):
        sound.play(2, SECOND)
    assert sound.health().fault is Fault.OFFLINE
    sound.set_fault(None)
    sound.play(3, SECOND)
    clock.advance(1)
    assert ears.until(2)[-1] == (3, False)


def test_a_device_can_go_after_so_many_sounds(sound, clock, ears):
    sound.set_fault(Fault.OFFLINE, after=1)
    sound.play(1, SECOND)
    sound.play(2, SECOND)
    clock.advance(1.5)
    assert ears.until(2) == [(1, False), (2, True)]


def test_a_full_queue_refuses_and_keeps_what_it_has(sound, clock, ears):
    for number in range(QUEUED):
        sound.play(number, SECOND)
    with pytest.raises(DeviceFault):
        sound.play(QUEUED, SECOND)
    clock.advance(QUEUED)
    assert ears.until(QUEUED) == [(number, False) for number in range(QUEUED)]


def test_closing_ends_what_was_queued_and_it_opens_again(sound, clock, ears):
    sound.play(1, SECOND)
    sound.close()
    sound.close()
    assert ears.until(1) == [(1, True)]
    with pytest.raises(DeviceFault):
        sound.play(2, SECOND)
    sound.open(ears)
    sound.play(3, SECOND)
    clock.advance(1)
    assert ears.until(2) == [(1, True), (3, False)]


def test_without_a_pace_every_sound_is_over_at_once(ears):
    sound = VirtualSound(pace=False)
    sound.open(ears)
    for number in range(5):
        sound.play(number, SECOND)
    assert ears.until(5) == [(number, False) for number in range(5)]
    sound.close()


def test_in_real_time_a_sound_ends_by_itself(ears):
    sound = VirtualSound()
    sound.open(ears)
    began = time.monotonic()
    sound.play(1, Sound(bytes(4800)))
    ears.until(1)
    assert time.monotonic() - began >= 0.1
    sound.close()


def test_history_is_bounded(ears):
    sound = VirtualSound(pace=False)
    sound.open(ears)
    for number in range(300):
        while len(sound.queued) > 32:
            time.sleep(0.001)
        sound.play(number, Sound(b""))
    ears.until(300)
    assert len(sound.played) == 200
    sound.close()
