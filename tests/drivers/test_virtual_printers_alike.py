"""What every page printer does, asserted of the virtual twin and of a real IPP printer alike."""

import io
import threading
import time

import pypdfium2
import pytest
from real_stacks.ipp import RealPrinter

from drivers.ipp import IppPagePrinter
from drivers.protocols import DeviceFault, Fault, Health, PrintJob, PrintOutcome, Settled
from drivers.settling import Pace
from drivers.virtual.page_printer import VirtualPagePrinter

REASONS = {
    Fault.PAPER_OUT: "media-empty-error",
    Fault.PAPER_JAM: "media-jam-error",
    Fault.TONER_OUT: "toner-empty-error",
}


def pdf(pages: int) -> bytes:
    target = io.BytesIO()
    with pypdfium2.PdfDocument.new() as document:
        for _ in range(pages):
            document.new_page(595, 842)
        document.save(target)
    return target.getvalue()


class Virtual:
    def __init__(self):
        self.printer = VirtualPagePrinter()

    def breaks(self, fault, after=0):
        self.printer.set_fault(fault, after)

    def repaired(self):
        self.printer.set_fault(None)

    def unplugged(self):
        self.printer.set_fault(Fault.OFFLINE)

    def documents(self):
        return [printed.whole for printed in self.printer.history]

    def sheets(self):
        return sum(printed.sheets for printed in self.printer.history)


class Real:
    def __init__(self, stack):
        self.stack = stack
        pace = Pace(warned=0.3, sleep=lambda seconds: time.sleep(min(seconds, 0.02)))
        self.printer = IppPagePrinter(stack.address, pace=pace)

    def breaks(self, fault, after=0):
        self.stack.set_fault(REASONS[fault], after)

    def repaired(self):
        self.stack.set_fault(None)

    def unplugged(self):
        self.stack.kill()

    def documents(self):
        return self.stack.received()

    def sheets(self):
        return self.stack.sheets()


@pytest.fixture(params=["virtual", pytest.param("ippeveprinter", marks=pytest.mark.real)])
def stand(request, tmp_path):
    if request.param == "virtual":
        yield Virtual()
        return
    with RealPrinter(tmp_path) as stack:
        stack.set_pace(0.05)
        yield Real(stack)


def test_a_document_comes_out_as_it_was_sent_and_is_counted(stand):
    stand.printer.open()
    counted, document = [], pdf(3)
    outcome = stand.printer.print(PrintJob("T-1", document, 3), counted.append)
    assert outcome == PrintOutcome(Settled.DONE, 3)
    assert stand.documents() == [document]
    assert stand.sheets() == 3
    assert counted[-1] == 3
    assert counted == sorted(set(counted))


def test_documents_come_out_in_the_order_they_were_sent(stand):
    documents = [pdf(1), pdf(2)]
    for number, document in enumerate(documents, 1):
        stand.printer.print(PrintJob(f"T-{number}", document, number), lambda sheets: None)
    assert stand.documents() == documents
    assert stand.sheets() == 3


@pytest.mark.parametrize("fault", REASONS)
def test_a_job_that_stops_in_the_middle_is_cancelled_with_its_sheets_counted(stand, fault):
    stand.breaks(fault, after=1)
    counted = []
    outcome = stand.printer.print(PrintJob("T-1", pdf(3), 3), counted.append)
    assert outcome == PrintOutcome(Settled.STOPPED, 1, fault)
    assert counted == [1]


def test_nothing_of_a_stopped_job_comes_out_for_the_next_visitor(stand):
    stand.breaks(Fault.PAPER_OUT, after=1)
    stand.printer.print(PrintJob("T-1", pdf(3), 3), lambda sheets: None)
    stand.repaired()
    outcome = stand.printer.print(PrintJob("T-2", pdf(2), 2), lambda sheets: None)
    assert outcome == PrintOutcome(Settled.DONE, 2)
    assert stand.sheets() == 3


def test_a_printer_that_vanishes_in_the_middle_leaves_the_outcome_unknown(stand):
    gone = threading.Event()

    def unplug(sheets):
        if not gone.is_set():
            gone.set()
            stand.unplugged()

    outcome = stand.printer.print(PrintJob("T-1", pdf(20), 20), unplug)
    assert (outcome.settled, outcome.fault) == (Settled.UNKNOWN, Fault.OFFLINE)
    assert 1 <= outcome.sheets < 20


def test_a_printer_that_is_not_there_takes_nothing(stand):
    stand.unplugged()
    for attempt in (stand.printer.open, lambda: stand.printer.print(PrintJob("T-1", pdf(1), 1), lambda sheets: None)):
        with pytest.raises(DeviceFault, match="does not answer") as caught:
            attempt()
        assert caught.value.fault is Fault.OFFLINE
    assert stand.printer.health().fault is Fault.OFFLINE
    assert stand.documents() == []


def test_a_document_that_is_no_pdf_yields_no_sheet(stand):
    outcome = stand.printer.print(PrintJob("T-1", b"not a PDF", 1), lambda sheets: None)
    assert outcome == PrintOutcome(Settled.STOPPED, 0, Fault.UNKNOWN)
    assert stand.sheets() == 0


def test_a_ready_printer_says_so_and_may_be_opened_and_closed_twice(stand):
    for _ in range(2):
        stand.printer.open()
        assert stand.printer.health() == Health()
    for _ in range(2):
        stand.printer.close()
