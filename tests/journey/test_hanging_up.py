"""Hanging up where it cannot end anything: what was paid for comes out, a card is given back, and nothing else is stopped by it."""

import pytest
from kiosk import identifies, orders, pays, takes_card

from firmware.conversation import EAR_PATIENCE, Ear


def begins_by_ear(kiosk):
    kiosk.talk.lift()
    return kiosk.begins(kiosk.talk.await_visitor(0))


def hangs_up(kiosk):
    kiosk.talk.pause()
    kiosk.talk.hang_up()


@pytest.fixture
def kiosk(kiosk):
    kiosk.talk.change_ear(Ear.READY)
    return kiosk


@pytest.mark.parametrize("aside", ["help", "language", "sight"])
def test_who_hung_up_after_paying_and_asks_the_screen_for_help_still_gets_the_paper(kiosk, aside):
    visit = kiosk.begins()
    identifies(kiosk)
    orders(kiosk)
    pays(kiosk, 100, 100, 100)
    kiosk.visitor.sees("receipt-choose")
    kiosk.talk.lift()
    hangs_up(kiosk)
    kiosk.visitor.answers("receipt-choose", aside)
    kiosk.visitor.waits(lambda view: view.prompt.phrase.key not in ("receipt-choose", "hand-over"), "the aside")
    kiosk.visitor.presses("back" if aside != "help" else "ok")
    kiosk.visitor.answers("receipt-choose", "2")
    kiosk.visitor.answers("hand-over", "ok")
    visit.result()
    assert "visit-cancelled" not in kiosk.visitor.seen


def test_hanging_up_at_the_last_word_ends_it_and_the_card_is_still_asked_back(kiosk):
    visit = begins_by_ear(kiosk)
    kiosk.visitor.sees("card-place")
    kiosk.lays("facial")
    kiosk.visitor.sees("card-facial")
    hangs_up(kiosk)
    takes_card(kiosk, "card-take")
    visit.result()


def test_hanging_up_while_a_card_is_asked_back_does_not_end_the_asking_whatever_is_asked_between(kiosk):
    visit = begins_by_ear(kiosk)
    kiosk.visitor.sees("card-place")
    kiosk.lays("facial")
    kiosk.visitor.answers("card-facial", "ok")
    kiosk.visitor.sees("card-take")
    while kiosk.talk.view.prompt.phrase.key != "card-left-staff":
        turn = kiosk.talk.view.turn
        kiosk.clock.advance(kiosk.talk.view.prompt.patience * EAR_PATIENCE)
        kiosk.visitor.waits(lambda view, before=turn: view.turn > before, "the next warning")
    kiosk.visitor.sees("card-left-staff")
    hangs_up(kiosk)
    kiosk.visitor.answers("card-left-staff", "help")
    kiosk.visitor.answers("where-am-i", "ok")
    takes_card(kiosk, "card-left-staff")
    visit.result()


def test_the_buzzer_is_silent_beside_a_lifted_handset_and_sounds_once_nobody_listens(kiosk):
    visit = kiosk.begins()
    identifies(kiosk)
    orders(kiosk)
    pays(kiosk, 100, 100, 100)
    kiosk.visitor.sees("receipt-choose")
    kiosk.talk.lift()
    kiosk.visitor.answers("receipt-choose", "2")
    kiosk.visitor.sees("hand-over")
    assert not kiosk.buzzer.is_sounding
    hangs_up(kiosk)
    kiosk.clock.advance(kiosk.talk.view.prompt.patience)
    kiosk.visitor.sees("paper-left-alarm")
    assert kiosk.buzzer.is_sounding
    kiosk.visitor.presses("ok")
    visit.result()
    assert not kiosk.buzzer.is_sounding
