"""`kazasu card show` and `authenticate`: what comes out, and with which exit status."""

import base64
import hashlib
import json
import os
import pty
import signal
import subprocess
import termios
from pathlib import Path

import pytest
from acting import until
from card_command import CLI, as_a_program, at_a_terminal, kazasu, own_card, plainly
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
    assert (b"PIN: " in seen, b"(user authentication) is blocked; the city's counter" in seen) == (False, True)


@pytest.mark.parametrize("pin", ["\n", "12", "abcd\n", "12345\n", "1234 \n", "９９９９\n", "1234" * 40 + "\n"])
def test_a_malformed_pin_is_usage_and_costs_nothing(card_file, pin):
    reader = card_file("taro")
    status, answer = kazasu("authenticate", "--reader", reader, codes=pin)
    assert (status, answer["error"]["code"]) == (2, "malformed_pin")
    assert kazasu("show", "--reader", reader)[1]["attempts_left"]["user_authentication"] == 1


def test_without_a_line_there_is_no_pin(card_file):
    reader = card_file("taro")
    status, answer = kazasu("authenticate", "--reader", reader, codes="")
    assert (status, answer["error"]["code"]) == (2, "usage")
    assert answer["error"]["message"].endswith("PIN: standard input ended before it")
    closed = ["sh", "-c", '"$@" <&-', "sh", *CLI, "authenticate", "--reader", reader]
    told = subprocess.run(closed, capture_output=True, text=True, check=False)
    assert (told.returncode, told.stderr.strip().endswith("PIN: standard input is closed")) == (2, True)


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_a_line_may_end_as_it_likes(card_file, end):
    assert kazasu("authenticate", "--reader", card_file("hanako"), codes=f"1234{end}")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--reader", "telepathy"], "telepathy is not a kind of reader; kinds are pcsc, nfc, virtual"),
        (["--reader", "virtual"], "the file of a card is needed"),
        (["--reader", "virtual:/none.toml"], "/none.toml: cannot be read"),
        (["--reader", f"virtual:{CARDS}/hanako.toml", "--challenge", "xyz"], "--challenge: hexadecimal digits"),
        (["--reader", f"virtual:{CARDS}/hanako.toml", "--challenge", ""], "--challenge: at least one byte"),
    ],
)
def test_wrong_usage_is_told_in_a_sentence(arguments, sentence):
    status, answer = kazasu("authenticate", *arguments)
    assert (status, answer["error"]["code"]) == (2, "usage")
    assert sentence in answer["error"]["message"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["show", "--wait", "nan"], "--wait: a number of seconds is needed"),
        (["show", "--wait", "-1"], "--wait: a number of seconds is needed"),
        (["age", "--on", "today"], "--on: a day such as"),
        (["verify", "file", "--at", "noon"], "--at: a day or time such as"),
    ],
)
def test_what_is_no_time_is_told_with_what_would_be_one(arguments, sentence):
    told = plainly(*arguments)
    assert (told.status, sentence in told.errors) == (2, True)


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
    assert show.out.startswith("This is a My Number Card.\nkind: my_number\n")
    assert "  user authentication: 3" in show.out
    blocked = plainly("authenticate", "--reader", card_file("jiro"))
    assert (blocked.status, blocked.out) == (5, "")
    assert blocked.errors.startswith("kazasu: 利用者証明用電子証明書の暗証番号 (user authentication) is blocked")


def test_a_pin_typed_at_a_terminal_is_asked_for_by_name_and_not_echoed(card_file):
    arguments = ["authenticate", "--reader", card_file("hanako"), "--json"]
    status, out, seen = at_a_terminal(*arguments, typed=[(b"3 attempts left. PIN: ", b"1234")])
    assert status == 0
    check(json.loads(out))
    assert "利用者証明用電子証明書の暗証番号 (user authentication)".encode() in seen
    assert b"1234" not in seen


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGQUIT])
def test_whoever_stops_at_the_question_leaves_the_terminal_as_it_was(card_file, end):
    ours, theirs = pty.openpty()
    before = termios.tcgetattr(theirs)
    command = [*CLI, "authenticate", "--reader", card_file("hanako")]
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs) as program:
        seen = b""
        while b"PIN: " not in seen:
            seen += os.read(ours, 1000)
        assert not termios.tcgetattr(theirs)[3] & termios.ECHO
        program.send_signal(end)
    assert (program.returncode, termios.tcgetattr(theirs)[3]) == (128 + end, before[3])
    assert b"Traceback" not in os.read(ours, 1000)
    os.close(ours)
    os.close(theirs)


def test_whoever_stops_reading_the_answer_gets_no_traceback(card_file):
    command = [*CLI, "show", "--reader", card_file("hanako")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as program:
        program.stdout.close()
        assert program.stderr.read() == b""
    assert program.returncode == 0


def test_an_answer_that_cannot_be_written_is_told(card_file):
    command = [*CLI, "show", "--reader", card_file("hanako")]
    with Path("/dev/full").open("w") as full:
        told = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (told.returncode, told.stderr) == (
        2,
        "kazasu: standard output cannot be written, No space left on device\n",
    )


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
        assert kazasu("show", "--reader", "pcsc")[0] == 3
        slot.place(sample())
        until(lambda: watch.card_present, "the card")
        status, answer = as_a_program(
            "authenticate", "--reader", "pcsc:Virtual", codes="1234\n", environment=environment
        )
        assert status == 0
        check(answer)
        assert kazasu("show", "--reader", "pcsc")[1]["certificate"]["serial"] == "1001"
    until(lambda: not watch.card_present, "an empty reader")
    watch.close()
