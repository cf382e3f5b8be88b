"""A page printer behind CUPS, for printers that cannot take PDF themselves (pycups).

Address: `QUEUE` at this machine's CUPS, or `QUEUE@HOST[:PORT]`.
CUPS REWRITES DOCUMENTS: its filters parse the PDF and write another, so one that is signed or hashed must go by ipp:.
Quirks: a job is completed when the queue's backend says so; that of IPP waits for the printer to finish, those of USB
and raw sockets only until the bytes are gone. Through CUPS a fault of the printer shows seconds later. A job
is cancelled when the backend has asked the printer and gone, which may be a moment before the printer obeys.
"""

from __future__ import annotations

import contextlib
from typing import Any

from drivers.protocols import DeviceFault, Fault, PrintJob
from drivers.settling import JobLook, Pace, PrinterLook
from drivers.spooling import COUNTS, AnswerLost, KnownJob, SpooledPagePrinter

OPTIONS = {"print-scaling": "none", "sides": "one-sided", "media": "iso_a4_210x297mm"}
JOB = ["job-state", "job-state-reasons", *COUNTS]
JOB_LIST = ["job-id", "job-name", "job-originating-user-name"]
PRINTER = ["printer-state", "printer-state-reasons"]
LOCAL, PORT = "localhost", 631
CHUNK = 65536
IPP_NOT_FOUND = 0x0406


class CupsPagePrinter(SpooledPagePrinter):
    """A queue of CUPS; `pace` says how long to wait. A bad address raises ValueError."""

    def __init__(self, address: str, *, terminal: str = "kazasu", pace: Pace | None = None) -> None:
        super().__init__(pace)
        self._queue, self._server = _parse(address)
        self._terminal = terminal

    def open(self) -> None:
        """Find the queue. Raises DeviceFault."""
        self.printer()

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

    def jobs(self, *, ended: bool) -> list[KnownJob]:
        """The jobs of every queue of this CUPS; none counts as fresh, for CUPS writes its list seconds late. Raises DeviceFault."""
        which = "completed" if ended else "not-completed"
        found = self._ask("getJobs", which_jobs=which, my_jobs=True, requested_attributes=JOB_LIST)
        return [
            KnownJob(number, job.get("job-name", ""), job.get("job-originating-user-name") == self._terminal)
            for number, job in found.items()
        ]

    def send(self, job: PrintJob) -> int:
        """Make a job and give it its document. Raises DeviceFault when CUPS refuses it, AnswerLost when it broke off."""
        # a job prints nothing until it has its document, so a failure here is one with nothing sent
        number: int = self._ask("createJob", self._queue, job.name, OPTIONS)
        try:
            self._send_document(number, job)
        except DeviceFault:
            # what becomes of it is looked at when the document may be whole
            with contextlib.suppress(DeviceFault):
                self.cancel(number)
            raise
        return number

    def _send_document(self, number: int, job: PrintJob) -> None:
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
            raise AnswerLost(Fault.OFFLINE, f"CUPS broke off while it took a job for {self._queue}.") from error

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
