import signal
import socket
import subprocess
import sys

import nfc.clf
import nfc.tag.tt4
import pytest
from on_air import TalkingCard
from sample_cards import CARDS, sample

from cards.kinds import FELICA, storage_standard
from drivers.isolated import IsolatedReader
from drivers.protocols import DeviceFault
from drivers.virtual.radio import RadioField
from drivers.virtual.udp_target import UdpTarget, main

pytestmark = pytest.mark.real


@pytest.fixture
def field():
    return RadioField()


@pytest.fixture
def target(field):
    with UdpTarget(field, port=0) as target:
        yield target


@pytest.fixture
def reader(target):
    with nfc.clf.ContactlessFrontend(target.address) as reader:
        yield reader


def ask(target, text, timeout_s=2.0):
    """What comes back for one datagram; None when nothing does within the time."""
    _, host, port = target.address.split(":")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ours:
        ours.settimeout(timeout_s)
        ours.sendto(text, (host, int(port)))
        try:
            return ours.recv(1024)
        except TimeoutError:
            return None


def test_nfcpy_senses_and_talks_to_a_type_b_card(field, reader):
    card = TalkingCard(lambda command: command * 100 + b"\x90\x00")
    field.place(card)
    target = reader.sense(nfc.clf.RemoteTarget("106B"))
    tag = nfc.tag.tt4.Type4BTag(reader, target)
    assert tag.transceive(bytes(range(8))) == bytes(range(8)) * 100 + b"\x90\x00"
    assert card.heard == [bytes(range(8))]


def test_nfcpy_recovers_lost_frames_by_its_own_rules(field, reader):
    card = TalkingCard()
    field.place(card)
    tag = nfc.tag.tt4.Type4BTag(reader, reader.sense(nfc.clf.RemoteTarget("106B")))
    field.noise.corrupt.add(field.frames + 2)
    assert tag.transceive(b"\xa0", timeout=0.2) == b"\xa0\x90\x00"
    assert card.heard == [b"\xa0"]


def test_two_cards_are_no_card_to_nfcpy(field, reader):
    for _ in range(2):
        field.place(TalkingCard())
    assert reader.sense(nfc.clf.RemoteTarget("106B")) is None


def test_closing_the_reader_takes_the_power_from_the_card(field, target):
    card = TalkingCard()
    field.place(card)
    with nfc.clf.ContactlessFrontend(target.address) as reader:
        assert reader.sense(nfc.clf.RemoteTarget("106B"))
    assert ask(target, b"no frame", 0.05) is None
    assert not field.powered
    assert card.powered_off == 2


@pytest.mark.parametrize("datagram", [b"", b"106B", b"106B 05001", b"106C 050010", b"\xff\xfe 05", b"106B zz", b" "])
def test_a_datagram_that_is_no_frame_is_passed_over(field, target, datagram):
    field.place(TalkingCard())
    assert ask(target, datagram, 0.05) is None
    assert ask(target, b"106B 050010").startswith(b"106B 50")


def test_a_spoiled_answer_is_a_frame_without_content(field, target):
    field.place(TalkingCard())
    field.noise.corrupt.add(2)
    assert ask(target, b"106B 050010") == b"106B"


def test_a_port_that_is_taken_is_said(field, target):
    port = int(target.address.rpartition(":")[2])
    with pytest.raises(DeviceFault, match=f"Port {port} is taken"):
        UdpTarget(field, port).start()


def test_starting_and_stopping_twice_is_once(field):
    target = UdpTarget(field, port=0)
    target.start()
    address = target.address
    target.start()
    assert target.address == address
    target.stop()
    target.stop()


def test_a_card_file_is_served_by_a_command_for_people():
    port = free_port()
    command = [sys.executable, "-m", "drivers.virtual.udp_target", str(CARDS / "transport.toml"), str(port)]
    with subprocess.Popen(command, cwd=CARDS.parents[1], stderr=subprocess.PIPE, text=True) as program:
        try:
            assert f"nfc:udp:127.0.0.1:{port}" in program.stderr.readline()
            with nfc.clf.ContactlessFrontend(f"udp:127.0.0.1:{port}") as reader:
                assert reader.sense(nfc.clf.RemoteTarget("212F")).sensf_res.hex().startswith("010114b34d5e6f7081")
        finally:
            program.send_signal(signal.SIGINT)
        assert program.wait() == 0


@pytest.mark.parametrize(
    ("arguments", "status", "sentence"),
    [([], 2, "use: "), (["card.toml", "port"], 2, "use: "), (["missing.toml"], 1, "missing.toml")],
)
def test_a_command_that_cannot_be_done_says_why(capsys, arguments, status, sentence):
    assert main(arguments) == status
    assert sentence in capsys.readouterr().err


def free_port():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ours:
        ours.bind(("127.0.0.1", 0))
        return ours.getsockname()[1]


def test_who_goes_first_of_a_purse_is_said_through_the_child_program(field, target):
    field.place(sample("hanako"))
    field.place(sample("senior"))
    reader = IsolatedReader("nfc", target.address)
    try:
        with reader.connect(in_passing=True) as first:
            assert storage_standard(first.link.atr) is None
        with reader.connect(in_passing=True, felica_first=True) as second:
            assert storage_standard(second.link.atr) == FELICA
    finally:
        reader.close()
