"""A day's journal on paper: what was meant and what came of it, with no word about a person."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import cache

from drivers.protocols import DeviceFault, PagePrinter, PrintJob, PrintOutcome, Settled, Sheet
from firmware.books import read
from firmware.conversation import Conversation
from firmware.journal import Detail, Entry
from firmware.paper import drawn
from firmware.phrases import Phrase, say
from firmware.prompts import Choose, Progress, Sign, Tell, options
from firmware.steps.print_document import ENDINGS
from firmware.steps.staff_desk import Desk

DAYS = ("today", "yesterday", "before")
COLUMNS = (("time", 0.1), ("ticket", 0.28), ("act", 0.26), ("phase", 0.1), ("yen", 0.1), ("fault", 0.16))
SUMS = ("yen", "difference", "fees")


def print_day(talk: Conversation, at: Desk) -> None:
    """Ask for the day and print it. Raises SteppedBack, VisitEnded, JournalError."""
    days = options(*((day, say(f"staff-day-{day}")) for day in DAYS))
    chosen = talk.ask(Choose(phrase=say("staff-journal"), options=days))
    midnight = talk.clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    day = midnight - timedelta(days=DAYS.index(chosen))
    done = _print(talk, at, day)
    said = say("staff-printed" if done else "staff-not-printed")
    talk.ask(Tell(phrase=said, sign=Sign.GOOD if done else Sign.WARN))


def journal_sheet(at: Desk, day: datetime) -> Sheet:
    """A day's rows, in the order in which they were written. Raises JournalError."""
    rows = tuple(_rows(at, day))
    return Sheet(
        title=at.words(say("slip-journal-title", day=f"{day:%Y-%m-%d}")),
        note=at.words(say("slip-journal-note", terminal=at.terminal, count=str(len(rows)))),
        columns=tuple((at.words(say(f"slip-column-{name}")), share) for name, share in COLUMNS),
        rows=rows,
    )


def _rows(at: Desk, day: datetime) -> Iterator[tuple[str, ...]]:
    @cache
    def ticket(visit: str) -> str:
        return read(at.journal.entries(visit)).ticket

    for entry in at.journal.between(day, day + timedelta(days=1)):
        act = _word(at, f"slip-act-{entry.what}", entry.what)
        phase = at.words(say(f"slip-phase-{entry.phase}"))
        yield (entry.at[11:19], ticket(entry.visit), act, phase, _sum(entry), _text(entry.detail, "fault"))


def _word(at: Desk, key: str, otherwise: str) -> str:
    """The city's word for an act; one that has none yet keeps its name in the journal."""
    return at.words(Phrase(key)) if at.book.has(key, "ja", "text") else otherwise


def _sum(entry: Entry) -> str:
    return next((f"{entry.detail[name]:,}" for name in SUMS if isinstance(entry.detail.get(name), int)), "")


def _text(detail: dict[str, Detail], name: str) -> str:
    return str(detail.get(name) or "")


def _print(talk: Conversation, at: Desk, day: datetime) -> bool:
    """Whether all its sheets came out."""
    if at.page_printer is None:
        return False
    with talk.working("staff-printing") as progress:
        try:
            job = drawn(journal_sheet(at, day), talk.view.ticket or "")
        except DeviceFault:
            return False
        with at.journal.act(talk.view.visit or "", "staff_print", day=f"{day:%Y-%m-%d}", meant=job.sheets) as act:
            outcome = _sent(at.page_printer, job, progress)
            act.end(ENDINGS[outcome.settled], sheets=outcome.sheets, fault=outcome.fault)
    return outcome.settled is Settled.DONE


def _sent(printer: PagePrinter, job: PrintJob, progress: Callable[[Progress], None]) -> PrintOutcome:
    try:
        return printer.print(job, lambda out: progress(Progress(out, job.sheets)))
    except DeviceFault as fault:
        return PrintOutcome(Settled.STOPPED, 0, fault.fault)
