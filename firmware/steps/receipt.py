"""The receipt of a certificate's fee: no name, no number, nothing of the card (consumption tax act, annexed table 2: non-taxable)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from drivers.protocols import Slip, SlipLine
from firmware.paper import made, printed
from firmware.phrases import say
from firmware.phrases.reader import PhraseBook
from firmware.steps.order import Wish


@dataclass(frozen=True)
class Receipt:
    """What a receipt states; `number` is gap-free per terminal, sums are in yen."""

    number: str
    at: datetime
    terminal: str
    ticket: str
    wish: Wish
    inserted: int
    change: int


def slip(receipt: Receipt, book: PhraseBook) -> Slip:
    """The receipt as lines."""
    words = partial(printed, book)
    wish = receipt.wish
    each = words(say("slip-each", fee=wish.yen // wish.copies, copies=wish.copies))
    sums = [("slip-total", wish.yen), ("slip-inserted", receipt.inserted), ("slip-change", receipt.change)]
    yen = [
        SlipLine(words(say(key)), words(say("slip-yen", yen=value)), strong=key == "slip-total") for key, value in sums
    ]
    return Slip(
        receipt.number,
        (
            SlipLine(words(say("slip-title")), f"No.{receipt.number}", strong=True),
            made(book, receipt.at, receipt.terminal),
            SlipLine(rule=True),
            SlipLine(words(say(f"certificate-{wish.kind}")), each),
            *yen,
            SlipLine(rule=True),
            SlipLine(words(say("slip-thanks"))),
            SlipLine(words(say("slip-site")), words(say("slip-ticket", ticket=receipt.ticket))),
        ),
    )
