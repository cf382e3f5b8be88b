"""The dock's HTTP face, as any program meets it: routes, bodies, watchers, and every refusal."""

import http.client
import json
import socket
import threading

import pytest
from acting import LONG
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dock.server import Dock
from firmware.config import ConfigError


@pytest.mark.parametrize(
    ("path", "body", "sentence"),
    [
        ("/card", {"name": "nobody"}, "card 'nobody' is not known (known: hanako, taro)"),
        ("/device/door", {"fault": None}, "device 'door' is not known (known: cash_box, page_printer, reader, "),
        ("/device/reader", {"fault": "tired"}, "fault 'tired' is not known (known: cover_open, "),
        ("/press", {"key": "1234"}, "that key is not known (known: 0, 1, "),
        ("/press", {"key": 1}, "Expected `str`, got `int` - at `$.key`"),
        ("/press", {}, "missing required field `key`"),
        ("/press", {"key": "1", "pin": "1234"}, "unknown field `pin`"),
        ("/press", ["1"], "Expected `object`, got `array`"),
        ("/touch", {"x": -1, "y": 0}, "Expected `int` >= 0 - at `$.x`"),
        ("/cash", {"yen": 30}, "there is no coin or note of 30 yen (there are: 1, 5, 10, "),
        ("/take", {"id": "page-7"}, "print 'page-7' is not known (known: none)"),
        ("/card", {}, 'either "name" or "remove": true is needed'),
        ("/card", {"name": "hanako", "remove": True}, 'either "name" or "remove": true is needed'),
        ("/device/page_printer", {"fault": "paper_jam", "after": -1}, "Expected `int` >= 0"),
        ("/clock", {"at": "noon"}, "a time such as 2026-11-02T10:00 is needed"),
        ("/clock", {"at": "0001-01-01T00:00"}, "a year from 2000 to 2099 is needed"),
        ("/clock", {"at": "9999-12-31T23:59+09:00"}, "a year from 2000 to 2099 is needed"),
        ("/network", {"up": "no"}, "Expected `bool`, got `str`"),
    ],
)
def test_a_wrong_body_is_refused_with_a_sentence(person, path, body, sentence):
    status, _, content = person.call("POST", path, body)
    assert status == 400
    assert sentence in json.loads(content)["error"]


def test_a_body_that_is_no_json_or_no_text_is_refused(person):
    assert person.call("POST", "/press", b"{")[0] == 400
    assert person.call("POST", "/press", b'{"key": "\xff"}')[0] == 400


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("POST", "/nowhere", 404),
        ("GET", "/../secret", 404),
        ("GET", "/press", 405),
        ("POST", "/state", 405),
        ("PUT", "/press", 405),
        ("DELETE", "/", 405),
        ("BREW", "/state", 405),
        ("HEAD", "/state", 200),
    ],
)
def test_paths_and_methods_that_are_not_there(person, method, path, status):
    found, headers, content = person.call(method, path)
    assert found == status
    assert headers["Content-Type"].startswith("application/json")
    assert ("Allow" in headers) == (status == 405)
    assert method == "HEAD" or json.loads(content)["error"]


def test_a_head_is_answered_without_a_body(person):
    assert person.call("HEAD", "/state")[2] == b""


@pytest.mark.parametrize(
    "sent", [b'GET "x" HTTP/9.9', b'"', b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 200, b"GET /" + b"x" * 70_000]
)
def test_what_is_no_http_is_refused_in_the_same_shape(dock, sent):
    with socket.create_connection(("127.0.0.1", dock.port), timeout=LONG) as line:
        line.sendall(sent + b"\r\n\r\n")
        answer = http.client.HTTPResponse(line)
        answer.begin()
        assert 400 <= answer.status < 600
        assert json.loads(answer.read())["reason"] == "http"


def test_a_huge_or_endless_body_is_refused(person):
    assert person.call("POST", "/press", b" " * 5000)[0] == 413
    assert person.call("POST", "/press", b"", Transfer_Encoding="chunked")[0] == 400


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "192.168.1.4:8100", ""])
def test_only_a_loopback_name_is_answered(person, host):
    status, _, content = person.call("GET", "/state", Host=host)
    assert status == 403
    assert json.loads(content)["reason"] == "host"


def test_localhost_is_a_loopback_name(person):
    assert person.call("GET", "/state", Host=f"localhost:{person.dock.port}")[0] == 200


def test_a_page_of_another_origin_may_not_act(person):
    body = {"yen": 500}
    assert person.call("POST", "/cash", body, Origin="http://evil.example")[0] == 403
    assert person.call("POST", "/cash", body, Origin="null")[0] == 403
    assert person.get("/state")["money"]["yen"] == 0
    own = f"http://127.0.0.1:{person.dock.port}"
    assert person.call("POST", "/press", {"key": "ok"}, Origin=own)[0] == 200


def test_the_port_is_bound_to_loopback_only(dock):
    assert dock._server.server_address[0] == "127.0.0.1"


def test_a_port_that_is_taken_is_told_in_a_sentence(dock, terminal):
    with pytest.raises(ConfigError, match=f"the dock cannot have port {dock.port}: "):
        Dock(terminal, dock.port).start()


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html"),
        ("/dock.css", "text/css"),
        ("/dock.js", "text/javascript"),
        ("/page.js", "text/javascript"),
        ("/ear.js", "text/javascript"),
        ("/words.js", "text/javascript"),
        ("/ring.svg", "image/svg+xml"),
    ],
)
def test_the_page_and_its_parts_are_served_and_may_load_nothing_else(person, path, kind):
    status, headers, content = person.call("GET", path)
    assert status == 200
    assert headers["Content-Type"].startswith(kind)
    assert headers["Content-Security-Policy"].startswith("default-src 'self'")
    assert content


class Watcher:
    """Reads server-sent events."""

    def __init__(self, dock):
        self._line = http.client.HTTPConnection("127.0.0.1", dock.port, timeout=LONG)
        self._line.request("GET", "/events")
        self._answer = self._line.getresponse()
        assert self._answer.headers["Content-Type"] == "text/event-stream"

    def next(self):
        line = b"\n"
        while line == b"\n":
            line = self._answer.readline()
        assert line.startswith(b"data: "), line
        return json.loads(line.removeprefix(b"data: "))

    def ends(self):
        return self._answer.read().strip() == b""


def test_watchers_are_told_of_every_change(person, dock):
    watcher = Watcher(dock)
    assert watcher.next()["prompt"] is None
    person.presses("ok")
    state = watcher.next()
    while state["prompt"] is None:
        state = watcher.next()
    assert state["prompt"]["kind"] == "PresentCard"
    person.does("/device/cash_box", fault="no_change")
    while state["devices"]["cash_box"]["fault"] is None:
        state = watcher.next()


def test_stopping_lets_the_watchers_go_and_may_be_done_twice(dock):
    watcher = Watcher(dock)
    watcher.next()
    threading.Thread(target=lambda: (dock.stop(), dock.stop())).start()
    assert watcher.ends()


def test_a_caller_who_hangs_up_harms_nobody(person, dock, capfd):
    with socket.create_connection(("127.0.0.1", dock.port)) as line:
        line.sendall(b"POST /press HTTP/1.1\r\nHost: localhost\r\nContent-Length: 14\r\n\r\n")
    person.presses("ok")
    assert capfd.readouterr().err == ""


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
FIELDS = st.sampled_from(
    ["key", "turn", "x", "y", "name", "remove", "yen", "id", "fault", "after", "up", "at", "lifted", "press"]
)
PATHS = (
    "/press",
    "/touch",
    "/handset",
    "/switch",
    "/card",
    "/cash",
    "/take",
    "/take/money",
    "/network",
    "/clock",
    "/device/page_printer",
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.sampled_from(PATHS),
    body=st.binary(max_size=40)
    | st.dictionaries(FIELDS, JSON, max_size=3).map(lambda body: json.dumps(body).encode())
    | JSON.map(lambda body: json.dumps(body).encode()),
)
def test_no_body_breaks_the_dock(listener, path, body):
    status, _, content = listener.call("POST", path, body)
    assert status in (200, 400, 409)
    assert status == 200 or json.loads(content)["error"]
