"""A page printer by direct IPP/1.1 (RFC 8010, 8011): the PDF reaches the printer byte for byte, and is followed to its end.

Address: `HOST[:PORT][/PATH]`, port 631 and path /ipp/print when left out; the printer must take PDF (IPP Everywhere,
AirPrint). Every job asks for fidelity: a printer that cannot print at 100 %, on one side, on A4, refuses it.
Quirks: some printers call a jam or an open cover a mere warning; many count sheets only at the end, some never.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from drivers.ipp_message import Attribute, Group, Malformed, Operation, Reply, Syntax, decode, encode
from drivers.protocols import DeviceFault, Fault, PrintJob
from drivers.settling import JobLook, Pace, PrinterLook
from drivers.spooling import COUNTS, AnswerLost, KnownJob, SpooledPagePrinter

PORT, PATH = 631, "/ipp/print"
ANSWER_WITHIN = 5.0
# no honest answer to what is asked here is longer; a broken one must not fill the memory
LONGEST_ANSWER = 1 << 20
MEDIA_TYPE = {"Content-Type": "application/ipp"}
PDF = "application/pdf"
NOT_FOUND = 0x0406
JOB_LIST = ("job-id", "job-name", "job-originating-user-name", "time-at-creation")
LONGEST_UP = 10 * 366 * 24 * 3600
Attributes = Mapping[str, Sequence[object]]
TEMPLATE: tuple[Attribute, ...] = (
    (Syntax.KEYWORD, "print-scaling", "none"),
    (Syntax.KEYWORD, "sides", "one-sided"),
    (Syntax.KEYWORD, "media", "iso_a4_210x297mm"),
)
# RFC 8011 appendix B: why a printer refused
REFUSALS = {
    0x0403: "asks for a sign-in",
    0x0406: "has no printer at this path",
    0x0408: "calls the document too large",
    0x040A: "does not take PDF: configure it as cups:",
    0x040B: "cannot keep to",
    0x0506: "does not accept jobs now",
    0x0507: "is busy",
}
# RFC 8011 appendix B.1.5: internal, device and temporary error, job canceled. They may come while the printer already
# works on the document (a jam over the first sheet), and with a job that goes on once it is cleared.
NOT_SURE = (0x0500, 0x0504, 0x0505, 0x0508)


class IppPagePrinter(SpooledPagePrinter):
    """A printer that speaks IPP. `terminal` is the user name at the printer; `pace` says how long to wait.

    Raises ValueError with a sentence when the address is none.
    """

    def __init__(self, address: str, *, terminal: str = "kazasu", pace: Pace | None = None) -> None:
        super().__init__(pace)
        self._host, self._port, self._path = _parse(address)
        self._terminal = terminal
        self._numbers = itertools.count(1)

    def open(self) -> None:
        """Find the printer and make sure that it takes PDF. Raises DeviceFault."""
        formats = self._printer("document-format-supported").get("document-format-supported", [])
        if PDF not in formats:
            raise DeviceFault(Fault.UNKNOWN, f"The page printer {self._host} {REFUSALS[0x040A]}.")

    def printer(self) -> PrinterLook:
        """How the printer says it is. Raises DeviceFault when it does not answer."""
        found = self._printer("printer-state", "printer-state-reasons")
        return PrinterLook(_number(found, "printer-state"), tuple(_words(found, "printer-state-reasons")))

    def look(self, number: int) -> JobLook | None:
        """How a job is, None when the printer no longer knows it. Raises DeviceFault."""
        wanted = _wanted("job-state", "job-state-reasons", *COUNTS)
        reply = self._ask(Operation.GET_JOB_ATTRIBUTES, (_job(number), self._user(), *wanted))
        if reply.status == NOT_FOUND:
            return None
        found = _good(reply).group(Group.JOB)
        state = _number(found, "job-state")
        if state is None:
            raise AnswerLost(Fault.OFFLINE, "The page printer does not tell the state of its job.")
        counts = (_number(found, name) for name in COUNTS)
        sheets = max((count for count in counts if count is not None), default=None)
        return JobLook(state, frozenset(_words(found, "job-state-reasons")), sheets)

    def cancel(self, number: int) -> None:
        """Ask for a job's cancellation; whether it came to that, `look` tells. Raises DeviceFault."""
        self._ask(Operation.CANCEL_JOB, (_job(number), self._user()))

    def jobs(self, *, ended: bool) -> list[KnownJob]:
        """Get-Jobs (RFC 8011 section 4.2.6). Raises DeviceFault."""
        which = (Syntax.KEYWORD, "which-jobs", "completed" if ended else "not-completed")
        mine = (Syntax.BOOLEAN, "my-jobs", True)
        reply = _good(self._ask(Operation.GET_JOBS, (self._user(), *_wanted(*JOB_LIST), which, mine)))
        return [self._known(attributes) for group, attributes in reply.groups if group == Group.JOB]

    def _known(self, job: Attributes) -> KnownJob:
        # asked for as well as filtered: some printers tell everybody's jobs, and those are not ours to cancel
        is_ours = self._terminal in _words(job, "job-originating-user-name")
        # seconds since the printer was switched on, 0 or less for jobs from before; CUPS tells the year's time here
        created = _number(job, "time-at-creation") or 0
        number, name = _number(job, "job-id"), "".join(_words(job, "job-name"))
        if number is None:
            raise AnswerLost(Fault.OFFLINE, "The page printer lists a job without its number.")
        return KnownJob(number, name, is_ours, 0 < created < LONGEST_UP)

    def send(self, job: PrintJob) -> int | None:
        """Print-Job (RFC 8011 section 4.2.1). Raises DeviceFault when it was refused, AnswerLost when it may be printed."""
        operation = (
            self._user(),
            (Syntax.NAME, "job-name", job.name),
            # Without it a printer may shrink a page, seal and all, and call it printed.
            (Syntax.BOOLEAN, "ipp-attribute-fidelity", True),
            (Syntax.MIME_TYPE, "document-format", PDF),
        )
        reply = self._ask(Operation.PRINT_JOB, operation, TEMPLATE, job.document)
        if reply.status in NOT_SURE:
            raise AnswerLost(
                Fault.UNKNOWN, f"The page printer fails with status 0x{reply.status:04x} while it takes a job."
            )
        return _number(_good(reply).group(Group.JOB), "job-id")

    def _printer(self, *names: str) -> Attributes:
        reply = _good(self._ask(Operation.GET_PRINTER_ATTRIBUTES, _wanted(*names)))
        return reply.group(Group.PRINTER)

    def _ask(
        self,
        operation: Operation,
        attributes: Sequence[Attribute],
        template: Sequence[Attribute] = (),
        document: bytes = b"",
    ) -> Reply:
        """One request and its answer. Raises DeviceFault when nothing was sent, AnswerLost when no answer came."""
        number = next(self._numbers)
        groups = [(Group.OPERATION, (*self._head(), *attributes)), (Group.JOB, template)]
        try:
            reply = decode(self._post(encode(operation, number, groups if template else groups[:1]) + document))
        except Malformed as error:
            raise AnswerLost(Fault.OFFLINE, f"The page printer {self._host} answers unreadably: {error}.") from error
        # A proxy or a confused printer: believing it could settle another visitor's job.
        if reply.number != number:
            raise AnswerLost(Fault.OFFLINE, f"The page printer {self._host} answers another question than was asked.")
        return reply

    def _head(self) -> tuple[Attribute, ...]:
        """What every request begins with, in the order that RFC 8011 section 4.1 wants."""
        return (
            (Syntax.CHARSET, "attributes-charset", "utf-8"),
            (Syntax.LANGUAGE, "attributes-natural-language", "en"),
            (Syntax.URI, "printer-uri", f"ipp://{self._host}:{self._port}{self._path}"),
        )

    def _user(self) -> Attribute:
        return (Syntax.NAME, "requesting-user-name", self._terminal)

    def _post(self, body: bytes) -> bytes:
        import http.client  # noqa: PLC0415 - 20 ms, in which a card reader made before this can start

        connection = http.client.HTTPConnection(self._host, self._port, timeout=ANSWER_WITHIN)
        where = f"The page printer {self._host}:{self._port}"
        try:
            # Apart from the request: until it is connected, surely nothing was sent.
            connection.connect()
        except OSError as error:
            raise DeviceFault(Fault.OFFLINE, f"{where} does not answer: look at its power and its line.") from error
        try:
            connection.request("POST", self._path, body, MEDIA_TYPE)
            answer = connection.getresponse()
            content = answer.read(LONGEST_ANSWER)
        except (OSError, http.client.HTTPException) as error:
            raise AnswerLost(Fault.OFFLINE, f"{where} broke off before it answered.") from error
        finally:
            connection.close()
        if answer.status != http.HTTPStatus.OK:
            # A 4xx is about the request, which was thrown away; a 5xx may come after the printer has acted.
            lost = AnswerLost if answer.status >= http.HTTPStatus.INTERNAL_SERVER_ERROR else DeviceFault
            raise lost(Fault.OFFLINE, f"{where} answers {answer.status} at {self._path}: look at its address.")
        return content


def _parse(address: str) -> tuple[str, int, str]:
    try:
        parts = urlsplit(f"//{address}")
        host, port = parts.hostname, parts.port or PORT
    except ValueError as error:
        raise ValueError(f"ipp:{address}: {error}") from error
    # a password in an address would end up in the configuration and in logs
    if not host or parts.query or parts.fragment or parts.username or not parts.path.isascii():
        raise ValueError(f"ipp:{address}: write HOST, HOST:PORT or HOST:PORT/PATH")
    return host, port, parts.path or PATH


def _wanted(*names: str) -> tuple[Attribute, ...]:
    """Ask for these attributes only: one attribute with many values, of which the later ones have no name."""
    return tuple((Syntax.KEYWORD, "" if n else "requested-attributes", name) for n, name in enumerate(names))


def _job(number: int) -> Attribute:
    return (Syntax.INTEGER, "job-id", number)


def _good(reply: Reply) -> Reply:
    """The reply when it is a success. Raises DeviceFault: the printer refused, so it has done nothing."""
    if reply.good:
        return reply
    why = REFUSALS.get(reply.status, f"refuses with status 0x{reply.status:04x}")
    names = ", ".join(sorted(reply.group(Group.UNSUPPORTED)))
    raise DeviceFault(Fault.UNKNOWN, f"The page printer {why}{': ' + names if names else ''}.")


def _number(attributes: Attributes, name: str) -> int | None:
    return next((value for value in attributes.get(name, []) if isinstance(value, int)), None)


def _words(attributes: Attributes, name: str) -> list[str]:
    return [value for value in attributes.get(name, []) if isinstance(value, str)]
