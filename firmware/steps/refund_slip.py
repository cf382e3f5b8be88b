"""The slip for money that the machine owes and cannot give: with it, or with the number on it, staff pay by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from drivers.protocols import DeviceFault, ReceiptPrinter, Slip, SlipLine
from firmware.conversation import Conversation
from firmware.journal import Ending, Journal
from firmware.paper import made, printed
from firmware.phrases import say
from firmware.phrases.reader import PhraseBook


@dataclass(frozen=True)
class Debt:
    """What a terminal owes to the visitor of one visit, in yen; the ticket is all that names the visit on paper."""

    terminal: str
    visit: str
    ticket: str
    yen: int
    at: datetime


def refund_slips(
    talk: Conversation, printer: ReceiptPrinter, journal: Journal, book: PhraseBook, terminal: str
) -> Callable[[int], bool]:
    """What prints a slip for so many yen owed to the visitor of this visit, and tells whether it could."""

    def print_slip(yen: int) -> bool:
        debt = Debt(terminal, talk.view.visit or "", talk.view.ticket or "", yen, talk.clock.now())
        return print_refund_slip(printer, journal, book, debt)

    return print_slip


def print_refund_slip(printer: ReceiptPrinter, journal: Journal, book: PhraseBook, debt: Debt) -> bool:
    """Print the slip of a debt; False when the printer cannot. Raises JournalError, with nothing printed or all of it."""
    with journal.act(debt.visit, "refund_slip", ticket=debt.ticket, yen=debt.yen) as act:
        try:
            printer.print(refund_slip(debt, book))
        except DeviceFault as fault:
            act.end(Ending.NOT_DONE, fault=fault.fault)
            return False
        act.end(Ending.DONE)
    return True


def refund_slip(debt: Debt, book: PhraseBook) -> Slip:
    """The slip as lines."""
    words = partial(printed, book)
    return Slip(
        f"{debt.ticket}-refund",
        (
            SlipLine(words(say("slip-refund-title")), strong=True),
            made(book, debt.at, debt.terminal),
            SlipLine(rule=True),
            SlipLine(words(say("slip-refund-sum")), words(say("slip-yen", yen=debt.yen)), strong=True),
            SlipLine(words(say("slip-ticket", ticket=debt.ticket))),
            SlipLine(rule=True),
            SlipLine(words(say("slip-refund-where"))),
            SlipLine(words(say("slip-site")), words(say("closed-phone-value"))),
        ),
    )
