"""`kazasu card show` and `authenticate`: what comes out, and with which exit status."""

import base64
import hashlib
import json
import os
import pty
import signal
import subprocess
import termios

import pytest
from card_command import CLI, as_a_program, at_a_terminal, kazasu, own_card, plainly
from real_stacks.pcsc import wait_until
from sample_cards import CARDS, NOW, sample, session_with

from cards.certificates import TrustAnchors
from drivers.isolated import IsolatedReader
from drivers.virtual.certificates import user_authentication_ca


@pytest.fixture
def card_file(tmp_path):
    return lambda name: own_card(tmp_path, name)


def fingerprint_of(name: str) -> str:
    return hashlib.sha256(session_with(sample(name)).certificate()).hexdigest()


def check(answer: dict) -> None:
    found = TrustAnchors([user_authentication_ca().der]).check(base64.b64decode(answer["certificate"]), NOW)
    found.verify(bytes.fromhex(answer["signature"]), bytes.fromhex(answer["challenge"]))


def test_show_tells_kind_certificate_and_attempts_and_spends_nothing(card_file):
    reader = card_file("taro")
    first, again = kazasu("show", "--reader", reader), kazasu("show", "--reader", reader)
    assert first == again
    status, answer = first
    assert (status, answer["kind"]) == (0, "my_number")
    assert answer["certificate"] == {
        "serial": "1002",
        "not_before": "2024-04-01T00:00:00Z",
        "not_after": "2029-03-31T14:59:59Z",
        "subject": "CN=KAZASU-TEST-00001002,C=JP",
        "fingerprint": fingerprint_of("taro"),
    }
    assert answer["attempts_left"] == {
        "user_authentication": 1,
        "signature": 5,
        "profile": 3,
        "number_a": 10,
        "number_b": 10,
    }
    assert answer["other_attempts_left"]["surface"] == {"birth_date": 10, "number_b": 10, "number_a": 10}


def test_authenticate_signs_the_challenge(card_file):
    status, answer = kazasu("authenticate", "--challenge", "00ff", "--reader", card_file("hanako"), codes="1234\n")
    assert (status, answer["challenge"], answer["attempts_left"]) == (0, "00ff", 3)
    check(answer)


def test_a_challenge_of_its_own_is_32_random_bytes(card_file):
    reader = card_file("hanako")
    answers = [kazasu("authenticate", "--reader", reader, codes="1234")[1] for _ in range(2)]
    assert len({answer["challenge"] for answer in answers}) == 2
    assert {len(answer["challenge"]) for answer in answers} == {64}
    check(answers[0])


def test_a_wrong_pin_tells_the_attempts_left_and_is_kept(card_file):
    reader = card_file("hanako")
    status, answer = kazasu("authenticate", "--reader", reader, codes="0000\n")
    assert (status, answer["error"]["code"], answer["error"]["attempts_left"]) == (4, "wrong_pin", 2)
    assert kazasu("show", "--reader", reader)[1]["attempts_left"]["user_authentication"] == 2


def test_the_last_wrong_pin_blocks(card_file):
    reader = card_file("taro")
    assert kazasu("authenticate", "--reader", reader, codes="0000\n")[0] == 5
    status, answer = kazasu("authenticate", "--reader", reader, codes="1234\n")
    assert (status, answer["error"]["code"], answer["error"]["attempts_left"]) == (5, "blocked", 0)


def test_a_blocked_card_is_told_before_a_pin_is_asked_for(card_file):
    status, out, seen = at_a_terminal("authenticate", "--reader", card_file("jiro"), typed=[])
    assert (status, out) == (5, b"")
    assert seen.strip() == b"kazasu: the PIN is blocked"


@pytest.mark.parametrize("pin", ["", "12", "abcd\n", "12345\n", "1234 \n", "９９９９\n", "1234" * 40 + "\n"])
def test_a_malformed_pin_is_usage_and_costs_nothing(card_file, pin):
    reader = card_file("taro")
    status, answer = kazasu("authenticate", "--reader", reader, codes=pin)
    assert (status, answer["error"]["code"]) == (2, "malformed_pin")
    assert kazasu("show", "--reader", reader)[1]["attempts_left"]["user_authentication"] == 1


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_a_line_may_end_as_it_likes(card_file, end):
    assert kazasu("authenticate", "--reader", card_file("hanako"), codes=f"1234{end}")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--reader", "telepathy"], "telepathy is not a kind of reader; kinds are pcsc, nfc, virtual"),
        (["--reader", "virtual:/none.toml"], "/none.toml: cannot be read"),
        (["--reader", f"virtual:{CARDS}/hanako.toml", "--challenge", "xyz"], "--challenge: hexadecimal digits"),
        (["--reader", f"virtual:{CARDS}/hanako.toml", "--challenge", ""], "--challenge: at least one byte"),
    ],
)
def test_wrong_usage_is_told_in_a_sentence(arguments, sentence):
    status, answer = kazasu("authenticate", *arguments)
    assert (status, answer["error"]["code"]) == (2, "usage")
    assert sentence in answer["error"]["message"]


def test_a_card_file_that_is_bad_is_told_with_the_field(tmp_path):
    path = tmp_path / "bad.toml"
    path.write_text("name = 3")
    status, answer = kazasu("show", "--reader", f"virtual:{path}")
    assert status == 2
    assert f"{path}:" in answer["error"]["message"]


def test_no_service_is_a_reader_fault(tmp_path):
    nowhere = os.environ | {"PCSCLITE_CSOCK_NAME": str(tmp_path / "none")}
    status, answer = as_a_program("show", "--reader", "pcsc", environment=nowhere)
    assert (status, answer["error"]["code"]) == (6, "reader_fault")


def test_without_json_the_answer_is_text_and_an_error_goes_to_the_other_stream(card_file):
    show = plainly("show", "--reader", card_file("hanako"))
    assert show.out.startswith("A My Number Card.\nkind: my_number\n")
    assert "  user authentication: 3" in show.out
    blocked = plainly("authenticate", "--reader", card_file("jiro"))
    assert (blocked.status, blocked.out, blocked.errors) == (5, "", "kazasu: the PIN is blocked\n")


def test_a_pin_typed_at_a_terminal_is_asked_for_by_name_and_not_echoed(card_file):
    arguments = ["authenticate", "--reader", card_file("hanako"), "--json"]
    status, out, seen = at_a_terminal(*arguments, typed=[(b"3 attempts left. PIN: ", b"1234")])
    assert status == 0
    check(json.loads(out))
    assert "利用者証明用電子証明書の暗証番号 (user authentication)".encode() in seen
    assert b"1234" not in seen


def test_whoever_stops_at_the_question_leaves_the_terminal_as_it_was(card_file):
    ours, theirs = pty.openpty()
    before = termios.tcgetattr(theirs)
    command = [*CLI, "authenticate", "--reader", card_file("hanako")]
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs) as program:
        seen = b""
        while b"PIN: " not in seen:
            seen += os.read(ours, 1000)
        assert not termios.tcgetattr(theirs)[3] & termios.ECHO
        program.send_signal(signal.SIGINT)
    assert (program.returncode, termios.tcgetattr(theirs)[3]) == (130, before[3])
    assert b"Traceback" not in os.read(ours, 1000)
    os.close(ours)
    os.close(theirs)


def test_whoever_stops_reading_the_answer_gets_no_traceback(card_file):
    command = [*CLI, "show", "--reader", card_file("hanako")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as program:
        program.stdout.close()
        assert program.stderr.read() == b""
    assert program.returncode == 0


def test_every_act_explains_itself():
    listed = plainly("--help")
    acts = ["show", "authenticate", "profile", "photo", "age", "change-pin", "sign", "verify", "history", "doctor"]
    for act in acts:
        told = plainly(act, "--help")
        assert (act in listed.out, told.status, "exit status: 0 done" in told.out) == (True, 0, True)


@pytest.mark.real
def test_the_same_over_a_real_pcscd(private_pcscd):
    environment = private_pcscd.environment
    watch = IsolatedReader("pcsc")
    watch.open(lambda event: None)
    with private_pcscd.slot() as slot:
        assert as_a_program("show", "--reader", "pcsc", environment=environment)[0] == 3
        slot.place(sample())
        wait_until(lambda: watch.card_present, "the card")
        status, answer = as_a_program(
            "authenticate", "--reader", "pcsc:Virtual", codes="1234\n", environment=environment
        )
        assert status == 0
        check(answer)
        assert as_a_program("show", "--reader", "pcsc", environment=environment)[1]["certificate"]["serial"] == "1001"
    wait_until(lambda: not watch.card_present, "an empty reader")
    watch.close()
