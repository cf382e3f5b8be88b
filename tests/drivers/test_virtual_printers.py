"""The virtual page printer: what is special to a printer in memory."""

import io
import threading

import pypdfium2
import pytest
from acting import LONG, Running

from drivers.protocols import DeviceFault, Fault, Health, PrintJob, PrintOutcome, Settled
from drivers.virtual.page_printer import VirtualPagePrinter


def pdf(*widths: int) -> bytes:
    """A PDF with one page for each width, so that its pages can be told apart."""
    target = io.BytesIO()
    with pypdfium2.PdfDocument.new() as document:
        for width in widths:
            document.new_page(width, 842)
        document.save(target)
    return target.getvalue()


def widths(document: bytes) -> list[float]:
    with pypdfium2.PdfDocument(document) as read:
        return [page.get_width() for page in read]


def printed(printer, *pages, name="T-1"):
    return printer.print(PrintJob(name, pdf(*pages), len(pages)), lambda sheets: None)


def test_a_whole_document_lies_in_the_tray_byte_for_byte():
    printer, document = VirtualPagePrinter(), pdf(595, 596)
    printer.print(PrintJob("T-1", document, 2), lambda sheets: None)
    (sheets,) = printer.tray
    assert (sheets.id, sheets.ticket, sheets.sheets, sheets.document) == ("page-1", "T-1", 2, document)


def test_only_the_sheets_that_came_out_lie_in_the_tray_of_a_stopped_job():
    printer = VirtualPagePrinter()
    printer.set_fault(Fault.PAPER_JAM, after=2)
    assert printed(printer, 595, 596, 597) == PrintOutcome(Settled.STOPPED, 2, Fault.PAPER_JAM)
    (sheets,) = printer.tray
    assert widths(sheets.document) == [595, 596]


def test_a_job_that_stops_before_its_first_sheet_leaves_the_tray_empty():
    printer = VirtualPagePrinter()
    printer.set_fault(Fault.PAPER_OUT, after=1)
    printed(printer, 595)
    printer.set_fault(None)
    printer.set_fault(Fault.COVER_OPEN)
    with pytest.raises(DeviceFault, match="close it"):
        printed(printer, 595)
    assert [sheets.ticket for sheets in printer.history] == ["T-1"]


def test_the_sheets_it_counts_are_those_of_the_document_not_of_the_order():
    printer = VirtualPagePrinter()
    outcome = printer.print(PrintJob("T-1", pdf(595, 595, 595), 2), lambda sheets: None)
    assert outcome == PrintOutcome(Settled.DONE, 3)


def test_sheets_come_out_one_by_one_at_its_pace():
    events = []
    printer = VirtualPagePrinter(pace=1.5, sleep=events.append)
    printer.print(PrintJob("T-1", pdf(595, 595), 2), lambda sheets: events.append(f"sheet {sheets}"))
    assert events == [1.5, "sheet 1", 1.5, "sheet 2"]


def test_a_fault_set_while_a_sheet_is_on_its_way_stops_the_job():
    printer = VirtualPagePrinter(pace=1.0, sleep=lambda seconds: printer.set_fault(Fault.TONER_OUT))
    assert printed(printer, 595, 595) == PrintOutcome(Settled.STOPPED, 0, Fault.TONER_OUT)
    assert printer.tray == ()
    assert printer.health() == Health(Fault.TONER_OUT, "The page printer has no toner: change the cartridge.")


def test_a_fault_to_come_counts_sheets_over_several_jobs():
    printer = VirtualPagePrinter()
    printer.set_fault(Fault.PAPER_OUT, after=3)
    assert printed(printer, 595, 595).settled is Settled.DONE
    assert printer.health() == Health()
    assert printed(printer, 595, 595, name="T-2") == PrintOutcome(Settled.STOPPED, 1, Fault.PAPER_OUT)


def test_paper_is_taken_once_and_stays_in_the_history():
    printer = VirtualPagePrinter()
    printed(printer, 595)
    printed(printer, 596, name="T-2")
    assert printer.take("page-1").ticket == "T-1"
    assert [sheets.id for sheets in printer.tray] == ["page-2"]
    with pytest.raises(KeyError):
        printer.take("page-1")
    assert [sheets.id for sheets in printer.history] == ["page-1", "page-2"]


def test_paper_that_is_still_coming_cannot_be_taken():
    refused = []
    printer = VirtualPagePrinter()

    def grab(sheets):
        try:
            printer.take("page-1")
        except KeyError:
            refused.append(sheets)

    printer.print(PrintJob("T-1", pdf(595, 595), 2), grab)
    assert refused == [1, 2]
    assert printer.take("page-1").sheets == 2


def test_jobs_of_two_threads_do_not_mix():
    printer = VirtualPagePrinter()
    threads = [
        threading.Thread(target=printed, args=(printer, *[595 + n] * 5), kwargs={"name": f"T-{n}"}) for n in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(sheets.ticket for sheets in printer.tray) == ["T-0", "T-1", "T-2", "T-3"]
    assert all(sheets.sheets == 5 and len(set(widths(sheets.document))) == 1 for sheets in printer.tray)


def test_a_job_from_before_is_known_by_its_sheets_and_one_that_never_came_has_none():
    printer = VirtualPagePrinter()
    printed(printer, 595, 595)
    printer.set_fault(Fault.PAPER_JAM, after=1)
    printed(printer, 595, 595, name="T-2")
    assert printer.recover("T-1") == PrintOutcome(Settled.DONE, 2)
    assert printer.recover("T-2") == PrintOutcome(Settled.STOPPED, 1, Fault.PAPER_JAM)
    assert printer.recover("T-3") == PrintOutcome(Settled.STOPPED, 0, Fault.PAPER_JAM)
    printer.set_fault(Fault.OFFLINE)
    assert printer.recover("T-1").settled is Settled.UNKNOWN


def test_a_job_that_still_prints_is_cancelled_before_it_is_told():
    begun, cancelled = threading.Event(), threading.Event()

    def sleep(seconds):
        begun.set()
        cancelled.wait(LONG)

    printer = VirtualPagePrinter(pace=1.0, sleep=sleep)
    printing = Running(lambda: printed(printer, 595, 595, 595))
    begun.wait(LONG)
    recovering = Running(lambda: printer.recover("T-1"))
    # the engine is let go on only once the cancellation stands
    while printer._cancelled != "T-1":
        begun.wait(0.01)
    cancelled.set()
    assert printing.result() == recovering.result() == PrintOutcome(Settled.STOPPED, 0, Fault.UNKNOWN)
    assert printer.tray == ()
