"""The figures of a period, from the journal: what was ordered and printed, and where every yen went.

A period's figures are those of its visits after it less those before it. So they add up over any number of periods,
whatever is decided later about a visit of an earlier one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from firmware.books import Books, read
from firmware.journal import Ending, Entry, Journal

KINDS = ("residence", "seal", "family-all", "family-one", "supplementary", "tax")
COUNTS = ("orders", *(f"certificate-{kind}" for kind in KINDS), "copies", "sheets")
MONEY = ("inserted", "fees", "change", "refunds", "owed", "doubtful", "forgone")
"""Yen: what was inserted is the sum of the others. `forgone` was owed and nobody may have it."""
Figures = Counter[str]


def since(journal: Journal, what: str) -> Figures:
    """The figures of all that was written after the last row of a kind. Raises JournalError."""
    written: dict[str, Entry] = {}
    for entry in journal.since(what):
        written.setdefault(entry.visit, entry)
    total = Figures()
    for visit, first in written.items():
        entries = journal.entries(visit)
        total.update(of_visit(entries))
        total.subtract(of_visit(entries[: entries.index(first)]))
    return total


def of_visit(entries: Iterable[Entry]) -> Figures:
    """The figures of one visit, from its rows in order."""
    entries = list(entries)
    books = read(entries)
    ordered = next((entry for entry in entries if entry.what == "ordered"), None)
    found = _money(books)
    found["sheets"] = sum(int(deed.detail.get("out") or 0) for deed in books.of("print"))
    found["staff_sheets"] = sum(int(deed.detail.get("sheets") or 0) for deed in books.of("staff_print"))
    found["orders"] = int(ordered is not None)
    if ordered and books.printed is Ending.DONE:
        found[f"certificate-{ordered.detail['kind']}"] = 1
        found["copies"] = int(ordered.detail["copies"] or 0)
    return found


def _money(books: Books) -> Figures:
    change = sum(deed.yen("change") for deed in books.of("charge") if deed.ending is Ending.DONE)
    forgone = sum(deed.yen() for deed in books.of("owed") if deed.ending is Ending.NOT_DONE)
    owed = books.owed + books.due
    return Figures(
        inserted=books.inserted,
        fees=books.inserted - books.given - books.doubtful - owed - forgone,
        change=change,
        refunds=books.given - change,
        owed=owed,
        doubtful=books.doubtful,
        forgone=forgone,
        by_box=sum(deed.yen("given") for deed in books.of("give") if deed.ending is Ending.DONE),
    )
