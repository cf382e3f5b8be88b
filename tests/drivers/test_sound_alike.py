"""What every channel of sound does, asserted of the virtual twin and of a child program on a real PulseAudio alike."""

import time

import pytest
from acting import until
from listened import Ears, tone
from real_stacks.pulse import PrivatePulse

from drivers.protocols import DeviceFault, Fault, Health, Sound
from drivers.sound import QUEUED, SdlSound
from drivers.virtual.sound import VirtualSound

SHORT = tone(440, 0.05)
LONG = tone(440, 60.0)
WITHIN_S = 60


class Virtual:
    def __init__(self):
        self.sound = VirtualSound()

    def unplug(self):
        self.sound.set_fault(Fault.OFFLINE)

    def plug(self):
        self.sound.set_fault(None)


class Real:
    def __init__(self, pulse):
        self.pulse = pulse
        self.sound = SdlSound("handset")

    def unplug(self):
        self.pulse.unplug("handset")

    def plug(self):
        self.pulse.plug("handset")


@pytest.fixture(scope="module")
def pulse(tmp_path_factory):
    # A sink that is recorded is awake, and takes a new stream at once.
    with PrivatePulse(tmp_path_factory.mktemp("pulse")) as pulse, pulse.recording("handset"):
        yield pulse


@pytest.fixture(params=["virtual", pytest.param("real", marks=pytest.mark.real)])
def rig(request):
    return Virtual() if request.param == "virtual" else Real(request.getfixturevalue("pulse"))


@pytest.fixture
def ears():
    return Ears()


@pytest.fixture
def sound(rig, ears):
    rig.sound.open(ears)
    yield rig.sound
    rig.sound.close()


def test_sounds_end_once_each_and_in_their_order(sound, ears):
    for number in range(10):
        sound.play(number, SHORT)
    assert ears.until(10) == [(number, False) for number in range(10)]
    assert sound.health() == Health()


def test_a_sound_without_a_sample_ends_too(sound, ears):
    sound.play(1, Sound(b""))
    sound.play(2, Sound(b""))
    assert ears.until(2) == [(1, False), (2, False)]


def test_a_cut_ends_what_is_played_and_what_waits(sound, ears):
    for number in range(3):
        sound.play(number, LONG)
    sound.cut()
    assert ears.until(3) == [(number, True) for number in range(3)]
    sound.play(3, SHORT)
    assert ears.until(4)[-1] == (3, False)


def test_a_cut_of_silence_does_nothing(sound, ears):
    sound.cut()
    sound.cut()
    sound.play(1, SHORT)
    assert ears.until(1) == [(1, False)]


def test_ten_plays_and_cuts_in_200_ms_lose_nothing(sound, ears):
    for number in range(10):
        sound.click()
        sound.cut()
        sound.play(number, LONG)
        time.sleep(0.02)
    sound.cut()
    assert ears.until(10) == [(number, True) for number in range(10)]


def test_the_next_sound_may_be_asked_for_by_whoever_hears_that_one_is_over(rig):
    ears = Ears()

    def over(number, cut):
        if number < 5:
            rig.sound.play(number + 1, SHORT)
        ears(number, cut)

    rig.sound.open(over)
    rig.sound.play(0, SHORT)
    assert ears.until(6) == [(number, False) for number in range(6)]
    rig.sound.close()


def test_gain_and_speed_may_change_in_mid_sentence(sound, ears):
    sound.play(1, tone(440, 0.4))
    for speed in (2.0, 0.5, 1.0):
        sound.set_speed(speed)
        sound.set_gain(-8 * speed)
        sound.click()
        time.sleep(0.02)
    assert ears.until(1) == [(1, False)]


def test_a_full_queue_refuses_and_loses_nothing_that_it_took(sound, ears):
    for number in range(QUEUED):
        sound.play(number, SHORT if number else LONG)
    with pytest.raises(DeviceFault, match="anybody would hear"):
        sound.play(QUEUED, SHORT)
    assert sound.health() == Health()
    sound.cut()
    assert ears.until(QUEUED) == [(number, True) for number in range(QUEUED)]
    sound.play(QUEUED, SHORT)
    assert ears.until(QUEUED + 1)[-1] == (QUEUED, False)


def test_more_seconds_than_anybody_hears_out_are_refused_too(sound, ears):
    for number in range(3):
        sound.play(number, LONG)
    with pytest.raises(DeviceFault, match="anybody would hear"):
        sound.play(3, SHORT)
    sound.cut()
    assert ears.until(3) == [(number, True) for number in range(3)]


def test_a_device_that_goes_in_mid_sentence_cuts_it_refuses_and_comes_back(rig, sound, ears):
    sound.play(1, LONG)
    sound.play(2, LONG)
    rig.unplug()
    try:
        assert ears.until(2) == [(1, True), (2, True)]
        until(lambda: sound.health().fault is Fault.OFFLINE)
        assert "cable" in sound.health().sentence
        with pytest.raises(DeviceFault) as refused:
            sound.play(3, SHORT)
        assert refused.value.fault is Fault.OFFLINE
        with pytest.raises(DeviceFault):
            sound.click()
        sound.cut()
    finally:
        rig.plug()
    until(lambda: sound.health() == Health())
    sound.play(4, SHORT)
    assert ears.until(3)[-1] == (4, False)


def test_a_device_that_is_away_refuses_to_be_opened_until_it_is_there(rig, ears):
    rig.unplug()
    try:
        with pytest.raises(DeviceFault) as refused:
            rig.sound.open(ears)
        assert refused.value.fault is Fault.OFFLINE
        assert "cable" in str(refused.value)
    finally:
        rig.plug()
    until(lambda: opens(rig.sound, ears))
    rig.sound.play(1, SHORT)
    assert ears.until(1) == [(1, False)]
    rig.sound.close()


def opens(sound, ears):
    try:
        sound.open(ears)
    except DeviceFault:
        return False
    return True


def test_a_channel_may_be_opened_and_closed_twice_and_again(rig, ears):
    sound = rig.sound
    with pytest.raises(DeviceFault):
        sound.play(1, SHORT)
    sound.close()
    sound.open(ears)
    sound.open(ears)
    sound.play(2, LONG)
    sound.close()
    sound.close()
    assert ears.until(1) == [(2, True)]
    with pytest.raises(DeviceFault):
        sound.click()
    sound.open(ears)
    sound.play(3, SHORT)
    assert ears.until(2)[-1] == (3, False)
    sound.close()
