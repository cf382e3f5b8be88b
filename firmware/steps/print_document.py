"""Paper: the document is printed once, its sheets are counted, and what cannot be known is left to staff."""

from __future__ import annotations

import logging

from drivers.protocols import DeviceFault, PagePrinter, PrintJob, PrintOutcome, Settled
from firmware.conversation import Conversation
from firmware.errors import JournalError
from firmware.journal import Ending, Journal
from firmware.prompts import Progress

log = logging.getLogger(__name__)
ENDINGS = {Settled.DONE: Ending.DONE, Settled.STOPPED: Ending.NOT_DONE, Settled.UNKNOWN: Ending.UNKNOWN}


class SheetTime:
    """How long a sheet takes on this terminal's printer, learnt from the last jobs; a cautious guess before the first."""

    def __init__(self, seconds: float = 15.0) -> None:
        self._seconds = seconds

    def left(self, sheets: int) -> int:
        """Seconds that so many sheets will take, at least 1."""
        return max(1, round(self._seconds * sheets))

    def learn(self, seconds: float, sheets: int) -> None:
        """A job took so long."""
        self._seconds = (self._seconds + seconds / sheets) / 2


def print_document(
    talk: Conversation, printer: PagePrinter, journal: Journal, job: PrintJob, pace: SheetTime
) -> PrintOutcome:
    """Print with honest progress; a printer that could not even begin has stopped with no sheet.

    Raises JournalError with nothing sent.
    """
    printing = journal.begin(talk.view.visit or "", "print", sheets=job.sheets)
    with talk.working("print-started", seconds=pace.left(job.sheets)) as progress:
        began = talk.clock.monotonic()
        try:
            outcome = printer.print(job, lambda out: progress(_progress(out, job.sheets, pace)))
        except DeviceFault as fault:
            log.error("%s", fault)
            outcome = PrintOutcome(Settled.STOPPED, 0, fault.fault)
        if outcome.settled is Settled.DONE:
            pace.learn(talk.clock.monotonic() - began, job.sheets)
    try:
        journal.decide(printing.id, ending_of(outcome), sheets=outcome.sheets, fault=outcome.fault)
    except JournalError as error:
        # the visitor must get what came out; the act stays open, and the printer is asked again between two visits
        log.error("%s", error)
    return outcome


def ending_of(outcome: PrintOutcome) -> Ending:
    """How the act of printing ended: with some of it in the tray, staff must look before money or paper moves."""
    partly = outcome.settled is Settled.STOPPED and outcome.sheets > 0
    return Ending.UNKNOWN if partly else ENDINGS[outcome.settled]


def _progress(out: int, sheets: int, pace: SheetTime) -> Progress:
    return Progress(out, sheets, pace.left(sheets - out) if out < sheets else None)
