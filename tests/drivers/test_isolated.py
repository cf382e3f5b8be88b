"""The child program that can be killed, with a virtual reader in it."""

import io
import os
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from acting import LONG, until
from sample_cards import CARDS, sample, session_with

from cards.apdu import Channel
from cards.errors import CardError, CardMute, CardRemoved
from cards.jpki import JpkiSession
from drivers.frames import FRAME, receive, send
from drivers.isolated import IsolatedReader
from drivers.protocols import CardEvent, DeviceFault, Fault, Link
from drivers.reader_program import pack_link, unpack_link


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
    assert noticed.wait(LONG)
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


@pytest.mark.parametrize(("known", "left"), [(True, None), (False, False)])
def test_long_commands_are_tried_anew_after_a_reader_went_mute_unless_it_is_known_to_fail(reader, known, left):
    connection = reader.connect()
    connection.limits.extended = known
    os.kill(reader.child_pid, signal.SIGSTOP)
    with pytest.raises(CardMute):
        connection.transmit(bytes.fromhex("00A40000"))
    with reader.connect() as again:
        assert again.limits is connection.limits
        assert again.limits.extended is left


def test_health_tells_a_reader_that_hangs_and_recovers(reader):
    assert reader.health().fault is None
    os.kill(reader.child_pid, signal.SIGSTOP)
    assert reader.health().fault is Fault.MUTE
    assert reader.health().fault is None


def test_while_an_exchange_runs_health_is_told_at_once_and_closing_ends_it(tmp_path):
    reader = IsolatedReader("virtual", str(CARDS / "hanako.toml"), deadline_s=20.0)
    connection = reader.connect()
    os.kill(reader.child_pid, signal.SIGSTOP)
    ends = []

    def exchange():
        try:
            connection.transmit(bytes.fromhex("00A40000"))
        except (CardError, DeviceFault) as error:
            ends.append(type(error))

    thread = threading.Thread(target=exchange)
    thread.start()
    until(reader._lock.locked, "the exchange")
    assert reader.health().fault is None
    assert ends == []
    reader.close()
    thread.join()
    assert ends == [DeviceFault]


HANGING_CHIP = """
import sys, threading
from io import FileIO
from drivers.isodep import Silence
from drivers.nfc import NfcReader
from drivers.reader_program import _Service

class Chip:
    name, looks = "a chip", 0
    def tune(self, mode): pass
    def field_off(self): pass
    def close(self): pass
    def sense_a(self): return None
    def exchange(self, frame, timeout_s):
        self.looks += 1
        if self.looks == 5:
            threading.Event().wait()
        raise Silence

_Service(NfcReader("usb", lambda address: Chip()), FileIO(1, "w")).serve(FileIO(0))
"""


def test_a_chip_that_hangs_inside_its_driver_while_nobody_asks_is_told_and_its_program_replaced():
    reader = IsolatedReader("nfc", deadline_s=1.0)
    reader._command = [sys.executable, "-c", HANGING_CHIP]
    reader.open(lambda event: None)
    first = reader.child_pid
    until(lambda: reader.health().fault is Fault.MUTE, "the mute chip")
    assert reader.child_pid != first
    reader.close()


def test_a_child_that_dies_during_an_exchange_is_a_fault_and_the_next_serves(reader):
    connection = reader.connect()
    os.kill(reader.child_pid, signal.SIGKILL)
    with pytest.raises((DeviceFault, CardRemoved)):
        connection.transmit(bytes.fromhex("00A40000"))
    until(lambda: reader.health().fault is None, "a new child")
    with reader.connect() as connection:
        assert len(JpkiSession(Channel(connection)).certificate()) == 1583


def test_a_child_that_dies_while_idle_is_replaced_by_itself(reader):
    reader.open(lambda event: None)
    until(lambda: reader.card_present, "the card")
    first = reader.child_pid
    os.kill(first, signal.SIGKILL)
    until(lambda: reader.child_pid != first, "a new child")


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
    assert subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=LONG, check=True).stdout


def test_a_pin_is_in_no_argument_and_no_output_of_the_child(reader, capfd):
    with reader.connect() as connection:
        JpkiSession(Channel(connection)).verify("1234")
        command = Path(f"/proc/{reader.child_pid}/cmdline").read_bytes()
    reader.close()
    out, err = capfd.readouterr()
    assert not any("1234" in text for text in (command.decode(), out, err))


class SlowPipe(io.RawIOBase):
    """Takes three bytes at a time, and keeps the memory it was given."""

    def __init__(self) -> None:
        self.got = b""
        self.memory: list[bytearray] = []

    def write(self, part) -> int:
        self.got += bytes(part[:3])
        self.memory.append(part.obj)
        return len(part[:3])


def test_a_frame_is_written_whole_and_its_memory_overwritten():
    pipe = SlowPipe()
    send(pipe, b"T", bytearray(b"0020008004" + b"1234"))
    assert pipe.got == FRAME.pack(b"T", 14) + b"00200080041234"
    assert not any(any(memory) for memory in pipe.memory)


def test_a_frame_cut_short_is_the_end_and_one_in_pieces_is_whole():
    reading, writing = os.pipe()
    with io.FileIO(reading) as requests, io.FileIO(writing, "w") as pipe:
        pipe.write(FRAME.pack(b"T", 4) + b"12")
        later = threading.Timer(0.05, pipe.write, [b"34" + FRAME.pack(b"T", 9) + b"12"])
        later.start()
        assert receive(requests) == (b"T", bytearray(b"1234"))
        later.join()
        pipe.close()
        assert receive(requests) is None


@pytest.mark.parametrize("fresh", [True, False])
@pytest.mark.parametrize("link", [Link("a reader", b"\x3b\x00", (106, 424), 424), Link("another", b"")])
def test_what_is_known_of_a_connection_crosses_the_pipe(link, fresh):
    assert unpack_link(pack_link(link, fresh=fresh)) == (link, fresh)
