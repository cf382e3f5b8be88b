"""The books of one visit, from its rows in the journal: money in and out, paper, what is owed and what nobody knows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from central.wire import Outcome, Printed
from firmware.journal import Detail, Ending, Entry

ANSWERED = (Ending.DONE, Ending.NOT_DONE)


@dataclass(frozen=True)
class Deed:
    """One act with all that is known of it: `ending` is None while there is only the intent."""

    id: str
    what: str
    ending: Ending | None
    detail: dict[str, Detail]

    def yen(self, name: str = "yen") -> int:
        """A sum of money that stands in its details, 0 when it does not."""
        return int(self.detail.get(name) or 0)

    @property
    def is_open(self) -> bool:
        """Whether its end is still to be found out."""
        return self.ending not in ANSWERED


@dataclass
class Books:
    """What the journal says of one visit, all sums in yen."""

    ticket: str = ""
    order: str = ""
    fee: int = 0
    inserted: int = 0
    slot_open: bool = False
    deeds: dict[str, Deed] = field(default_factory=dict)

    def of(self, *kinds: str) -> list[Deed]:
        """The acts of these kinds, in order."""
        return [deed for deed in self.deeds.values() if deed.what in kinds]

    @property
    def given(self) -> int:
        """What has surely gone back to the visitor, by the box or by hand."""
        by_box = sum(deed.yen("given") for deed in self.of("give") if deed.ending is Ending.DONE)
        return by_box + sum(deed.yen() for deed in self.of("owed") if deed.ending is Ending.DONE)

    @property
    def doubtful(self) -> int:
        """What may have been given back."""
        return sum(deed.yen() for deed in self.of("give") if deed.is_open)

    @property
    def owed(self) -> int:
        """What staff still have to pay out by hand."""
        return sum(deed.yen() for deed in self.of("owed") if deed.is_open)

    @property
    def printed(self) -> Ending | None:
        """How the print ended, UNKNOWN while it is open; None when it was never begun."""
        deeds = self.of("print")
        return (deeds[-1].ending or Ending.UNKNOWN) if deeds else None

    @property
    def due(self) -> int:
        """What is surely the visitor's and is neither given back nor written down as owed."""
        earned = self.fee if self.printed in (Ending.DONE, Ending.UNKNOWN) else 0
        forgone = sum(deed.yen() for deed in self.of("owed") if deed.ending is Ending.NOT_DONE)
        return max(0, self.inserted - self.given - self.doubtful - self.owed - forgone - earned)

    @property
    def outcome(self) -> Outcome | None:
        """What central must hear; None when no order was paid for or printed. UNKNOWN as long as money or paper is open."""
        if not self.order or (self.printed is None and not any(d.ending is Ending.DONE for d in self.of("charge"))):
            return None
        settled = not (self.due or self.owed or self.doubtful)
        paper = {Ending.DONE: Printed.DONE, Ending.UNKNOWN: Printed.UNKNOWN}.get(
            self.printed or Ending.NOT_DONE, Printed.NOT_DONE
        )
        kept = min(self.fee, max(0, self.inserted - self.given))
        sheets = sum(int(deed.detail.get("out") or 0) for deed in self.of("print"))
        printed = paper if settled else Printed.UNKNOWN
        return Outcome(printed=printed, sheets=sheets, kept=kept, returned=self.fee - kept)


def read(entries: Iterable[Entry]) -> Books:
    """Read the rows of one visit, in order."""
    books = Books()
    for entry in entries:
        if entry.phase == "note":
            _read_note(books, entry)
        else:
            _read_deed(books, entry)
    return books


def _read_note(books: Books, entry: Entry) -> None:
    if entry.what == "ordered":
        books.ticket, books.order = str(entry.detail["ticket"]), str(entry.detail["order"])
        books.fee = int(entry.detail["yen"] or 0)
    elif entry.what == "cash_in":
        books.inserted += int(entry.detail["yen"] or 0)
        books.slot_open = True
    elif entry.what == "cash_returned":
        # what could not be changed went back, and the slot is opened again
        books.slot_open = True


def _read_deed(books: Books, entry: Entry) -> None:
    before = books.deeds.get(entry.act)
    ending = None if entry.phase == "intent" else Ending(entry.phase)
    known = {**before.detail, **entry.detail} if before else dict(entry.detail)
    if reading := READ_BY.get(entry.what):
        reading(books, ending, known)
    books.deeds[entry.act] = Deed(entry.act, entry.what, ending, known)


def _read_charge(books: Books, ending: Ending | None, _known: dict[str, Detail]) -> None:
    books.slot_open = ending is None


def _read_give(books: Books, ending: Ending | None, known: dict[str, Detail]) -> None:
    books.slot_open = False
    # staff who saw that it happened name no sum: it was the sum that was meant
    if ending is Ending.DONE:
        known.setdefault("given", known["yen"])


def _read_print(_books: Books, ending: Ending | None, known: dict[str, Detail]) -> None:
    known.setdefault("meant", known["sheets"])
    if ending is Ending.DONE:
        known["out"] = known["meant"]
    elif ending is Ending.UNKNOWN:
        known["out"] = known["sheets"]


READ_BY = {"charge": _read_charge, "give": _read_give, "print": _read_print}
