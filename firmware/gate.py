"""The print gate of one visit: a document is printed only when it is this visit's, and this visit still goes on.

A table of named checks holds three things together: the sheet and its release, which central made when it made the
document; the release and what the terminal knows itself; and that with what the conversation, the journal and the clock
say at this moment. `docs/threats/print-gate.md` tells what each check is for.
"""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from central.wire import Issued, Order, Quote, Release, mark_of
from drivers.protocols import PrintJob
from firmware.conversation import Conversation
from firmware.journal import Entry, Journal

MARK = re.compile(rb"kazasu:[0-9a-f]{64}")
PAGE_TREE = re.compile(rb"<<[^<>]*/Type\s*/Pages\b[^<>]*>>")
COUNT = re.compile(rb"/Count\s+([0-9]+)")


class GateShut(Exception):
    """The document was not let through; `check` is what did not agree, for the operator."""

    def __init__(self, check: str) -> None:
        super().__init__(f"the print gate stayed shut: {check}")
        self.check = check


@dataclass(frozen=True)
class Known:
    """What the terminal knows of a visit without central's release: `holder` as the card gave it (wire.py `holder_of`)."""

    terminal: str
    visit: str
    ticket: str
    holder: str = field(repr=False)
    order: Order
    quote: Quote
    receipt: str


@dataclass(frozen=True)
class Moment:
    """All that the checks look at: `serving` is the visit and ticket of the conversation, `entries` the visit's journal."""

    known: Known
    release: Release
    document: bytes
    closed: bool
    serving: tuple[str | None, str | None]
    entries: list[Entry]
    now: datetime


CHECKS: Mapping[str, Callable[[Moment], bool]] = {
    # the sheet is what its release speaks of
    "bytes": lambda at: hashlib.sha256(at.document).hexdigest() == at.release.sha256,
    "sheet": lambda at: marks_in(at.document) == {mark_of(at.release)},
    # the release speaks of this visit
    "terminal": lambda at: at.release.terminal == at.known.terminal,
    "visit": lambda at: at.release.visit == at.known.visit,
    "ticket": lambda at: at.release.ticket == at.known.ticket,
    "holder": lambda at: at.release.holder == at.known.holder,
    "order": lambda at: at.release.order == at.known.order,
    "quote": lambda at: at.release.sha256 == at.known.quote.sha256,
    "sheets": lambda at: sheets_in(at.document) == at.known.quote.sheets,
    "receipt": lambda at: at.release.receipt == at.known.receipt,
    "in_time": lambda at: at.now < at.release.expires,
    # and this visit goes on, has paid, and has printed nothing
    "open": lambda at: not at.closed,
    "serving": lambda at: at.serving == (at.known.visit, at.known.ticket),
    "paid": lambda at: kept(at.entries) == at.known.quote.fee,
    "unprinted": lambda at: not any(entry.what == "print" for entry in at.entries),
}


class Gate:
    """The gate of one visit; leaving its block shuts it for good, for threads that come late too."""

    def __init__(
        self,
        known: Known,
        talk: Conversation,
        journal: Journal,
        checks: Mapping[str, Callable[[Moment], bool]] = CHECKS,
    ) -> None:
        self.known = known
        self._talk, self._journal, self._checks = talk, journal, checks
        self._turn = threading.RLock()
        self._held = 0
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()
        for _ in range(self._held):
            self._turn.release()

    def open(self, issued: Issued) -> PrintJob:
        """The job to print, and from here to the end of the block nobody else can shut the gate.

        Raises GateShut, JournalError.
        """
        self._turn.acquire()
        self._held += 1
        at = self._moment(issued)
        for name, agrees in self._checks.items():
            if not agrees(at):
                self._journal.note(self.known.visit, "gate_shut", check=name)
                raise GateShut(name)
        return PrintJob(self.known.ticket, issued.document, self.known.quote.sheets)

    def close(self) -> None:
        """Shut it for good; a print that has begun is waited for."""
        with self._turn:
            self._closed = True

    def _moment(self, issued: Issued) -> Moment:
        view = self._talk.view
        return Moment(
            known=self.known,
            release=issued.release,
            document=issued.document,
            closed=self._closed,
            serving=(view.visit, view.ticket),
            entries=of_ticket(self._journal.entries(self.known.visit), self.known.ticket),
            now=self._talk.clock.now(),
        )


def marks_in(document: bytes) -> set[str]:
    """The marks in a PDF's keywords (wire.py `mark_of`), which stand there uncompressed, as PDF/A asks for metadata."""
    return {mark.decode() for mark in MARK.findall(document)}


def sheets_in(document: bytes) -> int:
    """How many pages a PDF's page tree counts (ISO 32000-1, 7.7.3), 0 when it cannot be read, such as a compressed one."""
    nodes = PAGE_TREE.findall(document)
    return max((int(count) for node in nodes for count in COUNT.findall(node)), default=0)


def of_ticket(entries: list[Entry], ticket: str) -> list[Entry]:
    """A visit's entries from its first order on; tickets have no gap, so an older visit of the same id is left out."""
    first = (n for n, entry in enumerate(entries) if entry.what == "ordered" and entry.detail.get("ticket") == ticket)
    return entries[next(first, len(entries)) :]


def kept(entries: list[Entry]) -> int:
    """Yen that a visit has paid and not been given back; a refund that was only begun counts as given."""
    done = {entry.act for entry in entries if entry.phase == "done"}
    intents = [entry for entry in entries if entry.phase == "intent"]
    charged = sum(_yen(entry) for entry in intents if entry.what == "charge" and entry.act in done)
    return charged - sum(_yen(entry) for entry in intents if entry.what == "refund")


def _yen(entry: Entry) -> int:
    return int(entry.detail["yen"] or 0)
