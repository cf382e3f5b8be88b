"""The line that fails on purpose does what it says: otherwise what is proved over it would prove nothing."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests
from acting import LONG
from records.proxy import FAULTS, Proxy

BODY = b'{"through": 12345678, "head": "aaaabbbbccccdddd"}'


@pytest.fixture
def behind():
    """A server that counts what reaches it."""

    class Counting(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            taken.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Length", str(len(BODY)))
            self.end_headers()
            self.wfile.write(BODY)

        def log_message(self, *_what):
            pass

    taken = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Counting)
    server.taken = taken
    server.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def posts(line, body=b"x", timeout=LONG):
    try:
        return requests.post(line.url, data=body, timeout=timeout).content
    except (requests.RequestException, OSError):
        return None


def test_a_good_line_carries_everything_on_one_connection(behind):
    with Proxy(behind.url) as line, requests.Session() as session:
        answers = {session.post(line.url, data=b"x").content for _ in range(20)}
        assert (answers, len(behind.taken), line.counts) == ({BODY}, 20, {"passed": 20})


REACH = {
    "request_lost": (0, None),
    "reply_lost": (1, None),
    "twice": (2, BODY),
    "late": (1, None),
    "half_open": (0, None),
    "slow": (1, BODY),
    "reset": (0, None),
    "cut": (1, None),
}


@pytest.mark.parametrize("fault", REACH)
def test_each_fault_reaches_central_so_often_and_is_answered_so(behind, fault):
    with Proxy(behind.url, 6, **{fault: 1.0}) as line:
        assert posts(line, timeout=1 if fault == "half_open" else LONG) == REACH[fault][1]
        late, ends = threading.Event(), time.monotonic() + LONG
        while (len(behind.taken) < REACH[fault][0] or not line.counts) and time.monotonic() < ends:
            late.wait(0.01)
        assert len(behind.taken) == REACH[fault][0]
        assert line.counts == {fault: 1}


def test_garbage_has_a_good_head_and_another_body(behind):
    with Proxy(behind.url, garbage=1.0) as line:
        answer = posts(line)
        assert (len(answer), answer == BODY) == (len(BODY), False)


def test_the_same_seed_gives_the_same_line(behind):
    def told(seed):
        with Proxy(behind.url, seed, request_lost=0.3, reply_lost=0.3) as line:
            return [posts(line) is None for _ in range(40)]

    assert told(6) == told(6) != told(7)


def test_a_line_that_is_cut_carries_nothing_and_one_that_is_mended_does(behind):
    with Proxy(behind.url) as line:
        line.cut()
        assert posts(line) is None
        line.mend()
        assert posts(line) == BODY
    assert len(behind.taken) == 1


def test_what_is_open_breaks_when_the_line_is_cut(behind):
    with Proxy(behind.url, half_open=1.0) as line:
        at = line.url.rpartition(":")[2]
        with socket.create_connection(("127.0.0.1", int(at))) as open_one:
            open_one.sendall(b"POST / HTTP/1.1\r\nContent-Length: 1\r\n\r\nx")
            while not line.counts:
                threading.Event().wait(0.01)
            line.cut()
            open_one.settimeout(LONG)
            with suppress(ConnectionResetError):
                assert open_one.recv(10) == b""


def test_every_fault_is_tried_here():
    assert set(REACH) | {"garbage"} == set(FAULTS)
