"""Central over HTTP: who may come in, what is said of a bad request, and the description of it all."""

import json
import re
from datetime import timedelta

import msgspec
import pytest
import requests
from acting import LONG
from central_line import Cardholder, an_order, fresh
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from central import wire
from central.wire import LARGEST_REQUEST, OpenVisit, Reason, Refusal

VISITS = "/v1/visits"
MESSAGES = {
    "OpenVisit": wire.OpenVisit,
    "Challenge": wire.Challenge,
    "Identify": wire.Identify,
    "Person": wire.Person,
    "Offer": wire.Offer,
    "Hours": wire.Hours,
    "Order": wire.Order,
    "Quote": wire.Quote,
    "Paid": wire.Paid,
    "Outcome": wire.Outcome,
    "Release": wire.Release,
    "Issued": wire.Issued,
    "Refusal": wire.Refusal,
    "AskListKey": wire.AskListKey,
    "ListKey": wire.ListKey,
}
OPERATIONS = {
    ("post", "/v1/visits"): ("OpenVisit", "Challenge"),
    ("post", "/v1/visits/{visit}/person"): ("Identify", "Person"),
    ("post", "/v1/visits/{visit}/rider"): ("Identify", "Passes"),
    ("post", "/v1/visits/{visit}/passes"): ("Apply", "Enrolled"),
    ("post", "/v1/visits/{visit}/orders"): ("Order", "Quote"),
    ("post", "/v1/visits/{visit}/orders/{ordered}/document"): ("Paid", "Issued"),
    ("put", "/v1/visits/{visit}/orders/{ordered}/outcome"): ("Outcome", None),
    ("put", "/v1/vehicle"): ("Vehicle", None),
    ("get", "/v1/snapshots/{kind}"): (None, None),
    ("post", "/v1/snapshots/{kind}/key"): ("AskListKey", "ListKey"),
}


def refusal(answer):
    return msgspec.json.decode(answer.content, type=Refusal)


def opening():
    return OpenVisit(visit=fresh("visit"), ticket="T-1")


def test_a_request_without_a_signature_is_refused_before_it_is_read(terminal):
    for body in (opening(), b"{", b""):
        answer = terminal.sends("POST", VISITS, body, headers={})
        assert (answer.status_code, refusal(answer).reason) == (401, Reason.TERMINAL_UNKNOWN)


def test_a_stranger_cannot_write_lines_of_his_own_into_the_log(terminal, caplog):
    caplog.set_level("INFO")
    terminal.sends("POST", "/v1/visits/x%0AERROR%20forged/orders", b"{}", headers={})
    assert "x\\nERROR forged" in caplog.text
    assert "x\nERROR forged" not in caplog.text


def test_a_body_that_was_changed_on_the_way_is_refused(terminal, central):
    body = msgspec.json.encode(opening())
    headers = terminal.signer.sign("POST", central.url + VISITS, body)
    answer = terminal.sends("POST", VISITS, body.replace(b"T-1", b"T-2"), headers=headers)
    assert refusal(answer).reason is Reason.TERMINAL_UNKNOWN


def test_a_request_sent_again_is_refused(terminal, central):
    body = msgspec.json.encode(opening())
    headers = terminal.signer.sign("POST", central.url + VISITS, body)
    answers = [terminal.sends("POST", VISITS, body, headers=headers) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 401]
    assert refusal(answers[1]).reason is Reason.REPLAYED


def test_a_signature_for_another_path_is_refused(terminal, central):
    body = msgspec.json.encode(an_order())
    headers = terminal.signer.sign("POST", f"{central.url}/v1/visits/a/orders", body)
    answer = terminal.sends("POST", "/v1/visits/b/orders", body, headers=headers)
    assert refusal(answer).reason is Reason.TERMINAL_UNKNOWN


def test_a_terminal_whose_clock_is_wrong_is_told_by_how_much(terminal, central):
    body = msgspec.json.encode(opening())
    headers = terminal.signer.sign("POST", central.url + VISITS, body)
    central.clock.move(central.clock.now() + timedelta(hours=9))
    answer = refusal(terminal.sends("POST", VISITS, body, headers=headers))
    assert (answer.reason, answer.sentence[:36]) == (Reason.CLOCK_WRONG, "the terminal's clock is -32400 s off")


def test_a_terminal_is_cut_off_by_its_next_request(terminal, central):
    assert terminal.sends("POST", VISITS, opening()).status_code == 200
    central.desk.terminals.revoke(terminal.name)
    assert terminal.sends("POST", VISITS, opening()).status_code == 401


@pytest.mark.parametrize(
    ("method", "path", "body", "sentence"),
    [
        ("POST", VISITS, b'{"visit": 1, "ticket": "T"}', "visit: Expected `str`, got `int`"),
        ("POST", VISITS, b'{"ticket": "T"}', "missing required field `visit`"),
        ("POST", VISITS, b'{"visit": "a b", "ticket": "T"}', "visit: Expected `str` matching regex"),
        ("POST", VISITS, b"{", "truncated"),
        ("POST", VISITS, b"", "the request has no body"),
        ("POST", VISITS, b'"\xff"', "the body is no JSON"),
        ("POST", VISITS, b"[" * 60_000, "the body is no JSON"),
        (
            "POST",
            "/v1/visits/v/orders",
            b'{"order": "o", "kind": "k", "whom": "w", "items": [1], "copies": 1}',
            "items",
        ),
        ("PUT", "/v1/visits/v/orders/o/outcome", b'{"printed": "SENTINEL"}', "printed: not one of the words allowed"),
    ],
)
def test_a_malformed_request_is_told_its_field(terminal, method, path, body, sentence):
    answer = terminal.sends(method, path, body)
    assert (answer.status_code, refusal(answer).reason) == (400, Reason.MALFORMED)
    assert sentence in refusal(answer).sentence
    assert "SENTINEL" not in answer.text


def test_a_body_that_is_too_large_is_not_read(terminal):
    answer = terminal.sends("POST", VISITS, b"x" * (LARGEST_REQUEST + 1))
    assert (answer.status_code, refusal(answer).reason) == (413, Reason.MALFORMED)


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/", 404), ("GET", VISITS, 405), ("POST", "/v2/visits", 404)]
)
def test_what_is_not_there_is_said_in_the_same_words(terminal, method, path, status):
    answer = terminal.sends(method, path, b"{}")
    assert (answer.status_code, refusal(answer).reason) == (status, Reason.MALFORMED)


PATHS = [(method.upper(), re.sub(r"{\w+}", "x", path)) for method, path in OPERATIONS]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
)
NEARLY = st.fixed_dictionaries(
    {},
    optional={name: JSON for message in MESSAGES.values() for name in message.__struct_fields__},
)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(PATHS), st.binary(max_size=80) | JSON.map(msgspec.json.encode) | NEARLY.map(msgspec.json.encode))
def test_whatever_a_terminal_sends_is_answered_or_refused_but_never_fails(city, terminal, operation, body):
    answer = terminal.sends(*operation, body)
    assert answer.status_code == 200 or refusal(answer).reason


@pytest.fixture(scope="module")
def description(city):
    return requests.get(f"{city.url}/schema/openapi.json", timeout=LONG).json()


def test_every_operation_is_described_with_its_messages(description):
    signed = {
        (method, path): operation
        for path, item in description["paths"].items()
        for method, operation in item.items()
        if "security" in operation
    }
    described = {}
    for key, operation in signed.items():
        asked = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
        answered = (
            operation["responses"].get("200", {}).get("content", {}).get("application/json", {}).get("schema", {})
        )
        described[key] = (
            asked.get("$ref", "").rpartition("/")[2] or None,
            answered.get("$ref", "").rpartition("/")[2] or None,
        )
        assert operation["security"] == [{"terminal": []}]
    assert described == OPERATIONS


def test_every_reference_in_the_description_leads_somewhere(description):
    for name in re.findall(r'"\$ref": "#/components/schemas/(\w+)"', json.dumps(description)):
        assert name in description["components"]["schemas"]


def test_the_description_says_of_each_message_what_the_code_says(description):
    _, shapes = msgspec.json.schema_components(MESSAGES.values(), ref_template="#/components/schemas/{name}")
    for name in MESSAGES:
        ours, theirs = shapes[name], description["components"]["schemas"][name]
        assert set(theirs["properties"]) == set(ours["properties"])
        assert set(theirs["required"]) == set(ours["required"])
        for field, shape in ours["properties"].items():
            for word in set(shape) & {"type", "pattern", "contentEncoding", "minimum", "maximum", "maxLength", "$ref"}:
                assert theirs["properties"][field][word] == shape[word], (name, field, word)


def test_the_description_is_not_asked_of_strangers_elsewhere(city):
    page = requests.get(f"{city.url}/schema/openapi.json", timeout=LONG)
    assert page.headers["Content-Type"].startswith("application/vnd.oai.openapi")
    assert "http" not in re.sub(r"https?://json-schema\.org\S*", "", page.text).replace("HTTP", "")


def test_the_demo_sets_centrals_clock(central):
    at = "2026-11-25T08:00:00+09:00"
    assert requests.post(f"{central.url}/simulator/clock", json={"at": at}, timeout=LONG).status_code == 204
    assert central.clock.now().isoformat() == at


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("clock", {"at": "2026-11-25T08:00:00"}),
        ("clock", {"at": "soon"}),
        ("clock", {"at": "9999-12-31T23:59:59Z"}),
        ("verifier", {"serial": "xyz", "verdict": "revoked"}),
        ("verifier", {"serial": "1001", "verdict": "fine"}),
    ],
)
def test_the_demos_mistakes_are_told(central, path, body):
    answer = requests.post(f"{central.url}/simulator/{path}", json=body, timeout=LONG)
    assert (answer.status_code, refusal(answer).reason) == (400, Reason.MALFORMED)


def test_no_page_in_a_browser_can_reach_the_simulator(central):
    before = central.clock.now()
    page = {"Origin": "https://elsewhere.example", "Content-Type": "text/plain"}
    answer = requests.post(
        f"{central.url}/simulator/clock", data='{"at": "2026-12-01T08:00:00+09:00"}', headers=page, timeout=LONG
    )
    assert (answer.status_code, refusal(answer).reason) == (400, Reason.MALFORMED)
    assert central.clock.now() == before


def test_a_visit_is_counted_for_the_terminal_that_signed_and_no_other(terminal, other_terminal):
    visit = terminal.identifies(Cardholder())
    answer = other_terminal.sends("POST", f"/v1/visits/{visit}/orders", an_order())
    assert (answer.status_code, refusal(answer).reason) == (404, Reason.VISIT_UNKNOWN)
