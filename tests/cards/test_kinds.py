from dataclasses import replace

import pytest
from sample_cards import sample
from scripted import Script

from cards.apdu import Channel, Limits
from cards.errors import BadCardData, CardMute, CardRemoved, UnexpectedStatus
from cards.kinds import CardKind, Told, tell
from cards.tables import JPKI
from drivers.virtual.card import VirtualCard
from drivers.virtual.reader import VirtualReader
from drivers.virtual.transport_card import transport_chip

# each sample card: what it is, and the commands it takes to tell
KINDS = {
    "hanako": (CardKind.MY_NUMBER, 3),
    "staff": (CardKind.MY_NUMBER, 3),
    "jiro": (CardKind.MY_NUMBER, 4),
    "facial": (CardKind.FACIAL_RECOGNITION, 4),
    "android": (CardKind.ANDROID, 3),
    "iphone": (CardKind.IPHONE, 3),
    "resident_old": (CardKind.RESIDENT_CARD, 3),
    "resident_plain": (CardKind.RESIDENT_CARD, 2),
    "licence": (CardKind.DRIVING_LICENCE, 3),
    "unknown": (CardKind.UNKNOWN, 3),
    "transport": (CardKind.TRANSPORT, 1),
    "tag": (CardKind.UNKNOWN, 0),
}
QUERIES = ("00a4", "00b0", "0020", "ffc2")


def told(card: VirtualCard) -> tuple[Told, Channel]:
    connection = VirtualReader(card).connect()
    channel = Channel(connection, Limits())
    return tell(channel, connection.link.atr), channel


@pytest.mark.parametrize(("name", "kind", "apdus"), [(name, *wanted) for name, wanted in KINDS.items()])
def test_every_kind_of_card_is_told_in_the_fewest_commands_and_nothing_is_spent(name, kind, apdus):
    card = sample(name)
    found, channel = told(card)
    assert (found.kind, channel.apdus) == (kind, apdus)
    assert all(line[:4] in QUERIES for line in card.log)
    assert not any(line.startswith("0020") and line.endswith("9000") for line in card.log)


def test_every_kind_of_card_has_a_sample():
    assert {kind for kind, _ in KINDS.values()} == set(CardKind)


@pytest.mark.parametrize("name", ["hanako", "facial", "android", "iphone", "resident_old"])
def test_a_card_with_certificates_comes_with_its_session_still_open(name):
    found, channel = told(sample(name))
    before = channel.apdus
    assert found.session is not None
    assert found.session.attempts_left() == found.attempts_left
    assert channel.apdus == before + 1


@pytest.mark.parametrize("name", ["resident_plain", "licence", "unknown", "transport", "tag"])
def test_a_card_without_certificates_has_no_session_and_no_attempts(name):
    found, _ = told(sample(name))
    assert (found.session, found.attempts_left) == (None, None)


def test_the_attempts_that_are_left_come_with_the_kind():
    assert [told(sample(name))[0].attempts_left for name in ("hanako", "taro", "jiro")] == [3, 1, 0]


def test_a_child_without_a_signature_certificate_holds_an_ordinary_card():
    assert told(sample(signature_password=""))[0].kind is CardKind.MY_NUMBER


def test_a_transport_card_of_another_system_is_an_unknown_card():
    air = replace(sample("transport").air, systems=(0xFE00,))
    assert told(VirtualCard(transport_chip(air, 0, ()), air))[0].kind is CardKind.UNKNOWN


@pytest.mark.parametrize("refusal", ["6A81", "6D00", "C003016A819000"])
def test_on_a_reader_that_cannot_poll_a_felica_card_is_an_unknown_card(refusal):
    atr = VirtualReader(sample("transport")).connect().link.atr
    assert tell(Channel(Script(refusal)), atr) == Told(CardKind.UNKNOWN)


@pytest.mark.parametrize("size", [1, 16, 31])
def test_a_card_that_gives_less_than_asked_for_is_told_all_the_same(size):
    card = sample()
    card.faults.short_reads = size
    assert told(card)[0].kind is CardKind.MY_NUMBER


def test_a_new_label_makes_an_unknown_card_that_can_still_be_asked():
    card = sample()
    card.put(JPKI.aid, JPKI.token, b"JPKIAPNEXTTOKEN".ljust(160))
    found, _ = told(card)
    assert found.kind is CardKind.UNKNOWN
    assert found.session is not None


def test_a_card_without_token_information_is_an_unknown_card():
    card = sample()
    card.put(JPKI.aid, JPKI.token, None)
    assert told(card)[0].kind is CardKind.UNKNOWN


def test_a_label_that_is_no_text_is_told_as_a_card_gone_wrong():
    card = sample()
    card.put(JPKI.aid, JPKI.token, b"\xff" * 160)
    with pytest.raises(BadCardData, match="file 0006"):
        told(card)


@pytest.mark.parametrize("failure", [CardRemoved("gone"), CardMute("mute")], ids=["removed", "mute"])
@pytest.mark.parametrize("at", range(3))
def test_a_card_that_leaves_while_it_is_told_is_no_unknown_card(failure, at):
    answers = ["9000", "4A504B494150494343544F4B454E32" + "20" * 17 + "9000", "63C3"]
    with pytest.raises(type(failure)):
        tell(Channel(Script(*answers[:at], failure)))


def test_a_card_that_is_out_of_order_is_no_unknown_card():
    with pytest.raises(UnexpectedStatus):
        tell(Channel(Script("6F00", "6A86", "6F00")))
