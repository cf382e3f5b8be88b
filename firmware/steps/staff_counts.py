"""Paper and cash, counted by hand and held against the journal: a difference is written down, never hidden."""

from __future__ import annotations

from dataclasses import dataclass

from firmware.conversation import Conversation
from firmware.figures import since
from firmware.form import Ask, Form
from firmware.journal import Journal
from firmware.phrases import say
from firmware.prompts import Confirm, EnterDigits, Row, Sign, Tell
from firmware.steps.staff_desk import PATIENCE, Desk, count_row, sum_row

PAPER_DIGITS = 4
CASH_DIGITS = 6


@dataclass(frozen=True)
class Cash:
    """The box since it was last counted, in yen: what was left in it then, what it took and what it gave."""

    left: int
    taken: int
    given: int

    @property
    def due(self) -> int:
        """What must be in it."""
        return self.left + self.taken - self.given


def cash_in_box(journal: Journal) -> Cash:
    """What must be in the box, from the journal; before the first count it counts as empty. Raises JournalError."""
    found = since(journal, "cash_counted")
    return Cash(_last(journal, "cash_counted", "left"), found["inserted"], found["by_box"])


def paper_in_tray(journal: Journal) -> tuple[int, int]:
    """Sheets that the tray was filled with, and those printed since. Raises JournalError."""
    found = since(journal, "paper_filled")
    return _last(journal, "paper_filled", "sheets"), found["sheets"] + found["staff_sheets"]


def count_paper(talk: Conversation, at: Desk) -> None:
    """Show how much is left, and take down how much lies there once it was filled. Raises SteppedBack, VisitEnded."""
    filled, used = paper_in_tray(at.journal)
    rows = (
        count_row("staff-paper-filled", filled),
        count_row("staff-paper-used", used),
        count_row("staff-paper-left", max(filled - used, 0)),
    )

    def fill(ask: Ask) -> int:
        ask(Confirm(phrase=say("staff-paper"), verb=say("staff-paper-fill"), rows=rows, patience=PATIENCE))
        return int(ask(EnterDigits(phrase=say("staff-paper-enter"), least=1, most=PAPER_DIGITS, patience=PATIENCE)))

    sheets = Form(talk, leave=True).fill(fill)
    at.journal.note(talk.view.visit or "", "paper_filled", sheets=sheets, by=at.by)
    talk.ask(Tell(phrase=say("staff-written"), sign=Sign.GOOD))


def count_cash(talk: Conversation, at: Desk) -> None:
    """Show what must be in the box, and take down what is and how much stays in. Raises SteppedBack, VisitEnded."""
    box = cash_in_box(at.journal)
    rows = (
        sum_row("staff-cash-last", box.left),
        sum_row("staff-cash-taken", box.taken),
        sum_row("staff-cash-given", box.given),
        sum_row("staff-cash-due", box.due),
    )

    def count(ask: Ask) -> tuple[int, int]:
        ask(Confirm(phrase=say("staff-cash"), verb=say("staff-cash-count"), rows=rows, patience=PATIENCE))
        counted = int(ask(EnterDigits(phrase=say("staff-cash-enter"), least=1, most=CASH_DIGITS, patience=PATIENCE)))
        stays = EnterDigits(
            phrase=say("staff-cash-left-enter"), least=1, most=CASH_DIGITS, patience=PATIENCE, default=str(counted)
        )
        left = int(ask(stays))
        ask(Confirm(phrase=say("staff-cash"), verb=say("staff-write"), rows=_counted(box.due, counted, left)))
        return counted, left

    counted, left = Form(talk, leave=True).fill(count)
    found = {"due": box.due, "counted": counted, "difference": counted - box.due, "left": left}
    at.journal.note(talk.view.visit or "", "cash_counted", by=at.by, **found)
    talk.ask(Tell(phrase=say("staff-written"), sign=Sign.GOOD))


def _counted(due: int, counted: int, left: int) -> tuple[Row, ...]:
    return (
        sum_row("staff-cash-due", due),
        sum_row("staff-cash-counted", counted),
        sum_row("staff-cash-difference", counted - due),
        sum_row("staff-cash-left", left),
    )


def _last(journal: Journal, what: str, name: str) -> int:
    entry = journal.latest(what)
    return int(entry.detail[name] or 0) if entry else 0
