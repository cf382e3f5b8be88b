"""Limits of intake: how large a batch may be, how many may be under way, and what is said to whom."""

import asyncio
import gzip
import json
import socket
import zlib
from contextlib import ExitStack
from types import SimpleNamespace

import msgspec
import pytest
import requests
from acting import LONG
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sealed_records import Epoch, send, stand

from central.service.intake.admission import Admission, Busy
from central.service.intake.operations import records
from central.service.intake.reading import unpack
from central.service.refusing import Refuse
from central.signing import Signer
from central.wire import LARGEST_BATCH, LARGEST_PACKED, MOST_RECORDS, Reason, Refusal, Verdict


def refusal(answer):
    found = msgspec.json.decode(answer.content, type=Refusal)
    assert found.reason is Reason.MALFORMED
    return answer.status_code, found.sentence


def test_a_batch_may_come_unpacked_too(central, bus):
    assert stand(send(central.url, Epoch(bus).grow(2).batch(), packed=False)).through == 2


def test_as_many_records_as_allowed_are_taken_at_once_and_no_more(central, bus):
    epoch = Epoch(bus).grow(MOST_RECORDS + 1)
    status, sentence = refusal(send(central.url, epoch.batch()))
    assert (status, "records" in sentence) == (400, True)
    assert stand(send(central.url, epoch.batch(1, MOST_RECORDS))).verdicts == [Verdict.STORED] * MOST_RECORDS


def test_a_gzip_bomb_is_refused_and_told_why(central):
    bomb = gzip.compress(bytes(200 * LARGEST_BATCH))
    assert len(bomb) < LARGEST_PACKED
    headers = {"Content-Encoding": "gzip"}
    answer = requests.post(f"{central.url}/v1/records", bomb, headers=headers, timeout=LONG)
    assert refusal(answer) == (413, f"the batch is longer than {LARGEST_BATCH} bytes: send fewer records")


def test_a_bomb_is_unpacked_no_further_than_the_limit():
    stream = zlib.compressobj(wbits=31)
    bomb = b"".join(stream.compress(bytes(LARGEST_BATCH)) for _ in range(64)) + stream.flush()
    with pytest.raises(Refuse, match="send fewer") as caught:
        unpack(bomb, "gzip")
    assert caught.value.status == 413


def test_a_body_that_is_too_long_is_not_read(central):
    answer = requests.post(f"{central.url}/v1/records", bytes(LARGEST_PACKED + 1), timeout=LONG)
    assert refusal(answer)[0] == 413


MALFORMED = {
    "nothing": (b"", None, "no JSON"),
    "no JSON": (b"{", None, "no JSON"),
    "bad UTF-8": (b'{"terminal": "\xff"}', None, "no JSON"),
    "depth": (b'{"records":[' + b"[" * 60_000, None, "no JSON"),
    "a field is missing": (b"{}", None, "terminal"),
    "no records": (
        b'{"terminal":"t","epoch":"e","first":1,"previous":"%s","records":[],"seal":""}' % (b"A" * 43 + b"="),
        None,
        "records",
    ),
    "an epoch that is none": (b'{"terminal":"t","epoch":"../"}', None, "epoch"),
    "a value that must not be repeated": (b'{"terminal":"t","epoch":"SENTINEL/"}', None, "epoch"),
    "an encoding that nobody knows": (b"{}", "br", "Content-Encoding"),
    "no gzip": (b"{}", "gzip", "gzip"),
    "gzip cut short": (gzip.compress(b"{}")[:-4], "gzip", "gzip"),
    "something after the gzip": (gzip.compress(b"{}") + b"x", "gzip", "gzip"),
}


@pytest.mark.parametrize("what", MALFORMED)
def test_a_malformed_batch_is_told_its_place(central, what):
    body, encoding, word = MALFORMED[what]
    headers = {"Content-Encoding": encoding} if encoding else {}
    answer = requests.post(f"{central.url}/v1/records", body, headers=headers, timeout=LONG)
    status, sentence = refusal(answer)
    assert (status, word in sentence, "SENTINEL" in answer.text) == (400, True, False)


def test_a_number_that_no_database_can_count_is_malformed(central, bus):
    status, sentence = refusal(send(central.url, Epoch(bus, first=2**63).grow(1).batch()))
    assert (status, sentence) == (400, "first: is too high")


def test_a_name_that_no_database_can_look_for_is_a_strangers(central, bus):
    answer = send(central.url, Epoch(bus).grow(1).batch(terminal="bus\0"))
    assert (answer.status_code, "terminal_unknown" in answer.text) == (401, True)


def test_a_body_counts_as_long_as_nobody_knows_whose_it_is():
    admission = Admission(reading=1)

    class Intake:
        def __init__(self):
            self.admission = admission

        async def read(self, _body, _encoding):
            with admission.reading():
                pass

    async def body():
        return b""

    with pytest.raises(Busy):
        asyncio.run(records.fn(SimpleNamespace(body=body, headers={}), Intake()))


BATCH = json.loads(msgspec.json.encode(Epoch(Signer("bus", bytes(32), None)).grow(1).batch()))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
)
NEARLY = st.fixed_dictionaries({name: st.just(value) | JSON for name, value in BATCH.items()})


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=80) | NEARLY.map(msgspec.json.encode), st.sampled_from(["", "gzip", "identity", "br"]))
def test_whatever_is_sent_is_refused_but_never_fails(city, body, encoding):
    packed = gzip.compress(body) if encoding == "gzip" else body
    headers = {"Content-Encoding": encoding} if encoding else {}
    answer = requests.post(f"{city.url}/v1/records", packed, headers=headers, timeout=LONG)
    assert answer.status_code in (400, 401)
    assert msgspec.json.decode(answer.content, type=Refusal).reason


def test_more_bodies_than_allowed_are_turned_away_before_they_are_read():
    admission = Admission(reading=2)
    with ExitStack() as stack:
        for _ in range(2):
            stack.enter_context(admission.reading())
        with pytest.raises(Busy) as caught, admission.reading():
            pass
        assert (caught.value.status, caught.value.after >= 1) == (503, True)
    with admission.reading():
        pass


def test_nobody_is_let_in_while_too_many_wait_for_the_disk():
    admission = Admission(waiting=2, each=2)
    with admission.waiting("bus-1"), admission.waiting("bus-2"):
        for place in (admission.reading(), admission.waiting("bus-3")):
            with pytest.raises(Busy) as caught, place:
                pass
            assert caught.value.status == 503
    with admission.reading(), admission.waiting("bus-3"):
        pass


def test_one_terminal_that_sends_too_many_at_once_is_turned_away_alone():
    admission = Admission(each=1)
    with admission.waiting("bus-1"):
        with pytest.raises(Busy) as caught, admission.waiting("bus-1"):
            pass
        assert caught.value.status == 429
        with admission.waiting("bus-2"):
            pass
    with admission.waiting("bus-1"):
        pass


def test_who_is_turned_away_is_told_when_to_come_again_and_the_rest_is_served(central, bus):
    epoch = Epoch(bus).grow(1)
    admission = central.desk.intake.admission
    with ExitStack() as stack:
        for number in range(64):
            stack.enter_context(admission.waiting(f"other-{number}"))
        answer = send(central.url, epoch.batch())
        assert (answer.status_code, int(answer.headers["Retry-After"]) >= 1) == (503, True)
        assert requests.get(f"{central.url}/health", timeout=LONG).json() == {"central": "up"}
        assert requests.get(f"{central.url}/ready", timeout=LONG).json() == {"central": "ready"}
    assert stand(send(central.url, epoch.batch())).through == 1


def test_one_terminal_that_sends_too_many_at_once_is_told_so(central, bus):
    epoch = Epoch(bus).grow(1)
    admission = central.desk.intake.admission
    with admission.waiting(bus.terminal), admission.waiting(bus.terminal):
        answer = send(central.url, epoch.batch())
        assert (answer.status_code, answer.headers["Retry-After"]) == (429, "1")
    assert stand(send(central.url, epoch.batch())).through == 1


def test_a_client_that_goes_away_in_the_middle_leaves_no_place_taken(central, bus):
    host, port = central.url.removeprefix("http://").split(":")
    for _ in range(300):
        with socket.create_connection((host, int(port))) as line:
            line.sendall(b"POST /v1/records HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{")
    assert stand(send(central.url, Epoch(bus).grow(1).batch())).through == 1
