"""The day close: figures from the last close to now, numbered without a gap, on the screen, in the journal and on a slip."""

from __future__ import annotations

from drivers.protocols import DeviceFault, Slip, SlipLine
from firmware.conversation import Conversation
from firmware.figures import COUNTS, MONEY, Figures, since
from firmware.health import doubts
from firmware.journal import Ending
from firmware.paper import made
from firmware.phrases import say
from firmware.prompts import Confirm, Row, Sign, Tell
from firmware.steps.staff_desk import Desk, count_row, sum_row

CLOSED = "day_closed"


def close_day(talk: Conversation, at: Desk) -> None:
    """Show the figures, and close when that is confirmed. Raises SteppedBack, VisitEnded, JournalError."""
    found, number = since(at.journal, CLOSED), _next_number(at)
    phrase = say("staff-close" if any(found.values()) else "staff-close-empty")
    talk.ask(Confirm(phrase=phrase, verb=say("staff-close-verb"), rows=_rows(at, found)))
    at.journal.note(
        talk.view.visit or "",
        CLOSED,
        number=number,
        by=at.by,
        open=_open(at),
        **{name: found[name] for name in (*COUNTS, *MONEY)},
    )
    printed = _print(talk, at, number, _rows(at, found))
    said = say("staff-closed" if printed else "staff-closed-no-slip", number=str(number))
    talk.ask(Tell(phrase=said, sign=Sign.GOOD if printed else Sign.WARN))


def _next_number(at: Desk) -> int:
    # from the last close itself, so that a cut between number and close leaves no gap
    last = at.journal.latest(CLOSED)
    return int(last.detail["number"] or 0) + 1 if last else 1


def _open(at: Desk) -> int:
    return len(doubts(at.journal.unsettled()))


def _rows(at: Desk, found: Figures) -> tuple[Row, ...]:
    """The figures; a certificate only where there was one, for twelve rows are enough to read."""
    counted = [name for name in COUNTS if found[name] or not name.startswith("certificate-")]
    counts = [
        count_row(name if name.startswith("certificate-") else f"staff-sum-{name}", found[name]) for name in counted
    ]
    money = [name for name in MONEY if found[name] or name not in ("doubtful", "forgone")]
    return (
        *counts,
        *(sum_row(f"staff-sum-{name}", found[name]) for name in money),
        count_row("staff-sum-open", _open(at)),
    )


def _print(talk: Conversation, at: Desk, number: int, rows: tuple[Row, ...]) -> bool:
    """The slip; False when there is no printer or it cannot."""
    if at.receipt_printer is None:
        return False
    with at.journal.act(talk.view.visit or "", "staff_slip", number=number) as act:
        try:
            at.receipt_printer.print(_slip(talk, at, number, rows))
        except DeviceFault as fault:
            act.end(Ending.NOT_DONE, fault=fault.fault)
            return False
        act.end(Ending.DONE)
    return True


def _slip(talk: Conversation, at: Desk, number: int, rows: tuple[Row, ...]) -> Slip:
    title = SlipLine(at.words(say("slip-close-title")), f"No.{number}", strong=True)
    where = made(at.book, talk.clock.now(), at.terminal)
    lines = [SlipLine(at.words(row.name), at.words(row.value)) for row in rows]
    return Slip(f"close-{number}", (title, where, SlipLine(rule=True), *lines))
