"""The child program that can be killed, with a virtual reader in it."""

import os
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from real_stacks.pcsc import wait_until
from sample_cards import CARDS, sample, session_with

from cards.apdu import Channel
from cards.errors import CardMute, CardRemoved
from cards.jpki import JpkiSession
from drivers.isolated import IsolatedReader
from drivers.protocols import CardEvent, DeviceFault, Fault


@pytest.fixture
def reader(tmp_path):
    shutil.copy(CARDS / "hanako.toml", tmp_path)
    reader = IsolatedReader("virtual", str(tmp_path / "hanako.toml"), deadline_s=1.0)
    yield reader
    reader.close()


def test_a_session_goes_through_the_child(reader):
    with reader.connect() as connection:
        assert JpkiSession(Channel(connection)).certificate() == session_with(sample()).certificate()


def test_a_card_that_lies_there_is_noticed(reader):
    noticed = threading.Event()
    reader.open(lambda event: noticed.set() if event is CardEvent.INSERTED else None)
    assert noticed.wait(10)
    assert reader.card_present


def test_a_child_that_hangs_is_killed_at_the_deadline_and_replaced(reader):
    connection = reader.connect()
    child = reader.child_pid
    os.kill(child, signal.SIGSTOP)
    with pytest.raises(CardMute):
        connection.transmit(bytes.fromhex("00A40000"))
    assert not Path(f"/proc/{child}").exists()
    with pytest.raises(CardRemoved):
        connection.transmit(bytes.fromhex("00A40000"))
    with reader.connect() as connection:
        assert connection.transmit(bytes.fromhex("00A40000")) == b"\x6a\x86"


def test_health_tells_a_reader_that_hangs_and_recovers(reader):
    assert reader.health().fault is None
    os.kill(reader.child_pid, signal.SIGSTOP)
    assert reader.health().fault is Fault.MUTE
    assert reader.health().fault is None


def test_a_child_that_dies_during_an_exchange_is_a_fault_and_the_next_serves(reader):
    connection = reader.connect()
    os.kill(reader.child_pid, signal.SIGKILL)
    with pytest.raises((DeviceFault, CardRemoved)):
        connection.transmit(bytes.fromhex("00A40000"))
    wait_until(lambda: reader.health().fault is None, "a new child")
    with reader.connect() as connection:
        assert len(JpkiSession(Channel(connection)).certificate()) == 1583


def test_a_child_that_dies_while_idle_is_replaced_by_itself(reader):
    reader.open(lambda event: None)
    wait_until(lambda: reader.card_present, "the card")
    first = reader.child_pid
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: reader.child_pid != first, "a new child")


def test_a_child_that_cannot_start_its_driver_is_a_fault(tmp_path, capfd):
    reader = IsolatedReader("virtual", str(tmp_path / "none.toml"))
    assert reader.health().fault is Fault.UNKNOWN
    with pytest.raises(DeviceFault):
        reader.connect()
    reader.close()


def test_closing_ends_the_child_and_may_be_done_twice(reader):
    reader.open(lambda event: None)
    child = reader.child_pid
    reader.close()
    reader.close()
    assert not Path(f"/proc/{child}").exists()
    assert not reader.card_present


def test_the_child_ends_when_its_parent_does():
    command = [sys.executable, "-m", "drivers.reader_program", "virtual", str(CARDS / "hanako.toml")]
    assert subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=30, check=True).stdout


def test_a_pin_is_in_no_argument_and_no_output_of_the_child(reader, capfd):
    with reader.connect() as connection:
        JpkiSession(Channel(connection)).verify("1234")
        command = Path(f"/proc/{reader.child_pid}/cmdline").read_bytes()
    reader.close()
    out, err = capfd.readouterr()
    assert not any("1234" in text for text in (command.decode(), out, err))
