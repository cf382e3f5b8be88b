"""The handset on and off its hook: a visit begins, pauses, goes on, ends where it can be stopped."""

import threading
from itertools import count

import pytest
from acting import LONG, Running
from asked import CARD, COPIES, OFF, PIN, SHEETS, STOPPABLE, WHOM

from audio.channel import Channel, Reports
from audio.handset import Handset
from firmware.conversation import Ear, Pressed
from firmware.errors import HungUp
from firmware.phrases import say
from firmware.prompts import (
    PROMPTS,
    Wait,
)


def test_lifting_the_handset_begins_a_visit_and_says_at_once_what_is_asked(talk, ear):
    ear.lifts()
    assert talk.await_visitor(5) == "lifted"
    talk.begin("visit-1", "01-1", ("card",))
    Running(lambda: talk.ask(CARD))
    ear.hears("greeting")
    assert ear.hears("card-place").started < talk.clock.monotonic() + 1.5
    ear.hears("greeting-help")


def test_a_visitor_is_greeted_once(talk, visiting):
    flow = Running(lambda: (talk.ask(WHOM), talk.ask(COPIES)))
    visiting.answers("person-choose", "1")
    visiting.answers("copies-enter", "ok")
    flow.result()
    assert visiting.listens().count("証明書発行機です") == 1


def test_the_handset_lifted_in_the_middle_of_a_visit_by_eye_goes_on_by_ear(talk, ear):
    talk.begin("visit-1", "01-1", ("card",))
    Running(lambda: talk.ask(WHOM))
    ear.until(lambda: talk.view.prompt is not None)
    ear.lifts()
    ear.answers("person-choose", "2")
    assert talk.view.covered


def test_what_was_answered_by_eye_is_not_echoed_to_whoever_lifts_the_handset_then(talk, ear):
    talk.begin("visit-1", "01-1", ("card",))
    Running(lambda: (talk.ask(WHOM), talk.ask(COPIES)))
    ear.until(lambda: talk.view.prompt is not None)
    ear.presses("2")
    ear.until(lambda: talk.view.prompt == COPIES)
    ear.lifts()
    ear.hears("copies-enter")
    assert "世帯全員" not in ear.listens()


def test_hanging_up_and_lifting_again_within_3_seconds_loses_nothing(talk, visiting):
    flow = Running(lambda: talk.ask(PIN))
    visiting.answers("pin-enter", "1", "2")
    visiting.hangs_up()
    visiting.waits(2.9)
    assert talk.view.ear is Ear.PAUSED
    visiting.lifts()
    visiting.hears("handset-resumed")
    visiting.hears("pin-enter")
    assert visiting.hears("pin-digit-taken").text == "2けた。"
    visiting.presses("3", "4", "ok")
    assert flow.result().octets == b"1234"


def test_a_handset_that_is_fumbled_on_its_hook_ends_nothing(talk, visiting):
    flow = Running(lambda: talk.ask(WHOM))
    visiting.hears("person-choose")
    visiting.hook.fumble()
    visiting.settles()
    assert talk.view.ear is Ear.LIFTED
    visiting.presses("1")
    assert flow.result() == "self"


def test_a_key_that_falls_while_the_handset_hangs_for_a_moment_does_nothing(talk, visiting):
    flow = Running(lambda: talk.ask(WHOM))
    visiting.hears("person-choose")
    visiting.hangs_up()
    assert visiting.tries("1") is Pressed.UNUSED
    visiting.lifts()
    visiting.answers("person-choose", "2")
    assert flow.result() == "household"


@pytest.mark.parametrize("prompt", STOPPABLE, ids=lambda p: f"{type(p).__name__}-{p.phrase.key}")
def test_hanging_up_ends_whatever_can_be_stopped_after_3_seconds(talk, visiting, prompt):
    flow = Running(lambda: talk.ask(prompt))
    visiting.hears(prompt.phrase.key)
    visiting.hangs_up()
    visiting.waits(3.1)
    with pytest.raises(HungUp):
        flow.result()
    assert talk.view.ear is Ear.READY


@pytest.mark.parametrize("prompt", [SHEETS, OFF], ids=lambda p: type(p).__name__)
def test_hanging_up_leaves_what_must_be_taken_to_the_screen_and_the_loudspeaker(talk, visiting, prompt):
    flow = Running(lambda: talk.ask(prompt))
    visiting.hears(prompt.phrase.key)
    visiting.hangs_up()
    visiting.waits(3.1)
    assert not flow.is_over
    assert not talk.view.covered
    visiting.hears(prompt.phrase.key, channel="speaker")


def test_hanging_up_while_the_machine_works_stops_nothing_until_something_is_asked(talk, visiting):
    done = threading.Event()

    def prints():
        with talk.working("print-started", seconds=10):
            done.wait(LONG)
        return talk.ask(SHEETS)

    flow = Running(prints)
    visiting.hears("print-started")
    visiting.hangs_up()
    visiting.waits(3.1)
    assert not flow.is_over
    done.set()
    visiting.hears("忘れずに", channel="speaker")
    visiting.until(lambda: talk.view.prompt == SHEETS)
    assert talk.press("ok") is Pressed.TAKEN
    assert flow.result() is True


def test_hanging_up_has_been_tried_at_every_kind_of_prompt():
    assert {type(prompt) for prompt in (*STOPPABLE, SHEETS, OFF)} | {Wait} == set(PROMPTS)


def test_nothing_more_is_said_in_a_handset_that_is_hung_up(talk, visiting):
    Running(lambda: talk.ask(WHOM))
    visiting.hears("person-choose")
    visiting.hangs_up()
    before = len(visiting.heard)
    visiting.waits(2)
    assert visiting.handset.queued == ()
    assert [heard.channel for heard in visiting.heard[before:]] == []


def test_who_has_finished_is_told_to_hang_up_in_his_own_language(talk, visiting):
    flow = Running(lambda: talk.ask(WHOM))
    visiting.answers("person-choose", "help")
    visiting.answers("where-am-i", "help")
    visiting.answers("help-choose", "4")
    visiting.answers("language-choose", "2")
    visiting.answers("person-choose", "1")
    flow.result()
    talk.finish()
    last = visiting.hears("visit-end")
    assert last.language == "en"


def test_a_handset_that_is_left_off_its_hook_is_asked_back_and_then_the_terminal_goes_on_without(talk, visiting):
    talk.finish()
    visiting.hears("visit-end")
    visiting.listens()
    visiting.waits(31)
    visiting.hears("handset-put-back")
    visiting.waits(31)
    assert talk.view.ear is Ear.READY
    assert talk.press("ok") is Pressed.TAKEN
    talk.await_visitor(1)
    visiting.hangs_up()
    visiting.lifts()
    assert talk.view.ear is Ear.LIFTED


def test_a_closed_terminal_tells_why_and_where_to_go(talk, ear):
    talk.close(say("closed-for-check"))
    ear.lifts()
    ear.hears("closed-for-check")
    ear.hears("closed-ear")


def test_a_view_from_before_the_handset_was_hung_up_does_not_make_it_forgotten(talk, ear):
    # a key falls and the handset goes down in one moment: the view of the key is looked at after the hook
    channel = Channel("handset", ear.handset, ear.speech, talk.clock, Reports(count(1), print, print, print))
    handset = Handset(talk, ear.book, channel, lambda _step: 0.0, lambda act: act())
    talk.begin("visit-1", "01-1", ("card",))
    talk.lift()
    handset.show(talk.view, [])
    before = talk.view
    handset.hook(False)
    handset.show(before, [])
    handset.show(talk.view, [])
    talk.clock.advance(3.1)
    handset.tick()
    assert talk.view.ear is Ear.READY


def test_nothing_that_a_visitor_was_told_is_said_again_to_whoever_lifts_the_handset_next(talk, visiting):
    flow = Running(lambda: talk.ask(WHOM))
    visiting.answers("person-choose", "1")
    flow.result()
    talk.tell("pay-done")
    visiting.hears("pay-done")
    visiting.hangs_up()
    visiting.waits(3.1)
    talk.finish()
    talk.close(say("closed-for-check"))
    visiting.settles()
    visiting.lifts()
    visiting.hears("closed-ear")
    visiting.presses("again")
    later = visiting.hears("closed-ear").number
    assert [one.number for one in visiting.heard if "pay-done" in one.keys and one.number > later - 3] == []
