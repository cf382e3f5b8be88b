"""A terminal's signature: what it covers, and everything that breaks it."""

import logging
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.signing import Message, NotSigned, Signer, public_key, verify

SEED = bytes(range(32))
NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
URL = "https://central.example/v1/visits"
BODY = b'{"visit":"v"}'

SIGNER = Signer("kiosk-1", SEED, lambda: NOW)
KEY = public_key(SIGNER.public)


def key_of(name):
    return KEY if name == "kiosk-1" else None


def signed(**changes):
    parts = {"method": "POST", "url": URL, "headers": SIGNER.sign("POST", URL, BODY), **changes}
    return Message(**parts)


def test_a_request_tells_who_signed_it_and_when():
    proof = verify(signed(), BODY, key_of)
    assert (proof.terminal, proof.created) == ("kiosk-1", int(NOW.timestamp()))


def test_the_host_may_differ_because_a_proxy_may_stand_between():
    assert verify(signed(url="http://central/v1/visits"), BODY, key_of).terminal == "kiosk-1"


def test_every_request_has_a_nonce_of_its_own():
    assert len({verify(signed(), BODY, key_of).nonce for _ in range(20)}) == 20


@pytest.mark.parametrize(
    "change",
    [
        {"method": "PUT"},
        {"url": URL + "/other"},
        {"url": URL + "?x=1"},
        {"headers": {}},
        {
            "headers": {
                **SIGNER.sign("POST", URL, BODY),
                "Content-Digest": SIGNER.sign("POST", URL, b"")["Content-Digest"],
            }
        },
        {"headers": {**SIGNER.sign("POST", URL, BODY), "Signature": SIGNER.sign("POST", URL, BODY)["Signature"]}},
    ],
    ids=["method", "path", "query", "nothing signed", "another digest", "another signature"],
)
def test_a_request_that_was_changed_is_not_signed(change):
    with pytest.raises(NotSigned):
        verify(signed(**change), BODY, key_of)


def test_another_body_is_not_signed():
    with pytest.raises(NotSigned):
        verify(signed(), BODY + b" ", key_of)


def test_a_signature_that_leaves_out_the_body_is_refused():
    headers = SIGNER.sign("POST", URL, BODY)
    headers["Signature-Input"] = headers["Signature-Input"].replace(' "content-digest"', "")
    with pytest.raises(NotSigned):
        verify(signed(headers=headers), BODY, key_of)


def test_another_key_under_the_same_name_is_refused():
    stranger = Signer("kiosk-1", bytes(32), lambda: NOW)
    with pytest.raises(NotSigned):
        verify(signed(headers=stranger.sign("POST", URL, BODY)), BODY, key_of)


def test_an_unknown_name_is_refused():
    stranger = Signer("kiosk-2", SEED, lambda: NOW)
    with pytest.raises(NotSigned):
        verify(signed(headers=stranger.sign("POST", URL, BODY)), BODY, key_of)


def test_a_signature_made_for_another_purpose_is_refused():
    headers = SIGNER.sign("POST", URL, BODY)
    headers["Signature-Input"] = headers["Signature-Input"].replace("kazasu-terminal", "something-else")
    with pytest.raises(NotSigned):
        verify(signed(headers=headers), BODY, key_of)


@given(st.text(st.characters(codec="latin-1"), max_size=80), st.text(st.characters(codec="latin-1"), max_size=80))
def test_nonsense_in_the_header_is_never_more_than_not_signed(signature_input, signature):
    headers = {"Content-Digest": "x", "Signature-Input": signature_input, "Signature": signature}
    with pytest.raises(NotSigned):
        verify(Message("POST", URL, headers), BODY, key_of)


GOOD = SIGNER.sign("POST", URL, BODY)
NEARLY = [
    ('keyid="kiosk-1"', "keyid=1"),
    ('keyid="kiosk-1"', "keyid=:AAAA:"),
    (';keyid="kiosk-1"', ""),
    ('"@method"', '"@status"'),
    ('"@method"', "@method"),
    ('"@method"', '"@query-param";name="a"'),
    ('"@method"', '"@method";req'),
    ('"@method"', '"x-none"'),
    ('"content-digest"', '"content-digest" "content-digest"'),
    ('"content-digest"', '"content-digest";key="sha-256"'),
    ("created=", "created=a"),
    (";nonce=", ";once="),
    ('alg="ed25519"', 'alg="rsa-pss-sha512"'),
    ("terminal=(", "terminal=1;x=("),
]


@pytest.mark.parametrize(("right", "wrong"), NEARLY)
@pytest.mark.parametrize(
    "signature",
    [pytest.param(GOOD["Signature"], id="good"), "terminal=1", "terminal=:AAAA:", "terminal=()", "", ":"],
)
def test_a_header_that_is_nearly_right_is_never_more_than_not_signed(right, wrong, signature):
    assert right in GOOD["Signature-Input"]
    changed = GOOD["Signature-Input"].replace(right, wrong)
    with pytest.raises(NotSigned):
        verify(signed(headers={**GOOD, "Signature-Input": changed, "Signature": signature}), BODY, key_of)


@pytest.mark.parametrize("text", ["", "AAAA", "not base64!", SIGNER.public + "AA", "鍵"])
def test_what_is_no_public_key_is_said_to_be_none(text):
    with pytest.raises(ValueError):
        public_key(text)


def test_a_key_of_the_wrong_length_is_refused_without_repeating_it():
    with pytest.raises(ValueError, match="32 bytes, this one 3"):
        Signer("kiosk-1", b"abc", lambda: NOW)


def test_the_private_key_is_in_no_text_and_no_log(caplog):
    caplog.set_level(logging.DEBUG)
    signer = Signer("kiosk-1", SEED, lambda: NOW)
    headers = signer.sign("POST", URL, BODY)
    shown = f"{signer!r} {signer} {headers} {caplog.text}"
    assert SEED.hex() not in shown
    assert repr(SEED)[2:-1] not in shown
