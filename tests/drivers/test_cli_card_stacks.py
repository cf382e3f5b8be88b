"""`kazasu card` over the real stacks: pcscd with its virtual reader driver, nfcpy over UDP and on a simulated PN532."""

import json
import subprocess
import time
from pathlib import Path

import pytest
from acting import until
from card_command import BY_NUMBER_B, CLI, issuer_keys, kazasu, whole_card

from cards.apdu import Channel
from cards.surface import SurfaceSession
from drivers.isolated import IsolatedReader
from drivers.virtual.card_kinds import load
from drivers.virtual.pn532_chip import Pn532Chip
from drivers.virtual.pn532_faces import Pn532Pty
from drivers.virtual.radio import RadioField
from drivers.virtual.reader import VirtualReader
from drivers.virtual.udp_target import UdpTarget

NUMBER_B = "55021720352285"

pytestmark = pytest.mark.real


def placed(folder, **other):
    """A whole card, kept in memory."""
    return load(_path(whole_card(folder, **other)), keep=False)


def drawn(card):
    """The card with its face drawn: it is at the first look, which takes longer than a chip on a line waits for a card."""
    session = SurfaceSession(Channel(VirtualReader(card).connect()))
    session.verify(NUMBER_B, session.table.number_b)
    session.face()
    card.power_off()
    return card


def _path(reader: str):
    return Path(reader.removeprefix("virtual:"))


@pytest.fixture
def slot(private_pcscd):
    """A vpcd slot, and a wait for pcscd to see what was placed there."""
    watch = IsolatedReader("pcsc")
    watch.open(lambda event: None)
    with private_pcscd.slot() as slot:

        def place(card):
            slot.place(card)
            until(lambda: watch.card_present, "the card")
            return "pcsc"

        yield place
    until(lambda: not watch.card_present, "an empty reader")
    watch.close()


@pytest.fixture
def air():
    """A radio field that nfcpy's UDP driver reaches, and the reader's address once a card was laid into it."""
    field = RadioField()
    with UdpTarget(field, port=0) as target:

        def place(card):
            field.place(card)
            return f"nfc:{target.address}"

        yield place


@pytest.fixture
def pn532():
    """A PN532 on a serial line, and the reader's address once a card was laid before it."""
    field = RadioField()
    with Pn532Pty(Pn532Chip(field)) as line:

        def place(card):
            field.place(card)
            return f"nfc:tty:{line.path}:pn532"

        yield place


@pytest.fixture(params=["slot", "air", "pn532"])
def on_reader(request):
    return request.getfixturevalue(request.param)


def test_every_act_works_on_every_reader(on_reader, tmp_path):
    reader = on_reader(drawn(placed(tmp_path)))
    letter = tmp_path / "letter"
    letter.write_text("letter")
    keys = ["--issuer-keys", issuer_keys(tmp_path)]
    acts = {
        ("show",): "",
        ("authenticate",): "7391\n",
        ("profile", *keys): "8642\n",
        ("photo", "--out", tmp_path / "a.png", *keys): BY_NUMBER_B,
        ("age", *keys): "1980-02-17\n",
        ("sign", letter): "KSIG77\n",
        ("change-pin", "--key", "card"): "5173\n9081\n9081\n",
        ("doctor",): "",
    }
    told = {arguments[0]: kazasu(*arguments, "--reader", reader, codes=codes) for arguments, codes in acts.items()}
    assert {name: answer for name, (status, answer) in told.items() if status} == {}
    assert told["show"][1]["kind"] == "my_number"
    assert {told[name][1]["genuine"] for name in ("profile", "photo", "age")} == {True}
    assert told["doctor"][1]["jobs"]["certificate"]["apdus"] == 2
    assert kazasu("verify", letter, tmp_path / "letter.p7s")[1]["signer"]["serial"] == "802001"


def test_a_wrong_pin_counts_once(on_reader, tmp_path):
    reader = on_reader(placed(tmp_path))
    status, told = kazasu("authenticate", "--reader", reader, codes="0000\n")
    assert (status, told["error"]["attempts_left"]) == (4, 2)


def test_a_transport_cards_history_is_read(on_reader, tmp_path):
    reader = on_reader(placed(tmp_path, kind="transport", idm="0112233445566778", balance=1160))
    status, told = kazasu("history", "--reader", reader)
    assert (status, told["idm"], told["balance"]) == (0, "0112233445566778", 1160)


def test_an_empty_reader_is_waited_at_as_long_as_is_said(private_pcscd, tmp_path):
    with private_pcscd.slot() as slot:
        assert kazasu("show", "--reader", "pcsc", "--wait", "0.3")[0] == 3
        command = [*CLI, "show", "--reader", "pcsc", "--wait", "50", "--json"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as waiting:
            time.sleep(0.5)  # most likely it waits by then; either way it must answer
            slot.place(placed(tmp_path))
            assert json.loads(waiting.stdout.read())["kind"] == "my_number"
        assert waiting.returncode == 0


def test_an_empty_field_is_no_card():
    with UdpTarget(RadioField(), port=0) as target:
        assert kazasu("show", "--reader", f"nfc:{target.address}")[0] == 3


def test_a_reader_that_is_not_there_is_told_with_what_to_do():
    status, told = kazasu("show", "--reader", "nfc:tty:nowhere:pn532")
    assert (status, told["error"]["code"]) == (6, "reader_fault")
    assert told["error"]["message"].endswith(".")
