"""A certificate kiosk: a resident takes a certificate, in the order people know from convenience stores."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import ClassVar

from central.client import CentralClient, CentralFault
from central.client import Refused as CentralRefused
from central.wire import Paid
from drivers.protocols import Buzzer, CardReader, CashBox, PagePrinter, PrintJob, PrintOutcome, ReceiptPrinter, Settled
from firmware.conversation import Conversation
from firmware.errors import JournalError, Refused, SteppedBack
from firmware.form import Form
from firmware.gate import Gate, GateShut, Known
from firmware.ids import named
from firmware.journal import Journal
from firmware.phrases import Phrase, say
from firmware.phrases.reader import PhraseBook
from firmware.steps.hand_over import hand_over, print_receipt, wants_receipt
from firmware.steps.identify import CERTIFICATE, Own, identify
from firmware.steps.order import Wish, choose_certificate, presentable
from firmware.steps.pay import Payment
from firmware.steps.place_order import place_order
from firmware.steps.print_document import SheetTime, print_document
from firmware.steps.receipt import Receipt, slip
from firmware.steps.refund_slip import refund_slips
from firmware.steps.staff import StaffCards
from firmware.steps.training import TrainingCards
from firmware.telling import tell_visit
from firmware.visits import Visits

log = logging.getLogger(__name__)


@dataclass
class Role:
    """What the kiosk needs; `serve` is one visit."""

    steps: ClassVar[tuple[str, ...]] = ("card", "pin", "certificate", "confirm", "pay", "take")
    essential: ClassVar[tuple[str, ...]] = ("reader", "page_printer", "cash_box")
    serving: ClassVar[type[Visits]] = Visits

    reader: CardReader
    page_printer: PagePrinter
    receipt_printer: ReceiptPrinter
    cash_box: CashBox
    buzzer: Buzzer
    central: CentralClient
    journal: Journal
    book: PhraseBook
    staff: StaffCards = field(default_factory=StaffCards)
    training: TrainingCards = field(default_factory=TrainingCards)
    pace: SheetTime = field(default_factory=SheetTime)

    def serve(self, talk: Conversation) -> None:
        """Card and PIN, the certificate, its fee, the sheets, the receipt. Raises VisitEnded, DeviceFault and central's errors."""
        identified = identify(talk, self.reader, self.central, Own(self.staff, self.training), CERTIFICATE)
        offers = presentable(identified.person, self.book)
        form = Form(talk)
        while True:
            wish = form.fill(lambda ask: choose_certificate(talk, ask, offers))
            order, quote = place_order(talk, self.central, self.journal, wish)
            talk.at("pay")
            slips = refund_slips(talk, self.receipt_printer, self.journal, self.book, self.central.terminal)
            payment = Payment(talk, self.cash_box, self.journal, quote.fee, slips)
            try:
                payment.collect()
                break
            except SteppedBack:
                form.step_back()
        # from here on the money is ours: no step back, no stop, and walking away changes nothing
        talk.at("take")
        with self._unless_kept_back(talk, payment):
            receipt = self._receipt(talk, wish, payment)
        whose = (self.central.terminal, talk.view.visit or "", receipt.ticket, identified.holder)
        with Gate(Known(*whose, order, quote, receipt.number), talk, self.journal) as gate:
            self._print(talk, gate, payment)
        things = [("certificate", say("sheets-count", sheets=quote.sheets))]
        if wants_receipt(talk) and print_receipt(talk, self.receipt_printer, self.journal, slip(receipt, self.book)):
            things.append(("receipt", say("sheets-count", sheets=1)))
        hand_over(talk, self.buzzer, things)

    def practise(self, talk: Conversation, *, has_card: bool) -> None:
        """The same walk with an invented person, no money and no record. Raises VisitEnded, DeviceFault."""
        from firmware.steps.practice import begin, practise

        begin(talk, has_card=has_card)
        practise(talk, self.page_printer, self.receipt_printer, self.buzzer, self.book)

    def _receipt(self, talk: Conversation, wish: Wish, payment: Payment) -> Receipt:
        # numbered even when no paper is wanted: an auditor finds every number in the journal
        number = f"{self.central.terminal}-{self.journal.next_number('receipt'):06}"
        self.journal.note(talk.view.visit or "", "receipt_numbered", number=number, yen=wish.yen)
        ticket = talk.view.ticket or ""
        return Receipt(number, talk.clock.now(), self.central.terminal, ticket, wish, payment.inserted, payment.change)

    def _print(self, talk: Conversation, gate: Gate, payment: Payment) -> None:
        """Print what was paid for; when not one sheet came out, the money goes back. Raises Refused."""
        with self._unless_kept_back(talk, payment):
            job = self._fetch(talk, gate, payment)
        # an intent that cannot be written keeps the paper back too; any other surprise may come after the job was sent
        with self._unless_kept_back(talk, payment, JournalError):
            outcome = print_document(talk, self.page_printer, self.journal, job, self.pace)
        fee, nothing_came = payment.yen, outcome.settled is Settled.STOPPED and outcome.sheets == 0
        if nothing_came:
            payment.give_back()
        self._tell_central(gate.known.visit)
        if outcome.settled is not Settled.DONE:
            raise Refused(_not_printed(outcome, fee, job.name))

    def _fetch(self, talk: Conversation, gate: Gate, payment: Payment) -> PrintJob:
        """Fetch what was paid for and take it through the gate. Raises GateShut, JournalError and central's errors."""
        known = gate.known
        paid = Paid(yen=payment.yen, method="cash", receipt=known.receipt)
        with talk.working("document-coming"):
            issued = self.central.document(known.visit, known.order.order, paid)
        return gate.open(issued)

    @contextmanager
    def _unless_kept_back(
        self, talk: Conversation, payment: Payment, by: type[Exception] = Exception
    ) -> Iterator[None]:
        """Whatever keeps the paper back while this lasts, the money goes back. Raises Refused, Told, central's refusal."""
        try:
            yield
        except by as error:
            log.error("kept back by %s: %s", type(error).__name__, error)
            # whatever it was, there is no paper, so there is no fee; central may have heard of the payment
            payment.give_back()
            self._tell_central(talk.view.visit or "")
            if isinstance(error, GateShut | CentralFault | JournalError):
                # what matters to the visitor is the money; the operator finds the reason, or the check's name
                raise Refused(say("print-not-done", fee=payment.yen)) from error
            if isinstance(error, CentralRefused):
                payment.tell_returned(payment.yen)
            raise

    def _tell_central(self, visit: str) -> None:
        """A journal that fails now keeps nobody from paper or money: the books are closed when it can be written again."""
        try:
            tell_visit(self.journal, self.central, visit)
        except JournalError as error:
            log.error("%s", error)


def _not_printed(outcome: PrintOutcome, fee: int, ticket: str) -> Phrase:
    if outcome.settled is Settled.STOPPED and outcome.sheets == 0:
        return say("print-not-done", fee=fee)
    return say("print-stopped") if outcome.settled is Settled.STOPPED else say("print-unknown", ticket=named(ticket))
