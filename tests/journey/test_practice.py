"""Practice: the whole walk at the real machine, after which everything is as it was before."""

import pytest
from kiosk import identifies, lays_card, orders, pays, takes, takes_card
from left_behind import everything

from drivers.protocols import Fault


def begins_practice(kiosk):
    visit = kiosk.begins()
    kiosk.visitor.answers("language-choose", "1")
    assert kiosk.visitor.sees("card-place").otherwise
    kiosk.visitor.presses("1")
    kiosk.visitor.answers("practice-started", "ok")
    return visit


def practises(kiosk, receipt="1"):
    visit = begins_practice(kiosk)
    kiosk.visitor.answers("practice-pin", *"1111", "ok")
    orders(kiosk, whom="2", items="1", copies="3")
    kiosk.visitor.answers("practice-pay", "ok")
    takes(kiosk, receipt)
    kiosk.visitor.answers("practice-ended", "ok")
    visit.result()


def test_practice_walks_through_everything_and_one_marked_sheet_comes_out(kiosk):
    practises(kiosk)
    [paper] = kiosk.page_printer.history
    assert paper.sheets == 1
    [slip] = kiosk.receipt_printer.history
    assert "見本" in slip.text
    assert "証明には使えません" in slip.text
    assert kiosk.buzzer.is_sounding is False


def test_practice_leaves_journal_central_and_money_as_they_were(kiosk):
    before = everything(kiosk)
    practises(kiosk)
    assert everything(kiosk) == before
    assert before[0]["counter"] == []


def test_practice_between_two_visits_takes_no_number(kiosk):
    def serves():
        visit = kiosk.begins()
        identifies(kiosk)
        orders(kiosk)
        pays(kiosk, 100, 100, 100)
        takes(kiosk)
        visit.result()
        return kiosk.journal.latest("ordered").detail["ticket"]

    first = serves()
    before = everything(kiosk)
    practises(kiosk, receipt="2")
    assert everything(kiosk) == before
    assert (first, serves()) == ("kiosk-01-00001", "kiosk-01-00002")


def test_who_practises_after_laying_a_card_down_uses_up_the_number_that_central_knows(kiosk):
    visit = kiosk.begins()
    lays_card(kiosk)
    kiosk.visitor.answers("pin-enter", "back")
    takes_card(kiosk, "card-remove-first")
    kiosk.visitor.answers("card-place", "1")
    kiosk.visitor.answers("practice-started", "stop")
    kiosk.visitor.answers("visit-cancel-confirm", "stop")
    kiosk.visitor.answers("visit-cancelled", "ok")
    visit.result()
    assert kiosk.journal.next_number("ticket") == 2


def test_every_surface_is_told_that_it_is_practice_and_the_next_visit_is_none(kiosk):
    visit = begins_practice(kiosk)
    kiosk.visitor.sees("practice-pin")
    assert kiosk.talk.view.practice
    assert kiosk.talk.view.ticket is None
    kiosk.visitor.presses("stop")
    kiosk.visitor.answers("visit-cancel-confirm", "stop")
    kiosk.visitor.answers("visit-cancelled", "ok")
    visit.result()
    assert not kiosk.talk.view.practice


def test_the_pin_of_practice_is_never_shown_and_the_visitor_is_told_not_to_use_a_real_one(kiosk):
    begins_practice(kiosk)
    asked = kiosk.visitor.sees("practice-pin")
    kiosk.visitor.presses(*"98")
    assert kiosk.talk.view.draft == "●●"
    assert asked.secret
    assert "本当の" in kiosk.role.book.text(asked.phrase, "ja", "note")
    kiosk.talk.stop()


def test_money_falls_through_while_somebody_practises(kiosk):
    visit = begins_practice(kiosk)
    kiosk.visitor.answers("practice-pin", *"1111", "ok")
    orders(kiosk)
    kiosk.visitor.sees("practice-pay")
    assert kiosk.cash_box.insert(100) is False
    kiosk.visitor.presses("back")
    kiosk.visitor.answers("order-check", "ok")
    kiosk.visitor.answers("practice-pay", "ok")
    takes(kiosk)
    kiosk.visitor.answers("practice-ended", "ok")
    visit.result()
    assert sum(kiosk.cash_box.stock.values()) == sum(type(kiosk.cash_box)().stock.values())


def test_who_walks_away_from_practice_leaves_an_idle_terminal(kiosk):
    visit = begins_practice(kiosk)
    kiosk.visitor.sees("practice-pin")
    assert kiosk.visitor.walks_away() == [30, 20, 10]
    kiosk.visitor.answers("visit-ended-idle", "ok")
    visit.result()
    assert not kiosk.talk.view.practice


def test_for_a_sample_that_is_left_in_the_tray_no_staff_are_called(kiosk):
    visit = begins_practice(kiosk)
    kiosk.visitor.answers("practice-pin", *"1111", "ok")
    orders(kiosk)
    kiosk.visitor.answers("practice-pay", "ok")
    kiosk.visitor.answers("receipt-choose", "2")
    kiosk.visitor.sees("hand-over")
    for countdown in (30, 20, 10, None):
        kiosk.clock.advance(kiosk.talk.view.prompt.patience)
        kiosk.visitor.waits(lambda view, left=countdown: view.prompt.countdown == left, "the next warning")
    kiosk.visitor.answers("practice-ended", "ok")
    visit.result()
    assert "paper-left-staff" not in kiosk.visitor.seen
    assert kiosk.buzzer.is_sounding is False


def test_practice_needs_no_central(kiosk):
    kiosk.client.use("http://127.0.0.1:1")
    practises(kiosk)
    kiosk.client.use(kiosk.central.url)


@pytest.mark.parametrize("fault", [Fault.PAPER_OUT, Fault.OFFLINE])
def test_without_paper_practice_goes_on(kiosk, fault):
    kiosk.page_printer.set_fault(fault)
    visit = begins_practice(kiosk)
    kiosk.visitor.answers("practice-pin", *"1111", "ok")
    orders(kiosk)
    kiosk.visitor.answers("practice-pay", "ok")
    kiosk.visitor.answers("practice-not-printed", "ok")
    kiosk.visitor.answers("receipt-choose", "2")
    kiosk.visitor.answers("practice-ended", "ok")
    visit.result()
    assert kiosk.journal.newest() is None
