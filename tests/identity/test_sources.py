"""Who a tap says it is: every kind of card that people hold up, and what it costs."""

import logging
from dataclasses import replace

import pytest
from card_issuers import ISSUERS
from hypothesis import given
from hypothesis import strategies as st
from sample_cards import CARDS, sample

from cards import possession, tlv
from cards.apdu import Channel
from cards.errors import BadCardData, CardError, CardMute, CardRemoved, SeveralCards, WrongSignature
from cards.identities import certificate_identity
from cards.jpki import JpkiSession
from cards.tables import CURRENT, ECDSA_P384, JPKI, TEXT
from drivers.virtual.card import VirtualCard
from drivers.virtual.card_file import read as read_file
from drivers.virtual.card_kinds import build
from drivers.virtual.card_parts import File
from drivers.virtual.reader import VirtualReader
from firmware.docking import docked_card
from firmware.identity import Reading, UnknownMedium, Why, read
from firmware.identity.sources import MyNumberCards
from transit.levels import Level

HANAKO = "jpki:1001:rsa-2048"
SERIAL = JPKI.user_authentication.certificate
NEXT_KEY = replace(JPKI.user_authentication, algorithm=ECDSA_P384)
NEXT = replace(CURRENT, jpki=replace(JPKI, aid=bytes.fromhex("D392F000260200000001"), user_authentication=NEXT_KEY))
"""A card after this one: another application, another kind of key."""


class Wire:
    """A line to a card that somebody listens to."""

    def __init__(self, connection) -> None:
        self._connection, self.answers = connection, []
        self.link, self.limits = connection.link, connection.limits

    def transmit(self, command) -> bytes:
        self.answers.append(self._connection.transmit(command))
        return self.answers[-1]


def tap(card: VirtualCard) -> Reading:
    return read(VirtualReader(card).connect())


def key_of(card: VirtualCard) -> bytes:
    return possession.register(Channel(VirtualReader(card).connect()), "1234", ISSUERS).to_bytes()


def test_a_my_number_card_is_read_in_two_commands_without_its_pin():
    card = sample()
    found = tap(card).identity
    assert (found.text, found.medium, found.level) == (HANAKO, "my_number", Level.NUMBER)
    assert [entry[2:4] for entry in card.log] == ["a4", "b0"]


def test_what_is_read_at_the_tap_is_what_the_certificate_says_at_registration():
    for name in ("hanako", "taro", "hana", "iphone", "facial"):
        certificate = JpkiSession(Channel(sample(name))).certificate()
        assert tap(sample(name)).identity.text == certificate_identity(certificate)


def test_a_transport_card_is_read_in_one_command():
    card = sample("transport")
    found = tap(card).identity
    assert (found.text, found.medium, found.level) == ("felica:0114B34D5E6F7081", "felica", Level.NUMBER)
    assert len(card.log) == 1


def test_a_telephone_that_is_a_transport_card_is_one_and_is_called_a_telephone():
    found = tap(sample("transport_phone")).identity
    assert (found.text, found.medium) == ("felica:0139A1B2C3D4E5F6", "phone")


def test_an_iphone_is_a_card_of_its_own_number_and_cannot_prove_itself():
    card = sample("iphone")
    found = tap(card)
    assert (found.identity.text, found.identity.level) == ("jpki:3002:rsa-2048", Level.NUMBER)
    with pytest.raises(WrongSignature):
        found.prove(key_of(sample()))


@pytest.mark.parametrize(
    ("name", "why", "commands"),
    [
        ("android", Why.PIN, 2),
        ("licence", Why.UNKNOWN, 1),
        ("unknown", Why.UNKNOWN, 1),
        ("tag", Why.UNKNOWN, 0),
        ("resident_plain", Why.UNKNOWN, 1),
    ],
)
def test_what_tells_nobody_says_why_and_is_left_alone_at_once(name, why, commands):
    card = sample(name)
    with pytest.raises(UnknownMedium) as told:
        tap(card)
    assert (told.value.why, len(card.log)) == (why, commands)
    assert ("PIN" in str(told.value)) == (why is Why.PIN)


def test_a_card_without_the_certificate_says_so():
    card = sample()
    for content in (None, b"", b"\xff" * 64):
        card.put(JPKI.aid, SERIAL, content)
        with pytest.raises(UnknownMedium) as told:
            tap(card)
        assert told.value.why is Why.NO_CERTIFICATE


def test_the_card_that_was_registered_proves_itself_in_two_more_commands():
    card = sample()
    key = key_of(card)
    found = tap(card)
    card.log.clear()
    proved = found.prove(key)
    assert (proved.text, proved.level, len(card.log)) == (HANAKO, Level.CARD, 2)


def test_a_clone_from_the_dock_has_the_number_and_is_caught_by_the_challenge():
    mine = docked_card(read_file(CARDS / "hanako.toml"), CARDS / "hanako.toml")
    assert mine.clone
    clone = mine.clone()
    found = tap(clone)
    assert found.identity.text == HANAKO
    with pytest.raises(WrongSignature):
        found.prove(key_of(sample()))


@pytest.mark.parametrize("lost", ["application", "key"])
def test_a_copy_that_cannot_answer_at_all_is_a_copy(lost):
    key, copy = key_of(sample()), sample()
    applications = copy.chip.applications
    applications.pop(TEXT.aid) if lost == "application" else applications[TEXT.aid].pop(TEXT.internal_key)
    with pytest.raises(WrongSignature):
        tap(copy).prove(key)


def test_no_challenge_is_drawn_twice():
    card, key = sample(), key_of(sample())

    line = Wire(VirtualReader(card).connect())
    for _ in range(3):
        read(line).prove(key)
    signatures = [answer for answer in line.answers if len(answer) > 200]
    assert len(signatures) == len(set(signatures)) == 3


def test_the_next_generation_is_one_more_source_with_a_text_of_its_own():
    card = build(replace(read_file(CARDS / "hanako.toml"), key=None), generation=NEXT)
    sources = (MyNumberCards(), MyNumberCards(NEXT))
    found = read(VirtualReader(card).connect(), sources)
    assert found.identity.text == "jpki:1001:ecdsa-384"
    assert read(VirtualReader(sample()).connect(), sources).identity.text == HANAKO


@pytest.mark.parametrize("serial", [1, 0x7F, 0x80, 0xFF00, 2**63, 2**159 - 1])
@pytest.mark.parametrize("short", [None, 1, 3, 20])
def test_a_number_of_any_length_is_read_from_cards_that_answer_few_bytes(serial, short):
    card = sample(serial=serial)
    card.faults.short_reads = short
    assert tap(card).identity.text == f"jpki:{serial:x}:rsa-2048"


@given(st.binary(max_size=40), st.integers(1, 20))
def test_lengths_that_are_longer_than_need_be_change_nothing(tail, size):
    number = 0x1234 << 8 * (size - 1)
    octets = number.to_bytes(size + 2, "big")
    inside = b"\xa0\x03\x02\x01\x02" + tlv.encode(0x02, octets) + tail
    body = b"\x30\x82" + len(inside).to_bytes(2, "big") + inside
    card = sample()
    card.put(JPKI.aid, SERIAL, b"\x30\x83" + len(body).to_bytes(3, "big") + body)
    try:
        assert tap(card).identity.text == f"jpki:{number:x}:rsa-2048"
    except BadCardData:
        assert len(octets) > 21


@given(st.binary(max_size=80))
def test_a_file_of_nonsense_never_becomes_somebody_by_accident(content):
    card = sample()
    card.chip.applications[JPKI.aid][SERIAL] = File(content)
    try:
        text = tap(card).identity.text
    except (UnknownMedium, CardError):
        return
    assert content[0] == 0x30
    assert text.startswith("jpki:")


def test_the_first_answer_after_power_up_may_fail_without_a_reason():
    card = sample()
    card.faults.first_6f00 = True
    assert tap(card).identity.text == HANAKO


def test_two_cards_of_one_kind_are_told_and_nobody_is_chosen():
    reader = VirtualReader()
    reader.place(sample(), sample("taro"))
    with pytest.raises(SeveralCards):
        reader.connect()


def test_of_a_purse_with_both_the_my_number_card_is_read_whichever_lies_on_top():
    for purse in ((sample(), sample("transport")), (sample("transport"), sample())):
        reader = VirtualReader()
        reader.place(*purse)
        assert read(reader.connect()).identity.text == HANAKO


@pytest.mark.parametrize("fault", [{"mute": True}, {"torn_at": 1}, {"torn_at": 2}, {"garbage": 3}])
def test_a_card_that_fails_is_an_error_of_that_tap_only(fault):
    card = sample()
    card.faults = replace(card.faults, **fault)
    reader = VirtualReader(card)
    with pytest.raises((CardMute, CardRemoved, BadCardData, CardError)), reader.connect() as connection:
        read(connection)
    reader.place(sample())
    assert read(reader.connect()).identity.text == HANAKO


def test_no_number_is_in_a_text_that_somebody_may_see(caplog):
    caplog.set_level(logging.DEBUG)
    serial, idm = 0x5E27117ABCDEF, "0114B34D5E6F7081"
    shown = []
    for card in (sample(serial=serial), sample("transport"), sample("android", serial=serial)):
        for torn in (None, 1, 2, 4):
            card.faults.torn_at = torn
            try:
                found = tap(card)
                shown += [repr(found), str(found.identity), repr(found.identity)]
                found.prove(key_of(sample()))
            except (UnknownMedium, CardError, WrongSignature) as error:
                shown.append(repr(error))
    shown.append(caplog.text)
    seen = " ".join(shown).lower()
    assert len(shown) > 12
    assert f"{serial:x}" not in seen
    assert str(serial) not in seen
    assert idm.lower() not in seen
