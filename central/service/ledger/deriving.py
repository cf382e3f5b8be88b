"""From a record to its transfers, with what it names looked up: in what is about to be entered, then in the book."""

from __future__ import annotations

from datetime import datetime

from central.service.ledger import book
from central.service.ledger.postings import POSTINGS, UNPRICED, VOID, Fact, Posting, Told, Unpostable
from central.service.ledger.transfers import Kind, Leg, Transfer, ended, reversed_
from central.service.stores import Connection

ENDS = {"done": Kind.DONE, "not_done": Kind.VOID}


class Deriving:
    """The transfers of some records that are booked together."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection, self._now = connection, now
        self._first_open, self._this_month = book.first_open_month(connection), f"{now:%Y-%m}"
        self._months: dict[str, str] = {}
        self._new: list[list[Transfer]] = []
        self._by_id: dict[str, Transfer] = {}
        self._named: dict[str, str] = {}

    def transfers(self, terminal: str, fact: Fact) -> list[Transfer]:
        """What a record moves, nothing for most kinds. Raises Unpostable."""
        if fact.what == VOID:
            return self._taken_back(fact)
        posting = POSTINGS.get(fact.what)
        if posting is None:
            return []
        if posting.told is Told.ACT:
            return self._of_act(fact, terminal, posting)
        if fact.phase == posting.told:
            return self._moved(fact, posting.legs(fact, terminal), Kind.POSTED)
        if posting.told is Told.NOTE:
            raise Unpostable("phase: is not that of a note")
        return []

    def _of_act(self, fact: Fact, terminal: str, posting: Posting) -> list[Transfer]:
        if fact.phase == "intent":
            return self._moved(fact, posting.legs(fact, terminal), Kind.PENDING)
        return self._ended(fact, posting) if fact.phase in ENDS else []

    def set_aside(self, terminal: str, fact: Fact, why: Unpostable) -> None:
        """Keep a record for the operator, or until what it waits for is there."""
        columns = ("record", "terminal", "reason", "waits", "since")
        row = (fact.id, terminal, why.reason, why.waits, self._now.isoformat(timespec="seconds"))
        self._connection.insert("unposted", columns, [row], skip_known=True)

    def _moved(self, fact: Fact, legs: list[Leg], kind: Kind) -> list[Transfer]:
        day, pending = fact.service_day, kind is Kind.PENDING
        month = self._month(day)
        # what an outcome ends is found by the act that both share
        stem = fact.act if pending else fact.id
        # the plain text: for what is only like a text sqlite3 looks for an adapter, each time
        word = kind.value
        moved = [
            Transfer(f"{stem}.{n}", fact.id, word, month, day, debit, credit, 0, amount, None)
            if pending
            else Transfer(f"{stem}.{n}", fact.id, word, month, day, debit, credit, amount, 0, None)
            for n, (debit, credit, amount) in enumerate(legs)
        ]
        self._new.append(moved)
        return moved

    def _ended(self, fact: Fact, posting: Posting) -> list[Transfer]:
        pending = self._find(fact.act)
        if not pending or pending[0].kind != Kind.PENDING:
            raise Unpostable("the intent that it ends is not there", fact.act)
        kind, day = ENDS[fact.phase], fact.day
        self._name_once(pending, fact)
        # staff who saw that it happened name no sum: it was the sum that was meant
        told = fact.amount(posting.settled) if posting.settled in fact.detail else None
        made = []
        for n, old in enumerate(pending):
            amount = 0 if kind is Kind.VOID else old.held if told is None else told
            made.append(ended(old, (f"{fact.id}.{n}", fact.id, self._month(day), day), kind, amount))
        self._new.append(made)
        return made

    def _taken_back(self, fact: Fact) -> list[Transfer]:
        record = fact.name("record")
        old = self._find(record)
        if not old:
            return self._of_unpriced(record)
        if old[0].kind not in (Kind.POSTED, Kind.DONE):
            raise Unpostable("what it corrects is an act that its own outcome ends")
        self._name_once(old, fact)
        month = self._month(fact.day)
        return [reversed_(transfer, fact.id, month) for transfer in old]

    def _of_unpriced(self, record: str) -> list[Transfer]:
        """Nothing, for a record that is there and moves nothing. Raises Unpostable."""
        row = self._connection.execute("SELECT what FROM record WHERE id = ?", (record,)).fetchone()
        if row and row[0] in UNPRICED:
            return []
        if row and row[0] == VOID:
            raise Unpostable("what it corrects is a correction, which is never taken back: write a new record")
        raise Unpostable("what it corrects is not there, or moved nothing", record)

    def _name_once(self, old: list[Transfer], fact: Fact) -> None:
        """Raise Unpostable when another record has ended or reversed these before."""
        for transfer in old:
            by = self._named.get(transfer.id) or self._named_before(transfer)
            # by itself: a chain that is followed again from its beginning
            if by not in (None, fact.id):
                raise Unpostable("what it names has been ended or corrected before")
            self._named[transfer.id] = fact.id

    def _named_before(self, transfer: Transfer) -> str | None:
        row = self._connection.execute("SELECT record FROM transfer WHERE names = ?", (transfer.id,)).fetchone()
        return row[0] if row else None

    def _find(self, stem: str) -> list[Transfer]:
        # looked through only now, for hardly any record names another
        self._by_id |= {transfer.id: transfer for each in self._new for transfer in each}
        self._new.clear()
        ids = book.ids_of(stem)
        here = [self._by_id[id_] for id_ in ids if id_ in self._by_id]
        return here or book.find(self._connection, ids)

    def _month(self, day: str) -> str:
        month = self._months.get(day)
        if month is None:
            month = self._months[day] = book.booked_in(day, self._first_open, self._this_month)
        return month
