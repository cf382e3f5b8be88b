"""The dock's HTTP face, as any program meets it: every route and every refusal."""

import http.client
import io
import json
import socket
import threading

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from dock.server import Dock
from firmware.config import ConfigError

PIN = ("1", "2", "3", "4")


def test_idle_has_no_prompt_and_every_device_is_ready(person):
    state = person.get("/state")
    assert (state["role"], state["visit"], state["prompt"]) == ("certificate_kiosk", None, None)
    assert state["clock"] == "2026-11-02T10:00:00+09:00"
    assert {name: (d["protocol"], d["driver"], d["state"], d["fault"]) for name, d in state["devices"].items()} == {
        "reader": ("CardReader", "virtual", "ready", None),
        "page_printer": ("PagePrinter", "virtual", "ready", None),
        "receipt_printer": ("ReceiptPrinter", "virtual", "ready", None),
        "cash_box": ("CashBox", "virtual", "ready", None),
    }


def test_a_whole_visit_is_walked_through_http_alone(person):
    seen = [person.presses("ok")]
    seen.append(person.does("/card", name="hanako"))
    seen.append(person.presses(*PIN, "ok"))
    seen.append(person.does("/card", remove=True))
    seen.append(person.presses("2", "ok"))
    seen.append(person.presses("ok"))
    for _ in range(3):
        person.does("/cash", yen=100)
    state = person.pays_up_to("HandOver")
    assert [s["prompt"]["kind"] for s in seen] == [
        "PresentCard", "EnterDigits", "RemoveCard", "ChooseSeveral", "Confirm", "Pay",
    ]  # fmt: skip
    assert [(p["id"], p["device"], p["sheets"], p["ticket"]) for p in state["printed"]] == [
        ("page-1", "page", 2, "T-00001"),
        ("receipt-1", "receipt", 1, "T-receipt"),
    ]
    assert [told["phrase"] for told in state["told"]] == ["pay-done"]
    assert person.presses("ok", "ok")["prompt"] is None


def test_the_pin_is_masked_in_every_answer(person, dock):
    person.pays_up_to("EnterDigits")
    state = person.presses(*PIN)
    assert state["prompt"]["draft"] == "●●●●"
    sentence = person.is_refused("/press", 409, key="9")
    assert "9" not in sentence
    assert person.presses("back")["prompt"]["draft"] == "●●●"
    assert "1234" not in json.dumps({**state, "clock": ""})


def test_a_prompt_tells_words_in_the_language_of_the_visit(person):
    person.pays_up_to("ChooseSeveral")
    prompt = person.presses("2")["prompt"]
    assert prompt["text"] == "items-several のことば"
    assert prompt["speech"] == "ja items-several"
    assert prompt["patience_s"] == 120.0
    assert [(o["key"], o["name"], o["yen"], o["chosen"]) for o in prompt["options"]] == [
        ("1", "relation", None, False),
        ("2", "domicile", 50, True),
    ]
    assert prompt["draft"] == ["domicile"]
    assert person.presses("language")["prompt"]["phrase"] == "language-choose"
    assert person.presses("2")["prompt"]["text"] == "words of items-several"


def test_a_prompt_tells_what_is_to_be_agreed_paid_and_taken(person):
    confirm = person.pays_up_to("Confirm")["prompt"]
    assert confirm["rows"] == [{"name": "row-fee のことば", "value": "yen のことば 300"}]
    assert (confirm["verb"], confirm["yen"]) == ("button-apply のことば", 300)
    person.presses("ok")
    pay = person.does("/cash", yen=100)["prompt"]
    assert (pay["draft"], pay["paid"], pay["due"]) == (100, 100, 200)
    assert person.pays_up_to("HandOver")["prompt"]["things"][0]["amount"] == "sheets-count のことば 2"


def test_a_stale_turn_presses_nothing(person):
    turn = person.pays_up_to("Confirm")["turn"]
    assert (
        person.is_refused("/press", 409, key="ok", turn=turn - 1) == f"turn {turn - 1} is over; it is turn {turn} now"
    )
    assert person.get("/state")["prompt"]["kind"] == "Confirm"
    assert person.does("/press", key="ok", turn=turn)["prompt"]["kind"] == "Pay"


def test_the_keys_of_the_state_are_just_those_that_are_taken(person):
    state = person.pays_up_to("Confirm")
    assert state["keys"] == ["back", "help", "language", "ok", "sight", "stop", "voice"]
    assert person.is_refused("/press", 409, key="7") == "this key is not used now"
    for key in ("language", "sight"):
        assert key in state["keys"]


def test_a_card_lies_on_the_reader_once(person):
    state = person.does("/card", name="hanako")
    assert (state["card"], state["prompt"]["kind"]) == ("hanako", "EnterDigits")
    assert "already lies" in person.is_refused("/card", 409, name="taro")
    assert person.does("/card", remove=True)["card"] is None
    assert "no card" in person.is_refused("/card", 409, remove=True)


def test_cards_are_listed_with_their_pin_and_story(person):
    assert person.get("/cards")[0] == {
        "name": "hanako",
        "title": "見本 花子",
        "pin": "1234",
        "about": "ふつうのカード",
        "group": "people",
    }


def test_money_falls_through_while_the_slot_is_shut_and_can_be_taken(person):
    assert "money tray" in person.is_refused("/cash", 409, yen=500)
    assert person.get("/state")["money"] == {"tray": {"500": 1}, "yen": 500}
    assert person.does("/take")["money"]["yen"] == 0


def test_what_was_printed_is_read_as_pdf_and_png_and_taken_once(person, terminal):
    person.pays_up_to("HandOver")
    status, headers, pdf = person.call("GET", "/printed/page-1.pdf")
    assert (status, headers["Content-Type"]) == (200, "application/pdf")
    assert pdf == terminal.page_printer.history[0].whole
    pages = [person.call("GET", f"/printed/page-1.png?page={n}")[2] for n in (1, 2)]
    assert [Image.open(io.BytesIO(page)).size for page in pages] == [(1241, 1754), (1241, 1754)]
    assert pages[0] != pages[1]
    assert person.call("GET", "/printed/receipt-1.png")[2] == terminal.receipt_printer.history[0].png
    state = person.does("/take", id="page-1")
    assert [(p["id"], p["taken"]) for p in state["printed"]] == [("page-1", True), ("receipt-1", False)]
    assert "taken already" in person.is_refused("/take", 409, id="page-1")
    assert all(p["taken"] for p in person.does("/take")["printed"])
    assert terminal.page_printer.tray == terminal.receipt_printer.tray == ()


@pytest.mark.parametrize("path", ["page-1.png?page=3", "page-1.png?page=0", "page-9.pdf", "receipt-1.pdf", "x.gif", ""])
def test_what_was_never_printed_is_not_found(person, path):
    person.pays_up_to("HandOver")
    assert person.call("GET", f"/printed/{path}")[0] == 404


def test_a_page_number_that_is_none_is_refused(person):
    assert person.call("GET", "/printed/page-1.png?page=-1")[0] == 400


def test_a_fault_in_the_middle_of_a_job_leaves_the_sheets_that_came_out(person):
    state = person.does("/device/page_printer", fault="paper_jam", after=1)
    assert state["devices"]["page_printer"]["state"] == "ready"
    assert state["devices"]["page_printer"]["asked"] == {"fault": "paper_jam", "after": 1}
    state = person.pays_up_to("HandOver")
    assert [p["sheets"] for p in state["printed"] if p["device"] == "page"] == [1]
    device = state["devices"]["page_printer"]
    assert (device["state"], device["fault"]) == ("fault", "paper_jam")
    assert person.does("/device/page_printer", fault=None)["devices"]["page_printer"]["asked"] is None


def test_a_reader_can_be_unplugged(person):
    assert person.does("/device/reader", fault="offline")["devices"]["reader"]["fault"] == "offline"


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
        ("/cash", {"yen": 30}, "coin or note '30' is not known (known: 1, 10, 100, "),
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


def test_the_line_is_cut_and_joined(person, terminal):
    assert person.does("/network", up=False)["line"] is False
    assert person.does("/network", up=True)["line"] is True


def test_time_moves_and_patience_with_it(person):
    assert person.does("/clock", at="2026-11-02T10:05")["clock"] == "2026-11-02T10:05:00+09:00"
    assert person.does("/clock", at="2026-11-01T23:30:00Z")["clock"] == "2026-11-02T08:30:00+09:00"


def test_time_that_passes_is_answered_with_what_it_brought(person):
    person.pays_up_to("Confirm")
    state = person.does("/clock", at="2026-11-02T10:02:01")
    assert state["prompt"]["phrase"] == "visit-idle-warning"
    assert person.does("/clock", at="2026-11-02T10:02:12")["prompt"]["text"].endswith("20")
    assert person.presses("ok")["prompt"]["phrase"] == "order-check"


def test_the_screen_is_seen_and_touched(person):
    status, headers, png = person.call("GET", "/screen.png")
    assert (status, headers["Content-Type"], headers["Cache-Control"]) == (200, "image/png", "no-store")
    assert Image.open(io.BytesIO(png)).size == (270, 480)
    assert person.does("/touch", x=10, y=10)["prompt"]["kind"] == "PresentCard"
    assert person.is_refused("/touch", 409, x=200, y=200) == "there is nothing to touch"


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
    with socket.create_connection(("127.0.0.1", dock.port), timeout=20) as line:
        line.sendall(sent + b"\r\n\r\n")
        answer = http.client.HTTPResponse(line)
        answer.begin()
        assert 400 <= answer.status < 600
        assert json.loads(answer.read())["reason"] == "http"


def test_a_huge_or_endless_body_is_refused(person):
    assert person.call("POST", "/press", b" " * 5000)[0] == 413
    assert person.call("POST", "/press", iter([b"{}"]) and b"", Transfer_Encoding="chunked")[0] == 400


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
        self._line = http.client.HTTPConnection("127.0.0.1", dock.port, timeout=20)
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


def test_of_two_states_the_later_one_can_be_told(person):
    versions = [person.get("/state")["version"], person.presses("ok")["version"], person.get("/state")["version"]]
    assert versions == sorted(set(versions))


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


def test_the_transcript_outlives_the_visit_and_stays_in_order(person):
    person.pays_up_to("HandOver")
    lines = person.presses("ok", "ok")["transcript"]
    assert [line["text"].removeprefix("ja ") for line in lines] == [
        "card-place", "pin-enter", "card-remove", "items-several", "order-check",
        "pay-insert-cash", "pay-done", "print-started", "hand-over", "pay-done",
    ]  # fmt: skip
    assert [line["number"] for line in lines] == list(range(1, 11))
    assert {line["at"] for line in lines} == {"10:00"}


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
