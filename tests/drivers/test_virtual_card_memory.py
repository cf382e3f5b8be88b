"""What a virtual card keeps without power: counters and changed codes, whole at every moment."""

import json
import shutil

import pytest
from sample_cards import CARDS, session_with

from cards.apdu import Channel
from cards.errors import WrongPin
from cards.tables import COMMON, JUKI, TEXT
from drivers.virtual.card_kinds import load
from drivers.virtual.card_parts import BadCardFile
from drivers.virtual.reader import VirtualReader

VERIFY_OLD, VERIFY_NEW = bytes.fromhex("0020009C0431323334"), bytes.fromhex("0020009C0435363738")
SELECT = bytes.fromhex("00A4040C0A")
OK, REFUSED = b"\x90\x00", b"\x69\x82"


@pytest.fixture
def path(tmp_path):
    return shutil.copy(CARDS / "hanako.toml", tmp_path / "hanako.toml")


def channel_to(card) -> Channel:
    return Channel(VirtualReader(card).connect())


def test_a_changed_pin_outlives_the_program_and_the_card_file_stays_as_it_is(path):
    before = path.read_bytes()
    card = load(path)
    card.transmit(SELECT + TEXT.aid)
    assert card.transmit(bytes.fromhex("0020009104") + b"1234") == OK
    assert card.transmit(bytes.fromhex("0024018004") + b"5678") == OK
    again = load(path)
    again.transmit(SELECT + TEXT.aid)
    assert again.transmit(bytes.fromhex("0020009104") + b"1234") == b"\x63\xc2"
    assert again.transmit(bytes.fromhex("0020009104") + b"5678") == OK
    session_with(again).verify("1234")
    assert path.read_bytes() == before


@pytest.mark.parametrize("aid", [COMMON.aid, JUKI.aid])
def test_the_two_halves_of_the_cards_own_pin_are_changed_apart(path, aid):
    card = load(path)
    card.transmit(SELECT + aid)
    assert card.transmit(VERIFY_OLD) == OK
    assert card.transmit(bytes.fromhex("0024018004") + b"5678") == b"\x6d\x00"
    assert card.transmit(bytes.fromhex("8032008004") + b"5678") == OK
    again = load(path)
    for application, verify in ((aid, VERIFY_NEW), (({COMMON.aid, JUKI.aid} - {aid}).pop(), VERIFY_OLD)):
        again.transmit(SELECT + application)
        assert again.transmit(verify) == OK


def test_a_pin_is_changed_only_after_it_was_verified_and_only_to_one_of_its_form(path):
    card = load(path)
    card.transmit(SELECT + TEXT.aid)
    card.transmit(bytes.fromhex("00200091"))
    assert card.transmit(bytes.fromhex("0024018004") + b"5678") == REFUSED
    card.transmit(bytes.fromhex("0020009104") + b"1234")
    assert card.transmit(bytes.fromhex("0024018004") + b"56A8") == b"\x6a\x80"
    assert card.transmit(bytes.fromhex("0024018003") + b"567") == b"\x6a\x80"
    assert not path.with_suffix(".tries").exists() or "codes" not in path.with_suffix(".tries").read_text()


def test_what_was_spent_stays_spent_when_the_power_goes_before_the_rename(path):
    with pytest.raises(WrongPin):
        session_with(load(path)).verify("0000")
    path.with_suffix(".new").write_text('{"user_auth')
    assert session_with(load(path)).attempts_left() == 2
    with pytest.raises(WrongPin):
        session_with(load(path)).verify("0000")
    assert json.loads(path.with_suffix(".tries").read_text()) == {"user_authentication": 1}


@pytest.mark.parametrize("codes", ["3", '{"signature": 3}', '{"signature": "é"}'])
def test_changed_codes_that_cannot_be_read_are_told_and_left_alone(path, codes):
    path.with_suffix(".tries").write_text(f'{{"codes": {codes}}}')
    with pytest.raises(BadCardFile, match=r"hanako\.tries: codes: .*delete it"):
        load(path)
