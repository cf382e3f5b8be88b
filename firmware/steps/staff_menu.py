"""The operator's menu: what a member of staff does at the terminal, and everything of it through the journal."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from firmware.conversation import Conversation
from firmware.errors import SteppedBack
from firmware.health import doubts, out_of_order
from firmware.phrases import Phrase, say
from firmware.prompts import Choose, Sign, Tell, options
from firmware.steps import staff_close, staff_counts, staff_doubts, staff_journal, staff_service
from firmware.steps.staff_desk import PATIENCE, Desk

ITEMS: dict[str, Callable[[Conversation, Desk], None]] = {
    "doubts": staff_doubts.settle,
    "paper": staff_counts.count_paper,
    "cash": staff_counts.count_cash,
    "close": staff_close.close_day,
    "journal": staff_journal.print_day,
    "service": staff_service.turn,
}


def desk(role: Any, terminal: str, by: str) -> Desk:
    """What the menu needs of a terminal with this role, for the member of staff with this id."""
    printers = {name: getattr(role, name, None) for name in ("page_printer", "receipt_printer")}
    return Desk(role.journal, role.book, terminal, by, **printers)


def operate(talk: Conversation, at: Desk) -> None:
    """Tell what ails, then offer everything, one after another, until it is enough. Raises VisitEnded, JournalError."""
    at.journal.note(talk.view.visit or "", "staff_came", by=at.by)
    for fault in talk.ailing:
        talk.ask(Tell(phrase=fault, sign=Sign.WARN))
    while True:
        item = talk.ask(Choose(phrase=say("staff-menu"), options=options(*_items(at)), patience=PATIENCE, back=False))
        if item == "end":
            return
        # a step back from the first question of an item leads here
        with suppress(SteppedBack):
            ITEMS[item](talk, at)


def _items(at: Desk) -> list[tuple[str, Phrase]]:
    unsettled = at.journal.unsettled()
    service = say("staff-service-on" if out_of_order(unsettled) else "staff-service-off")
    return [
        ("doubts", say("staff-doubts", count=len(doubts(unsettled)))),
        ("paper", say("staff-paper")),
        ("cash", say("staff-cash")),
        ("close", say("staff-close")),
        ("journal", say("staff-journal")),
        ("service", service),
        ("end", say("button-end")),
    ]
