"""The refund slip: what it says, what the journal keeps of it, and that a broken printer is told."""

from datetime import datetime

import pytest

from drivers.protocols import Fault
from drivers.virtual.receipt_printer import VirtualReceiptPrinter
from firmware.clock import JAPAN, Clock
from firmware.journal import Journal
from firmware.phrases.reader import PhraseBook
from firmware.steps.refund_slip import Debt, print_refund_slip

AT = datetime(2026, 11, 24, 10, 5, tzinfo=JAPAN)
DEBT = Debt("kiosk-01", "v1", "kiosk-01-00042", 1300, AT)


@pytest.fixture
def journal(tmp_path):
    return Journal(tmp_path / "journal.db", Clock(AT, running=False), bytes(32))


def rows(journal):
    return [(entry.what, entry.phase, entry.detail) for entry in journal.entries("v1")]


def test_the_slip_tells_sum_ticket_time_terminal_and_whom_to_ask(journal):
    printer = VirtualReceiptPrinter()
    assert print_refund_slip(printer, journal, PhraseBook(), DEBT)
    text = printer.tray[0].text
    for told in (
        "返金票",
        "1,300円",
        "kiosk-01-00042",
        "2026年11月24日 10:05",
        "端末 kiosk-01",
        "窓口",
        "03-0000-0000",
    ):
        assert told in text
    intent = ("refund_slip", "intent", {"ticket": "kiosk-01-00042", "yen": 1300})
    assert rows(journal) == [intent, ("refund_slip", "done", {})]


@pytest.mark.parametrize("fault", [Fault.PAPER_OUT, Fault.COVER_OPEN, Fault.OFFLINE])
def test_a_slip_that_cannot_be_printed_is_told_and_written_down(journal, fault):
    printer = VirtualReceiptPrinter()
    printer.set_fault(fault)
    assert not print_refund_slip(printer, journal, PhraseBook(), DEBT)
    assert printer.history == ()
    assert rows(journal)[-1] == ("refund_slip", "not_done", {"fault": fault})
