"""Paper: the document is printed once, its sheets are counted, and what cannot be known is left to staff."""

from __future__ import annotations

from drivers.protocols import DeviceFault, PagePrinter, PrintJob, PrintOutcome, Settled
from firmware.conversation import Conversation
from firmware.journal import Ending, Journal
from firmware.prompts import Progress

SECONDS_A_SHEET = 15
ENDINGS = {Settled.DONE: Ending.DONE, Settled.STOPPED: Ending.NOT_DONE, Settled.UNKNOWN: Ending.UNKNOWN}


def print_document(talk: Conversation, printer: PagePrinter, journal: Journal, job: PrintJob) -> PrintOutcome:
    """Print with honest progress; a printer that could not even begin has stopped with no sheet."""
    with (
        journal.act(talk.view.visit or "", "print", sheets=job.sheets) as printing,
        talk.working("print-started", seconds=SECONDS_A_SHEET * job.sheets) as progress,
    ):
        try:
            outcome = printer.print(job, lambda out: progress(_progress(out, job.sheets)))
        except DeviceFault as fault:
            outcome = PrintOutcome(Settled.STOPPED, 0, fault.fault)
        ending = ENDINGS[outcome.settled]
        if ending is Ending.NOT_DONE and outcome.sheets:
            ending = Ending.UNKNOWN  # some of it lies in the tray: staff must look before money or paper moves
        printing.end(ending, sheets=outcome.sheets, fault=outcome.fault)
    return outcome


def _progress(out: int, sheets: int) -> Progress:
    return Progress(out, sheets, SECONDS_A_SHEET * (sheets - out))
