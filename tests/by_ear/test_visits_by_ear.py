"""Whole visits by ear and ten-key alone: the person knows what was said, and presses keys, lays a card, drops coins, takes paper."""

import pytest
from by_ear.visiting import ends, identifies, orders, pays, takes
from kiosk import money_back
from sample_cards import sample

from drivers.protocols import Fault
from firmware.config import SAMPLE_TRAINING
from firmware.conversation import Pressed
from firmware.steps.training import TrainingCards


def test_a_residence_record_is_taken_and_paid_for_with_change(kiosk, person, begins):
    running = begins()
    identifies(kiosk, person)
    orders(person)
    pays(kiosk, person, 1000)
    person.hears("700")
    person.presses("ok")
    takes(kiosk, person)
    ends(person, running)
    assert [paper.sheets for paper in kiosk.page_printer.history] == [1]
    assert len(kiosk.receipt_printer.history) == 1
    assert money_back(kiosk) == 700


def test_one_step_back_asks_the_question_before(kiosk, person, begins):
    running = begins()
    identifies(kiosk, person)
    person.answers("certificate-choose", "1")
    person.answers("person-choose", "back")
    person.hears("certificate-choose")
    orders_again = ("1", "1", "ok", "ok", "ok")
    for said, key in zip(
        ("certificate-residence", "person-choose", "items-several", "copies-enter", "order-check"),
        orders_again,
        strict=True,
    ):
        person.answers(said, key)
    pays(kiosk, person, 100, 100, 100)
    takes(kiosk, person)
    ends(person, running)


def test_a_wrong_pin_tells_how_many_are_left_and_a_blocked_one_where_to_go(kiosk, person, begins):
    running = begins()
    person.hears("card-place")
    kiosk.place(sample("hanako"))
    person.answers("pin-enter", *"9876", "ok")
    assert "2" in person.hears("pin-wrong").text
    person.presses(*"9876", "ok")
    person.answers("pin-wrong-last", *"9876", "ok")
    person.hears("pin-blocked")
    person.presses("ok")
    person.hears("card-take")
    kiosk.lifts()
    ends(person, running)
    assert not any("9876" in heard.text for heard in person.heard)


def test_a_forgotten_card_is_called_after_in_handset_and_hall_and_by_the_buzzer_once_nobody_listens(
    kiosk, person, begins
):
    running = begins()
    person.hears("card-place")
    kiosk.lays("facial")
    person.answers("card-facial", "ok")
    person.hears("card-take")
    person.listens()
    person.waits(16)
    person.hears("card-left-alarm")
    assert any("カード" in text for text in person.aloud)
    assert not kiosk.buzzer.is_sounding
    person.hangs_up()
    person.waits(20)
    person.until(lambda: kiosk.buzzer.is_sounding)
    kiosk.lifts()
    running.result()
    assert not kiosk.buzzer.is_sounding


def test_paper_that_is_left_is_called_after(kiosk, person, begins):
    running = begins()
    identifies(kiosk, person)
    orders(person)
    pays(kiosk, person, 100, 100, 100)
    person.answers("receipt-choose", "2")
    person.hears("hand-over")
    person.waits(100)
    person.answers("paper-left-alarm", "ok")
    ends(person, running)


@pytest.mark.parametrize("fault", [Fault.PAPER_OUT, Fault.PAPER_JAM])
def test_without_a_sheet_the_money_comes_back_and_that_is_said(kiosk, person, begins, fault):
    running = begins()
    identifies(kiosk, person)
    orders(person)
    kiosk.page_printer.set_fault(fault)
    pays(kiosk, person, 100, 100, 100)
    person.hears("print-not-done")
    person.presses("ok")
    ends(person, running)
    assert money_back(kiosk) == 300


def test_a_line_that_is_down_is_said_and_costs_nothing(kiosk, person, begins):
    running = begins()
    identifies(kiosk, person)
    kiosk.client.use("http://127.0.0.1:1")
    orders(person)
    person.hears("line-down")
    kiosk.client.use(kiosk.central.url)
    person.presses("ok")
    ends(person, running)


def test_hanging_up_in_the_middle_gives_the_money_back(kiosk, person, begins):
    running = begins()
    identifies(kiosk, person)
    orders(person)
    pays(kiosk, person, 100, 100)
    person.hangs_up()
    person.waits(4)
    kiosk.visitor.answers("pay-refunded", "ok")
    kiosk.visitor.answers("visit-cancelled", "ok")
    running.result()
    assert money_back(kiosk) == 200
    assert not kiosk.page_printer.history


@pytest.mark.parametrize(("key", "language", "words"), [("2", "en", "card"), ("3", "zh-Hans", "卡")])
def test_the_language_is_changed_by_ear(kiosk, person, begins, key, language, words):
    running = begins()
    person.answers("card-place", "help")
    person.answers("where-am-i", "help")
    person.answers("help-choose", "4")
    person.answers("language-choose", key)
    heard = person.hears("card-place")
    assert heard.language == language
    assert words in heard.text.lower()
    person.presses("stop", "stop")
    ends(person, running)


def test_who_says_nothing_is_warned_aloud_and_then_the_visit_ends(kiosk, person, begins):
    running = begins()
    person.hears("card-place")
    person.listens()
    person.waits(100)
    person.hears("visit-idle-warning")
    person.waits(60)
    person.hears("visit-ended-idle")
    ends(person, running)


def test_in_helper_mode_a_companion_sees_the_choices_and_never_the_pin(kiosk, person, begins):
    running = begins()
    person.answers("card-place", "help")
    person.answers("where-am-i", "help")
    assert kiosk.talk.view.covered
    person.answers("help-choose", "3")
    person.hears("card-place")
    assert not kiosk.talk.view.covered
    kiosk.lays("hanako")
    person.hears("pin-enter")
    assert kiosk.talk.view.covered
    person.presses("stop", "stop")
    person.answers("visit-cancelled", "ok")
    person.hears("card-take")
    kiosk.lifts()
    ends(person, running)


def test_practice_is_done_by_ear_completely_and_asks_for_no_money(kiosk, person, begins):
    running = begins()
    person.answers("card-place", "1")
    person.answers("practice-started", "ok")
    person.answers("practice-pin", *"1111", "ok")
    person.answers("certificate-choose", "1")
    person.answers("person-choose", "1")
    person.answers("items-several", "ok")
    person.answers("copies-enter", "ok")
    person.answers("order-check", "ok")
    person.answers("practice-pay", "ok")
    person.answers("receipt-choose", "1")
    person.answers("hand-over", "ok")
    person.answers("practice-ended", "ok")
    ends(person, running)
    assert "pay-insert-cash" not in [key for heard in person.heard for key in heard.keys]
    assert kiosk.journal.newest() is None


def test_the_training_card_is_used_by_ear(kiosk, person, begins):
    kiosk.role.training = TrainingCards([SAMPLE_TRAINING])
    running = begins()
    identifies(kiosk, person, "training")
    person.answers("practice-band", "ok")
    person.hears("certificate-choose")
    person.presses("stop", "stop")
    ends(person, running)
    assert kiosk.journal.newest() is None


def test_ten_keys_at_once_lose_nothing_and_say_no_digit(kiosk, person, begins):
    running = begins()
    person.hears("card-place")
    kiosk.lays("hanako")
    person.hears("pin-enter")
    assert [person.tries(key) for key in "1234"] == [Pressed.TAKEN] * 4
    for key in "567890":
        person.tries(key)
    assert kiosk.talk.view.draft == "●●●●"
    assert person.handset.clicks >= 10
    person.presses("ok")
    person.hears("card-remove")
    assert not any("digit-say" in heard.keys for heard in person.heard)
    kiosk.lifts()
    person.hears("certificate-choose")
    person.presses("stop", "stop")
    ends(person, running)


def test_whichever_digit_of_a_pin_is_pressed_the_same_is_heard(kiosk, person, begins):
    running = begins()
    person.hears("card-place")
    kiosk.lays("hanako")
    person.hears("pin-enter")
    person.listens()
    heard = set()
    for digit in "0123456789":
        before = person.handset.clicks
        person.presses(digit)
        heard.add((person.listens(), person.handset.clicks - before))
        person.presses("back")
        person.listens()
    assert len(heard) == 1
    kiosk.talk.stop()
    running.result()


def test_a_handset_that_goes_away_in_mid_visit_is_said_on_the_screen_and_the_visit_goes_on_by_eye(
    kiosk, person, begins
):
    running = begins()
    identifies(kiosk, person)
    person.hears("certificate-choose")
    person.handset.set_fault(Fault.OFFLINE)
    person.tries("1")
    kiosk.visitor.waits(lambda view: not view.by_ear, "the screen")
    assert person.faults
    assert not any("住民票" in text for text in person.aloud)
    kiosk.visitor.answers("person-choose", "stop")
    kiosk.visitor.answers("visit-cancel-confirm", "stop")
    kiosk.visitor.answers("visit-cancelled", "ok")
    running.result()


def test_with_two_switches_a_visit_is_begun_answered_and_ended(kiosk, person, begins):
    running = begins()
    person.hears("card-place")
    while kiosk.talk.view.focus != "1":
        person.moves()
    person.selects()
    person.hears("practice-started")
    while kiosk.talk.view.focus != "ok":
        person.moves()
    person.selects()
    person.hears("practice-pin")
    kiosk.talk.stop()
    running.result()
