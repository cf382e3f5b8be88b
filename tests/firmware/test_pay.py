from datetime import datetime

import pytest
from acting import Running, Visitor

from drivers.protocols import DeviceFault, Fault, WrongChange
from drivers.virtual.cash_box import VirtualCashBox
from firmware.clock import JAPAN, Clock
from firmware.conversation import Conversation
from firmware.errors import Declined, JournalError, LeftAlone, Refused, SteppedBack, Stopped, Told
from firmware.ids import named
from firmware.journal import Journal
from firmware.steps.pay import Payment

PLENTY = {500: 10, 100: 10, 50: 10, 10: 10}


class Desk:
    """A conversation, a cash box and a journal, with a payment of 300 yen."""

    def __init__(self, tmp_path, stock=PLENTY, yen=300, box=None):
        self.clock = Clock(datetime(2026, 11, 24, 10, 0, tzinfo=JAPAN), running=False)
        self.talk = Conversation(self.clock)
        self.talk.begin("v1", "01-1", ("pay",))
        self.box = box or VirtualCashBox(stock)
        self.box.open()
        self.journal = Journal(tmp_path / "journal.db", self.clock, bytes(32))
        self.payment = Payment(self.talk, self.box, self.journal, yen)
        self.visitor = Visitor(self.talk)

    def pays(self, *money: int) -> Running:
        flow = Running(self.payment.collect)
        self.visitor.sees("pay-insert-cash")
        for yen in money:
            self.box.insert(yen)
        return flow

    def tray(self) -> int:
        return sum(yen * count for yen, count in self.box.take().items())

    def outcomes(self, what: str) -> list[tuple[str, dict]]:
        return [(e.phase, e.detail) for e in self.journal.entries("v1") if e.what == what and e.phase != "intent"]


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


def test_the_exact_sum_is_kept_and_written_down(desk):
    desk.pays(100, 100, 100).result()
    assert desk.tray() == 0
    assert desk.outcomes("charge") == [("done", {"inserted": 300, "change": 0})]
    assert [detail["yen"] for _, detail in desk.outcomes("cash_in")] == [100, 100, 100]


def test_change_is_given(desk):
    flow = desk.pays(500)
    desk.visitor.answers("pay-change-take", "ok")
    flow.result()
    assert desk.tray() == 200
    assert desk.outcomes("charge") == [("done", {"inserted": 500, "change": 200})]


def test_stopping_gives_back_what_was_put_in(desk):
    flow = desk.pays(100, 50)
    desk.visitor.presses("stop")
    desk.visitor.answers("visit-cancel-confirm", "stop")
    assert desk.visitor.sees("pay-refunded").phrase.values == {"fee": 150}
    desk.visitor.presses("ok")
    with pytest.raises(Declined):
        flow.result()
    assert desk.tray() == 150
    assert desk.outcomes("charge") == [("not_done", {"returned": 150})]


def test_walking_away_gives_the_money_back(desk):
    flow = desk.pays(100)
    desk.visitor.walks_away()
    desk.visitor.sees("pay-refunded")
    desk.clock.advance(20)
    with pytest.raises(LeftAlone):
        flow.result()
    assert desk.tray() == 100


def test_stepping_back_before_paying_costs_nothing(desk):
    flow = desk.pays()
    desk.visitor.presses("back")
    with pytest.raises(SteppedBack):
        flow.result()
    assert desk.outcomes("charge") == [("not_done", {"returned": 0})]


def test_after_a_payment_the_slot_is_shut(desk):
    desk.pays(100, 100, 100).result()
    desk.box.insert(100)
    assert desk.tray() == 100
    assert desk.payment.inserted == 300


def test_without_change_the_visitor_is_told_before_and_gets_too_much_back(tmp_path):
    desk = Desk(tmp_path, stock={500: 0, 100: 0, 50: 0, 10: 0})
    flow = Running(desk.payment.collect)
    assert desk.visitor.sees("pay-insert-cash").note.key == "pay-exact-note"
    desk.box.insert(500)
    desk.visitor.waits(lambda view: view.prompt.note.key == "pay-exact-only", "asked again")
    assert desk.tray() == 500
    for _ in range(3):
        desk.box.insert(100)
    flow.result()
    assert desk.outcomes("charge") == [("done", {"inserted": 300, "change": 0})]


def test_a_jam_with_money_inside_is_owed_and_stays_on_the_screen_until_it_is_noted(desk):
    flow = desk.pays(100)
    desk.box.set_fault(Fault.MONEY_JAM)
    desk.visitor.presses("stop")
    desk.visitor.answers("visit-cancel-confirm", "stop")
    assert desk.visitor.sees("pay-owed-number").phrase.values == {"yen": 100, "ticket": named("01-1")}
    desk.clock.advance(3600)
    assert desk.visitor.sees("pay-owed-number").patience is None
    desk.visitor.presses("ok")
    with pytest.raises(Told):
        flow.result()
    assert desk.outcomes("charge") == [("not_done", {"owed": 100, "given": 0, "fault": "money_jam"})]


def test_a_box_that_does_not_answer_takes_nothing(desk):
    desk.box.set_fault(Fault.OFFLINE)
    with pytest.raises(DeviceFault):
        Running(desk.payment.collect).result()
    assert desk.payment.inserted == 0


def test_a_refund_is_given_and_written_down(desk):
    desk.pays(100, 100, 100).result()
    desk.payment.give_back()
    assert desk.tray() == 300
    assert desk.outcomes("refund") == [("done", {"returned": 300})]


def test_a_certificate_without_a_fee_asks_for_no_money(tmp_path):
    desk = Desk(tmp_path, yen=0)
    Running(desk.payment.collect).result()
    assert desk.visitor.told() == ["fee-none"]
    assert desk.journal.entries("v1") == []


class ShortBox(VirtualCashBox):
    """A hopper that runs dry in the middle of giving change."""

    def give(self, yen):
        if yen == 200:
            super().give(100)
            raise WrongChange(Fault.NO_CHANGE, "The hopper ran dry.", 100)
        super().give(yen)


def test_change_that_breaks_off_is_made_good_to_the_last_yen(tmp_path):
    desk = Desk(tmp_path, box=ShortBox(PLENTY))
    flow = desk.pays(500)
    assert desk.visitor.sees("pay-refunded").phrase.values == {"fee": 500}
    desk.visitor.presses("ok")
    with pytest.raises(DeviceFault):
        flow.result()
    assert desk.tray() == 500
    assert desk.outcomes("charge") == [("not_done", {"returned": 400})]


class LateBox(VirtualCashBox):
    """A coin that was on its way when the slot was shut comes in before `stop` returns."""

    late = 100

    def stop(self):
        if self.late and self._inserted:
            late, self.late = self.late, 0
            self.insert(late)
        super().stop()


def test_a_coin_that_was_on_its_way_comes_back_as_change(tmp_path):
    desk = Desk(tmp_path, box=LateBox(PLENTY))
    flow = desk.pays(100, 100, 100)
    desk.visitor.answers("pay-change-take", "ok")
    flow.result()
    assert desk.tray() == 100
    assert desk.outcomes("charge") == [("done", {"inserted": 400, "change": 100})]


def test_a_terminal_that_is_stopped_returns_what_is_in(desk):
    flow = desk.pays(100, 100)
    desk.talk.stop()
    with pytest.raises(Stopped):
        flow.result()
    assert desk.tray() == 200
    assert desk.outcomes("charge") == [("not_done", {"returned": 200})]


def test_a_terminal_that_is_stopped_once_the_fee_is_paid_goes_on_to_print(desk):
    flow = desk.pays(500)
    desk.visitor.sees("pay-change-take")
    desk.talk.stop()
    flow.result()
    assert desk.outcomes("charge") == [("done", {"inserted": 500, "change": 200})]


def test_what_the_box_cannot_give_back_is_owed_by_a_slip(tmp_path):
    desk = Desk(tmp_path, box=VirtualCashBox({500: 0, 100: 0, 50: 0, 10: 0}))
    slips = []
    desk.payment = Payment(desk.talk, desk.box, desk.journal, 1000, lambda yen: not slips.append(yen))
    flow = Running(desk.payment.collect)
    desk.visitor.sees("pay-insert-cash")
    desk.box.insert(1000)
    flow.result()
    with pytest.raises(Refused) as refused:
        desk.payment.give_back()
    assert (refused.value.phrase.key, refused.value.phrase.values) == ("pay-owed", {"yen": 1000})
    assert slips == [1000]
    assert desk.outcomes("refund") == [("not_done", {"owed": 1000, "given": 0, "fault": "no_change"})]


def test_a_hopper_that_runs_dry_while_it_gives_back_owes_the_rest(tmp_path):
    desk = Desk(tmp_path, box=ShortBox(PLENTY), yen=500)
    slips = []
    desk.payment = Payment(desk.talk, desk.box, desk.journal, 200, lambda yen: not slips.append(yen))
    desk.pays(100, 100).result()
    with pytest.raises(Refused):
        desk.payment.give_back()
    assert (desk.tray(), slips) == (100, [100])
    assert desk.outcomes("refund") == [("not_done", {"owed": 100, "given": 100, "fault": "no_change"})]


class TornJournal(Journal):
    """A journal whose next notes cannot be written."""

    tears = 1

    def note(self, visit, what, **detail):
        if self.tears:
            self.tears -= 1
            raise JournalError("the journal cannot be written: disk full")
        super().note(visit, what, **detail)


def test_a_coin_that_cannot_be_written_ends_the_visit_and_is_owed_while_the_journal_is_away(desk, tmp_path):
    desk.journal = TornJournal(tmp_path / "torn.db", desk.clock, bytes(32))
    desk.journal.tears = 100
    desk.payment = Payment(desk.talk, desk.box, desk.journal, 300)
    flow = desk.pays(100)
    assert desk.visitor.sees("pay-owed-number").phrase.values["yen"] == 100
    desk.visitor.presses("ok")
    with pytest.raises(Told):
        flow.result()
    assert desk.tray() == 0


def test_a_coin_that_could_not_be_written_at_first_is_written_and_given_back(desk, tmp_path):
    desk.journal = TornJournal(tmp_path / "torn.db", desk.clock, bytes(32))
    desk.payment = Payment(desk.talk, desk.box, desk.journal, 300)
    flow = desk.pays(100)
    desk.visitor.answers("pay-refunded", "ok")
    with pytest.raises(Refused) as refused:
        flow.result()
    assert refused.value.phrase.key == "fault-midway"
    assert desk.tray() == 100
    assert [detail["yen"] for _, detail in desk.outcomes("cash_in")] == [100]
    assert desk.outcomes("charge") == [("not_done", {"returned": 100})]
