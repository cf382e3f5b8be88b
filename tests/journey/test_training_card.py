"""The training card (見本): a PIN like any other, the walk of practice after it, and nothing of it anywhere afterwards."""

import hashlib

import pytest
from kiosk import CARDS, identifies, lays_card, orders, takes, takes_card
from left_behind import everything
from sample_cards import sample

from cards.apdu import Channel
from cards.jpki import JpkiSession
from drivers.virtual.card_kinds import load
from drivers.virtual.reader import VirtualReader
from firmware.steps.staff import StaffCards
from firmware.steps.training import TrainingCards


def fingerprint_of(name):
    card = load(CARDS / f"{name}.toml", keep=False)
    return hashlib.sha256(JpkiSession(Channel(VirtualReader(card).connect())).certificate()).hexdigest()


@pytest.fixture
def kiosk(kiosk):
    kiosk.role.training = TrainingCards([fingerprint_of("training")])
    return kiosk


def trains(kiosk, *pins):
    """A visitor practises with the card from the first key to idle; all PINs but the last are wrong."""
    visit = kiosk.begins()
    lays_card(kiosk, "training")
    kiosk.visitor.answers("pin-enter", *pins[0], "ok")
    for pin in pins[1:]:
        kiosk.visitor.sees("pin-wrong")
        kiosk.visitor.presses(*pin, "ok")
    takes_card(kiosk)
    kiosk.visitor.answers("practice-band", "ok")
    orders(kiosk, whom="2", copies="3")
    kiosk.visitor.answers("practice-pay", "ok")
    takes(kiosk)
    kiosk.visitor.answers("practice-ended", "ok")
    visit.result()


def test_with_the_training_card_the_whole_walk_is_done_and_what_comes_out_is_marked(kiosk):
    trains(kiosk, "1234")
    [paper] = kiosk.page_printer.history
    assert paper.sheets == 1
    assert "見本" in kiosk.receipt_printer.history[0].text
    assert "practice-pin" not in kiosk.visitor.seen


def test_the_training_card_leaves_journal_central_and_money_as_they_were(kiosk):
    before = everything(kiosk)
    trains(kiosk, "1234")
    assert everything(kiosk) == before


def test_central_never_hears_of_the_training_card(kiosk):
    kiosk.client.use("http://127.0.0.1:1")
    trains(kiosk, "1234")
    kiosk.client.use(kiosk.central.url)


def test_its_pin_is_really_checked_and_really_counted(kiosk):
    card = sample("training")
    visit = kiosk.begins()
    kiosk.visitor.answers("language-choose", "1")
    kiosk.visitor.sees("card-place")
    kiosk.place(card)
    kiosk.visitor.answers("pin-enter", *"9999", "ok")
    assert kiosk.visitor.sees("pin-wrong").attempts == 2
    kiosk.visitor.presses(*"1234", "ok")
    takes_card(kiosk)
    kiosk.visitor.sees("practice-band")
    kiosk.talk.stop()
    visit.result()


def test_every_surface_is_told_that_it_is_practice_before_the_pin_is_asked_for(kiosk):
    visit = kiosk.begins()
    lays_card(kiosk, "training")
    kiosk.visitor.sees("pin-enter")
    assert kiosk.talk.view.practice
    kiosk.talk.stop()
    visit.result()


@pytest.mark.parametrize("card", ["hanako", "licence"])
def test_after_a_training_card_no_other_is_asked_for_its_pin_in_the_same_visit(kiosk, card):
    before = everything(kiosk)[1]
    visit = kiosk.begins()
    lays_card(kiosk, "training")
    kiosk.visitor.sees("pin-enter")
    kiosk.lifts()
    kiosk.visitor.sees("card-moved")
    kiosk.lays(card)
    kiosk.visitor.sees("practice-ended" if card == "hanako" else "card-licence")
    assert everything(kiosk)[1] == before
    kiosk.talk.stop()
    visit.result()


def test_a_real_visit_after_the_training_card_is_a_real_visit(kiosk):
    trains(kiosk, "1234")
    visit = kiosk.begins()
    identifies(kiosk)
    kiosk.visitor.sees("certificate-choose")
    assert not kiosk.talk.view.practice
    assert kiosk.talk.view.ticket == "kiosk-01-00001"
    kiosk.talk.stop()
    visit.result()


def test_a_terminal_that_does_not_name_it_lets_central_refuse_it(kiosk):
    kiosk.role.training = TrainingCards()
    visit = kiosk.begins()
    lays_card(kiosk, "training")
    kiosk.visitor.answers("pin-enter", *"1234", "ok")
    kiosk.visitor.sees("city-not-joined")
    kiosk.talk.stop()
    visit.result()
    assert not kiosk.page_printer.history


def test_a_training_card_opens_no_menu_of_staff(kiosk):
    kiosk.role.staff = StaffCards([fingerprint_of("staff")])
    trains(kiosk, "1234")
    assert "staff-menu" not in kiosk.visitor.seen
