"""Follow a print job to its end: until no sheet of it can come out any more, or nobody can know.

Shared by the drivers of page printers; job states and reasons are those of RFC 8011 sections 5.3.7, 5.4.11 and 5.4.12.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol

from drivers.protocols import DeviceFault, Fault, Health, PrintOutcome, Settled

POLL = 0.2
# a printer that changes its network or reboots its print server is gone for some seconds
MISSES, MISS_PAUSE = 3, 2.0
# printers wake, warm up and calibrate for a minute or more before a first sheet
PATIENCE = 120.0
WARNED = 10.0
PER_SHEET = 20.0
CANCEL_PATIENCE = 30.0
# looks at a finished job until its count of sheets must be right
COUNTER_LAG = 10


class JobState(IntEnum):
    """The attribute job-state (RFC 8011 section 5.3.7)."""

    PENDING = 3
    PENDING_HELD = 4
    PROCESSING = 5
    PROCESSING_STOPPED = 6
    CANCELED = 7
    ABORTED = 8
    COMPLETED = 9


STILL_STOPPING = "processing-to-stop-point"  # a job-state-reason: CUPS calls such a job cancelled already
STOPPED = 5  # the attribute printer-state: 3 idle, 4 processing, 5 stopped

# printer-state-reasons without their suffix (RFC 8011 section 5.4.12, PWG 5100.9)
REASONS = {
    "media-empty": (Fault.PAPER_OUT, "has no paper: fill the tray."),
    "media-needed": (Fault.PAPER_OUT, "waits for paper: fill the tray with A4."),
    "input-tray-missing": (Fault.PAPER_OUT, "misses its tray: push the tray in."),
    "media-jam": (Fault.PAPER_JAM, "has jammed paper: take it out."),
    "cover-open": (Fault.COVER_OPEN, "has an open cover: close it."),
    "door-open": (Fault.COVER_OPEN, "has an open door: close it."),
    "interlock-open": (Fault.COVER_OPEN, "has an open cover: close it."),
    "toner-empty": (Fault.TONER_OUT, "has no toner: change the cartridge."),
    "marker-supply-empty": (Fault.TONER_OUT, "has no toner or ink: change the cartridge."),
    "developer-empty": (Fault.TONER_OUT, "has no developer: change the unit."),
    "shutdown": (Fault.OFFLINE, "is switching off: look at its power."),
    "paused": (Fault.OFFLINE, "is paused: set it on line."),
}
# paper that is stuck stops a job whatever severity the printer gives it
ALWAYS = ("media-jam",)


@dataclass(frozen=True)
class JobLook:
    """How a job is now: its state, and the sheets out when the printer counts them."""

    state: int
    reasons: frozenset[str] = frozenset()
    sheets: int | None = None


@dataclass(frozen=True)
class PrinterLook:
    """How a printer says it is: its state and reasons."""

    state: int | None = None
    reasons: tuple[str, ...] = ()

    @property
    def health(self) -> Health:
        """A mere warning or report is no fault while the printer does not stop; a jam always is."""
        split = [_split(reason) for reason in self.reasons if reason != "none"]
        stopping = [key for key, severity in split if severity == "error" or self.state == STOPPED or key in ALWAYS]
        # A known reason before an unknown one: the operator gets the sentence that helps.
        if known := [keyword for keyword in stopping if keyword in REASONS]:
            fault, sentence = REASONS[known[0]]
            return Health(fault, f"The page printer {sentence}")
        if stopping or self.state == STOPPED:
            said = ", ".join(stopping) or "nothing"
            return Health(Fault.UNKNOWN, f"The page printer has stopped and tells {said}: look at its display.")
        return Health()

    @property
    def warnings(self) -> frozenset[str]:
        """Reasons that would stop a job, given as a warning: perhaps of a tray that is not used."""
        split = [(reason, *_split(reason)) for reason in self.reasons]
        return frozenset(reason for reason, key, severity in split if severity == "warning" and key in REASONS)


def _split(reason: str) -> tuple[str, str]:
    """A reason as keyword and severity; a reason without one is taken for an error when it is known to stop."""
    keyword, _, severity = reason.rpartition("-")
    if severity in ("error", "warning", "report"):
        return keyword, severity
    return reason, "error" if reason in REASONS else "report"


class Spooler(Protocol):
    """What is asked while a job is followed; each raises DeviceFault when no answer comes."""

    def look(self, number: int) -> JobLook | None:
        """How the job is, None when the printer no longer knows it."""

    def cancel(self, number: int) -> None:
        """Ask for the job's cancellation."""

    def printer(self) -> PrinterLook:
        """How the printer says it is."""


@dataclass(frozen=True)
class Pace:
    """How many seconds to wait for a job that does not move (20 more for each sheet), and once the printer warned."""

    patience: float = PATIENCE
    warned: float = WARNED
    sleep: Callable[[float], None] = time.sleep
    monotonic: Callable[[], float] = time.monotonic


class Settling:
    """One job on its way; `before` is how the printer was when it was sent; `began` when it may have begun unseen."""

    def __init__(self, spooler: Spooler, number: int, before: PrinterLook, pace: Pace, *, began: bool = False) -> None:
        self._spooler, self._number, self._before, self._pace = spooler, number, before, pace
        self._sheets = self._misses = self._lag = 0
        self._counts, self._began = False, began
        self._fault: Fault | None = None
        self._warned: Fault | None = None
        self._moved = pace.monotonic()

    def settle(self, sheets: int, progress: Callable[[int], None]) -> PrintOutcome:
        """Follow a job of so many sheets; a job that stops, or makes no progress in time, is cancelled."""
        while self._misses < MISSES:
            before = self._sheets
            outcome = self._step(sheets)
            if self._sheets > before:
                progress(self._sheets)
                self._moved = self._pace.monotonic()
            # The sheets are told before the end, so that progress never jumps over the last one.
            if outcome:
                return outcome
            if self._fault or self._stuck(sheets):
                return self.cancel(sheets)
            self._wait()
        return PrintOutcome(Settled.UNKNOWN, self._sheets, Fault.OFFLINE)

    def cancel(self, sheets: int = 0) -> PrintOutcome:
        """Cancel, and believe it only when the printer says that the job has ended; 0 sheets: any number may be right."""
        self._fault = self._fault or self._warned or self._before.health.fault or Fault.UNKNOWN
        # misses from before do not count: from here it is a matter of being sure that nothing follows
        self._misses = 0
        late = self._pace.monotonic() + CANCEL_PATIENCE
        asked = False
        while self._misses < MISSES and self._pace.monotonic() <= late:
            # Asked until it was heard, then never again: a second one would be refused and say nothing new.
            asked = asked or self._ask_cancel()
            if outcome := self._step(sheets):
                return outcome
            self._wait()
        return PrintOutcome(Settled.UNKNOWN, self._sheets, self._fault)

    def _step(self, sheets: int) -> PrintOutcome | None:
        """Look once, at the job and then at the printer; the outcome when the job has ended."""
        try:
            look = self._spooler.look(self._number)
            # Printers forget ended jobs, some at once: it may have been done or cancelled.
            if look is None:
                return PrintOutcome(Settled.UNKNOWN, self._sheets, self._fault or Fault.UNKNOWN)
            self._see(look)
            if look.state == JobState.COMPLETED:
                return self._completed(look, sheets)
            # After the job: a fault that is over with the last sheet must not cancel a job that is done.
            self._note(self._spooler.printer())
        except DeviceFault:
            self._misses += 1
            return None
        self._misses = 0
        if look.state in (JobState.CANCELED, JobState.ABORTED) and STILL_STOPPING not in look.reasons:
            return self._stopped()
        return None

    def _see(self, look: JobLook) -> None:
        self._sheets = max(self._sheets, look.sheets or 0)
        self._counts = self._counts or look.sheets is not None
        self._began = self._began or look.state in (JobState.PROCESSING, JobState.PROCESSING_STOPPED)

    def _stopped(self) -> PrintOutcome:
        # A printer that never counts may have put sheets out before it stopped: then 0 would be a guess, and money moves by it.
        settled = Settled.STOPPED if self._counts or not self._began else Settled.UNKNOWN
        return PrintOutcome(settled, self._sheets, self._fault or self._warned or Fault.UNKNOWN)

    def _completed(self, look: JobLook, sheets: int) -> PrintOutcome | None:
        """Done, if the printer counted no other number of sheets; counters may come a moment after the end."""
        others = bool(self._sheets and sheets and self._sheets != sheets)
        if others and self._lag < COUNTER_LAG:
            self._lag += 1
            return None
        if others or "job-completed-with-errors" in look.reasons:
            return PrintOutcome(Settled.UNKNOWN, self._sheets, self._fault or Fault.UNKNOWN)
        return PrintOutcome(Settled.DONE, self._sheets or sheets)

    def _note(self, printer: PrinterLook) -> None:
        """Remember the first fault, and a warning that was not there when the job was sent."""
        self._fault = self._fault or printer.health.fault
        # a warning from before may be of a tray that is not used; one that came with the job is of ours
        new = sorted(printer.warnings - self._before.warnings)
        if new and not self._warned:
            self._moved = self._pace.monotonic()
        self._warned = REASONS[_split(new[0])[0]][0] if new else None

    def _stuck(self, sheets: int) -> bool:
        """Whether nothing has moved for too long: sooner once the printer has warned, for a tray may run empty last."""
        allowance = self._pace.warned if self._warned else self._pace.patience + PER_SHEET * sheets
        return self._pace.monotonic() - self._moved > allowance

    def _ask_cancel(self) -> bool:
        try:
            self._spooler.cancel(self._number)
        except DeviceFault:
            return False
        return True

    def _wait(self) -> None:
        self._pace.sleep(MISS_PAUSE if self._misses else POLL)
