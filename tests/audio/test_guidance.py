"""The guidance as a whole: what fails and comes back, what a bug does, where its threads end."""

import threading
import time

import pytest
from acting import LONG, Running
from listening import Listener, Murmur

from audio.guidance import Guidance, Kit
from drivers.protocols import Fault
from drivers.virtual.sound import VirtualSound
from firmware.conversation import Ear, Pressed
from firmware.errors import LeftAlone
from firmware.phrases import say
from firmware.phrases.reader import PhraseBook
from firmware.prompts import Choose, EnterDigits, Tell, options
from firmware.surfaces import Surfaces

WHOM = Choose(
    phrase=say("person-choose"),
    options=options(("self", say("person-self")), ("household", say("person-household"))),
)
PIN = EnterDigits(phrase=say("pin-enter"), least=4, most=4, secret=True)


def breaks(ear):
    """The handset's sound is taken away in mid-sentence."""
    ear.handset.set_fault(Fault.OFFLINE)
    ear.settles()


def test_a_handset_that_breaks_in_mid_visit_uncovers_the_screen_and_the_loudspeaker_says_so(talk, visiting):
    flow = Running(lambda: talk.ask(PIN))
    visiting.hears("greeting")
    visiting.presses("1")
    visiting.hears("pin-digit-taken")
    breaks(visiting)
    told = visiting.hears("handset-broken", channel="speaker")
    assert not told.text.isascii()
    assert visiting.faults == ["handset"]
    assert talk.view.ear is Ear.BROKEN
    assert not talk.view.covered
    assert talk.press("2") is Pressed.TAKEN
    visiting.presses("3", "4", "ok")
    assert flow.result().octets == b"1234"


def test_patience_goes_on_when_the_handset_breaks_while_it_speaks(talk, visiting):
    flow = Running(lambda: talk.ask(WHOM))
    visiting.hears("greeting")
    breaks(visiting)
    visiting.waits(200)
    with pytest.raises(LeftAlone):
        flow.result()


def test_a_handset_that_is_back_says_what_is_asked_to_whoever_still_holds_it(talk, visiting):
    flow = Running(lambda: talk.ask(WHOM))
    visiting.hears("greeting")
    surfaces = Surfaces(
        talk, {name: getattr(visiting, name) for name in visiting.guidance.callbacks}, visiting.guidance.callbacks
    )
    surfaces.start()
    surfaces.await_open(5)
    visiting.handset.set_fault(Fault.OFFLINE)
    visiting.hears("handset-broken", channel="speaker")
    visiting.handset.set_fault(None)
    visiting.listens()
    visiting.waits(12)
    visiting.hears("person-choose")
    assert talk.view.ear is Ear.LIFTED
    visiting.presses("2")
    assert flow.result() == "household"
    surfaces.stop()


def test_lifting_a_handset_that_is_broken_covers_nothing(talk, ear):
    talk.begin("visit-1", "01-1", ("card",))
    Running(lambda: talk.ask(WHOM))
    talk.change_ear(Ear.BROKEN)
    ear.lifts()
    assert talk.view.ear is Ear.BROKEN
    assert not talk.view.covered


def test_a_broken_loudspeaker_does_not_touch_the_handset(talk, ear):
    talk.begin("visit-1", "01-1", ("card",))
    flow = Running(lambda: (talk.ask(Tell(phrase=say("card-place"))), talk.ask(WHOM)))
    ear.hears("card-place", channel="speaker")
    ear.speaker.set_fault(Fault.OFFLINE)
    ear.settles()
    assert ear.faults == ["speaker"]
    ear.lifts()
    ear.answers("card-place", "ok")
    ear.answers("person-choose", "1")
    flow.result()


def test_a_voice_that_does_not_speak_hands_the_visit_to_the_screen(talk, visiting):
    visiting.speech.hoarse = True
    Running(lambda: talk.ask(WHOM))
    visiting.until(lambda: talk.view.ear is Ear.BROKEN)
    assert visiting.faults[0] == "voice"
    assert not talk.view.covered


def test_a_bug_in_what_is_said_leaves_nobody_before_a_covered_screen_and_no_words_in_the_log(talk, visiting, caplog):
    flow = Running(lambda: (talk.ask(Tell(phrase=say("no-such-phrase"))), talk.ask(WHOM)))
    visiting.until(lambda: visiting.faults == ["guidance", "guidance"])
    assert talk.view.ear is Ear.BROKEN
    assert not talk.view.covered
    assert "the guidance failed: " in caplog.text
    assert "no-such-phrase" not in caplog.text
    talk.press("ok")
    # until then the words that cannot be said are still shown
    visiting.until(lambda: talk.view.prompt == WHOM)
    talk.change_ear(Ear.READY)
    visiting.guidance.hook(True)
    visiting.answers("person-choose", "1")
    flow.result()


def test_everything_goes_as_well_when_sounds_take_no_time(talk):
    ear = Listener(talk, pace=False)
    ear.lifts()
    assert talk.await_visitor(5) == "lifted"
    talk.begin("visit-1", "01-1", ("card",))
    flow = Running(lambda: (talk.ask(WHOM), talk.ask(PIN)))
    ear.answers("greeting-help", "2")
    ear.answers("pin-enter", *"1234", "ok")
    assert flow.result()[0] == "household"
    ear.until(lambda: all(one.ended is not None for one in ear.heard))
    ear.stops()


def test_a_key_pressed_while_the_role_fetches_the_next_question_is_for_that_question(talk, visiting):
    def slowly():
        talk.ask(WHOM)
        time.sleep(0.1)
        return talk.ask(WHOM)

    flow = Running(slowly)
    visiting.hears("person-choose")
    visiting.presses("1", "2")
    assert flow.result() == "household"


def test_a_machine_that_works_without_saying_so_is_not_silent_either(talk, visiting):
    free = threading.Event()

    def works():
        talk.ask(WHOM)
        free.wait(LONG)

    flow = Running(works)
    visiting.hears("person-choose")
    visiting.listens()
    visiting.presses("1")
    visiting.waits(4)
    visiting.hears("visit-wait")
    free.set()
    flow.result()


def test_a_ten_key_without_a_handset_presses_on_the_screen(talk):
    guidance = Guidance(talk, PhraseBook(), Murmur(), Kit())
    guidance.start()
    talk.begin("visit-1", "01-1", ("card",))
    flow = Running(lambda: talk.ask(WHOM))
    deadline = time.monotonic() + LONG
    while talk.view.prompt is None and time.monotonic() < deadline:
        time.sleep(0.01)
    assert guidance.callbacks["keypad"]("2") is Pressed.TAKEN
    assert flow.result() == "household"
    guidance.stop()


def test_a_stopped_guidance_leaves_no_thread_and_hears_nothing(talk):
    before = threading.active_count()
    ear = Listener(talk)
    ear.lifts()
    callbacks = ear.guidance.callbacks
    ear.stops()
    deadline = time.monotonic() + LONG
    while threading.active_count() > before and time.monotonic() < deadline:
        time.sleep(0.01)
    assert threading.active_count() == before
    assert callbacks["keypad"]("1") is Pressed.UNUSED
    callbacks["hook"](True)
    callbacks["handset"](1, False)


def test_what_comes_before_the_start_is_ignored(talk):
    guidance = Guidance(talk, PhraseBook(), Murmur(), Kit(handset=VirtualSound(talk.clock)))
    assert guidance.key("1") is Pressed.UNUSED
    guidance.hook(True)
    guidance.stop()
    assert talk.view.visit is None


def test_each_utterance_is_told_when_it_begins_and_when_it_ends_with_its_sound(talk, visiting):
    told = []
    visiting.guidance.listen(told.append)
    Running(lambda: talk.ask(WHOM))
    visiting.hears("person-household")
    visiting.listens()
    by_number: dict[int, list] = {}
    for heard in told:
        by_number.setdefault(heard.number, []).append(heard)
    assert all(reports[0].ended is None for reports in by_number.values())
    assert all(
        reports[-1].ended is not None and reports[-1].whole and reports[-1].sounds for reports in by_number.values()
    )
    assert all(sum(one.ended is not None for one in reports) == 1 for reports in by_number.values())
