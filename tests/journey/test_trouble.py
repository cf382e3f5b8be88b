"""Trouble with paper, money and cards, as a visitor and the operator meet it: what is said, printed, given and written."""

import pytest
from kiosk import CARDS, Kiosk, identifies, lays_card, money_back, orders, pays, takes_card

from drivers.protocols import Fault
from drivers.virtual.card_kinds import load
from drivers.virtual.cash_box import VirtualCashBox
from drivers.virtual.page_printer import VirtualPagePrinter
from drivers.virtual.receipt_printer import VirtualReceiptPrinter
from firmware.conversation import Pressed
from firmware.ids import named
from firmware.recovery import Recovery
from firmware.steps.hand_over import STAFF_SECONDS

MOMENTS = {"before the job": 0, "at sheet 0": 1, "at sheet 1 of 3": 2, "after the last": 4}
FAULTS = (Fault.PAPER_OUT, Fault.PAPER_JAM, Fault.COVER_OPEN, Fault.TONER_OUT, Fault.OFFLINE)
# what the visitor is told, how the print stands in the journal, what comes back of 900 yen
NOTHING_CAME = ("print-not-done", "not_done", 900)
SOME_CAME = ("print-stopped", "unknown", 0)
NOBODY_KNOWS = ("print-unknown", "unknown", 0)


class FailingPrinter(VirtualPagePrinter):
    """A printer that fails just before its sheet number `at` comes out, and before the job with 0."""

    def __init__(self, fault, at):
        super().__init__(pace=1.0, sleep=self._sleeps)
        self.fault, self.at = fault, at

    def print(self, job, progress):
        self._sleeps(0)
        return super().print(job, progress)

    def _sleeps(self, seconds):
        if self.at == 0:
            self.set_fault(self.fault)
        self.at -= 1


def expected(fault, moment):
    if moment == "before the job":
        return NOTHING_CAME
    if fault is Fault.OFFLINE:
        return NOBODY_KNOWS
    return NOTHING_CAME if moment == "at sheet 0" else SOME_CAME


def paid(kiosk, *money, copies="1"):
    visit = kiosk.begins()
    identifies(kiosk)
    orders(kiosk, copies=copies)
    pays(kiosk, *money)
    return visit


def phases(kiosk, act):
    return [phase for what, phase in kiosk.entries() if what == act]


@pytest.mark.parametrize("moment", [moment for moment in MOMENTS if moment != "after the last"])
@pytest.mark.parametrize("fault", FAULTS)
def test_a_printer_in_trouble_is_told_written_down_and_paid_back_if_nothing_came(central, tmp_path, fault, moment):
    printer = FailingPrinter(fault, MOMENTS[moment])
    kiosk = Kiosk(central, tmp_path, page_printer=printer)
    told, written, back = expected(fault, moment)
    visit = paid(kiosk, 500, 100, 100, 100, 100, copies="3")
    kiosk.visitor.answers(told, "ok")
    visit.result()
    assert phases(kiosk, "print") == ["intent", written]
    assert money_back(kiosk) == back
    assert printer.health().sentence
    came = sum(job.sheets for job in printer.history)
    assert came == (1 if moment == "at sheet 1 of 3" else 0)
    printer.set_fault(None)
    assert sum(job.sheets for job in printer.history) == came
    kiosk.close()


@pytest.mark.parametrize("fault", FAULTS)
def test_a_printer_that_fails_after_the_last_sheet_has_done_its_work(central, tmp_path, fault):
    kiosk = Kiosk(central, tmp_path, page_printer=FailingPrinter(fault, MOMENTS["after the last"]))
    visit = paid(kiosk, 500, 100, 100, 100, 100, copies="3")
    kiosk.visitor.answers("receipt-choose", "2")
    kiosk.visitor.answers("hand-over", "ok")
    visit.result()
    assert phases(kiosk, "print") == ["intent", "done"]
    kiosk.close()


def test_money_that_the_box_cannot_return_is_owed_by_a_slip(kiosk):
    kiosk.page_printer.set_fault(Fault.PAPER_OUT)
    visit = kiosk.begins()
    identifies(kiosk)
    orders(kiosk)
    kiosk.visitor.sees("pay-insert-cash")
    for _ in range(2):
        kiosk.cash_box.insert(100)
    kiosk.cash_box.set_fault(Fault.MONEY_JAM, after=1)
    kiosk.cash_box.insert(100)
    assert kiosk.visitor.sees("pay-owed").phrase.values["yen"] == 300
    kiosk.visitor.presses("ok")
    visit.result()
    slip = kiosk.receipt_printer.tray[0].text
    assert "返金票" in slip
    assert "300円" in slip
    assert "kiosk-01-00001" in slip
    assert phases(kiosk, "refund_slip") == ["intent", "done"]
    assert phases(kiosk, "owed") == ["intent"]


def test_what_a_slip_promises_stands_in_the_journal_before_the_slip_comes_out(central, tmp_path):
    open_then = []

    class Watched(VirtualReceiptPrinter):
        """A receipt printer that looks into the journal when a slip comes out, as a restart would find it then."""

        def print(self, slip):
            open_then.extend(entry.what for entry in kiosk.journal.unsettled())
            super().print(slip)

    kiosk = Kiosk(central, tmp_path, receipt_printer=Watched())
    visit = kiosk.begins()
    identifies(kiosk)
    orders(kiosk)
    pays(kiosk, 100)
    kiosk.cash_box.set_fault(Fault.MONEY_JAM)
    kiosk.visitor.presses("stop")
    kiosk.visitor.answers("visit-cancel-confirm", "stop")
    kiosk.visitor.answers("pay-owed", "ok")
    visit.result()
    assert open_then == ["owed", "refund_slip"]
    kiosk.close()


def test_without_a_slip_the_screen_keeps_number_and_sum_until_somebody_has_noted_them(kiosk):
    kiosk.receipt_printer.set_fault(Fault.COVER_OPEN)
    kiosk.page_printer.set_fault(Fault.PAPER_OUT)
    visit = kiosk.begins()
    identifies(kiosk)
    orders(kiosk)
    kiosk.visitor.sees("pay-insert-cash")
    kiosk.cash_box.set_fault(Fault.OFFLINE, after=3)
    for _ in range(3):
        kiosk.cash_box.insert(100)
    asked = kiosk.visitor.sees("pay-owed-number")
    assert asked.phrase.values == {"yen": 300, "ticket": named("kiosk-01-00001")}
    kiosk.clock.advance(24 * 3600)
    kiosk.visitor.sees("pay-owed-number")
    kiosk.visitor.presses("ok")
    visit.result()
    kiosk.visitor.sees_idle()
    assert phases(kiosk, "refund_slip") == ["intent", "not_done"]
    assert phases(kiosk, "owed") == ["intent"]


def test_the_number_of_a_receipt_that_failed_is_never_used_again(kiosk):
    visit = paid(kiosk, 100, 100, 100)
    kiosk.receipt_printer.set_fault(Fault.PAPER_OUT)
    kiosk.visitor.answers("receipt-choose", "1")
    kiosk.visitor.answers("receipt-none", "ok")
    kiosk.visitor.answers("hand-over", "ok")
    visit.result()
    kiosk.receipt_printer.set_fault(None)
    again = paid(kiosk, 100, 100, 100)
    kiosk.visitor.answers("receipt-choose", "1")
    kiosk.visitor.answers("hand-over", "ok")
    again.result()
    assert [printed.slip.name for printed in kiosk.receipt_printer.history] == ["kiosk-01-000002"]
    assert phases(kiosk, "receipt") == ["intent", "not_done", "intent", "done"]


def test_after_a_bug_the_restart_gives_the_money_back_to_who_still_stands_there(central, tmp_path):
    class Buggy(VirtualCashBox):
        """A driver with a bug that shows once there is money in the box."""

        def can_give(self, yen):
            return not self.history or 1 // 0

    kiosk = Kiosk(central, tmp_path, cash_box=Buggy())
    visit = paid(kiosk, 100, 100, 100)
    with pytest.raises(ZeroDivisionError):
        visit.result()
    devices = (kiosk.page_printer, kiosk.receipt_printer, kiosk.cash_box)
    [restored] = Recovery(kiosk.journal, kiosk.clock, kiosk.role.book, "kiosk-01", *devices).run()
    assert [phrase.key for phrase in restored.phrases] == ["restart-returned"]
    assert money_back(kiosk) == 300
    kiosk.close()


@pytest.mark.parametrize("walks_away", [False, True])
def test_who_is_told_of_no_receipt_cannot_stop_what_is_paid_and_is_called_back_to_the_certificate(kiosk, walks_away):
    visit = paid(kiosk, 100, 100, 100)
    kiosk.receipt_printer.set_fault(Fault.PAPER_OUT)
    kiosk.visitor.answers("receipt-choose", "1")
    kiosk.visitor.sees("receipt-none")
    assert kiosk.talk.press("stop") is Pressed.UNUSED
    if walks_away:
        kiosk.visitor.walks_away()
    else:
        kiosk.visitor.presses("ok")
    kiosk.visitor.sees("hand-over")
    assert kiosk.buzzer.is_sounding
    kiosk.visitor.presses("ok")
    visit.result()


def test_paper_that_is_left_calls_staff_and_the_alarm_goes_on(kiosk, caplog):
    visit = paid(kiosk, 100, 100, 100)
    kiosk.visitor.answers("receipt-choose", "2")
    kiosk.visitor.sees("hand-over")
    kiosk.clock.advance(STAFF_SECONDS - 30)
    for seconds in (30, 20, 10):
        counts_down(kiosk, "paper-left-alarm", seconds)
    kiosk.visitor.sees("paper-left-staff")
    assert "kiosk-01-00001: paper was left" in caplog.text
    kiosk.clock.advance(24 * 3600)
    kiosk.visitor.sees("paper-left-staff")
    assert kiosk.buzzer.is_sounding
    kiosk.visitor.presses("ok")
    visit.result()
    assert not kiosk.buzzer.is_sounding


def counts_down(kiosk, phrase, seconds):
    """The visitor is told how many seconds are left, and lets ten of them pass."""
    kiosk.visitor.waits(lambda view: view.prompt and view.prompt.countdown == seconds, phrase)
    assert kiosk.talk.view.prompt.phrase.key == phrase
    assert kiosk.talk.view.prompt.note.values == {"seconds": seconds}
    kiosk.clock.advance(10)


def test_paper_taken_while_the_seconds_run_calls_nobody(kiosk, caplog):
    visit = paid(kiosk, 100, 100, 100)
    kiosk.visitor.answers("receipt-choose", "2")
    kiosk.visitor.sees("hand-over")
    kiosk.clock.advance(STAFF_SECONDS - 30)
    counts_down(kiosk, "paper-left-alarm", 30)
    kiosk.visitor.waits(lambda view: view.prompt and view.prompt.countdown == 20, "20 seconds")
    kiosk.visitor.presses("help")
    kiosk.visitor.answers("where-am-i", "ok")
    kiosk.visitor.waits(lambda view: view.prompt and view.prompt.countdown == 30, "the count again")
    kiosk.visitor.presses("ok")
    visit.result()
    assert "staff are called" not in caplog.text
    assert not kiosk.buzzer.is_sounding


def test_a_card_that_stays_behind_is_counted_down_and_then_calls_staff(kiosk, caplog):
    visit = kiosk.begins()
    lays_card(kiosk, "jiro")
    kiosk.visitor.answers("pin-blocked", "ok")
    kiosk.visitor.sees("card-take")
    kiosk.clock.advance(10)
    for seconds in (30, 20, 10):
        counts_down(kiosk, "card-left-alarm", seconds)
    kiosk.visitor.sees("card-left-staff")
    assert "a card was left on the reader" in caplog.text
    kiosk.clock.advance(24 * 3600)
    assert kiosk.buzzer.is_sounding
    kiosk.lifts()
    visit.result()
    assert not kiosk.buzzer.is_sounding


def test_two_cards_on_the_reader_are_both_taken_off_before_one_is_asked_for(kiosk):
    visit = kiosk.begins()
    kiosk.visitor.answers("language-choose", "1")
    kiosk.visitor.sees("card-place")
    hanako = load(CARDS / "hanako.toml", keep=False)
    kiosk.reader.place(hanako, load(CARDS / "taro.toml", keep=False))
    takes_card(kiosk, "card-several")
    kiosk.visitor.sees("card-place")
    kiosk.place(hanako)
    kiosk.visitor.answers("pin-enter", "stop")
    kiosk.visitor.answers("visit-cancel-confirm", "stop")
    kiosk.visitor.answers("visit-cancelled", "ok")
    takes_card(kiosk, "card-take")
    visit.result()
