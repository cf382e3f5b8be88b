from datetime import datetime

import pytest
from acting import Running, Visitor

from drivers.protocols import DeviceFault, Fault, WrongChange
from drivers.virtual.cash_box import VirtualCashBox
from firmware.clock import JAPAN, Clock
from firmware.conversation import Conversation
from firmware.errors import Declined, LeftAlone, Refused, SteppedBack, Stopped
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
        self.journal = Journal(tmp_path / "journal.db", self.clock)
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
    with pytest.raises(Declined):
        flow.result()
    assert desk.tray() == 150
    assert desk.outcomes("charge") == [("not_done", {"returned": 150})]


def test_walking_away_gives_the_money_back(desk):
    flow = desk.pays(100)
    desk.visitor.walks_away()
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


def test_a_jam_with_money_inside_is_left_to_staff_and_said_so(desk):
    flow = desk.pays(100)
    desk.box.set_fault(Fault.MONEY_JAM)
    desk.visitor.presses("stop")
    desk.visitor.answers("visit-cancel-confirm", "stop")
    with pytest.raises(Refused) as refused:
        flow.result()
    assert refused.value.phrase.key == "pay-unknown"
    assert desk.outcomes("charge") == [("unknown", {"owed": 100, "given": 0, "fault": "money_jam"})]


def test_a_box_that_does_not_answer_takes_nothing(desk):
    desk.box.set_fault(Fault.OFFLINE)
    with pytest.raises((DeviceFault, Refused)):
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
