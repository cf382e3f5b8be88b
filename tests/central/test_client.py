"""The terminal's line to central: whatever comes back is an answer, a refusal or a fault, and comes in time."""

import base64
import gzip
import hashlib
import io
import json
import logging
import socket
import threading
from contextlib import contextmanager, suppress
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from central.client import Busy, CentralClient, CentralFault, Refused
from central.signing import Signer
from central.wire import LARGEST_ANSWER, Order, Outcome, Paid, Printed, Quote, Reason

PURPOSE = "certificate"
CHALLENGE = {"challenge": base64.b64encode(bytes(32)).decode(), "expires": "2026-11-24T10:05:00+09:00"}
ORDER = Order(order="o-1", kind="residence", whom="self", items=[], copies=1)
QUOTE = Quote(order="o-1", fee=300, sheets=1, sha256=hashlib.sha256(b"%PDF").hexdigest())
RELEASE = {
    "terminal": "kiosk-1",
    "visit": "v-1",
    "ticket": "T-1",
    "order": {"order": "o-1", "kind": "residence", "whom": "self", "items": [], "copies": 1},
    "holder": "0" * 64,
    "sha256": QUOTE.sha256,
    "receipt": "r-1",
    "expires": "2026-11-24T10:10:00+09:00",
}
ISSUED = {"release": RELEASE, "document": base64.b64encode(b"%PDF").decode()}
PAID = Paid(yen=300, method="cash", receipt="r-1")
OUTCOME = Outcome(printed=Printed.DONE, sheets=1, kept=300, returned=0)


class Line:
    """A server that says exactly the bytes it was given, one entry per connection (the last one for good)."""

    def __init__(self, *answers, hold=False, drip=False):
        self.answers, self.hold, self.drip = list(answers), hold, drip
        self.requests = []
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listening.getsockname()[1]}"
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        while True:
            try:
                connection, _ = self.listening.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(5)
                self.requests.append(read_request(connection))
                answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
                with suppress(OSError):
                    connection.sendall(answer)
                    while self.hold and not self.over.wait(0.02):
                        connection.sendall(b"x" if self.drip else b"")

    def close(self):
        self.over.set()
        self.listening.shutdown(socket.SHUT_RDWR)
        self.listening.close()


def read_request(connection):
    text = b""
    while b"\r\n\r\n" not in text:
        piece = connection.recv(65536)
        if not piece:
            return text
        text += piece
    head, _, body = text.partition(b"\r\n\r\n")
    lengths = [line.split(b":")[1] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")]
    while len(body) < sum(map(int, lengths)):
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


@contextmanager
def line(*answers, hold=False, drip=False, timeout=5.0):
    server = Line(*answers, hold=hold or drip, drip=drip)
    signer = Signer("kiosk-1", bytes(32), lambda: datetime(2026, 11, 24, 1, 0, tzinfo=UTC))
    try:
        yield CentralClient(server.url, signer, timeout, pause=0), server
    finally:
        server.close()


def http(body, status=200, kind="application/json", more=""):
    body = body if isinstance(body, bytes) else json.dumps(body).encode()
    head = (
        f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n{more}\r\n"
    )
    return head.encode() + body


CALLS = {
    "open_visit": lambda client: client.open_visit("v-1", "T-1", PURPOSE),
    "identify": lambda client: client.identify("v-1", b"certificate", b"signature"),
    "order": lambda client: client.order("v-1", ORDER),
    "document": lambda client: client.document("v-1", "o-1", PAID),
    "outcome": lambda client: client.outcome("v-1", "o-1", OUTCOME),
    "records": lambda client: client.records(b"{}"),
    "snapshot": lambda client: client.snapshot("riders", "0", io.BytesIO()),
}


def test_an_answer_comes_as_a_message():
    with line(http(CHALLENGE)) as (client, server):
        assert client.open_visit("v-1", "T-1", PURPOSE).challenge == bytes(32)
    head = server.requests[0].decode()
    assert head.startswith("POST /v1/visits HTTP/1.1")
    assert 'keyid="kiosk-1"' in head


def test_a_refusal_comes_with_its_reason():
    with (
        line(http({"reason": "card_revoked", "sentence": "no"}, 403)) as (client, _),
        pytest.raises(Refused) as refused,
    ):
        client.identify("v-1", b"c", b"s")
    assert refused.value.refusal.reason is Reason.CARD_REVOKED


def test_a_document_comes_with_what_it_may_be_printed_for():
    with line(http(ISSUED)) as (client, _):
        issued = client.document("v-1", "o-1", PAID)
    assert issued.document == b"%PDF"
    assert (issued.release.ticket, issued.release.order) == ("T-1", ORDER)


@pytest.mark.parametrize("missing", [*RELEASE, "document"])
def test_a_document_without_all_of_its_release_is_a_fault(missing):
    answer = ISSUED | {"release": {key: value for key, value in RELEASE.items() if key != missing}}
    answer.pop(missing, None)
    with line(http(answer)) as (client, _), pytest.raises(CentralFault, match="no Issued"):
        client.document("v-1", "o-1", PAID)


def test_a_release_whose_end_has_no_time_zone_is_a_fault():
    answer = ISSUED | {"release": RELEASE | {"expires": "2026-11-24T10:10:00"}}
    with line(http(answer)) as (client, _), pytest.raises(CentralFault, match="no Issued"):
        client.document("v-1", "o-1", PAID)


OFFER = {
    "kind": "residence",
    "fee": 300,
    "open_now": True,
    "hours": [{"opens": "06:30", "closes": "23:00"}],
    "whom": ["self"],
    "items": [],
    "most_copies": 10,
}


def test_an_offer_comes_as_it_was_made():
    with line(http({"offers": [OFFER]})) as (client, _):
        assert client.identify("v-1", b"c", b"s").offers[0].hours[0].closes == "23:00"


@pytest.mark.parametrize(
    "change",
    [
        {"fee": -300},
        {"fee": 10**9},
        {"most_copies": 0},
        {"whom": []},
        {"hours": [{"opens": "six", "closes": "23:00"}]},
        {"hours": [{"opens": "06:30", "closes": "23"}]},
        {"hours": [{"opens": "", "closes": ""}]},
        {"next_open": "2026-11-24T10:00:00"},
    ],
)
def test_an_offer_that_nobody_could_be_shown_is_a_fault(change):
    with line(http({"offers": [OFFER | change]})) as (client, _), pytest.raises(CentralFault, match="no Person"):
        client.identify("v-1", b"c", b"s")


def test_a_person_without_any_offer_is_a_fault():
    with line(http({"offers": []})) as (client, _), pytest.raises(CentralFault, match="no Person"):
        client.identify("v-1", b"c", b"s")


@pytest.mark.parametrize("change", [{"fee": -300}, {"sheets": 0}, {"sha256": "00"}])
def test_a_quote_that_cannot_be_is_a_fault(change):
    quote = {"order": "o-1", "fee": 300, "sheets": 1, "sha256": "0" * 64} | change
    with line(http(quote)) as (client, _), pytest.raises(CentralFault, match="no Quote"):
        client.order("v-1", ORDER)


def test_the_quote_of_another_order_is_a_fault():
    other = {"order": "o-2", "fee": 300, "sheets": 1, "sha256": "0" * 64}
    with line(http(other)) as (client, _), pytest.raises(CentralFault, match="another order"):
        client.order("v-1", ORDER)


FAULTS = {
    "status 500": http(b"", 500),
    "status 302": b"HTTP/1.1 302 X\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    "a web page": http(b"<html>", kind="text/html"),
    "a refusal for no reason": http({"reason": "because"}, 403),
    "a refusal as a page": http(b"<html>", 403, "text/html"),
    "half an answer": http(CHALLENGE)[:-5],
    "an endless answer": http(b"[" * (LARGEST_ANSWER + 1)),
    "no HTTP": b"\x00\x01\x02\r\n\r\n",
    "deep nesting": http(b"[" * 100_000),
}


@pytest.mark.parametrize("answer", FAULTS.values(), ids=FAULTS.keys())
@pytest.mark.parametrize("call", ["open_visit", "identify", "order", "document", "records"])
def test_what_is_no_answer_is_a_fault(call, answer):
    with line(answer) as (client, _), pytest.raises(CentralFault):
        CALLS[call](client)


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS.keys())
def test_an_unreachable_central_is_a_fault(call):
    with line(b"") as (client, server):
        server.close()
        with pytest.raises(CentralFault, match="cannot be reached"):
            call(client)
        server.listening = socket.create_server(("127.0.0.1", 0))


@pytest.mark.parametrize("said", [b"", b"HTTP/1.1 200 OK\r\n", http(CHALLENGE)[:-3]], ids=["nothing", "a line", "half"])
def test_a_central_that_falls_silent_is_left_at_the_deadline(said):
    with line(said, hold=True, timeout=0.3) as (client, _), pytest.raises(CentralFault):
        client.open_visit("v-1", "T-1", PURPOSE)


@pytest.mark.parametrize("said", [b"HTTP/1.1 200 OK\r\nX-", http(b"x" * 90_000)[:200]], ids=["head", "body"])
def test_a_central_that_drips_is_left_at_the_deadline(said):
    with line(said, drip=True, timeout=0.3) as (client, server):
        with pytest.raises(CentralFault, match="in time"):
            client.open_visit("v-1", "T-1", PURPOSE)
        assert len(server.requests) == 1


@pytest.mark.parametrize("call", ["open_visit", "order", "document", "outcome"])
def test_a_call_with_an_id_is_sent_again_when_the_line_breaks(call):
    answers = {
        "open_visit": http(CHALLENGE),
        "order": http({"order": "o-1", "fee": 300, "sheets": 1, "sha256": "0" * 64}),
        "document": http(ISSUED),
        "outcome": b"HTTP/1.1 204 X\r\nConnection: close\r\n\r\n",
    }
    with line(b"", http(b"", 503), answers[call]) as (client, server):
        CALLS[call](client)
    assert len(server.requests) == 3
    bodies = {request.partition(b"\r\n\r\n")[2] for request in server.requests}
    nonces = {request.partition(b'nonce="')[2][:20] for request in server.requests}
    assert (len(bodies), len(nonces)) == (1, 3)


def test_the_card_is_proved_once_only():
    with line(b"") as (client, server), pytest.raises(CentralFault):
        client.identify("v-1", b"certificate", b"signature")
    assert len(server.requests) == 1


def test_a_refusal_is_not_asked_again():
    with line(http({"reason": "closed"}, 403)) as (client, server), pytest.raises(Refused):
        client.order("v-1", ORDER)
    assert len(server.requests) == 1


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.one_of(
        st.binary(max_size=200),
        st.binary(max_size=200).map(http),
        st.binary(max_size=60).map(lambda junk: b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + junk),
        st.recursive(
            st.none() | st.integers() | st.text(max_size=9),
            lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=9), inner),
        ).map(http),
        st.fixed_dictionaries({"challenge": st.text(max_size=9), "expires": st.text(max_size=30)}).map(http),
    ),
    st.sampled_from(["open_visit", "identify", "order", "document", "records"]),
)
def test_whatever_central_says_is_never_another_exception(nonsense, call):
    with line(nonsense, timeout=1.0) as (client, _), pytest.raises((CentralFault, Refused)):
        CALLS[call](client)


def test_nothing_sent_or_received_stands_in_a_log_or_an_error(caplog):
    caplog.set_level(logging.DEBUG)
    secret = b"SENTINEL-4711"
    with line(http(secret)) as (client, _), pytest.raises(CentralFault) as fault:
        client.identify("v-1", secret, secret)
    with line(http(ISSUED | {"document": secret.decode()})) as (client, _), pytest.raises(CentralFault) as other:
        client.document("v-1", "o-1", PAID)
    shown = f"{caplog.text} {fault.value!r} {other.value!r} {fault.value.__cause__!r} {fault.value.__context__!r}"
    assert secret.decode() not in shown
    assert secret.hex() not in shown


STAND = {"through": 2, "head": base64.b64encode(bytes(32)).decode(), "verdicts": ["stored", "known"]}


def test_records_travel_packed_and_unsigned_for_their_seal_is_the_proof():
    with line(http(STAND)) as (client, server):
        assert client.records(b'{"terminal":"kiosk-1"}').verdicts == ["stored", "known"]
    head, _, body = server.requests[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /v1/records HTTP/1.1")
    assert b"Content-Encoding: gzip" in head
    assert b"signature" not in head.lower()
    assert gzip.decompress(body) == b'{"terminal":"kiosk-1"}'


def test_records_are_sent_once_for_the_queue_has_pauses_of_its_own():
    with line(b"") as (client, server), pytest.raises(CentralFault):
        client.records(b"{}")
    assert len(server.requests) == 1


BUSY = {
    "seconds": ("Retry-After: 7\r\n", 7),
    "a date by central's own clock": (
        "Date: Tue, 24 Nov 2026 01:00:00 GMT\r\nRetry-After: Tue, 24 Nov 2026 01:00:30 GMT\r\n",
        30,
    ),
    "a date in the past": ("Date: Tue, 24 Nov 2026 01:00:00 GMT\r\nRetry-After: Tue, 24 Nov 2026 00:00:30 GMT\r\n", 0),
    "a date and no clock": ("Retry-After: Tue, 24 Nov 2026 00:00:30 GMT\r\n", 0),
    "nothing": ("", 0),
    "nonsense": ("Retry-After: soon\r\n", 0),
    "an odd digit": ("Retry-After: ²\r\n", 0),
    "endless": ("Retry-After: " + "9" * 400 + "\r\n", 0),
    "before now": ("Retry-After: -5\r\n", 0),
}


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(("more", "seconds"), BUSY.values(), ids=BUSY.keys())
def test_a_busy_central_says_when_to_come_back(status, more, seconds):
    with line(http({"reason": "malformed"}, status, more=more)) as (client, _), pytest.raises(Busy) as busy:
        client.records(b"{}")
    assert busy.value.retry_after_s == seconds


def test_a_visit_does_not_ask_a_busy_central_again_before_it_may():
    with line(http(b"", 503, more="Retry-After: 60\r\n")) as (client, server), pytest.raises(Busy):
        client.order("v-1", ORDER)
    assert len(server.requests) == 1


FILE = http(b"signed list", kind="application/octet-stream")


def test_a_newer_list_is_written_into_the_file_and_asked_for_by_what_is_there():
    into = io.BytesIO()
    with line(FILE) as (client, server):
        assert client.snapshot("riders", "12-9f86", into)
    assert into.getvalue() == b"signed list"
    head = server.requests[0].decode()
    assert head.startswith("GET /v1/snapshots/riders?have=12-9f86 HTTP/1.1")
    assert 'keyid="kiosk-1"' in head


def test_nothing_newer_is_no_file():
    into = io.BytesIO()
    with line(b"HTTP/1.1 204 X\r\nConnection: close\r\n\r\n") as (client, _):
        assert not client.snapshot("riders", "12-9f86", into)


def test_half_a_list_is_thrown_away_before_the_next_try():
    into = io.BytesIO()
    with line(FILE[:-4], FILE) as (client, server):
        assert client.snapshot("riders", "0", into)
    assert into.getvalue() == b"signed list"
    assert len(server.requests) == 2


@pytest.mark.parametrize("answer", [http(b"<html>", kind="text/html"), http(b"", 500), FILE[:-4]])
def test_what_is_no_list_is_a_fault(answer):
    with line(answer) as (client, _), pytest.raises(CentralFault):
        client.snapshot("riders", "0", io.BytesIO())


def test_a_refused_list_leaves_the_file_empty():
    into = io.BytesIO()
    with line(http({"reason": "terminal_unknown"}, 401)) as (client, _), pytest.raises(Refused):
        client.snapshot("riders", "0", into)
    assert into.getvalue() == b""
