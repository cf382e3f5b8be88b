"""What page printers with a queue have in common: no new job before the last one is gone, and every job followed to its end.

Sheets that come out late would lie in the next visitor's hand, so a job that could not be settled keeps the printer at
fault until the printer no longer holds it. Jobs of visitors are named by their tickets; a printer belongs to one terminal.
"""

from __future__ import annotations

import contextlib
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass

from drivers.protocols import DeviceFault, Fault, Health, PrintJob, PrintOutcome, Settled
from drivers.settling import JobLook, Pace, PrinterLook, Settling

# one side a sheet, so both count the same; many printers keep only one of them
COUNTS = ("job-media-sheets-completed", "job-impressions-completed")
LEFT_OVER = (
    "The page printer still holds a job of this terminal: cancel it at the printer, or switch the printer off and on."
)


class AnswerLost(DeviceFault):
    """A request went out and no understandable answer came: the printer may have acted on it."""


@dataclass(frozen=True)
class KnownJob:
    """A job that the printer knows: whether this terminal sent it, and that since the printer was last switched on."""

    number: int
    name: str
    is_ours: bool
    is_fresh: bool = False


class SpooledPagePrinter(ABC):
    """A printer with a queue. A driver says how it is asked, and sends; the rest is the same for all."""

    def __init__(self, pace: Pace | None) -> None:
        self._pace = pace or Pace()
        self._given_up: set[str] = set()
        self._followed: set[int] = set()
        self._is_printing = False

    @abstractmethod
    def printer(self) -> PrinterLook:
        """How the printer says it is. Raises DeviceFault when it does not answer."""

    @abstractmethod
    def look(self, number: int) -> JobLook | None:
        """How a job is, None when the printer no longer knows it. Raises DeviceFault."""

    @abstractmethod
    def cancel(self, number: int) -> None:
        """Ask for a job's cancellation; whether it came to that, `look` tells. Raises DeviceFault."""

    @abstractmethod
    def jobs(self, *, ended: bool) -> list[KnownJob]:
        """The jobs that are still open, or those that have ended. Raises DeviceFault."""

    @abstractmethod
    def send(self, job: PrintJob) -> int | None:
        """Send a job; its number if told. Raises DeviceFault when nothing was sent, AnswerLost when it may have been."""

    def close(self) -> None:  # noqa: B027 - not abstract: there is nothing to close for any of them
        """Nothing is kept open between two requests."""

    def health(self) -> Health:
        """Ask the printer how it is, and whether it holds a job that was given up."""
        try:
            health = self.printer().health
            return health if health.fault or self._is_printing else self._left_over()
        except DeviceFault as fault:
            return Health(fault.fault, str(fault))

    def print(self, job: PrintJob, progress: Callable[[int], None]) -> PrintOutcome:
        """Print as `drivers.protocols.PagePrinter` says."""
        before = self.printer()
        health = before.health if before.health.fault else self._left_over()
        if health.fault:
            raise DeviceFault(health.fault, health.sentence)
        self._is_printing = True
        try:
            outcome = self._print(job, before, progress)
        finally:
            self._is_printing = False
        if outcome.settled is Settled.UNKNOWN:
            self._given_up.add(job.name)
        return outcome

    def recover(self, name: str) -> PrintOutcome:
        """As `drivers.protocols.PagePrinter` says; a printer that never counts is done with 0 sheets.

        A job that is not known never came if the printer still knows an older one of ours from since it was switched on:
        printers forget the oldest first, and at a restart none of ours is newer than the one that is asked for.
        """
        self._given_up.add(name)
        try:
            number, known = self._find(name)
            if number is not None:
                return Settling(self, number, self.printer(), self._pace, began=True).cancel()
        except DeviceFault as fault:
            return PrintOutcome(Settled.UNKNOWN, 0, fault.fault)
        never = any(job.is_ours and job.is_fresh for job in known)
        return PrintOutcome(Settled.STOPPED if never else Settled.UNKNOWN, 0, Fault.UNKNOWN)

    def _print(self, job: PrintJob, before: PrinterLook, progress: Callable[[int], None]) -> PrintOutcome:
        try:
            number = self.send(job)
        except AnswerLost:
            # the printer may have taken the job: sending it again could print it twice
            number = self._found(job.name)
        if number is None:
            return PrintOutcome(Settled.UNKNOWN, 0, Fault.OFFLINE)
        self._followed.add(number)
        return Settling(self, number, before, self._pace).settle(job.sheets, progress)

    def _found(self, name: str) -> int | None:
        """The number of a job by its name, None when there is none or nobody answers."""
        number = None
        with contextlib.suppress(DeviceFault):
            number = self._find(name)[0]
        # an earlier job of the same name, such as a sheet for staff, tells nothing of this one
        return None if number in self._followed else number

    def _find(self, name: str) -> tuple[int | None, list[KnownJob]]:
        """The number of the newest job of that name, and all jobs that the printer knows. Raises DeviceFault."""
        # the open ones first: one that ends between the two questions is then found among the ended
        known = [*self.jobs(ended=False), *self.jobs(ended=True)]
        return max((job.number for job in known if job.name == name), default=None), known

    def _left_over(self) -> Health:
        """Cancel what was given up, and tell whether any job of ours is still open. Raises DeviceFault."""
        left = [job for job in self.jobs(ended=False) if job.is_ours]
        for job in left:
            # only what this driver gave up: another program that looks must not cancel what is being printed
            if job.name in self._given_up:
                self.cancel(job.number)
        # looked at again the next time: a printer may need a moment to obey
        return Health(Fault.UNKNOWN, LEFT_OVER) if left else Health()
