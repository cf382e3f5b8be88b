"""Closing the books of a visit: what it owes and what central must hear stand in the journal, however it ended.

Done at the end of each visit, after a restart, and whenever staff have decided something; doing it again changes nothing.
"""

from __future__ import annotations

import msgspec

from firmware.books import Books, Deed, read
from firmware.journal import Ending, Entry, Journal


def close_books(journal: Journal, visit: str) -> Books:
    """Write down what is missing; the books after that are given back. Raises JournalError."""
    doubt_charge(journal, read(journal.entries(visit)))
    books = read(journal.entries(visit))
    if books.due:
        journal.begin(visit, "owed", yen=books.due, ticket=books.ticket)
    for deed in books.deeds.values():
        if deed.is_open and (closed := CLOSED_BY.get(deed.what)):
            closed(journal, books, deed)
    _queue_outcome(journal, visit)
    return read(journal.entries(visit))


def decide(journal: Journal, act: str, ending: Ending, by: str = "staff") -> Entry:
    """Write down what staff found out about an act, and what follows from it. Raises JournalError."""
    entry = journal.decide(act, ending, by=by)
    close_books(journal, entry.visit)
    return entry


def doubt_charge(journal: Journal, books: Books) -> None:
    """Leave a payment that ended with the slot open to staff: a coin may have fallen in that very moment, uncounted."""
    for charge in books.of("charge"):
        if charge.ending is None and books.slot_open:
            journal.decide(charge.id, Ending.UNKNOWN, inserted=books.inserted, uncounted=True, by="books")


def _close_charge(journal: Journal, books: Books, charge: Deed) -> None:
    if not books.doubtful and not charge.detail.get("uncounted"):
        journal.decide(charge.id, Ending.NOT_DONE, inserted=books.inserted, returned=books.given, by="books")


def _close_refund(journal: Journal, books: Books, refund: Deed) -> None:
    if not books.doubtful:
        ending = Ending.DONE if books.given >= books.inserted else Ending.NOT_DONE
        journal.decide(refund.id, ending, by="books")


def _close_slip(journal: Journal, _books: Books, slip: Deed) -> None:
    # whether it came out changes nothing: its number or its sum stands in the journal
    journal.decide(slip.id, Ending.NOT_DONE, by="books")


def _queue_outcome(journal: Journal, visit: str) -> None:
    """Let central hear what is new; after an answer that is not UNKNOWN it takes no other."""
    books = read(journal.entries(visit))
    if books.outcome is None:
        return
    outcome = msgspec.to_builtins(books.outcome)
    told = [{name: deed.detail[name] for name in outcome} for deed in books.of("outcome")]
    if not told or (told[-1] != outcome and told[-1]["printed"] == Ending.UNKNOWN):
        journal.begin(visit, "outcome", order=books.order, **outcome)


CLOSED_BY = {
    "charge": _close_charge,
    "refund": _close_refund,
    "receipt": _close_slip,
    "refund_slip": _close_slip,
    "staff_slip": _close_slip,
    "staff_print": _close_slip,
}
