"""The IPP driver against CUPS's ippeveprinter: what only a real printer can tell."""

import io
import random
import time

import pypdfium2
import pytest
from real_stacks.ipp import RealPrinter

from drivers.ipp import IppPagePrinter
from drivers.protocols import DeviceFault, Fault, Health, PrintJob, PrintOutcome, Settled
from drivers.settling import JobState, Pace

pytestmark = pytest.mark.real
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n"


@pytest.fixture
def stack(tmp_path):
    with RealPrinter(tmp_path) as printer:
        yield printer


def printer_for(stack, **pace):
    return IppPagePrinter(stack.address, terminal="minato-01", pace=Pace(**pace))


def test_a_large_document_arrives_byte_for_byte(stack):
    document = PDF + b"%" + random.Random(1).randbytes(2_000_000) + b"\n%%EOF\n"
    outcome = printer_for(stack).print(PrintJob("T-20261121-0001", document, 1), lambda sheets: None)
    assert outcome.settled is Settled.DONE
    assert stack.received() == [document]


def test_the_printer_is_asked_for_one_side_at_full_size_on_a4_and_told_the_ticket(stack):
    printer_for(stack).print(PrintJob("T-20261121-0001", PDF, 1), lambda sheets: None)
    asked = stack.asked()
    assert asked["IPP_PRINT_SCALING"] == "none"
    assert asked["IPP_SIDES"] == "one-sided"
    assert asked["IPP_MEDIA"] == "iso_a4_210x297mm"
    assert asked["IPP_JOB_NAME"] == "T-20261121-0001"
    assert asked["IPP_JOB_ORIGINATING_USER_NAME"] == "minato-01"


def test_a_job_stopped_by_a_fault_is_really_cancelled_at_the_printer(stack):
    printer = printer_for(stack, warned=0.3)
    stack.set_fault("media-empty-error")
    outcome = printer.print(PrintJob("T-1", PDF, 1), lambda sheets: None)
    assert (outcome.settled, outcome.sheets, outcome.fault) == (Settled.STOPPED, 0, Fault.PAPER_OUT)
    assert printer.look(1).state == JobState.CANCELED


def test_a_job_that_does_not_move_is_cancelled_when_its_time_is_over(stack):
    stack.set_fault("marker-waste-full-report")
    hours = []

    def sleep(seconds):
        hours.append(3600)
        time.sleep(0.02)

    pace = Pace(sleep=sleep, monotonic=lambda: time.monotonic() + sum(hours[:1]))
    printer = IppPagePrinter(stack.address, pace=pace)
    outcome = printer.print(PrintJob("T-1", PDF, 1), lambda sheets: None)
    assert (outcome.settled, outcome.sheets) == (Settled.STOPPED, 0)
    assert printer.look(1).state == JobState.CANCELED
    assert stack.sheets() == 0


def test_a_printer_that_takes_no_pdf_is_refused_when_it_is_opened(tmp_path):
    with RealPrinter(tmp_path, formats="image/urf") as stack, pytest.raises(DeviceFault, match="configure it as cups"):
        printer_for(stack).open()


def test_a_printer_that_comes_back_serves_again(stack):
    printer = printer_for(stack)
    stack.kill()
    assert printer.health().fault is Fault.OFFLINE
    stack.start()
    assert printer.print(PrintJob("T-2", PDF, 1), lambda sheets: None).settled is Settled.DONE


def sent(stack, name, pages=1):
    """A job that was sent by a terminal that has died since."""
    printer_for(stack).send(PrintJob(name, pdf(pages), pages))


def pdf(pages: int) -> bytes:
    target = io.BytesIO()
    with pypdfium2.PdfDocument.new() as document:
        for _ in range(pages):
            document.new_page(595, 842)
        document.save(target)
    return target.getvalue()


def test_after_a_restart_a_finished_job_is_known_and_one_that_never_came_has_no_sheet(stack):
    # ippeveprinter's first second is 0, which elsewhere means that the printer was switched off since
    time.sleep(1.1)
    printer_for(stack).print(PrintJob("T-1", pdf(3), 3), lambda sheets: None)
    assert printer_for(stack).recover("T-1") == PrintOutcome(Settled.DONE, 3)
    assert printer_for(stack).recover("T-2") == PrintOutcome(Settled.STOPPED, 0, Fault.UNKNOWN)


def test_after_a_restart_a_job_that_still_prints_is_cancelled_and_its_sheets_are_counted(stack):
    stack.set_fault("media-empty-error", after=2)
    sent(stack, "T-1", 9)
    while not printer_for(stack).printer().warnings:
        time.sleep(0.02)
    outcome = printer_for(stack).recover("T-1")
    assert (outcome.settled, outcome.sheets) == (Settled.STOPPED, 2)
    stack.set_fault(None)
    assert printer_for(stack).health() == Health()
    assert stack.sheets() == 2


def test_a_printer_that_was_switched_off_and_on_since_knows_nothing(stack):
    sent(stack, "T-1")
    stack.kill()
    assert printer_for(stack).recover("T-1").settled is Settled.UNKNOWN
    stack.start()
    assert printer_for(stack).recover("T-1") == PrintOutcome(Settled.UNKNOWN, 0, Fault.UNKNOWN)


def test_while_a_job_of_before_is_open_no_other_is_sent(stack):
    stack.set_fault("marker-waste-full-report")
    sent(stack, "T-1")
    printer = printer_for(stack)
    assert "still holds a job" in printer.health().sentence
    with pytest.raises(DeviceFault, match="still holds a job"):
        printer.print(PrintJob("T-2", pdf(1), 1), lambda sheets: None)
    assert len(stack.received()) == 1
    assert printer.recover("T-1").settled is Settled.STOPPED
    stack.set_fault(None)
    assert printer.print(PrintJob("T-2", pdf(1), 1), lambda sheets: None) == PrintOutcome(Settled.DONE, 1)
