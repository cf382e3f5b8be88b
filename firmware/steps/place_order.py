"""The order: central makes the document before any money is asked for, so that what cannot be issued costs nothing."""

from __future__ import annotations

from central.client import CentralClient, CentralFault
from central.wire import Order, Quote
from firmware.conversation import Conversation
from firmware.ids import uuid7
from firmware.journal import Detail, Journal
from firmware.steps.order import Wish


def place_order(talk: Conversation, central: CentralClient, journal: Journal, wish: Wish) -> tuple[Order, Quote]:
    """What was asked of central, and what it quotes; both are in the journal. Raises Refused, CentralFault."""
    visit = talk.view.visit or ""
    order = Order(
        order=uuid7(talk.clock.now()),
        kind=wish.kind,
        whom=wish.whom,
        items=list(wish.items),
        copies=wish.copies,
        year=wish.year,
    )
    with talk.working("order-sending"):
        quote = central.order(visit, order)
    if quote.fee != wish.yen:
        raise CentralFault("the fee quoted is not the fee that was confirmed")
    what: dict[str, Detail] = {"kind": wish.kind, "copies": wish.copies, "sheets": quote.sheets, "yen": quote.fee}
    journal.note(visit, "ordered", order=quote.order, ticket=talk.view.ticket or "", **what)
    return order, quote
