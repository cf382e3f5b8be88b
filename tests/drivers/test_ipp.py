"""The IPP driver against printers that misbehave in ways a good one does not: answers lost, spoilt, refused or late."""

import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drivers.ipp import IppPagePrinter
from drivers.ipp_message import Group, Operation, Reply, Syntax, decode, encode
from drivers.protocols import DeviceFault, Fault, Health, PrintJob, PrintOutcome, Settled
from drivers.settling import JobState, Pace, PrinterLook

JOB = PrintJob("T-1", b"%PDF-1.7", 3)
DONE, STUCK = JobState.COMPLETED, JobState.PROCESSING


@dataclass
class OddPrinter:
    """A printer that follows a script: each look at the job takes the next of `looks`, the last for ever."""

    looks: list[dict[str, object]] = field(default_factory=lambda: [{"job-state": DONE}])
    reasons: list[str] = field(default_factory=lambda: ["none"])
    spoil: dict[Operation, list[object]] = field(default_factory=dict)
    obeys: bool = True
    knows_jobs: bool = True
    asked: list[Operation] = field(default_factory=list)
    cancelled: bool = False

    def answer(self, body: bytes) -> tuple[int, bytes]:
        """An HTTP status and a body, or no answer at all when the body is empty."""
        request = decode(body)
        operation = Operation(request.status)
        self.asked.append(operation)
        if turns := self.spoil.get(operation):
            turn = turns.pop(0) if len(turns) > 1 else turns[0]
            if isinstance(turn, int):
                return turn, b"no"
            if isinstance(turn, bytes):
                return 200, turn
        return 200, ANSWERS[operation](self, request)


def reply(request: Reply, *groups, status: int = 0) -> bytes:
    return encode(status, request.number, groups)


def tell_printer(printer: OddPrinter, request: Reply) -> bytes:
    reasons = [
        (Syntax.KEYWORD, "printer-state-reasons" if n == 0 else "", reason) for n, reason in enumerate(printer.reasons)
    ]
    return reply(request, (Group.PRINTER, [(Syntax.ENUM, "printer-state", 4), *reasons]))


def tell_job(printer: OddPrinter, request: Reply) -> bytes:
    look = printer.looks.pop(0) if len(printer.looks) > 1 else printer.looks[0]
    if printer.cancelled and printer.obeys:
        look = {**look, "job-state": JobState.CANCELED}
    if not look:
        return reply(request, status=0x0406)
    if "reasons" in look:
        printer.reasons = look["reasons"]
    attributes = [(Syntax.ENUM, "job-state", look["job-state"])]
    if "sheets" in look:
        attributes.append((Syntax.INTEGER, "job-impressions-completed", look["sheets"]))
    attributes.append((Syntax.KEYWORD, "job-state-reasons", look.get("job-reason", "none")))
    return reply(request, (Group.JOB, attributes))


def tell_number(printer: OddPrinter, request: Reply) -> bytes:
    return reply(request, (Group.JOB, [(Syntax.INTEGER, "job-id", 7)]))


def tell_jobs(printer: OddPrinter, request: Reply) -> bytes:
    other = (Group.JOB, [(Syntax.INTEGER, "job-id", 6), (Syntax.NAME, "job-name", "T-0")])
    ours = (Group.JOB, [(Syntax.INTEGER, "job-id", 7), (Syntax.NAME, "job-name", "T-1")])
    return reply(request, other, *([ours] if printer.knows_jobs else []))


def cancel(printer: OddPrinter, request: Reply) -> bytes:
    printer.cancelled = True
    return reply(request)


ANSWERS = {
    Operation.GET_PRINTER_ATTRIBUTES: tell_printer,
    Operation.GET_JOB_ATTRIBUTES: tell_job,
    Operation.PRINT_JOB: tell_number,
    Operation.GET_JOBS: tell_jobs,
    Operation.CANCEL_JOB: cancel,
}


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        status, content = self.server.printer.answer(body)
        if not content:
            self.close_connection = True
            return
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *arguments):
        pass


@pytest.fixture(scope="module")
def server():
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def stand(server):
    """Set up a printer that follows a script, and a driver whose time passes only while it sleeps."""

    def stand(**script) -> tuple[IppPagePrinter, OddPrinter]:
        server.printer = OddPrinter(**script)
        slept: list[float] = []
        pace = Pace(patience=20, sleep=slept.append, monotonic=lambda: sum(slept))
        return IppPagePrinter(f"127.0.0.1:{server.server_port}", pace=pace), server.printer

    return stand


def outcome_of(printer: IppPagePrinter) -> PrintOutcome:
    return printer.print(JOB, lambda sheets: None)


def test_a_printer_that_never_counts_is_believed_when_it_is_done(stand):
    printer, _ = stand(looks=[{"job-state": STUCK}, {"job-state": DONE}])
    assert outcome_of(printer) == PrintOutcome(Settled.DONE, 3)


def test_a_job_is_found_by_its_ticket_when_the_answer_to_it_was_lost(stand):
    printer, odd = stand(spoil={Operation.PRINT_JOB: [b""]}, looks=[{"job-state": DONE, "sheets": 3}])
    assert outcome_of(printer) == PrintOutcome(Settled.DONE, 3)
    assert odd.asked.count(Operation.PRINT_JOB) == 1


def test_a_job_that_may_or_may_not_have_arrived_is_unknown_and_never_sent_again(stand):
    printer, odd = stand(spoil={Operation.PRINT_JOB: [b""]}, knows_jobs=False)
    assert outcome_of(printer) == PrintOutcome(Settled.UNKNOWN, 0, Fault.OFFLINE)
    assert odd.asked.count(Operation.PRINT_JOB) == 1


@pytest.mark.parametrize(
    ("status", "sentence"),
    [(0x0506, "does not accept jobs now"), (0x040A, "does not take PDF"), (0x0777, "refuses with status 0x0777")],
)
def test_a_refused_job_is_a_fault_with_nothing_sent(stand, status, sentence):
    printer, odd = stand()
    odd.spoil[Operation.PRINT_JOB] = [encode(status, 3, [])]
    with pytest.raises(DeviceFault, match=sentence):
        outcome_of(printer)


@pytest.mark.parametrize("status", [0x0500, 0x0504, 0x0505, 0x0508], ids=hex)
def test_a_printer_that_fails_while_it_takes_a_job_may_have_it(stand, status):
    fails = {Operation.PRINT_JOB: [encode(status, 3, [])]}
    jammed = {"job-state": STUCK, "sheets": 0, "reasons": ["media-jam-error"]}
    printer, odd = stand(spoil=fails, looks=[jammed])
    assert outcome_of(printer) == PrintOutcome(Settled.STOPPED, 0, Fault.PAPER_JAM)
    assert odd.cancelled
    printer, _ = stand(spoil=fails, knows_jobs=False)
    assert outcome_of(printer).settled is Settled.UNKNOWN


def test_a_printer_that_cannot_print_at_full_size_is_told_by_the_attribute(stand):
    unsupported = [(Group.UNSUPPORTED, [(Syntax.KEYWORD, "print-scaling", "none")])]
    printer, _ = stand(spoil={Operation.PRINT_JOB: [encode(0x040B, 3, unsupported)]})
    with pytest.raises(DeviceFault, match="cannot keep to: print-scaling"):
        outcome_of(printer)


def test_a_printer_that_wants_paper_is_sent_nothing(stand):
    printer, odd = stand(reasons=["media-low-warning", "media-empty-error"])
    with pytest.raises(DeviceFault, match="fill the tray") as caught:
        outcome_of(printer)
    assert caught.value.fault is Fault.PAPER_OUT
    assert Operation.PRINT_JOB not in odd.asked


def test_two_lost_answers_are_forgiven(stand):
    printer, _ = stand(spoil={Operation.GET_JOB_ATTRIBUTES: [b"", b"\x01", None]}, looks=[{"job-state": DONE}])
    assert outcome_of(printer) == PrintOutcome(Settled.DONE, 3)


@pytest.mark.parametrize("spoilt", [b"", b"garbage", 500, 404, encode(0, 999, [])], ids=repr)
def test_three_answers_lost_or_spoilt_leave_the_job_unknown(stand, spoilt):
    printer, _ = stand(spoil={Operation.GET_JOB_ATTRIBUTES: [spoilt]})
    assert outcome_of(printer) == PrintOutcome(Settled.UNKNOWN, 0, Fault.OFFLINE)


def test_a_job_the_printer_has_forgotten_is_unknown(stand):
    printer, _ = stand(looks=[{"job-state": STUCK, "sheets": 1}, {}])
    assert outcome_of(printer) == PrintOutcome(Settled.UNKNOWN, 1, Fault.UNKNOWN)


def test_a_job_completed_with_errors_is_unknown(stand):
    printer, _ = stand(looks=[{"job-state": DONE, "sheets": 2, "job-reason": "job-completed-with-errors"}])
    assert outcome_of(printer) == PrintOutcome(Settled.UNKNOWN, 2, Fault.UNKNOWN)


def test_a_job_aborted_by_the_printer_is_stopped(stand):
    printer, _ = stand(looks=[{"job-state": STUCK, "sheets": 1}, {"job-state": JobState.ABORTED, "sheets": 1}])
    assert outcome_of(printer) == PrintOutcome(Settled.STOPPED, 1, Fault.UNKNOWN)


def test_a_cancelled_job_that_is_still_stopping_has_not_ended(stand):
    stopping = {"job-state": JobState.CANCELED, "sheets": 1, "job-reason": "processing-to-stop-point"}
    printer, _ = stand(looks=[stopping, stopping, {"job-state": JobState.CANCELED, "sheets": 2}])
    assert outcome_of(printer) == PrintOutcome(Settled.STOPPED, 2, Fault.UNKNOWN)


def test_an_error_in_the_middle_is_cancelled_at_once(stand):
    printer, odd = stand(
        looks=[{"job-state": STUCK, "sheets": 2}, {"job-state": STUCK, "reasons": ["cover-open-error"]}]
    )
    assert outcome_of(printer) == PrintOutcome(Settled.STOPPED, 2, Fault.COVER_OPEN)
    assert odd.cancelled


def test_the_tray_that_runs_empty_with_the_last_sheet_does_not_cost_that_sheet(stand):
    emptied = {"job-state": STUCK, "sheets": 2, "reasons": ["media-empty-warning"]}
    printer, odd = stand(looks=[{"job-state": STUCK}, emptied, emptied, emptied, {"job-state": DONE, "sheets": 3}])
    assert outcome_of(printer) == PrintOutcome(Settled.DONE, 3)
    assert not odd.cancelled


def test_a_warning_that_stood_before_the_job_is_of_another_tray(stand):
    printer, odd = stand(reasons=["media-empty-warning"], looks=[{"job-state": STUCK}] * 100 + [{"job-state": DONE}])
    assert outcome_of(printer) == PrintOutcome(Settled.DONE, 3)
    assert not odd.cancelled


@pytest.mark.parametrize("end", [STUCK, JobState.CANCELED])
def test_a_job_that_stops_at_a_printer_that_never_counts_is_unknown(stand, end):
    printer, _ = stand(looks=[{"job-state": STUCK}, {"job-state": end, "reasons": ["media-jam-error"]}])
    assert outcome_of(printer) == PrintOutcome(Settled.UNKNOWN, 0, Fault.PAPER_JAM)


def test_a_job_that_never_began_has_stopped_though_nobody_counts(stand):
    printer, _ = stand(looks=[{"job-state": JobState.PENDING}, {"job-state": JobState.ABORTED}])
    assert outcome_of(printer) == PrintOutcome(Settled.STOPPED, 0, Fault.UNKNOWN)


def test_a_job_that_never_moves_is_cancelled(stand):
    printer, odd = stand(looks=[{"job-state": STUCK, "sheets": 0}])
    assert outcome_of(printer) == PrintOutcome(Settled.STOPPED, 0, Fault.UNKNOWN)
    assert odd.cancelled


def test_a_slow_job_that_moves_is_left_in_peace(stand):
    sheets = [{"job-state": STUCK, "sheets": n // 200} for n in range(600)]
    printer, odd = stand(looks=[*sheets, {"job-state": DONE, "sheets": 3}])
    assert outcome_of(printer) == PrintOutcome(Settled.DONE, 3)
    assert not odd.cancelled


def test_a_cancellation_that_is_not_obeyed_leaves_the_job_unknown(stand):
    printer, odd = stand(looks=[{"job-state": STUCK, "sheets": 1, "reasons": ["media-jam"]}], obeys=False)
    assert outcome_of(printer) == PrintOutcome(Settled.UNKNOWN, 1, Fault.PAPER_JAM)
    assert odd.cancelled


def test_a_job_that_ends_by_itself_while_it_is_cancelled_is_done(stand):
    jam = {"job-state": STUCK, "sheets": 2, "reasons": ["media-jam-warning"]}
    printer, _ = stand(looks=[jam, {"job-state": DONE, "sheets": 3}], obeys=False)
    assert outcome_of(printer) == PrintOutcome(Settled.DONE, 3)


@pytest.mark.parametrize(
    ("spoilt", "sentence"),
    [
        (b"garbage", "answers unreadably: byte 0"),
        (encode(0, 999, []), "answers another question"),
        (404, "answers 404 at /ipp/print"),
        (500, "answers 500"),
        (b"", "broke off"),
        (encode(0x0403, 1, []), "asks for a sign-in"),
    ],
    ids=repr,
)
def test_an_answer_that_is_none_is_told_in_a_sentence(stand, spoilt, sentence):
    printer, _ = stand(spoil={Operation.GET_PRINTER_ATTRIBUTES: [spoilt]})
    assert printer.health().fault is not None
    printer, _ = stand(spoil={Operation.GET_PRINTER_ATTRIBUTES: [spoilt]})
    with pytest.raises(DeviceFault, match=sentence):
        printer.open()


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(answers=st.lists(st.binary(max_size=60), min_size=1, max_size=5), operation=st.sampled_from(Operation))
def test_no_answer_whatever_breaks_the_driver(stand, answers, operation):
    printer, _ = stand(spoil={operation: [*answers, b""]})
    try:
        assert outcome_of(printer).sheets <= 3
    except DeviceFault as fault:
        assert "page printer" in str(fault)  # noqa: PT017 - either end is right


@pytest.mark.parametrize(
    ("state", "reasons", "fault"),
    [
        (3, ["none"], None),
        (3, [], None),
        (3, ["media-low-warning", "toner-low-report"], None),
        (3, ["toner-low"], None),
        (3, ["media-empty-warning"], None),
        (3, ["media-empty"], Fault.PAPER_OUT),
        (5, ["media-empty-warning"], Fault.PAPER_OUT),
        (5, ["spool-area-full-report", "door-open-report"], Fault.COVER_OPEN),
        (4, ["media-jam-warning"], Fault.PAPER_JAM),
        (3, ["marker-supply-empty-error"], Fault.TONER_OUT),
        (5, ["paused"], Fault.OFFLINE),
        (3, ["fuser-over-temp-error"], Fault.UNKNOWN),
        (5, ["none"], Fault.UNKNOWN),
        (5, [], Fault.UNKNOWN),
        (None, ["media-needed-error"], Fault.PAPER_OUT),
    ],
)
def test_the_printers_reasons_are_read_as_faults(state, reasons, fault):
    health = PrinterLook(state, tuple(reasons)).health
    assert health.fault == fault
    assert bool(health.sentence) == (fault is not None)


@pytest.mark.parametrize(
    "address", ["", ":631", "host:port", "host:99999", "host/ipp?x=1", "user@host", "[::1", "host/プリンタ"]
)
def test_an_address_that_is_none_is_refused_with_itself_named(address):
    with pytest.raises(ValueError, match="ipp:"):
        IppPagePrinter(address)


def test_a_printer_nobody_has_switched_on_is_offline(stand):
    printer = IppPagePrinter("127.0.0.1:9")
    assert printer.health() == Health(
        Fault.OFFLINE, "The page printer 127.0.0.1:9 does not answer: look at its power and its line."
    )


def test_a_cancelled_job_from_before_the_restart_is_unknown_at_a_printer_that_never_counts(stand):
    printer, _ = stand(looks=[{"job-state": JobState.CANCELED}])
    assert printer.recover("T-1") == PrintOutcome(Settled.UNKNOWN, 0, Fault.UNKNOWN)
