"""Every trouble of a page printer at every moment of a job: settled, dropped at the printer, and nothing comes out later.

The twin, CUPS's ippeveprinter and an engine that is worse than any real one are asked the same.
"""

import io
import time

import pypdfium2
import pytest
from ipp_engine import Engine, EngineServer
from real_stacks.ipp import RealPrinter

from drivers.ipp import IppPagePrinter
from drivers.protocols import DeviceFault, Fault, Health, PrintJob, PrintOutcome, Settled
from drivers.settling import Pace
from drivers.virtual.page_printer import VirtualPagePrinter

REASONS = {
    Fault.PAPER_OUT: "media-empty-error",
    Fault.PAPER_JAM: "media-jam-error",
    Fault.COVER_OPEN: "cover-open-error",
    Fault.TONER_OUT: "toner-empty-error",
}
SHEETS = 3


def pdf(pages: int) -> bytes:
    target = io.BytesIO()
    with pypdfium2.PdfDocument.new() as document:
        for _ in range(pages):
            document.new_page(595, 842)
        document.save(target)
    return target.getvalue()


class Twin:
    def __init__(self):
        self.printer = VirtualPagePrinter(pace=1.0, sleep=self._next)
        self._fault, self._after, self._out = None, 0, 0

    def breaks(self, fault, after):
        if after in (-1, SHEETS):
            self.printer.set_fault(fault, max(after, 0))
        else:
            self._fault, self._after = fault, after

    def _next(self, seconds):
        if self._fault and self._out == self._after:
            self.printer.set_fault(self._fault)
            self._fault = None
        self._out += 1

    def repaired(self):
        self.printer.set_fault(None)

    def sheets(self):
        return sum(job.sheets for job in self.printer.history)


class Worst:
    def __init__(self, server):
        self.engine = server.engine = Engine()
        slept: list[float] = []
        pace = Pace(patience=5, sleep=slept.append, monotonic=lambda: sum(slept))
        self.printer = IppPagePrinter(server.address, pace=pace)

    def breaks(self, fault, after):
        self.engine.fault, self.engine.after = REASONS[fault], after

    def repaired(self):
        self.engine.fault = ""
        for _ in range(SHEETS):
            self.engine.works()

    def sheets(self):
        return len(self.engine.tray)


class Real:
    def __init__(self, stack):
        self.stack, self._before = stack, stack.sheets()
        pace = Pace(warned=0.3, sleep=lambda seconds: time.sleep(min(seconds, 0.02)))
        self.printer = IppPagePrinter(stack.address, pace=pace)

    def breaks(self, fault, after):
        self.stack.set_fault(REASONS[fault], after)

    def repaired(self):
        self.stack.set_fault(None)

    def sheets(self):
        return self.stack.sheets() - self._before


@pytest.fixture(scope="module")
def server():
    with EngineServer() as server:
        yield server
        server.shutdown()


@pytest.fixture(scope="module")
def stack(tmp_path_factory):
    with RealPrinter(tmp_path_factory.mktemp("printer")) as stack:
        yield stack


@pytest.fixture(params=["twin", "engine", pytest.param("ippeveprinter", marks=pytest.mark.real)])
def stand(request):
    if request.param == "twin":
        return Twin()
    if request.param == "engine":
        return Worst(request.getfixturevalue("server"))
    return Real(request.getfixturevalue("stack"))


@pytest.mark.parametrize("after", [0, 1, SHEETS])
@pytest.mark.parametrize("fault", REASONS)
def test_a_job_ends_settled_and_leaves_nothing_for_the_next_visitor(stand, fault, after):
    stand.breaks(fault, after)
    counted = []
    outcome = stand.printer.print(PrintJob(f"{fault}-{after}", pdf(SHEETS), SHEETS), counted.append)
    if after == SHEETS:
        assert outcome == PrintOutcome(Settled.DONE, SHEETS)
    else:
        assert outcome == PrintOutcome(Settled.STOPPED, after, fault)
    assert stand.sheets() == after
    stand.repaired()
    assert stand.printer.health() == Health()
    following = stand.printer.print(PrintJob(f"{fault}-{after}-next", pdf(SHEETS), SHEETS), counted.append)
    assert following == PrintOutcome(Settled.DONE, SHEETS)
    assert stand.sheets() == after + SHEETS


@pytest.mark.parametrize("make", ["twin", "engine"])
@pytest.mark.parametrize("fault", REASONS)
def test_a_printer_in_trouble_before_the_job_is_sent_nothing(server, make, fault):
    stand = Twin() if make == "twin" else Worst(server)
    stand.breaks(fault, -1)
    with pytest.raises(DeviceFault) as caught:
        stand.printer.print(PrintJob("T-1", pdf(SHEETS), SHEETS), lambda sheets: None)
    assert (caught.value.fault, str(caught.value)) == (fault, stand.printer.health().sentence)
    stand.repaired()
    assert stand.sheets() == 0


@pytest.mark.parametrize("after", [0, 1])
def test_a_printer_that_is_gone_leaves_it_unknown_and_is_shut_until_it_is_back_and_clear(server, after):
    stand = Worst(server)
    stand.engine.dies_after = after
    outcome = stand.printer.print(PrintJob("T-1", pdf(SHEETS), SHEETS), lambda sheets: None)
    assert outcome == PrintOutcome(Settled.UNKNOWN, after, Fault.OFFLINE)
    with pytest.raises(DeviceFault, match="broke off"):
        stand.printer.print(PrintJob("T-2", pdf(SHEETS), SHEETS), lambda sheets: None)
    stand.engine.is_on, stand.engine.dies_after = True, None
    # asked how it is, the terminal cancels what it gave up: the first answer is still of before
    assert stand.printer.health().fault is Fault.UNKNOWN
    assert stand.printer.health() == Health()
    stand.repaired()
    assert stand.sheets() == after


@pytest.mark.parametrize("obeys", [True, False])
def test_a_job_that_is_taken_and_never_printed_is_cancelled_or_keeps_the_printer_shut(server, obeys):
    stand = Worst(server)
    stand.engine.moves, stand.engine.obeys = False, obeys
    outcome = stand.printer.print(PrintJob("T-1", pdf(SHEETS), SHEETS), lambda sheets: None)
    assert outcome == PrintOutcome(Settled.STOPPED if obeys else Settled.UNKNOWN, 0, Fault.UNKNOWN)
    assert (stand.printer.health() == Health()) == obeys
    stand.engine.moves = True
    stand.repaired()
    assert stand.sheets() == (0 if obeys else SHEETS)
    assert stand.printer.health() == Health()
