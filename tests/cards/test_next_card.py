"""The card after this one, as announced: two applications, two codes, a number of six digits, ECDSA P-384. Only its table is new."""

from dataclasses import replace
from datetime import date
from hashlib import sha384

import pytest
from sample_cards import CARDS, NOW

from cards.apdu import Channel, Limits
from cards.certificates import TrustAnchors, read
from cards.errors import ApplicationMissing, MalformedPin, WrongPin, WrongSignature
from cards.jpki import JpkiSession
from cards.kinds import CardKind, tell
from cards.tables import (
    CHANGE_REFERENCE_DATA,
    CURRENT,
    ECDSA_P384,
    Generation,
    JpkiApplication,
    Key,
    Pin,
    SignMode,
    TextApplication,
)
from cards.text import TextSession
from drivers.virtual import card_file
from drivers.virtual.card_kinds import build
from drivers.virtual.certificates import user_authentication_ca
from drivers.virtual.reader import VirtualReader

PIN = Pin("user_authentication", 0x03, r"[0-9]{4}", 5, "暗証番号", CHANGE_REFERENCE_DATA)
PASSWORD = Pin("signature", 0x04, r"[0-9A-Za-z]{6,}", 5, "署名用の暗証番号", CHANGE_REFERENCE_DATA)
NUMBER_A = Pin("number_a", 0x06, r"[0-9]{12}", 10)
NUMBER_B = Pin("number_b", 0x07, r"[0-9]{6}", 10, "照合番号")

NEXT = Generation(
    jpki=JpkiApplication(
        aid=bytes.fromhex("D392F000260200000001"),
        pins=(PIN, PASSWORD),
        user_authentication=Key(0x10, PIN, certificate=0x11, ca_certificate=0x12, algorithm=ECDSA_P384),
        signature=Key(0x13, PASSWORD, certificate=0x14, ca_certificate=0x15, algorithm=ECDSA_P384),
        token=0x01,
        availability=0x02,
        rooms={0x11: 1600},
    ),
    text=TextApplication(
        aid=bytes.fromhex("D3921000310002010408"),
        pins=(PASSWORD, NUMBER_A, NUMBER_B),
        pin=PASSWORD,
        number_a=NUMBER_A,
        number_b=NUMBER_B,
        my_number=0x09,
        attributes=0x0A,
        integrity=0x0B,
        certificate=0x0C,
        basic=0x0D,
        session_key=0x0E,
        internal_public_key=0x0F,
        internal_key=0x16,
    ),
    surface=None,
    common=None,
    juki=None,
)
CARD = replace(
    card_file.read(CARDS / "hanako.toml"),
    birth_date=date(1980, 2, 17),
    key=None,
    signature_key=None,
    signature_password="secret9",
    profile_pin="secret9",
    number_b="203517",
)
ANCHORS = TrustAnchors([user_authentication_ca().der])


def reader() -> VirtualReader:
    return VirtualReader(build(CARD, generation=NEXT))


def channel() -> Channel:
    return Channel(reader().connect(), Limits())


def test_the_person_is_proved_by_the_same_session():
    session = JpkiSession(channel(), NEXT.jpki)
    found = ANCHORS.check(session.certificate(), NOW)
    session.verify("1234")
    found.verify(session.sign(sha384(b"challenge").digest()), b"challenge")
    assert found.algorithm is ECDSA_P384
    assert session.channel.apdus == 4


def test_another_message_is_not_what_was_signed():
    session = JpkiSession(channel(), NEXT.jpki)
    session.verify("1234")
    signature = session.sign(sha384(b"challenge").digest())
    with pytest.raises(WrongSignature):
        read(session.certificate()).verify(signature, b"another")


def test_a_document_is_signed_with_the_longer_code_as_it_was_typed():
    session = JpkiSession(channel(), NEXT.jpki)
    key = session.table.signature
    with pytest.raises(WrongPin) as wrong:
        session.verify("SECRET9", key)
    assert wrong.value.attempts_left == 4
    session.verify("secret9", key)
    read(session.certificate(key)).verify(session.sign(sha384(b"paper").digest(), key), b"paper")


def test_codes_and_digests_of_todays_form_are_refused_before_anything_is_sent():
    session = JpkiSession(channel(), NEXT.jpki)
    with pytest.raises(MalformedPin):
        session.verify("12345")
    with pytest.raises(ValueError, match="48 bytes"):
        session.sign(bytes(32))
    with pytest.raises(ValueError, match="ECDSA has no mode"):
        session.sign_in_mode(SignMode.PSS_DIGEST, bytes(48))
    assert session.channel.apdus == 1


def test_the_serial_number_costs_what_it_costs_today():
    session = JpkiSession(channel(), NEXT.jpki)
    assert (session.serial(), session.channel.apdus) == (CARD.serial, 2)


def test_the_code_is_changed_by_the_same_session():
    on = reader()
    JpkiSession(Channel(on.connect()), NEXT.jpki).change_pin("1234", "4321")
    JpkiSession(Channel(on.connect()), NEXT.jpki).verify("4321")


def test_the_attributes_open_with_six_digits():
    session = TextSession(channel(), NEXT.text)
    session.verify("203517", session.table.number_b)
    assert session.attributes().birth_date == date(1980, 2, 17)
    assert session.channel.apdus == 3


def test_the_kind_is_told_by_the_same_function_in_three_commands():
    on = channel()
    found = tell(on, generation=NEXT)
    assert (found.kind, found.attempts_left, on.apdus) == (CardKind.MY_NUMBER, 5, 3)


def test_todays_table_does_not_find_the_next_card_nor_the_other_way_round():
    with pytest.raises(ApplicationMissing):
        JpkiSession(channel())
    with pytest.raises(ApplicationMissing):
        JpkiSession(Channel(VirtualReader(build(CARD, generation=CURRENT)).connect()), NEXT.jpki)
