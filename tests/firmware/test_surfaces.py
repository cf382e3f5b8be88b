"""The devices of hearing and touch, watched: virtual ones that break and come back, on a clock that the test moves."""

import logging
import time

import pytest
from acting import until

from drivers.protocols import DeviceFault, Fault, Health
from drivers.virtual.hook import VirtualHook
from drivers.virtual.indicator import VirtualIndicator
from drivers.virtual.keypad import VirtualKeypad
from drivers.virtual.sound import VirtualSound
from firmware.clock import Clock
from firmware.conversation import Conversation
from firmware.phrases import say
from firmware.surfaces import GUIDANCE, LEFT_OFF, LOOK_SECONDS, VOICE, Surfaces
from firmware.view import Ear


def deaf(*_):
    """Nobody wants to know what was said."""


class Bench:
    def __init__(self):
        self.clock = Clock(running=False)
        self.talk = Conversation(self.clock)
        self.devices = {
            "handset": VirtualSound(self.clock),
            "hook": VirtualHook(),
            "keypad": VirtualKeypad(),
            "speaker": VirtualSound(self.clock),
            "card_light": VirtualIndicator(),
        }
        self.hook, self.keypad, self.handset = (self.devices[name] for name in ("hook", "keypad", "handset"))
        self.told = []
        self.surfaces = None

    def starts(self, *names):
        devices = {name: self.devices[name] for name in names or self.devices}
        callbacks = {"handset": deaf, "speaker": deaf, "hook": self.hears_hook, "keypad": self.told.append}
        self.surfaces = Surfaces(self.talk, devices, callbacks)
        self.surfaces.start()
        self.surfaces.await_open(5)
        return self.surfaces

    def hears_hook(self, lifted):
        self.talk.lift() if lifted else self.talk.hang_up()

    def lies(self, name, fault=Fault.OFFLINE):
        self.devices[name].set_fault(fault)
        self.looks()

    def looks(self):
        self.clock.advance(LOOK_SECONDS)

    def is_now(self, ear):
        return self.sees(lambda: self.talk.view.ear is ear)

    def tells_staff(self, *phrases):
        return self.sees(lambda: self.talk.ailing == phrases)

    def sees(self, fits):
        return until(fits)


@pytest.fixture
def bench():
    bench = Bench()
    yield bench
    if bench.surfaces:
        bench.surfaces.stop()


def test_a_handset_whose_three_parts_are_there_is_ready(bench):
    bench.starts()
    assert bench.is_now(Ear.READY)
    bench.hook.lift()
    assert bench.talk.view.ear is Ear.LIFTED


def test_a_ten_key_beside_the_screen_makes_no_handset(bench):
    bench.starts("keypad")
    bench.keypad.press("5")
    assert (bench.told, bench.talk.view.ear) == (["5"], Ear.NONE)


@pytest.mark.parametrize("name", ["handset", "hook", "keypad"])
def test_each_part_of_a_handset_that_breaks_is_told_and_comes_back(bench, name, caplog):
    caplog.set_level(logging.INFO)
    bench.starts()
    assert bench.is_now(Ear.READY)
    bench.lies(name)
    assert bench.is_now(Ear.BROKEN)
    bench.looks()
    bench.lies(name, None)
    assert bench.is_now(Ear.READY)
    # one line when it breaks and one when it is over, however often it was looked at
    assert [record.message.partition(":")[0] for record in caplog.records] == [name, name]


def test_a_part_that_is_away_at_the_start_is_opened_when_it_comes(bench):
    bench.keypad.set_fault(Fault.OFFLINE)
    bench.starts()
    assert bench.is_now(Ear.BROKEN)
    bench.lies("keypad", None)
    assert bench.is_now(Ear.READY)
    bench.keypad.press("5")
    assert bench.told == ["5"]


def test_a_light_that_breaks_leaves_the_handset_alone(bench):
    bench.starts()
    assert bench.is_now(Ear.READY)
    bench.lies("card_light")
    bench.hook.lift()
    assert bench.talk.view.ear is Ear.LIFTED


def test_who_still_holds_the_handset_in_a_visit_goes_on_by_ear_when_it_is_back(bench):
    bench.starts()
    assert bench.is_now(Ear.READY)
    bench.talk.begin("v1", "kiosk-01-00001", ())
    bench.hook.lift()
    bench.lies("handset")
    assert bench.is_now(Ear.BROKEN)
    assert bench.talk.view.visit == "v1"
    bench.lies("handset", None)
    assert bench.is_now(Ear.LIFTED)


def test_a_handset_that_was_left_off_its_hook_begins_no_visit_when_it_is_back(bench):
    bench.starts()
    assert bench.is_now(Ear.READY)
    bench.lies("handset")
    assert bench.is_now(Ear.BROKEN)
    bench.hook.lift()
    bench.talk.change_ear(Ear.BROKEN)
    bench.lies("handset", None)
    assert bench.is_now(Ear.READY)


def test_what_failed_in_use_is_told_at_once_and_believed_again_only_after_a_while(bench):
    surfaces = bench.starts()
    assert bench.is_now(Ear.READY)
    surfaces.failed("handset")
    assert bench.is_now(Ear.BROKEN)
    bench.clock.advance(LOOK_SECONDS / 2)
    time.sleep(0.05)
    assert bench.talk.view.ear is Ear.BROKEN
    bench.looks()
    assert bench.is_now(Ear.READY)


def test_a_voice_that_failed_is_tried_again_later_in_the_visit_and_by_the_next_visitor(bench):
    surfaces = bench.starts()
    assert bench.is_now(Ear.READY)
    bench.talk.begin("v1", "kiosk-01-00001", ())
    surfaces.failed(VOICE)
    assert bench.is_now(Ear.BROKEN)
    bench.looks()
    time.sleep(0.05)
    assert bench.talk.view.ear is Ear.BROKEN
    bench.clock.advance(30)
    assert bench.is_now(Ear.READY)
    surfaces.failed(VOICE)
    assert bench.is_now(Ear.BROKEN)
    bench.talk.finish()
    bench.looks()
    assert bench.is_now(Ear.READY)


def test_a_handset_beside_its_hook_is_for_the_operator(bench, caplog):
    bench.starts()
    assert bench.is_now(Ear.READY)
    bench.hook.lift()
    bench.talk.change_ear(Ear.READY)
    until(lambda: bench.looks() or caplog.records)
    bench.looks()
    assert [record.message for record in caplog.records] == [LEFT_OFF]


def test_when_it_is_stopped_every_device_is_closed(bench):
    surfaces = bench.starts()
    surfaces.stop()
    bench.keypad.press("5")
    assert bench.told == []


@pytest.mark.parametrize(
    ("name", "phrase"),
    [
        ("handset", "handset-fault"),
        ("hook", "handset-fault"),
        ("keypad", "keypad-fault"),
        ("speaker", "speaker-fault"),
    ],
)
def test_staff_are_told_what_is_broken_until_it_is_mended(bench, name, phrase):
    bench.starts()
    bench.lies(name)
    assert bench.tells_staff(say(phrase))
    bench.lies(name, None)
    assert bench.tells_staff()


def test_staff_are_told_how_long_a_handset_lies_beside_its_hook(bench):
    bench.starts()
    assert bench.is_now(Ear.READY)
    bench.hook.lift()
    bench.talk.change_ear(Ear.READY)
    bench.looks()
    assert bench.tells_staff(say("hook-stuck", minutes=1))
    bench.clock.advance(600)
    assert bench.tells_staff(say("hook-stuck", minutes=10))
    bench.hook.hang_up()
    bench.looks()
    assert bench.tells_staff()


def test_a_guidance_that_fails_at_the_same_words_is_not_asked_again_at_once(bench):
    surfaces = bench.starts()
    assert bench.is_now(Ear.READY)
    bench.talk.begin("v1", "kiosk-01-00001", ())
    bench.hook.lift()
    surfaces.failed(GUIDANCE)
    assert bench.is_now(Ear.BROKEN)
    bench.looks()
    time.sleep(0.05)
    assert bench.talk.view.ear is Ear.BROKEN
    bench.clock.advance(30)
    assert bench.is_now(Ear.LIFTED)


def test_the_operator_reads_why_a_device_cannot_be_opened(bench, caplog):
    """The second of two on one pin, as a driver refuses it; its health knows no more than that it is closed."""

    class Refusing(VirtualIndicator):
        def open(self):
            raise DeviceFault(Fault.OFFLINE, "two devices have the same pin")

        def health(self):
            return Health(Fault.OFFLINE, "it is not open")

    bench.devices["card_light"] = Refusing()
    bench.starts()
    assert bench.is_now(Ear.READY)
    assert [record.message for record in caplog.records] == ["card_light: two devices have the same pin"]
