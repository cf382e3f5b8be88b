"""Printers of sheets and slips."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from drivers.protocols.faults import Device, Fault


@dataclass(frozen=True)
class PrintJob:
    """A finished document (PDF) and how many A4 sheets must come out; `name` is the ticket, never a person's name."""

    name: str
    document: bytes = field(repr=False)
    sheets: int


class Settled(StrEnum):
    """How a print job ended: nothing of a settled job can come out later."""

    DONE = "done"
    STOPPED = "stopped"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class PrintOutcome:
    """What became of a job: sheets known to have come out, and what stopped it."""

    settled: Settled
    sheets: int
    fault: Fault | None = None


class PagePrinter(Device, Protocol):
    """A printer of A4 sheets."""

    def open(self) -> None:
        """Find the printer. Raises DeviceFault."""

    def print(self, job: PrintJob, progress: Callable[[int], None]) -> PrintOutcome:
        """Print and stay until the job is settled; `progress` gets the number of sheets out so far.

        A job that cannot be finished is cancelled at the printer. Raises DeviceFault when nothing was sent, and when
        the printer may still hold an earlier job: its sheets would come out among these.
        """

    def recover(self, name: str) -> PrintOutcome:
        """What became of a job of that name, sent before a restart; it is cancelled first if it is still open.

        DONE with its sheets; STOPPED with 0 only when surely nothing came or can come; UNKNOWN when nobody can know.
        """


@dataclass(frozen=True)
class SlipLine:
    """One line of a slip: text at the left, text at the right; `strong` is larger and bold."""

    left: str = ""
    right: str = ""
    strong: bool = False
    rule: bool = False


@dataclass(frozen=True)
class Slip:
    """A receipt as lines; drawn as a raster, since ESC/POS has no kanji that all printers know (python-escpos sends GB18030)."""

    name: str
    lines: tuple[SlipLine, ...]


@dataclass(frozen=True)
class Sheet:
    """Rows for A4 paper, as many pages as it takes: columns by name and share of the width (together 1); `mark` lies behind."""

    title: str
    note: str
    columns: tuple[tuple[str, float], ...]
    rows: tuple[tuple[str, ...], ...]
    mark: str = ""


class ReceiptPrinter(Device, Protocol):
    """A narrow printer of slips."""

    def open(self) -> None:
        """Find the printer. Raises DeviceFault."""

    def print(self, slip: Slip) -> None:
        """Print and cut one slip. Raises DeviceFault."""
