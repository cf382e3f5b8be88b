"""What a restart makes of a visit that was cut off: the table of ADR 0015, row by row."""

from datetime import datetime, timedelta

import pytest

from central.wire import Outcome, Printed, Quality
from drivers.protocols import DeviceFault, Fault, PrintOutcome, Settled
from drivers.virtual.cash_box import VirtualCashBox
from drivers.virtual.page_printer import VirtualPagePrinter
from drivers.virtual.receipt_printer import VirtualReceiptPrinter
from firmware.books import read
from firmware.clock import JAPAN, Clock
from firmware.closing import close_books, decide
from firmware.health import Report, look
from firmware.ids import named
from firmware.journal import Ending, Journal
from firmware.phrases.reader import PhraseBook
from firmware.recovery import Recovery

MORNING = datetime(2026, 11, 24, 10, 0, tzinfo=JAPAN)
ORDERED = {"order": "o1", "ticket": "kiosk-01-00001", "kind": "residence", "copies": 1, "sheets": 2, "yen": 300}
DONE, STOPPED, UNKNOWN = (PrintOutcome(settled, 2 if settled is Settled.DONE else 0) for settled in Settled)
BOOK = PhraseBook()


class Told(VirtualPagePrinter):
    """A printer that says of every job what the test says."""

    answer = DONE

    def recover(self, name):
        assert name == "kiosk-01-00001"
        return self.answer


class Doubtful(Clock):
    """A board without a battery, not yet told the time."""

    def quality(self):
        return Quality.UNSURE


class Cut:
    """A journal in which a visit was cut off, and the terminal that starts again."""

    def __init__(self, folder, clock=None):
        self.clock = clock or Clock(MORNING, running=False)
        self.journal = Journal(folder / "journal.db", self.clock, bytes(32))
        self.box, self.printer, self.slips = VirtualCashBox(), Told(), VirtualReceiptPrinter()
        self.recovery = Recovery(self.journal, self.clock, BOOK, "kiosk-01", self.printer, self.slips, self.box)

    def rows(self, *steps):
        """Write rows as a visit does: what it is, how it ended (`open`: it was cut off), its sum."""
        self.journal.note("v1", "ordered", **ORDERED)
        acts = {}
        for what, phase, detail in steps:
            if phase == "note":
                self.journal.note("v1", what, **detail)
            elif phase == "intent":
                acts[what] = self.journal.begin("v1", what, **detail).id
            else:
                self.journal.decide(acts[what], Ending(phase), **detail)

    def restarts(self, after=30.0):
        self.clock.advance(after)
        return [phrase for restored in self.recovery.run() for phrase in restored.phrases]

    def out(self):
        return sum(yen * count for yen, count in self.box.tray.items())

    def open(self):
        return [(entry.what, entry.phase) for entry in self.journal.unsettled()]

    def ended(self, what):
        return [(e.phase, e.detail) for e in self.journal.entries("v1") if e.what == what and e.phase != "intent"]

    def outcome(self):
        found = [e.detail for e in self.journal.entries("v1") if e.what == "outcome" and e.phase == "intent"]
        return (found[-1]["printed"], found[-1]["kept"], found[-1]["returned"]) if found else None

    def sentences(self):
        return look({}, self.journal).sentences()


@pytest.fixture
def cut(tmp_path):
    return Cut(tmp_path)


COIN = ("cash_in", "note", {"yen": 100})
CHARGE = ("charge", "intent", {"yen": 300})
PAID = (CHARGE, COIN, COIN, COIN, ("charge", "done", {"inserted": 300, "change": 0}))
PRINT = ("print", "intent", {"sheets": 2})
GIVE = ("give", "intent", {"yen": 300})


def keys(phrases):
    return [phrase.key for phrase in phrases]


def test_a_journal_without_rows_has_nothing_to_recover(cut):
    assert cut.restarts() == []


def test_a_visit_that_came_to_its_end_is_left_alone_but_told_to_central(cut):
    cut.rows(*PAID, PRINT, ("print", "done", {"sheets": 2}))
    assert cut.restarts() == []
    assert (cut.out(), cut.open()) == (0, [("outcome", "intent")])
    assert cut.outcome() == ("done", 300, 0)


def test_cut_off_while_paying_the_counted_money_goes_back_and_the_box_is_to_be_counted(cut):
    cut.rows(CHARGE, COIN, COIN)
    [told] = cut.restarts()
    assert (told.key, told.values) == ("restart-returned", {"yen": 200, "ticket": named("kiosk-01-00001")})
    assert (cut.out(), cut.open()) == (200, [("charge", "unknown")])
    [sentence] = cut.sentences()
    assert "ticket kiosk-01-00001 was cut off at 2026-11-24 10:00 with 200 yen counted" in sentence
    assert "kazasu decide" in sentence


def test_cut_off_after_paying_before_the_print_the_money_goes_back(cut):
    cut.rows(*PAID)
    assert keys(cut.restarts()) == ["restart-returned"]
    assert (cut.out(), cut.outcome()) == (300, ("not_done", 0, 300))


def test_cut_off_after_the_change_only_the_fee_goes_back(cut):
    note = ("cash_in", "note", {"yen": 500})
    change = ("give", "intent", {"yen": 200})
    cut.rows(CHARGE, note, change, ("give", "done", {"given": 200}))
    assert keys(cut.restarts()) == ["restart-returned"]
    assert (cut.out(), cut.open()) == (300, [])
    assert cut.ended("charge") == [("not_done", {"inserted": 500, "returned": 500, "by": "books"})]


def test_cut_off_while_giving_nobody_gives_that_sum_again(cut):
    note = ("cash_in", "note", {"yen": 500})
    cut.rows(CHARGE, note, ("give", "intent", {"yen": 200}))
    assert keys(cut.restarts()) == ["pay-unknown", "restart-returned"]
    assert (cut.out(), cut.open()) == (300, [("charge", "intent"), ("give", "unknown")])
    [sentence] = cut.sentences()
    assert "200 yen may have been given back for ticket kiosk-01-00001" in sentence


@pytest.mark.parametrize(("found", "owed"), [(Ending.DONE, 0), (Ending.NOT_DONE, 200)])
def test_what_staff_find_out_about_the_money_settles_the_payment(cut, found, owed):
    note = ("cash_in", "note", {"yen": 500})
    cut.rows(CHARGE, note, ("give", "intent", {"yen": 200}))
    cut.restarts()
    decide(cut.journal, next(e.act for e in cut.journal.unsettled() if e.what == "give"), found)
    assert read(cut.journal.entries("v1")).owed == owed
    assert cut.open() == ([("owed", "intent")] if owed else [])


@pytest.mark.parametrize(
    ("answer", "ending", "told", "out", "outcome"),
    [
        (DONE, "done", ["restart-printed"], 0, ("done", 300, 0)),
        (STOPPED, "not_done", ["restart-returned"], 300, ("not_done", 0, 300)),
        (UNKNOWN, "unknown", ["print-unknown"], 0, ("unknown", 300, 0)),
        (PrintOutcome(Settled.STOPPED, 1), "unknown", ["print-unknown"], 0, ("unknown", 300, 0)),
    ],
)
def test_cut_off_while_printing_the_printer_is_asked(cut, answer, ending, told, out, outcome):
    cut.rows(*PAID, PRINT)
    cut.printer.answer = answer
    assert keys(cut.restarts()) == told
    assert [phase for phase, _ in cut.ended("print")] == [ending]
    assert (cut.out(), cut.outcome()) == (out, outcome)


def test_a_printer_that_lost_its_power_too_is_asked_again_until_it_is_back(cut):
    cut.rows(*PAID, PRINT)
    cut.printer.set_fault(Fault.OFFLINE)
    assert cut.restarts() == []
    assert cut.recovery.is_waiting()
    cut.printer.set_fault(None)
    assert keys(cut.restarts()) == ["restart-printed"]
    assert not cut.recovery.is_waiting()


def test_a_printer_that_stays_away_is_left_to_staff(cut):
    cut.rows(*PAID, PRINT)
    cut.printer.set_fault(Fault.OFFLINE)
    cut.printer.answer = UNKNOWN
    cut.restarts()
    assert cut.restarts(after=300) == []
    assert cut.open() == [("print", "unknown"), ("outcome", "intent")]


def test_staff_who_find_no_sheet_owe_the_fee_and_then_pay_it_out(cut):
    cut.rows(*PAID, PRINT)
    cut.printer.answer = UNKNOWN
    cut.restarts()
    [sentence, _] = cut.sentences()
    assert sentence.startswith("2 sheets of ticket kiosk-01-00001 may have come out at 2026-11-24 10:00, known are 0")
    decide(cut.journal, next(e.act for e in cut.journal.unsettled() if e.what == "print"), Ending.NOT_DONE)
    [sentence, _] = cut.sentences()
    assert sentence.startswith("300 yen are owed for ticket kiosk-01-00001 since")
    decide(cut.journal, next(e.act for e in cut.journal.unsettled() if e.what == "owed"), Ending.DONE)
    assert cut.outcome() == ("not_done", 0, 300)
    assert {what for what, _ in cut.open()} == {"outcome"}


def test_staff_who_find_the_sheets_keep_the_fee(cut):
    cut.rows(*PAID, PRINT)
    cut.printer.answer = UNKNOWN
    cut.restarts()
    decide(cut.journal, next(e.act for e in cut.journal.unsettled() if e.what == "print"), Ending.DONE)
    assert read(cut.journal.entries("v1")).outcome == Outcome(printed=Printed.DONE, sheets=2, kept=300, returned=0)
    assert read(cut.journal.entries("v1")).owed == 0


def test_a_visitor_who_has_left_is_owed_the_money_and_the_next_one_is_told_nothing(cut):
    cut.rows(*PAID)
    assert cut.restarts(after=3600) == []
    assert (cut.out(), cut.open()[0]) == (0, ("owed", "intent"))
    assert cut.slips.history == ()
    assert "300 yen are owed for ticket kiosk-01-00001" in cut.sentences()[0]


@pytest.mark.parametrize("step", [-3600, 400])
def test_a_clock_that_was_set_back_or_ran_on_gives_no_money_to_a_stranger(cut, step):
    cut.rows(*PAID)
    assert cut.restarts(after=step) == []
    assert cut.out() == 0


def test_a_clock_that_nobody_has_set_gives_no_money_to_a_stranger(tmp_path):
    cut = Cut(tmp_path, Doubtful(MORNING, running=False))
    cut.rows(*PAID)
    assert cut.restarts() == []
    assert (cut.out(), cut.open()[0]) == (0, ("owed", "intent"))


def test_a_restart_and_a_line_that_came_back_make_no_visitor_come_back(cut):
    cut.rows(*PAID, PRINT)
    cut.printer.set_fault(Fault.OFFLINE)
    cut.restarts()
    cut.clock.advance(300)
    cut.journal.decide(next(e.act for e in cut.journal.unsettled() if e.what == "outcome"), Ending.DONE)
    cut.printer.set_fault(None)
    cut.printer.answer = STOPPED
    assert cut.restarts() == []
    assert (cut.out(), next(e.what for e in cut.journal.unsettled())) == (0, "owed")


def test_money_that_the_box_cannot_give_is_owed_with_a_slip(cut):
    cut.rows(*PAID)
    cut.box.set_fault(Fault.MONEY_JAM)
    assert keys(cut.restarts()) == ["pay-owed"]
    [slip] = cut.slips.history
    assert "300" in slip.text
    assert "kiosk-01-00001" in slip.text
    assert cut.open()[0] == ("owed", "intent")


def test_without_a_slip_the_visitor_is_told_the_number(cut):
    cut.rows(*PAID)
    cut.box.set_fault(Fault.MONEY_JAM)
    cut.slips.set_fault(Fault.PAPER_OUT)
    [told] = cut.restarts()
    assert (told.key, told.values) == ("pay-owed-number", {"yen": 300, "ticket": named("kiosk-01-00001")})


@pytest.mark.parametrize(
    ("given", "ending", "out"), [((), "not_done", 300), ((GIVE, ("give", "done", {"given": 300})), "done", 0)]
)
def test_a_refund_that_was_cut_off_is_given_once(cut, given, ending, out):
    cut.rows(*PAID, PRINT, ("print", "not_done", {"sheets": 0}), ("refund", "intent", {"yen": 300}), *given)
    cut.restarts()
    assert cut.out() == out
    assert cut.outcome() == ("not_done", 0, 300)
    assert [phase for phase, _ in cut.ended("refund") if _.get("by") == "books"] == ["done"]


def test_a_refund_in_whose_midst_it_was_cut_off_is_left_to_staff(cut):
    cut.rows(*PAID, PRINT, ("print", "not_done", {"sheets": 0}), ("refund", "intent", {"yen": 300}), GIVE)
    assert keys(cut.restarts()) == ["pay-unknown"]
    assert cut.out() == 0
    assert cut.outcome() == ("unknown", 300, 0)
    assert [sentence for sentence in cut.sentences() if "300 yen may have been given back" in sentence]


def test_a_receipt_needs_no_staff(cut):
    cut.rows(*PAID, PRINT, ("print", "done", {"sheets": 2}), ("receipt", "intent", {"number": "r"}))
    cut.restarts()
    assert cut.ended("receipt") == [("not_done", {"by": "books"})]


def test_recovering_again_changes_nothing(cut):
    cut.rows(*PAID, PRINT)
    cut.printer.answer = STOPPED
    cut.restarts()
    before = cut.journal.entries("v1")
    assert cut.restarts() == []
    assert cut.journal.entries("v1") == before


def test_of_two_visits_cut_off_each_is_settled_by_itself(cut):
    cut.rows(*PAID)
    cut.clock.advance(7200)
    cut.journal.note("v2", "ordered", **{**ORDERED, "ticket": "kiosk-01-00002"})
    cut.journal.begin("v2", "charge", yen=300)
    cut.journal.note("v2", "cash_in", yen=100)
    cut.restarts()
    assert cut.out() == 100
    assert cut.ended("owed") == []


def test_a_debt_of_a_live_visit_stands_in_the_books_when_it_ends(cut):
    cut.rows(CHARGE, COIN, GIVE, ("give", "not_done", {"given": 0}), ("charge", "unknown", {"owed": 100}))
    books = close_books(cut.journal, "v1")
    assert books.owed == 100
    assert cut.open() == [("owed", "intent")]


def test_every_open_doubt_is_a_sentence_with_ticket_sum_time_and_what_to_do(cut):
    cut.rows(CHARGE, COIN)
    cut.journal.begin("v1", "something", yen=5)
    report = look({}, cut.journal)
    assert len(report.sentences()) == 2
    assert all("kiosk-01-00001" in s and "2026-11-24 10:00" in s and "kazasu decide" in s for s in report.sentences())


def test_a_debt_does_not_hide_that_the_box_must_be_counted(cut):
    cut.rows(CHARGE, COIN)
    cut.restarts(after=3600)
    assert sorted(sentence.split(" ")[0] for sentence in cut.sentences()) == ["100", "The"]


def test_untold_outcomes_are_counted(cut):
    cut.rows()
    cut.journal.begin("v1", "outcome", order="o1")
    cut.journal.begin("v1", "outcome", order="o2")
    assert [s for s in cut.sentences() if s.startswith("2 outcomes have not been told to central yet")]
    assert Report({}).sentences() == []


def test_a_printer_that_fails_while_it_is_asked_is_no_bug(cut):
    class Failing(Told):
        def recover(self, name):
            raise DeviceFault(Fault.OFFLINE, "gone")

    cut.rows(*PAID, PRINT)
    cut.recovery.page_printer = Failing()
    assert cut.restarts() == []
    assert cut.restarts(after=timedelta(minutes=6).total_seconds()) == []
    assert ("print", "unknown") in cut.open()
