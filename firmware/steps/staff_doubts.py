"""What nobody knows the end of, and what is owed: shown one by one, and written down as staff found it."""

from __future__ import annotations

from datetime import datetime

from firmware.books import read
from firmware.closing import decide
from firmware.conversation import Conversation
from firmware.form import Ask, Form
from firmware.health import doubts
from firmware.journal import Detail, Ending, Entry
from firmware.phrases import Phrase, say
from firmware.prompts import Choose, Confirm, Row, Sign, Tell, options
from firmware.steps.staff_desk import PATIENCE, Desk, minute

ANSWERS = {"done": Ending.DONE, "not-done": Ending.NOT_DONE}


def settle(talk: Conversation, at: Desk) -> None:
    """Ask about each, the oldest first, until all are answered or put off. Raises SteppedBack, VisitEnded, JournalError."""
    put_off: set[str] = set()
    # asked anew each time: what is decided may leave money to be paid out
    while entry := next((e for e in doubts(at.journal.unsettled()) if e.act not in put_off), None):
        answer = _answer(talk, _question(at, entry))
        if answer == "later":
            put_off.add(entry.act)
        else:
            decide(at.journal, entry.act, ANSWERS[answer], by=at.by)
    left = len(doubts(at.journal.unsettled()))
    talk.ask(Tell(phrase=say("staff-doubts-left", count=left), sign=Sign.WARN if left else Sign.GOOD))


def _answer(talk: Conversation, question: Choose) -> str:
    """What staff found, agreed to once more with another key: it moves money and cannot be taken back. Raises SteppedBack."""

    def agreed(ask: Ask) -> str:
        answer = ask(question)
        if answer in ANSWERS:
            found = next(option.phrase for option in question.options if option.name == answer)
            rows = (Row(say("doubt-answer"), found),)
            ask(Confirm(phrase=question.phrase, verb=say("staff-write"), rows=rows, patience=PATIENCE))
        return answer

    return Form(talk, leave=True).fill(agreed)


def _question(at: Desk, entry: Entry) -> Choose:
    kind = entry.what if entry.what in ("print", "give", "charge", "owed") else "other"
    answers = options(
        ("done", say(f"doubt-{kind}-done")),
        ("not-done", say(f"doubt-{kind}-not-done")),
        ("later", say("staff-later")),
    )
    ticket = read(at.journal.entries(entry.visit)).ticket or "-"
    # its number and sum are in the question itself: on a small screen in large type there is no room for more
    asked = say(f"doubt-{kind}", number=ticket.rpartition("-")[2], yen=int(entry.detail.get("yen") or 0))
    return Choose(phrase=asked, note=_what(entry, ticket, kind), options=answers, patience=PATIENCE)


def _what(entry: Entry, ticket: str, kind: str) -> Phrase:
    """When it was, whose it is and how much of it."""
    detail = {**entry.detail, **{f"known-{name}": value for name, value in entry.known.items()}}

    def number(name: str) -> int:
        value: Detail = detail.get(name)
        return int(value or 0)

    values = {"at": minute(datetime.fromisoformat(entry.at)), "ticket": ticket}
    return say(
        f"doubt-{kind}-what",
        **values,
        yen=number("yen"),
        sheets=number("sheets"),
        out=number("known-sheets"),
        inserted=number("known-inserted"),
    )
