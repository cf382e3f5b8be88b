"""By ear: help, the voice, the language, a companion, and time."""

from itertools import pairwise

import pytest
from acting import Running
from asked import CARD, CHECK, COPIES, PIN, WHOM

from drivers.protocols import CardEvent
from firmware import asides
from firmware.conversation import Pressed
from firmware.errors import Declined, LeftAlone
from firmware.phrases import say
from firmware.prompts import (
    Choose,
    Option,
    Progress,
    Sign,
    Tell,
)


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


@pytest.mark.parametrize("silence", [1.0, 60.0])
def test_work_that_nobody_announced_behind_a_card_is_not_silent_for_4_seconds_either(talk, visiting, silence):
    flow = Running(lambda: talk.ask(CARD))
    visiting.hears("card-place")
    visiting.listens()
    visiting.waits(silence)
    talk.notice(CardEvent.INSERTED)
    assert flow.result() is True
    visiting.waits(2)
    assert not visiting.heard_since()
    visiting.waits(1.9)
    assert visiting.hears("visit-wait")


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
