"""The keys of the handset, and its secrets, by a person who only hears."""

import logging

import pytest
from acting import Running
from asked import COPIES, ITEMS, OFF, PAY, PIN, WHOM, WRONG

from drivers.protocols import TEN_KEY
from firmware.conversation import Pressed
from firmware.prompts import (
    Cash,
)


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
