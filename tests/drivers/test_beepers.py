"""The beepers: what each sounds for a signal, that the newest cuts the one before, and what they say when they cannot."""

import math
import time
from itertools import pairwise

import pytest
from acting import LONG
from gpiozero import Device
from gpiozero.pins.mock import MockFactory, MockPWMPin
from real_stacks.pulse import RATE, PrivatePulse

from drivers.gpio import GpioBeeper
from drivers.protocols import DeviceFault, Fault, Signal
from drivers.sound_beeper import SoundBeeper
from drivers.tones import TONES
from drivers.virtual.beeper import VirtualBeeper

LOUD = 0.02
WINDOW = RATE // 20


class HeardPin(MockPWMPin):
    """A pin that keeps the frequencies it was driven with, 0 for silence."""

    def __init__(self, factory, info):
        super().__init__(factory, info)
        self.heard = []

    def _set_frequency(self, value):
        super()._set_frequency(value)
        self.heard.append(value or 0)

    frequency = property(lambda self: self._get_frequency(), lambda self, value: self._set_frequency(value))


@pytest.fixture
def pins():
    before, Device.pin_factory = Device.pin_factory, MockFactory(pin_class=HeardPin)
    yield Device.pin_factory
    Device.pin_factory.reset()
    Device.pin_factory = before


def heard(pin, count):
    """The frequencies, once so many have come."""
    end = time.monotonic() + LONG
    while len(pin.heard) < count:
        assert time.monotonic() < end, pin.heard
        time.sleep(0.005)
    return [round(hertz) for hertz in pin.heard]


def tones(signal):
    return [round(beat.hertz) for beat in TONES[signal]]


@pytest.mark.parametrize("signal", Signal)
def test_a_pin_is_driven_with_the_tones_of_the_signal_and_is_silent_after_them(pins, signal):
    beeper = GpioBeeper("18")
    beeper.open()
    pin = pins.pin(18)
    pin.heard.clear()
    beeper.beep(signal)
    assert heard(pin, len(TONES[signal]) + 1) == [*tones(signal), 0]
    beeper.close()
    beeper.close()


def test_the_newest_signal_cuts_the_one_before(pins):
    beeper = GpioBeeper("18")
    beeper.open()
    pin = pins.pin(18)
    pin.heard.clear()
    beeper.beep(Signal.REFUSED)
    beeper.beep(Signal.ACCEPTED)
    found = heard(pin, len(TONES[Signal.ACCEPTED]) + 3)
    assert found[-len(TONES[Signal.ACCEPTED]) - 1 :] == [*tones(Signal.ACCEPTED), 0]
    beeper.close()


def test_one_that_is_closed_and_opened_again_sounds(pins):
    beeper = GpioBeeper("18")
    for _ in range(20):
        beeper.open()
        beeper.beep(Signal.REFUSED)
        beeper.close()
    beeper.open()
    pin = pins.pin(18)
    pin.heard.clear()
    beeper.beep(Signal.ACCEPTED)
    assert heard(pin, 2) == [1000, 0]
    beeper.close()


@pytest.mark.parametrize("beeper", [GpioBeeper("18"), SoundBeeper("alsa:hw:CARD=None")], ids=["gpio", "sound"])
def test_one_that_is_not_open_is_a_fault_and_not_silence(beeper):
    with pytest.raises(DeviceFault):
        beeper.beep(Signal.ACCEPTED)
    assert beeper.health().fault is Fault.OFFLINE


def test_the_twin_keeps_what_it_sounded_and_fails_when_told():
    beeper = VirtualBeeper()
    beeper.open()
    beeper.beep(Signal.SENIOR)
    beeper.set_fault(Fault.OFFLINE)
    with pytest.raises(DeviceFault):
        beeper.beep(Signal.REFUSED)
    assert beeper.signals == [Signal.SENIOR]


@pytest.mark.real
@pytest.mark.alone
def test_a_beeper_of_sound_is_heard_as_its_tone_and_the_newest_cuts_the_one_before(tmp_path):
    with PrivatePulse(tmp_path) as pulse, pulse.recording("speaker") as recording:
        beeper = SoundBeeper("speaker")
        beeper.open()
        try:
            begun = time.monotonic()
            beeper.beep(Signal.REFUSED)
            time.sleep(0.2)
            beeper.beep(Signal.AGAIN)
            time.sleep(0.8)
            recording.until(time.monotonic())
            samples = recording.since(begun)
        finally:
            beeper.close()
    sounding = [at for at, sample in enumerate(samples) if abs(sample) > LOUD]
    silences = [after - at for at, after in pairwise(sounding) if after - at > 0.02 * RATE]
    # one low tone that was cut short, and behind it three high ones with two silences between them
    assert len(silences) in (2, 3)
    assert strength(samples, sounding[0], 500) > 4 * strength(samples, sounding[0], 1_800)
    assert strength(samples, sounding[-1] - WINDOW, 1_800) > 4 * strength(samples, sounding[-1] - WINDOW, 500)


def strength(samples, start, hertz):
    """How much of a frequency there is in a window."""
    turns = [2 * math.pi * hertz * at / RATE for at in range(WINDOW)]
    window = samples[start : start + WINDOW]
    return math.hypot(*(sum(x * f(t) for x, t in zip(window, turns, strict=True)) for f in (math.cos, math.sin)))
