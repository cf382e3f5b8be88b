"""Terminals prove themselves on each request, once, and within five minutes of central's clock."""

from datetime import timedelta

import pytest
from central_line import TUESDAY, StillClock

from central.service.refusing import Refuse
from central.service.stores.sqlite import SqliteStore
from central.service.terminals import Terminals
from central.signing import Message, Signer
from central.wire import Reason

NOW = TUESDAY
URL = "http://central/v1/visits"


@pytest.fixture
def clock():
    return StillClock()


@pytest.fixture
def terminals(store, clock):
    return Terminals(store, clock)


def signer(name="kiosk-1", seed=bytes(32), off=timedelta()):
    return Signer(name, seed, lambda: NOW + off)


def ask(terminals, by):
    return terminals.authenticate(Message("POST", URL, by.sign("POST", URL, b"{}")), b"{}")


def reason(terminals, by):
    with pytest.raises(Refuse) as refused:
        ask(terminals, by)
    assert refused.value.status == 401
    return refused.value.refusal.reason


def test_a_registered_terminal_is_known_by_its_key(terminals):
    terminals.add("kiosk-1", signer().public)
    assert ask(terminals, signer()) == "kiosk-1"


def test_nobody_is_known_before_being_registered(terminals):
    assert reason(terminals, signer()) is Reason.TERMINAL_UNKNOWN


def test_another_terminals_key_does_not_pass_under_this_name(terminals):
    terminals.add("kiosk-1", signer().public)
    terminals.add("kiosk-2", signer(seed=b"2" * 32).public)
    assert reason(terminals, signer("kiosk-1", b"2" * 32)) is Reason.TERMINAL_UNKNOWN


def test_a_revoked_terminal_is_unknown_at_once(terminals):
    terminals.add("kiosk-1", signer().public)
    terminals.revoke("kiosk-1")
    assert reason(terminals, signer()) is Reason.TERMINAL_UNKNOWN


def test_a_terminal_that_got_a_new_key_speaks_with_that_one_only(terminals):
    terminals.add("kiosk-1", signer().public)
    terminals.add("kiosk-1", signer(seed=b"2" * 32).public)
    assert reason(terminals, signer()) is Reason.TERMINAL_UNKNOWN
    assert ask(terminals, signer(seed=b"2" * 32)) == "kiosk-1"


def test_what_is_kept_is_registered_but_a_revoked_terminal_is_not_brought_back(terminals):
    terminals.keep("kiosk-1", signer().public)
    assert ask(terminals, signer()) == "kiosk-1"
    terminals.revoke("kiosk-1")
    terminals.keep("kiosk-1", signer().public)
    assert reason(terminals, signer()) is Reason.TERMINAL_UNKNOWN
    terminals.keep("kiosk-1", signer(seed=b"2" * 32).public)
    assert ask(terminals, signer(seed=b"2" * 32)) == "kiosk-1"


def test_a_request_sent_twice_is_refused_the_second_time(terminals):
    terminals.add("kiosk-1", signer().public)
    message = Message("POST", URL, signer().sign("POST", URL, b"{}"))
    assert terminals.authenticate(message, b"{}") == "kiosk-1"
    with pytest.raises(Refuse) as refused:
        terminals.authenticate(message, b"{}")
    assert refused.value.refusal.reason is Reason.REPLAYED


def test_a_replay_is_refused_even_after_central_was_restarted(tmp_path, clock):
    message = Message("POST", URL, signer().sign("POST", URL, b"{}"))
    store = SqliteStore(tmp_path / "central.sqlite")
    Terminals(store, clock).add("kiosk-1", signer().public)
    Terminals(store, clock).authenticate(message, b"{}")
    store.close()
    store = SqliteStore(tmp_path / "central.sqlite")
    with pytest.raises(Refuse) as refused:
        Terminals(store, clock).authenticate(message, b"{}")
    store.close()
    assert refused.value.refusal.reason is Reason.REPLAYED


@pytest.mark.parametrize("seconds", [-301, 301, -86_400, 86_400])
def test_a_terminal_whose_clock_is_off_is_told_so(terminals, seconds):
    terminals.add("kiosk-1", signer().public)
    with pytest.raises(Refuse, match=rf"is \{seconds:+d} s off") as refused:
        ask(terminals, signer(off=timedelta(seconds=seconds)))
    assert refused.value.refusal.reason is Reason.CLOCK_WRONG


@pytest.mark.parametrize("seconds", [-300, 300])
def test_five_minutes_either_way_are_allowed(terminals, seconds):
    terminals.add("kiosk-1", signer().public)
    assert ask(terminals, signer(off=timedelta(seconds=seconds))) == "kiosk-1"


@pytest.mark.parametrize("steps", [1, 299, 300])
def test_a_nonce_is_kept_as_long_as_its_request_could_be_sent_again(terminals, clock, steps):
    terminals.add("kiosk-1", signer().public)
    message = Message("POST", URL, signer(off=timedelta(seconds=300)).sign("POST", URL, b"{}"))
    terminals.authenticate(message, b"{}")
    clock.move(NOW + timedelta(seconds=steps + 300))
    with pytest.raises(Refuse) as refused:
        terminals.authenticate(message, b"{}")
    assert refused.value.refusal.reason is Reason.REPLAYED


def test_old_nonces_are_forgotten(store, clock):
    terminals = Terminals(store, clock)
    terminals.add("kiosk-1", signer().public)
    for _ in range(5):
        ask(terminals, signer())
    clock.move(NOW + timedelta(seconds=400))
    ask(terminals, signer(off=timedelta(seconds=400)))
    with store.reading() as connection:
        assert connection.execute("SELECT count(*) FROM seen_nonce").fetchone() == (1,)


@pytest.mark.parametrize("name", ["", "a b", "kiosk/1", "x" * 65, "端末"])
def test_a_bad_name_is_refused_with_a_sentence(terminals, name):
    with pytest.raises(ValueError, match="1 to 64 letters"):
        terminals.add(name, signer().public)


def test_a_bad_key_is_refused_with_a_sentence(terminals):
    with pytest.raises(ValueError, match="Ed25519 public key"):
        terminals.add("kiosk-1", "ssh-ed25519 AAAA")


def test_revoking_nobody_is_said_to_be_a_mistake(terminals):
    with pytest.raises(ValueError, match="no terminal is called"):
        terminals.revoke("kiosk-9")
