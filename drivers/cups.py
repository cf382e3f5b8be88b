"""A page printer behind CUPS, for printers that cannot take PDF themselves (pycups).

Address: `QUEUE` at this machine's CUPS, or `QUEUE@HOST[:PORT]`.
CUPS REWRITES DOCUMENTS: its filters parse the PDF and write another, so one that is signed or hashed must go by ipp:.
Quirks: a job is completed when the queue's backend says so; that of IPP waits for the printer to finish, those of USB
and raw sockets only until the bytes are gone. Through CUPS a fault of the printer shows seconds later. A job
is cancelled when the backend has asked the printer and gone, which may be a moment before the printer obeys.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

from drivers.protocols import DeviceFault, Fault, Health, PrintJob, PrintOutcome, Settled
from drivers.settling import JobLook, Pace, PrinterLook, Settling

OPTIONS = {"print-scaling": "none", "sides": "one-sided", "media": "iso_a4_210x297mm"}
# one side a sheet, so both count the same; which of them CUPS keeps depends on the backend
COUNTS = ["job-media-sheets-completed", "job-impressions-completed"]
JOB = ["job-state", "job-state-reasons", *COUNTS]
PRINTER = ["printer-state", "printer-state-reasons"]
LOCAL, PORT = "localhost", 631
CHUNK = 65536
IPP_NOT_FOUND = 0x0406


class DocumentLost(DeviceFault):
    """A document broke off on its way: whether any of it will be printed is not known."""


class CupsPagePrinter:
    """A queue of CUPS; `pace` says how long to wait. A bad address raises ValueError."""

    def __init__(self, address: str, *, terminal: str = "kazasu", pace: Pace | None = None) -> None:
        self._queue, self._server = _parse(address)
        self._terminal = terminal
        self._pace = pace or Pace()

    def open(self) -> None:
        """Find the queue. Raises DeviceFault."""
        self.printer()

    def close(self) -> None:
        """Nothing is kept open between two requests."""

    def health(self) -> Health:
        """Ask CUPS how the printer is."""
        try:
            return self.printer().health
        except DeviceFault as fault:
            return Health(fault.fault, str(fault))

    def print(self, job: PrintJob, progress: Callable[[int], None]) -> PrintOutcome:
        """Print as `drivers.protocols.PagePrinter` says."""
        before = self.printer()
        if fault := before.health.fault:
            raise DeviceFault(fault, before.health.sentence)
        # a job prints nothing until it has its document, so a failure here is one with nothing sent
        number: int = self._ask("createJob", self._queue, job.name, OPTIONS)
        try:
            self._send(number, job)
        except DocumentLost as lost:
            # Only an attempt: what has come out is unknown with or without it.
            with contextlib.suppress(DeviceFault):
                self.cancel(number)
            return PrintOutcome(Settled.UNKNOWN, 0, lost.fault)
        except DeviceFault:
            self.cancel(number)
            raise
        return Settling(self, number, before, self._pace).settle(job.sheets, progress)

    def printer(self) -> PrinterLook:
        """How CUPS says the printer is. Raises DeviceFault when there is no answer or no such queue."""
        found: dict[str, Any] = self._ask("getPrinterAttributes", self._queue, requested_attributes=PRINTER)
        return PrinterLook(found.get("printer-state"), tuple(found.get("printer-state-reasons", ())))

    def look(self, number: int) -> JobLook | None:
        """How a job is, None when CUPS no longer knows it. Raises DeviceFault."""
        found: dict[str, Any] | None = self._ask("getJobAttributes", number, requested_attributes=JOB, missing=None)
        if found is None:
            return None
        reasons = found.get("job-state-reasons", ())
        reasons = (reasons,) if isinstance(reasons, str) else reasons
        counts = [found[name] for name in COUNTS if found.get(name) is not None]
        state = found.get("job-state")
        if state is None:
            raise DeviceFault(Fault.UNKNOWN, f"CUPS does not tell the state of its job in {self._queue}.")
        return JobLook(state, frozenset(reasons), max(counts, default=None))

    def cancel(self, number: int) -> None:
        """Ask for a job's cancellation; whether it came to that, `look` tells. Raises DeviceFault."""
        self._ask("cancelJob", number, missing=None)

    def _send(self, number: int, job: PrintJob) -> None:
        """Send the document of a job. Raises DeviceFault when CUPS refuses it, DocumentLost when it broke off."""
        cups, connection = self._connect()
        try:
            connection.startDocument(self._queue, number, job.name, cups.CUPS_FORMAT_PDF, 1)
            for start in range(0, len(job.document), CHUNK):
                part = job.document[start : start + CHUNK]
                connection.writeRequestData(part, len(part))
            connection.finishDocument(self._queue)
        except cups.IPPError as error:
            raise self._refused(error) from error
        except RuntimeError as error:
            raise DocumentLost(Fault.OFFLINE, f"CUPS broke off while it took a job for {self._queue}.") from error

    def _ask(self, operation: str, *arguments: Any, **named: Any) -> Any:
        """One operation of CUPS; `missing` is returned for a job that it does not know. Raises DeviceFault."""
        missing = named.pop("missing", self)
        cups, connection = self._connect()
        try:
            return getattr(connection, operation)(*arguments, **named)
        except cups.IPPError as error:
            if error.args[0] == IPP_NOT_FOUND and missing is not self:
                return missing
            raise self._refused(error) from error
        except RuntimeError as error:
            raise self._offline() from error

    def _connect(self) -> tuple[Any, Any]:
        try:
            import cups  # noqa: PLC0415 - needs CUPS's library, which most terminals lack
        except ImportError as error:
            raise DeviceFault(
                Fault.OFFLINE, "The printer library for CUPS is missing: install kazasu[cups]."
            ) from error
        cups.setUser(self._terminal)
        # the library looks some things up at its own default server, whatever server a connection has
        host, port = self._server
        cups.setServer(host)
        cups.setPort(port)
        try:
            return cups, cups.Connection()
        except RuntimeError as error:
            raise self._offline() from error

    def _refused(self, error: Exception) -> DeviceFault:
        said = str(error.args[-1]).rstrip(".")
        return DeviceFault(Fault.UNKNOWN, f"CUPS refuses its queue {self._queue}: {said}.")

    def _offline(self) -> DeviceFault:
        return DeviceFault(Fault.OFFLINE, f"CUPS does not answer for its queue {self._queue}: is it running?")


def _parse(address: str) -> tuple[str, tuple[str, int]]:
    queue, at, server = address.partition("@")
    host, colon, port = server.partition(":")
    if not queue or set(queue) & set("/#? ") or (at and not host) or (colon and not port.isdecimal()):
        raise ValueError(f"cups:{address}: write QUEUE or QUEUE@HOST or QUEUE@HOST:PORT")
    return queue, (host or LOCAL, int(port) if port else PORT)
