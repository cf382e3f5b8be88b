"""Practice: the whole walk without money and without a record, with a training card or none; what comes out is marked as a sample.

The offers are the product's own and not the city's: so practice needs no central, and leaves no trace there.
"""

from __future__ import annotations

from central.wire import Offer
from drivers.protocols import Buzzer, DeviceFault, PagePrinter, ReceiptPrinter, Settled, Sheet, Slip, SlipLine
from firmware.conversation import Conversation
from firmware.errors import SteppedBack
from firmware.form import Form
from firmware.paper import drawn, printed
from firmware.phrases import say
from firmware.phrases.reader import PhraseBook
from firmware.prompts import EnterDigits, Progress, Sign, Tell
from firmware.steps.hand_over import hand_over, wants_receipt
from firmware.steps.order import Wish, choose_certificate
from firmware.steps.pin import PIN_DIGITS

JOB = "practice"
FEE, MOST_COPIES = 300, 10


def begin(talk: Conversation, *, has_card: bool) -> None:
    """Tell that it is practice; without a card, whose PIN is known by now, one is asked for that opens nothing. Raises VisitEnded."""
    talk.ask(Tell(phrase=say("practice-band" if has_card else "practice-started")))
    if not has_card:
        enter_any_pin(talk)


def enter_any_pin(talk: Conversation) -> None:
    """Ask for a PIN that opens nothing. Raises VisitEnded."""
    talk.at("pin")
    # whatever was pressed is forgotten here: it may be a real one all the same
    pin = EnterDigits(phrase=say("practice-pin"), least=PIN_DIGITS, most=PIN_DIGITS, secret=True, back=False)
    talk.ask(pin).wipe()


def practise(talk: Conversation, pages: PagePrinter, slips: ReceiptPrinter, buzzer: Buzzer, book: PhraseBook) -> None:
    """Walk through a visit that counts for nothing. Raises VisitEnded."""
    wish = _choose(talk)
    talk.at("take")
    things = []
    if _print(talk, pages, _sample(wish, book)):
        things.append(("certificate", say("sheets-count", sheets=1)))
    if wants_receipt(talk) and _print_slip(slips, wish, book):
        things.append(("receipt", say("sheets-count", sheets=1)))
    if things:
        hand_over(talk, buzzer, things)
    talk.ask(Tell(phrase=say("practice-ended"), verb=say("button-end"), sign=Sign.GOOD))


def offers() -> list[Offer]:
    """What can be chosen in practice, at a fee that is usual."""
    return [
        _offer("residence", ["self", "household"], ["relation", "domicile"]),
        _offer("seal", ["self"], []),
        _offer("tax", ["self"], []),
    ]


def _offer(kind: str, whom: list[str], items: list[str]) -> Offer:
    return Offer(kind=kind, fee=FEE, open_now=True, hours=[], whom=whom, items=items, most_copies=MOST_COPIES)


def _choose(talk: Conversation) -> Wish:
    """The questions of a real visit; where money would be asked for, a key is enough."""
    form = Form(talk)
    while True:
        wish = form.fill(lambda ask: choose_certificate(talk, ask, offers()))
        talk.at("pay")
        try:
            talk.ask(Tell(phrase=say("practice-pay"), amount=say("yen-amount", yen=wish.yen), back=True))
        except SteppedBack:
            form.step_back()
        else:
            return wish


def _sample(wish: Wish, book: PhraseBook) -> Sheet:
    """One sheet of an invented person, whatever number of copies was asked for."""
    rows = {
        "certificate": say(f"certificate-{wish.kind}"),
        "name": say("slip-sample-person"),
        "address": say("slip-sample-place"),
        "copies": say("copies-count", copies=wish.copies),
    }
    return Sheet(
        title=printed(book, say("slip-sample-title")),
        note=printed(book, say("slip-sample-note")),
        columns=(("", 0.25), ("", 0.75)),
        rows=tuple(
            (printed(book, say(f"slip-sample-row-{name}")), printed(book, value)) for name, value in rows.items()
        ),
        mark=printed(book, say("slip-sample-mark")),
    )


def _print(talk: Conversation, printer: PagePrinter, sheet: Sheet) -> bool:
    """Whether the sheet came out; when it did not, the walk goes on without it."""
    try:
        with talk.working("print-started", seconds=1) as progress:
            job = drawn(sheet, JOB)
            outcome = printer.print(job, lambda out: progress(Progress(out, job.sheets)))
        came = outcome.settled is Settled.DONE
    except DeviceFault:
        came = False
    if not came:
        talk.ask(Tell(phrase=say("practice-not-printed"), sign=Sign.WARN))
    return came


def _print_slip(printer: ReceiptPrinter, wish: Wish, book: PhraseBook) -> bool:
    title, note = printed(book, say("slip-sample-title")), printed(book, say("slip-sample-note"))
    what, yen = printed(book, say(f"certificate-{wish.kind}")), printed(book, say("slip-yen", yen=wish.yen))
    try:
        printer.print(Slip(JOB, (SlipLine(title, strong=True), SlipLine(what, yen), SlipLine(note))))
    except DeviceFault:
        return False
    return True
