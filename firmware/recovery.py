"""After a restart, before any visitor: what was cut off is found out from the journal and the devices, or left to staff.

ADR 0015 has the table. Whatever is done here is written down first like anything else, so that this may be cut off too.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from drivers.protocols import CashBox, DeviceFault, Fault, PagePrinter, PrintOutcome, ReceiptPrinter, Settled
from firmware.books import Books, read
from firmware.clock import Clock
from firmware.closing import close_books, doubt_charge
from firmware.ids import named
from firmware.journal import Ending, Journal
from firmware.phrases import Phrase, say
from firmware.phrases.reader import PhraseBook
from firmware.steps.give import give
from firmware.steps.print_document import ending_of
from firmware.steps.refund_slip import Debt, print_refund_slip

YOUNG = timedelta(minutes=5)


@dataclass(frozen=True)
class Restored:
    """A visit that was cut off so short a time ago that its visitor still stands there, and what they are told."""

    visit: str
    ticket: str
    phrases: tuple[Phrase, ...]


@dataclass
class Recovery:
    """What recovery needs of a terminal; a role without a printer or a cash box has none."""

    journal: Journal
    clock: Clock
    book: PhraseBook
    terminal: str
    page_printer: PagePrinter | None = None
    receipt_printer: ReceiptPrinter | None = None
    cash_box: CashBox | None = None
    _told: list[Phrase] = field(default_factory=list, init=False)

    def run(self) -> list[Restored]:
        """Settle what can be settled, oldest first; may be called again at any time between visits. Raises JournalError."""
        newest = self.journal.newest()
        if newest is None:
            return []
        # the last visit may have been cut off between two acts, with none of them open
        visits = dict.fromkeys([entry.visit for entry in self.journal.unsettled()] + [newest.visit])
        return [restored for visit in visits if (restored := self._settle(visit)).phrases]

    def is_waiting(self) -> bool:
        """Whether a printer that is still away must be asked again. Raises JournalError."""
        return any(entry.what == "print" and entry.phase == "intent" for entry in self.journal.unsettled())

    def _settle(self, visit: str) -> Restored:
        self._told = []
        before = read(self.journal.entries(visit))
        young = self._is_young(visit)
        self._find_paper(before, young)
        self._doubt_gives(before)
        doubt_charge(self.journal, before)
        if young:
            self._return(visit)
        owed = self._close(visit)
        if owed and young:
            self._tell_debt(visit, before.ticket, owed)
        return Restored(visit, before.ticket, tuple(self._told) if young else ())

    def _is_young(self, visit: str) -> bool:
        """Whether the visitor probably still stands there: money must not be given to whoever comes next."""
        # what a restart wrote, or a line that came back, says nothing about when somebody was there
        own = [e for e in self.journal.entries(visit) if e.what != "outcome" and "by" not in e.detail]
        age = self.clock.now() - datetime.fromisoformat(own[-1].at) if own else YOUNG
        return self.clock.is_believable() and timedelta() <= age < YOUNG

    def _find_paper(self, books: Books, young: bool) -> None:
        for deed in books.of("print"):
            if deed.ending is None and (outcome := self._ask_printer(books.ticket, young)):
                ending = ending_of(outcome)
                self.journal.decide(deed.id, ending, sheets=outcome.sheets, fault=outcome.fault, by="restart")
                if ending is not Ending.NOT_DONE:
                    done = ending is Ending.DONE
                    self._told.append(say("restart-printed" if done else "print-unknown", ticket=named(books.ticket)))

    def _ask_printer(self, ticket: str, young: bool) -> PrintOutcome | None:
        """What became of the job; None while a printer that lost its power too may still come back and tell."""
        if self.page_printer is None:
            return PrintOutcome(Settled.UNKNOWN, 0)
        try:
            if not young or self.page_printer.health().fault is not Fault.OFFLINE:
                return self.page_printer.recover(ticket)
        except DeviceFault as fault:
            return None if young else PrintOutcome(Settled.UNKNOWN, 0, fault.fault)
        return None

    def _doubt_gives(self, books: Books) -> None:
        """No box can tell afterwards whether its hopper ran."""
        for deed in books.of("give"):
            if deed.ending is None:
                self.journal.decide(deed.id, Ending.UNKNOWN, by="restart")
                self._told.append(say("pay-unknown"))

    def _return(self, visit: str) -> None:
        """Give back at once what is surely the visitor's; what the box cannot give stays due."""
        due = read(self.journal.entries(visit)).due
        if not due or self.cash_box is None:
            return
        with self.journal.act(visit, "refund", yen=due, by="restart") as refund:
            try:
                give(self.cash_box, self.journal, visit, due)
            except DeviceFault as fault:
                refund.end(Ending.NOT_DONE, fault=fault.fault)
                return
            refund.end(Ending.DONE, returned=due)
        ticket = read(self.journal.entries(visit)).ticket
        self._told.append(say("restart-returned", yen=due, ticket=named(ticket)))

    def _close(self, visit: str) -> int:
        """Close the books; the sum that has just become owed."""
        before = read(self.journal.entries(visit)).owed
        return close_books(self.journal, visit).owed - before

    def _tell_debt(self, visit: str, ticket: str, yen: int) -> None:
        debt = Debt(self.terminal, visit, ticket, yen, self.clock.now())
        printer = self.receipt_printer
        slip = printer is not None and print_refund_slip(printer, self.journal, self.book, debt)
        self._told.append(say("pay-owed", yen=yen) if slip else say("pay-owed-number", yen=yen, ticket=named(ticket)))
