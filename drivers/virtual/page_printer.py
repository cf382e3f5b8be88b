"""The page printer's twin: takes a PDF, lays its sheets one by one into a tray in memory, and fails when told to.

Like a real printer it counts the document's own pages, is refused work while a fault stands, and drops the rest of a
job that stops. Taken off line in the middle of a job it leaves the outcome unknown.
"""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from drivers.protocols import Fault, PrintJob, PrintOutcome, Settled
from drivers.virtual.faults import Breakable

SENTENCES = {
    Fault.PAPER_OUT: "The page printer has no paper: fill the tray.",
    Fault.PAPER_JAM: "Paper is jammed in the page printer: take it out.",
    Fault.COVER_OPEN: "The page printer's cover is open: close it.",
    Fault.TONER_OUT: "The page printer has no toner: change the cartridge.",
    Fault.OFFLINE: "The page printer does not answer: look at its power and its line.",
}
PDFIUM = threading.Lock()
"""Held by whoever uses the PDF library, here or at the dock: it must not be entered by two threads at once."""


@dataclass(frozen=True)
class Printed:
    """One job's sheets in the tray; `ticket` is the job's name, `whole` the PDF as it was sent."""

    id: str
    ticket: str
    sheets: int
    whole: bytes
    pages: int

    @property
    def document(self) -> bytes:
        """A PDF of the sheets that came out: the very bytes sent when all did, cut to the first sheets otherwise."""
        return self.whole if self.sheets == self.pages else _first_pages(self.whole, self.sheets)


class VirtualPagePrinter(Breakable):
    """A page printer in memory. `pace` is seconds a sheet, waited with `sleep`; any thread may look, take or set a fault."""

    def __init__(self, *, pace: float = 0.0, sleep: Callable[[float], None] = time.sleep) -> None:
        super().__init__("page printer", SENTENCES)
        self.pace = pace
        self._sleep = sleep
        self._printing = threading.Lock()
        self._tray: dict[str, Printed] = {}
        self._history: dict[str, Printed] = {}
        self._coming = ""
        self._cancelled = ""

    def open(self) -> None:
        """Be ready. Raises DeviceFault when off line."""
        self._refuse(Fault.OFFLINE)

    def close(self) -> None:
        """Keep the tray as it is."""

    @property
    def tray(self) -> tuple[Printed, ...]:
        """What lies in the tray, oldest first."""
        with self._lock:
            return tuple(self._tray.values())

    @property
    def history(self) -> tuple[Printed, ...]:
        """All that ever came out, taken or not."""
        with self._lock:
            return tuple(self._history.values())

    def take(self, identifier: str) -> Printed:
        """Take one job's sheets out of the tray. Raises KeyError when they are not there or still come out."""
        with self._lock:
            # the next sheet would put the job into the tray again, whole
            if identifier == self._coming:
                raise KeyError(identifier)
            return self._tray.pop(identifier)

    def print(self, job: PrintJob, progress: Callable[[int], None]) -> PrintOutcome:
        """Print as `drivers.protocols.PagePrinter` says; a document that is no PDF is stopped with no sheet."""
        # One job at a time, as a printer has one engine; the other lock is taken for each sheet only.
        with self._printing:
            self._refuse()
            pages = _count_pages(job.document)
            if not pages:
                return PrintOutcome(Settled.STOPPED, 0, Fault.UNKNOWN)
            printed = Printed(f"page-{len(self._history) + 1}", job.name, 0, job.document, pages)
            self._coming = printed.id
            try:
                return self._print_pages(printed, progress)
            finally:
                self._coming = ""

    def recover(self, name: str) -> PrintOutcome:
        """As `drivers.protocols.PagePrinter` says; the twin remembers every sheet, so a job it does not know never came."""
        self._cancelled = name
        # A job of that name that is still printing drops the rest and lets the engine go.
        with self._printing:
            self._cancelled = ""
            if self._fault is Fault.OFFLINE:
                return PrintOutcome(Settled.UNKNOWN, 0, Fault.OFFLINE)
            printed = next((job for job in self.history if job.ticket == name), None)
            if printed and printed.sheets == printed.pages:
                return PrintOutcome(Settled.DONE, printed.sheets)
            return PrintOutcome(Settled.STOPPED, printed.sheets if printed else 0, self._fault or Fault.UNKNOWN)

    def _print_pages(self, printed: Printed, progress: Callable[[int], None]) -> PrintOutcome:
        for sheet in range(1, printed.pages + 1):
            if self.pace:
                self._sleep(self.pace)
            if self._cancelled == printed.ticket:
                return PrintOutcome(Settled.STOPPED, sheet - 1, Fault.UNKNOWN)
            if fault := self._lay(replace(printed, sheets=sheet)):
                settled = Settled.UNKNOWN if fault is Fault.OFFLINE else Settled.STOPPED
                # The rest is dropped: nothing of it may come out for the next visitor.
                return PrintOutcome(settled, sheet - 1, fault)
            progress(sheet)
        return PrintOutcome(Settled.DONE, printed.pages)

    def _lay(self, printed: Printed) -> Fault | None:
        """Lay one more sheet into the tray, or tell the fault that keeps it in the printer."""
        with self._lock:
            if self._fault:
                return self._fault
            self._tray[printed.id] = self._history[printed.id] = printed
            self._count()
            return None


def _count_pages(document: bytes) -> int:
    """The number of pages of a PDF, 0 when it cannot be read."""
    pdfium = _pdfium()
    try:
        with PDFIUM, pdfium.PdfDocument(document) as pdf:
            return len(pdf)
    except pdfium.PdfiumError:
        return 0


def _first_pages(document: bytes, pages: int) -> bytes:
    pdfium = _pdfium()
    target = io.BytesIO()
    with PDFIUM, pdfium.PdfDocument(document) as pdf, pdfium.PdfDocument.new() as cut:
        cut.import_pages(pdf, range(pages))
        cut.save(target)
    return target.getvalue()


def _pdfium() -> Any:
    """The PDF library, which has no annotations, loaded late: a terminal reaches its first screen without it."""
    import pypdfium2  # noqa: PLC0415

    return pypdfium2
