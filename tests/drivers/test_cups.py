"""The CUPS driver against a real cupsd that prints on to a real ippeveprinter."""

import io
import threading
import time

import pypdfium2
import pytest
from real_stacks.cups import RealCups
from real_stacks.ipp import RealPrinter

from drivers.cups import CupsPagePrinter
from drivers.ipp import IppPagePrinter
from drivers.protocols import DeviceFault, Fault, Health, PrintJob, PrintOutcome, Settled
from drivers.settling import JobState, Pace

FORMATS = "application/pdf,image/urf,image/pwg-raster"


def pdf(pages: int) -> bytes:
    target = io.BytesIO()
    with pypdfium2.PdfDocument.new() as document:
        for _ in range(pages):
            document.new_page(595, 842)
        document.save(target)
    return target.getvalue()


@pytest.fixture
def stack(tmp_path):
    with RealPrinter(tmp_path, formats=FORMATS) as printer:
        yield printer


@pytest.fixture
def cups(stack):
    with RealCups(stack.port) as server:
        yield server


def driver(cups) -> CupsPagePrinter:
    return CupsPagePrinter(cups.address, pace=Pace(warned=0.3, sleep=lambda seconds: time.sleep(min(seconds, 0.1))))


@pytest.mark.real
def test_a_document_goes_through_cups_to_the_printer_and_is_counted(stack, cups):
    printer, counted = driver(cups), []
    printer.open()
    assert printer.health() == Health()
    assert printer.print(PrintJob("T-1", pdf(3), 3), counted.append) == PrintOutcome(Settled.DONE, 3)
    assert counted[-1] == 3
    assert stack.sheets() == 3
    assert stack.asked()["IPP_SIDES"] == "one-sided"


@pytest.mark.real
def test_a_job_that_stops_is_cancelled_at_the_printer_too_and_not_only_in_cups(stack, cups):
    stack.set_fault("media-empty-error", after=1)
    outcome = driver(cups).print(PrintJob("T-1", pdf(3), 3), lambda sheets: None)
    assert outcome == PrintOutcome(Settled.STOPPED, 1, Fault.PAPER_OUT)
    device = IppPagePrinter(stack.address)
    while device.look(1).state == JobState.PROCESSING:
        time.sleep(0.05)
    assert device.look(1).state == JobState.CANCELED
    assert stack.sheets() == 1


@pytest.mark.real
def test_cups_that_dies_in_the_middle_leaves_the_job_unknown(stack, cups):
    stack.set_pace(0.5)
    stopped = threading.Event()

    def stop(sheets):
        if not stopped.is_set():
            stopped.set()
            cups.stop()

    outcome = driver(cups).print(PrintJob("T-1", pdf(9), 9), stop)
    assert (outcome.settled, outcome.fault) == (Settled.UNKNOWN, Fault.OFFLINE)


@pytest.mark.real
def test_cups_that_is_not_there_or_has_no_such_queue_is_a_fault(cups):
    with pytest.raises(DeviceFault, match="queue Other: ") as caught:
        CupsPagePrinter(cups.address.replace("Kiosk", "Other")).open()
    assert caught.value.fault is Fault.UNKNOWN
    cups.stop()
    with pytest.raises(DeviceFault, match="does not answer") as caught:
        driver(cups).print(PrintJob("T-1", pdf(1), 1), lambda sheets: None)
    assert caught.value.fault is Fault.OFFLINE
    assert driver(cups).health().fault is Fault.OFFLINE


@pytest.mark.real
def test_a_document_that_cups_cannot_turn_into_paper_is_refused_with_nothing_sent(stack):
    with RealCups(stack.port, conversions="") as cups, pytest.raises(DeviceFault, match="Unsupported document-format"):
        driver(cups).print(PrintJob("T-1", pdf(1), 1), lambda sheets: None)
    assert stack.received() == []


@pytest.mark.parametrize("address", ["", "@host", "Kiosk@", "Kiosk@host:", "Kiosk@host:x", "a queue", "a/b"])
def test_an_address_that_is_none_is_refused_with_itself_named(address):
    with pytest.raises(ValueError, match="cups:"):
        CupsPagePrinter(address)


@pytest.mark.real
def test_after_a_restart_cups_tells_what_became_of_a_job_and_what_it_does_not_know_is_unknown(stack, cups):
    driver(cups).print(PrintJob("T-1", pdf(2), 2), lambda sheets: None)
    assert driver(cups).recover("T-1") == PrintOutcome(Settled.DONE, 2)
    # what CUPS has not yet written is lost with the power, so not to know a job proves nothing
    assert driver(cups).recover("T-2") == PrintOutcome(Settled.UNKNOWN, 0, Fault.UNKNOWN)


@pytest.mark.real
def test_after_a_restart_a_job_that_is_still_open_in_cups_is_cancelled(stack, cups):
    stack.set_fault("media-empty-error", after=1)
    driver(cups).send(PrintJob("T-1", pdf(3), 3))
    while not IppPagePrinter(stack.address).printer().warnings:
        time.sleep(0.05)
    printer = driver(cups)
    with pytest.raises(DeviceFault, match="still holds a job"):
        printer.print(PrintJob("T-2", pdf(1), 1), lambda sheets: None)
    outcome = printer.recover("T-1")
    assert (outcome.settled, outcome.sheets) == (Settled.STOPPED, 1)
    device = IppPagePrinter(stack.address)
    while device.look(1).state == JobState.PROCESSING:
        time.sleep(0.05)
    stack.set_fault(None)
    assert stack.sheets() == 1
