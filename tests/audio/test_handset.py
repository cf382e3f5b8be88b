"""The handset with its ten-key, by a person who only hears."""

import logging
import threading
from itertools import pairwise

import pytest
from acting import Running

from drivers.protocols import TEN_KEY
from firmware import asides
from firmware.conversation import Ear, Pressed
from firmware.errors import Declined, HungUp, LeftAlone
from firmware.phrases import say
from firmware.prompts import (
    PROMPTS,
    Adjust,
    Adjusted,
    Cash,
    Choose,
    ChooseSeveral,
    Confirm,
    EnterDigits,
    EnterText,
    HandOver,
    Option,
    Pay,
    PresentCard,
    Progress,
    RemoveCard,
    Row,
    Sign,
    Tell,
    Thing,
    Wait,
    options,
)

PIN = EnterDigits(phrase=say("pin-enter"), least=4, most=4, secret=True)
WRONG = EnterDigits(phrase=say("pin-wrong", left=2), least=4, most=4, secret=True, attempts=2, sign=Sign.WARN)
COPIES = EnterDigits(phrase=say("copies-enter"), least=1, most=2, default="1", highest=10)
WHOM = Choose(
    phrase=say("person-choose"),
    options=options(("self", say("person-self")), ("household", say("person-household"))),
)
ITEMS = ChooseSeveral(
    phrase=say("items-several"), options=options(("relation", say("item-relation")), ("domicile", say("item-domicile")))
)
CHECK = Confirm(
    phrase=say("order-check"), verb=say("button-apply"), yen=300, rows=(Row(say("row-whom"), say("person-self")),)
)
PAY = Pay(phrase=say("pay-insert-cash"), yen=300)
CARD = PresentCard(phrase=say("card-place"), otherwise=say("practice-without-card"))
TEXT = EnterText(phrase=say("text-enter"), least=1, most=5)
VOICE = Adjust(phrase=say("voice-help"), start_from=Adjusted(5, 2))
OFF = RemoveCard(phrase=say("card-remove"))
SHEETS = HandOver(
    phrase=say("hand-over"),
    things=(Thing("certificate", say("thing-certificate"), say("sheets-count", sheets=2)),),
)
TOLD = Tell(phrase=say("practice-pay"), amount=say("yen-amount", yen=300))


# Lifting and hanging up


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


STOPPABLE = [WHOM, ITEMS, CHECK, PIN, COPIES, TEXT, PAY, CARD, TOLD, VOICE]


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
            done.wait(10)
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


# Keys


@pytest.mark.parametrize("key", sorted(TEN_KEY))
def test_every_key_cuts_what_is_being_said(talk, visiting, key):
    Running(lambda: talk.ask(WHOM))
    said = visiting.hears("greeting")
    visiting.tries(key)
    visiting.settles()
    heard = visiting.over(said)
    assert heard.cut
    assert heard.ended == talk.clock.monotonic()


def test_a_digit_does_not_cut_what_must_be_heard_to_its_end_and_is_taken_all_the_same(talk, visiting):
    flow = Running(lambda: talk.ask(WRONG))
    visiting.hears("greeting")
    said = visiting.hears("pin-wrong")
    visiting.presses("1", "2", "3", "4")
    visiting.listens()
    assert not visiting.over(said).cut
    assert visiting.heard[-1].text == "4けた。"
    visiting.presses("ok")
    assert flow.result().octets == b"1234"


@pytest.mark.parametrize("key", ["ok", "back", "stop", "help", "again"])
def test_a_person_may_cut_even_that(talk, visiting, key):
    Running(lambda: talk.ask(WRONG))
    visiting.hears("greeting")
    said = visiting.hears("pin-wrong")
    visiting.tries(key)
    visiting.settles()
    assert visiting.over(said).cut


def test_ten_keys_at_once_lose_nothing(talk, visiting):
    flow = Running(lambda: (talk.ask(PIN), talk.ask(WHOM), talk.ask(ITEMS), talk.ask(COPIES)))
    visiting.hears("pin-enter")
    visiting.presses(*"1234", "ok", "2", "1", "ok", "3", "ok")
    pin, whom, items, copies = flow.result()
    assert (pin.octets, whom, items, copies) == (b"1234", "household", ("relation",), "3")
    assert visiting.handset.clicks == 10


def test_the_key_for_once_more_says_what_is_asked_again(talk, visiting):
    Running(lambda: talk.ask(WHOM))
    visiting.hears("person-household")
    visiting.listens()
    visiting.presses("again")
    assert visiting.listens() == "どなたのぶんですか。 本人だけは1。 世帯全員は2。"


def test_once_more_also_says_what_was_told_before_the_question(talk, visiting):
    talk.tell("pay-done")
    Running(lambda: talk.ask(WHOM))
    visiting.hears("person-choose")
    visiting.presses("again")
    assert visiting.listens().count("支払いがすみました。") == 2


def test_a_key_that_means_nothing_says_so(talk, visiting):
    flow = Running(lambda: talk.ask(WHOM))
    visiting.hears("person-choose")
    assert visiting.tries("7") is Pressed.UNUSED
    assert visiting.hears("key-unused").text
    visiting.presses("1")
    flow.result()


def test_where_there_is_no_way_back_the_key_for_it_says_so(talk, visiting):
    Running(lambda: talk.ask(OFF))
    visiting.hears("card-remove")
    assert visiting.tries("back") is Pressed.UNUSED
    visiting.hears("key-unused-back")


def test_the_answer_is_echoed_at_the_head_of_the_next_question(talk, visiting):
    flow = Running(lambda: (talk.ask(WHOM), talk.ask(COPIES)))
    visiting.hears("person-choose")
    visiting.heard_since()
    visiting.presses("2")
    visiting.hears("copies-enter")
    asked = visiting.book.speech(COPIES.phrase, "ja")
    assert visiting.listens().endswith(f"世帯全員。 {asked}")
    visiting.presses("ok")
    flow.result()


def test_a_number_is_spoken_digit_by_digit_and_one_that_is_too_high_is_explained(talk, visiting):
    flow = Running(lambda: talk.ask(COPIES))
    visiting.hears("copies-enter")
    visiting.presses("1")
    assert visiting.hears("digit-say").text == "いち"
    visiting.presses("1")
    assert visiting.tries("ok") is Pressed.UNUSED
    visiting.hears("copies-too-many")
    visiting.presses("back")
    visiting.hears("pin-digit-erased")
    visiting.presses("ok")
    assert flow.result() == "1"


def test_what_is_turned_on_and_off_is_heard(talk, visiting):
    flow = Running(lambda: talk.ask(ITEMS))
    visiting.hears("items-several")
    visiting.presses("1")
    visiting.hears("item-on")
    visiting.presses("1")
    visiting.hears("item-off")
    visiting.presses("2", "ok")
    assert flow.result() == ("domicile",)


def test_each_coin_tells_what_is_still_due(talk, visiting):
    flow = Running(lambda: talk.ask(PAY))
    visiting.hears("pay-insert-cash")
    for due in (200, 100):
        talk.press(Cash(100))
        assert visiting.hears("pay-cash-added").text == f"あと{due}円。"
    talk.press(Cash(100))
    assert flow.result() == 300


# Secrets

SENTINEL = "9274"
"""Digits that no phrase here has as a number by itself."""


def test_a_secret_number_is_in_nothing_that_is_said_told_logged_or_shown(talk, visiting, caplog):
    views, heard = [], []
    talk.listen(views.append)
    visiting.guidance.listen(heard.append)
    caplog.set_level(logging.DEBUG)
    flow = Running(lambda: talk.ask(PIN))
    visiting.hears("pin-enter")
    visiting.listens()
    begun = len(visiting.heard)
    for key in (*SENTINEL, "5", "back", "4", "help", "help", "1", "again", "help"):
        visiting.tries(key)
        visiting.listens()
    for _ in range(3):
        visiting.moves()
    after = [one for one in visiting.heard[begun:] if "pin-digit-taken" in one.keys or "key-unused" in one.keys]
    visiting.hears("pin-enter")
    visiting.presses("ok")
    assert flow.result().octets == SENTINEL.encode()
    counts = {"1けた。", "2けた。", "3けた。", "4けた。"}
    assert {one.text for one in after} <= counts
    assert not any("digit-say" in one.keys for one in heard)
    assert SENTINEL not in f"{views} {heard} {caplog.text} {vars(visiting.guidance)} {vars(visiting.guidance._handset)}"


def test_every_digit_of_a_secret_number_clicks_alike_and_is_only_counted(talk, visiting):
    Running(lambda: talk.ask(PIN))
    visiting.hears("pin-enter")
    visiting.listens()
    told = []
    for digit in "0123456789":
        before = visiting.handset.clicks
        visiting.presses(digit)
        assert visiting.handset.clicks == before + 1
        told.append(visiting.listens())
        visiting.presses("back")
        visiting.listens()
    assert set(told) == {"1けた。"}


def test_too_few_digits_are_explained_by_their_number(talk, visiting):
    Running(lambda: talk.ask(PIN))
    visiting.hears("pin-enter")
    visiting.presses("9", "2")
    assert visiting.tries("ok") is Pressed.UNUSED
    assert "まだ2けた" in visiting.hears("pin-short").text


# Help, voice, language, companion


def test_help_says_where_one_is_and_all_that_is_wanted_and_then_what_else_there_is(talk, visiting):
    flow = Running(lambda: talk.ask(CHECK))
    visiting.hears("order-check")
    visiting.listens()
    visiting.presses("help")
    said = visiting.listens()
    assert "3段階の2番目" in said
    assert "申し込む" in said
    visiting.presses("help")
    lines = visiting.listens()
    assert [f"{n}。" in lines for n in range(1, 6)] == [True] * 5
    visiting.presses("help")
    visiting.answers("order-check", "ok")
    assert flow.result() is True


def test_what_helps_to_choose_is_there_for_whoever_asks(talk, visiting):
    note, fee = say("certificate-residence-note"), 300
    one = Option("1", "residence", say("certificate-residence"), note, fee)
    Running(lambda: talk.ask(Choose(phrase=say("certificate-choose", count=1), options=(one,))))
    visiting.hears("certificate-choose")
    assert "300円" not in visiting.listens()
    visiting.presses("help")
    said = visiting.listens()
    assert "300円" in said
    assert "住所を証明します" in said


def test_volume_and_speed_change_in_the_middle_of_a_secret_number_and_lose_nothing(talk, visiting):
    flow = Running(lambda: talk.ask(PIN))
    visiting.hears("pin-enter")
    visiting.presses("9", "2", "help")
    visiting.answers("where-am-i", "help")
    visiting.answers("help-choose", "2")
    visiting.hears("voice-help")
    usual = visiting.handset.gain
    visiting.presses("2", "6", "6")
    visiting.settles()
    assert (visiting.handset.gain, visiting.handset.speed) == (usual + 8, 1.5)
    visiting.presses("ok")
    visiting.hears("pin-enter")
    assert visiting.hears("pin-digit-taken").text == "2けた。"
    visiting.presses("2", "8", "ok")
    assert flow.result().octets == b"9228"
    visiting.settles()
    assert (visiting.handset.gain, visiting.handset.speed) == (usual + 8, 1.5)


def test_digits_pressed_while_help_is_read_reach_neither_the_number_nor_the_volume(talk, visiting):
    flow = Running(lambda: talk.ask(PIN))
    visiting.hears("pin-enter")
    visiting.presses("9", "2", "help")
    visiting.hears("where-am-i")
    gain = visiting.handset.gain
    for key in "28463":
        assert visiting.tries(key) is Pressed.UNUSED
    visiting.presses("ok")
    assert visiting.hears("pin-digit-taken").text == "2けた。"
    visiting.presses("2", "8", "ok")
    assert flow.result().octets == b"9228"
    assert visiting.handset.gain == gain


def test_a_voice_that_goes_no_further_says_so_each_time(talk, visiting):
    Running(lambda: talk.ask(WHOM))
    visiting.answers("person-choose", "help")
    visiting.answers("where-am-i", "help")
    visiting.answers("help-choose", "2")
    visiting.hears("voice-help")
    visiting.presses(*"2" * 5)
    for _ in range(3):
        visiting.presses("2")
        visiting.hears("limit-reached")


def test_the_voice_goes_back_to_the_usual_after_the_visit(talk, visiting):
    usual = visiting.handset.gain
    flow = Running(lambda: talk.ask(WHOM))
    visiting.answers("person-choose", "help")
    visiting.answers("where-am-i", "help")
    visiting.answers("help-choose", "2")
    visiting.answers("voice-help", "2", "4", "stop")
    visiting.answers("person-choose", "1")
    flow.result()
    talk.finish()
    visiting.hears("visit-end")
    assert visiting.handset.gain == usual + 8
    visiting.hangs_up()
    assert (visiting.handset.gain, visiting.handset.speed) == (usual, 1.0)


def test_another_language_in_mid_sentence_cuts_it_and_says_the_question_anew(talk, visiting):
    flow = Running(lambda: talk.ask(WHOM))
    visiting.answers("person-choose", "help")
    visiting.answers("where-am-i", "help")
    visiting.answers("help-choose", "4")
    first, second = visiting.hears("language-ja"), visiting.hears("language-en")
    assert (first.language, second.language) == ("ja", "en")
    visiting.presses("2")
    assert visiting.hears("person-choose").language == "en"
    visiting.presses("2")
    assert flow.result() == "household"


def test_a_companion_sees_all_but_the_secret_number(talk, visiting):
    flow = Running(lambda: (talk.ask(WHOM), talk.ask(PIN)))
    visiting.answers("person-choose", "help")
    visiting.answers("where-am-i", "help")
    visiting.answers("help-choose", "3")
    visiting.hears("companion-on")
    visiting.hears("person-choose")
    assert not talk.view.covered
    assert talk.press("1") is Pressed.TAKEN
    visiting.hears("pin-enter")
    assert talk.view.covered
    visiting.presses(*"1234", "ok")
    flow.result()


# Time


def test_patience_begins_when_the_last_word_was_said(talk, visiting):
    Running(lambda: talk.ask(WHOM))
    visiting.hears("person-choose")
    visiting.listens()
    visiting.waits(179)
    assert talk.view.prompt.phrase.key == "person-choose"
    visiting.waits(2)
    visiting.hears("visit-idle-warning")


def test_a_long_speech_takes_nothing_off_the_time_to_answer(talk, visiting):
    quick = Choose(phrase=say("person-choose"), options=WHOM.options, patience=1.0)
    Running(lambda: talk.ask(quick))
    visiting.hears("person-household")
    assert talk.view.prompt.phrase.key == "person-choose"


def test_by_ear_the_warnings_come_earlier_and_nobody_is_left_in_doubt(talk, visiting):
    flow = Running(lambda: talk.ask(WHOM))
    visiting.hears("person-choose")
    visiting.listens()
    visiting.waits(181)
    told = []
    for _ in asides.WARNINGS_BY_EAR:
        told.append(visiting.hears("visit-idle-warning").text)
        visiting.listens()
        visiting.waits(15.2)
    assert [n for n in (45, 30, 15) if any(f"あと{n}秒" in words for words in told)] == [45, 30, 15]
    with pytest.raises(LeftAlone):
        flow.result()


def test_while_the_machine_works_it_is_never_silent_for_4_seconds(talk, visiting):
    with talk.working("print-started", seconds=30) as progress:
        visiting.hears("print-started")
        for out in range(3):
            progress(Progress(out, 3, 30 - 10 * out))
            visiting.waits(10)
    said = [one for one in visiting.heard if one.channel == "handset" and one.ended is not None]
    gaps = [later.started - earlier.ended for earlier, later in pairwise(said)]
    assert len(said) > 6
    assert max(gaps) < 4
    assert any("3枚のうち、2枚目" in one.text for one in said)


def test_while_the_machine_works_in_silence_it_says_that_it_does(talk, visiting):
    with talk.working("order-sending"):
        visiting.hears("order-sending")
        visiting.waits(12)
    keys = [one.keys[0] for one in visiting.heard]
    assert "visit-wait" in keys
    assert "visit-wait-long" in keys


def test_a_result_that_nobody_has_heard_yet_is_not_cut_by_the_next_question(talk, visiting):
    refused = Tell(phrase=say("pin-blocked"), sign=Sign.BAD, patience=0.1)
    Running(lambda: (talk.ask_once(refused, ""), talk.ask(WHOM)))
    said = visiting.hears("pin-blocked")
    with talk.working("order-sending"):
        visiting.hears("order-sending")
    assert not visiting.over(said).cut


def test_what_is_told_is_heard_whatever_is_asked_next(talk, visiting):
    flow = Running(lambda: (talk.ask(WHOM), talk.tell("pay-done"), talk.ask(COPIES)))
    visiting.answers("person-choose", "1")
    said = visiting.hears("pay-done")
    visiting.hears("copies-enter")
    assert not visiting.over(said).cut
    visiting.presses("ok")
    flow.result()


def test_stop_and_stop_again_ends_the_visit_by_ear(talk, visiting):
    flow = Running(lambda: talk.ask(WHOM))
    visiting.answers("person-choose", "stop")
    visiting.answers("visit-cancel-confirm", "stop")
    with pytest.raises(Declined):
        flow.result()
