"""Every kind of card by its sample file: what it answers, how it shows itself, and that a real pcscd and a session see the same."""

from contextlib import contextmanager
from dataclasses import replace

import pytest
from acting import until
from sample_cards import CARDS, sample, session_with

from cards.apdu import Channel
from cards.errors import ApplicationMissing, CardMute, CardRemoved, PinBlocked, PinRequired
from cards.jpki import JpkiSession
from cards.kinds import CardKind, tell
from cards.tables import CURRENT, DRIVING_LICENCE, JPKI, JUKI, TEXT
from drivers.isolated import IsolatedReader
from drivers.protocols import DeviceFault
from drivers.virtual.air import Felica, TypeA, TypeB
from drivers.virtual.atr import atr_of, rates_of
from drivers.virtual.card import CONTACT_ATR
from drivers.virtual.card_faults import CardFaults
from drivers.virtual.card_file import read
from drivers.virtual.card_kinds import build
from drivers.virtual.reader import Extended, VirtualReader

ATRS = {
    "hanako": "3B888001000005E0B381A1007F",
    "resident_old": "3B888001000014E0B38191005E",
    "resident_plain": "3B888001000014E0B38191005E",
    "facial": "3B888001000005E0B381A1007F",
    "android": "3B8880010000000000 81D10059".replace(" ", ""),
    "iphone": "3B8880010000000000 81D10059".replace(" ", ""),
    "licence": "3B888001000000009181C100D8",
    "transport": "3B8F8001804F0CA00000030611003B0000000042",
    "tag": "3B8F8001804F0CA0000003060300030000000068",
    "unknown": "3B8180018080",
}
OK = b"\x90\x00"
SELECT = bytes.fromhex("00A4040C0A")


@pytest.mark.parametrize(("name", "atr"), ATRS.items())
def test_a_card_has_the_atr_that_a_reader_makes_of_it(name, atr):
    card = sample(name)
    assert card.atr.hex().upper() == atr
    with VirtualReader(card).connect() as connection:
        assert connection.link.atr == card.atr
        assert connection.link.announced == rates_of(card.air)


@pytest.mark.parametrize("name", ATRS)
def test_a_card_is_told_by_what_it_answers(name):
    with VirtualReader(sample(name)).connect() as connection:
        assert tell(Channel(connection), connection.link.atr).kind is read(CARDS / f"{name}.toml").kind


def test_a_card_in_a_contact_reader_has_another_atr_and_the_same_files():
    card = sample(contact=True)
    assert card.atr == CONTACT_ATR
    assert session_with(card).certificate() == session_with(sample()).certificate()
    assert card.transmit(bytes.fromhex("00CA5F5100")) == CONTACT_ATR[1:] + OK


@pytest.mark.parametrize(
    ("protocol", "rates"),
    [
        ("B381A1", (106, 212, 424)),
        ("0081D1", (106,)),
        ("9181C1", (106, 212)),
        ("7781C1", (106, 212, 424, 848)),
        ("3081C1", (106,)),
    ],
)
def test_the_rates_of_both_ways_are_announced(protocol, rates):
    assert rates_of(TypeB(bytes.fromhex("500000000000000000" + protocol))) == rates


def test_a_card_of_type_a_and_a_felica_card_announce_what_all_of_them_have():
    assert rates_of(TypeA(bytes(4))) == (106,)
    assert rates_of(Felica(bytes(8), bytes(8), (3,))) == (212, 424)
    assert (
        atr_of(TypeA(bytes(7), ats=bytes.fromhex("0A78778102 4142434445".replace(" ", "")))).hex()
        == "3b858001414243444545"
    )


def test_a_card_for_facial_recognition_has_no_signature_certificate_and_no_attempt():
    card = sample("facial")
    session = session_with(card)
    assert session.available() == (False, True)
    assert session.certificate()
    with pytest.raises(PinBlocked):
        session.verify("1234")
    assert card.transmit(SELECT + TEXT.aid) == OK
    assert card.transmit(bytes.fromhex("00200091")) == b"\x69\x84"


def test_an_android_phone_shows_its_certificate_after_the_pin_only():
    session = session_with(sample("android"))
    with pytest.raises(PinRequired):
        session.certificate()
    session.verify("1234")
    assert session.certificate()


@pytest.mark.parametrize(("name", "status"), [("iphone", "9000"), ("hanako", "6700"), ("android", "6700")])
def test_only_an_iphone_knows_the_last_command(name, status):
    card = sample(name)
    card.transmit(SELECT + JPKI.aid)
    assert card.transmit(bytes.fromhex("80FC0000")).hex() == status


def test_a_phone_has_neither_printed_applications_nor_objects_of_a_card():
    card = sample("iphone")
    assert card.transmit(bytes.fromhex("00CA00F000")) == b"\x6a\x88"
    assert card.transmit(SELECT + TEXT.aid) == b"\x6a\x82"


def test_an_old_resident_card_may_have_certificates_or_not():
    with_jpki, without = sample("resident_old"), sample("resident_plain")
    assert session_with(with_jpki).token_label() == "JPKIAPICCTOKEN"
    with pytest.raises(ApplicationMissing):
        session_with(without)
    assert without.transmit(SELECT + JUKI.aid) == OK
    assert without.transmit(bytes.fromhex("0020009C04") + b"1234") == OK


def test_a_licence_has_its_applications_and_nothing_of_ours():
    card = sample("licence")
    assert card.transmit(bytes.fromhex("00A4040C10") + DRIVING_LICENCE[0]) == OK
    assert card.transmit(SELECT + JPKI.aid) == b"\x6a\x82"


def test_an_unknown_card_knows_none_of_our_applications_and_a_tag_no_command():
    card, tag = sample("unknown"), sample("tag")
    assert card.transmit(SELECT + JPKI.aid) == b"\x6a\x82"
    assert tag.transmit(SELECT + JPKI.aid) == b"\x6a\x81"
    assert tag.transmit(bytes.fromhex("FFCA000000")) == bytes.fromhex("04A1B2C3D4E5F6") + OK
    assert isinstance(tag.air, TypeA)
    assert tag.answer_frame(bytes.fromhex("0600FFFF0000")) is None


def test_a_card_without_applications_says_so_to_whoever_plays_with_it():
    with pytest.raises(TypeError, match="no applications"):
        sample("tag").block(JPKI.aid, 0x18)


def test_a_card_of_another_generation_is_built_from_its_table():
    pin = replace(JPKI.user_authentication.pin, sfi=0x1D, pattern=r"[0-9]{4}")
    key = replace(JPKI.user_authentication, sfi=0x1C, pin=pin, certificate=0x03, ca_certificate=0x04)
    jpki = replace(JPKI, aid=bytes.fromhex("D392F000270100000001"), user_authentication=key, pins=(pin, JPKI.pins[1]))
    generation = replace(CURRENT, jpki=jpki, text=None, surface=None, common=None, juki=None)
    card = build(read(CARDS / "hanako.toml"), generation=generation)
    assert set(card.chip.applications) == {jpki.aid}
    with pytest.raises(ApplicationMissing):
        session_with(card)
    session = JpkiSession(Channel(VirtualReader(card).connect()), jpki)
    session.verify("1234")
    assert session.certificate()
    assert len(session.sign(bytes(32))) == 256


@pytest.mark.parametrize(
    ("extended", "status"),
    [(Extended.PASSED, "9000"), (Extended.REFUSED, "6700"), (Extended.GARBLED, "")],
)
def test_a_reader_passes_long_commands_or_not(extended, status):
    reader = VirtualReader(sample())
    reader.extended = extended
    with reader.connect() as connection:
        assert connection.transmit(SELECT + JPKI.aid) == OK
        assert connection.transmit(bytes.fromhex("00B08A00000000"))[-2:].hex() == status


def test_a_reader_that_fails_at_long_commands_still_passes_short_ones():
    reader = VirtualReader(sample())
    reader.extended = Extended.FAILED
    with reader.connect() as connection:
        connection.transmit(SELECT + JPKI.aid)
        with pytest.raises(DeviceFault):
            connection.transmit(bytes.fromhex("00B08A00000000"))
        assert len(connection.transmit(bytes.fromhex("00B08A0000"))) == 258


@pytest.fixture
def reader(private_pcscd):
    reader = IsolatedReader("pcsc", deadline_s=2.0)
    reader.open(lambda event: None)
    yield reader
    reader.close()


@contextmanager
def placed(private_pcscd, reader, card):
    """The card in the slot of a real pcscd until the end, and the reader empty after it."""
    with private_pcscd.slot() as slot:
        slot.place(card)
        until(lambda: reader.card_present, "the card")
        yield
    until(lambda: not reader.card_present, "an empty reader")


@pytest.mark.real
@pytest.mark.parametrize(
    ("faults", "error"),
    [({"lost_at": 2}, CardMute), ({"torn_at": 2, "torn_at_byte": 1}, CardRemoved)],
)
def test_an_attempt_whose_answer_is_lost_counts_over_a_real_pcscd(private_pcscd, reader, faults, error):
    card = sample()
    for name, value in faults.items():
        setattr(card.faults, name, value)
    with placed(private_pcscd, reader, card), pytest.raises(error), reader.connect() as connection:
        JpkiSession(Channel(connection)).verify("0000")
    card.faults = CardFaults()
    with placed(private_pcscd, reader, card), reader.connect() as connection:
        assert JpkiSession(Channel(connection)).attempts_left() == 2


@pytest.mark.real
def test_a_real_pcscd_sees_each_kind_with_its_atr(private_pcscd, reader):
    seen = {}
    for name in (*ATRS, "contact"):
        card = sample(contact=True) if name == "contact" else sample(name)
        with placed(private_pcscd, reader, card), reader.connect() as connection:
            atr = connection.link.atr
            seen[name] = (atr.hex().upper(), tell(Channel(connection), atr).kind)
    kinds = {name: read(CARDS / f"{name}.toml").kind for name in ATRS} | {"contact": CardKind.MY_NUMBER}
    assert seen == {name: (atr, kinds[name]) for name, atr in (ATRS | {"contact": CONTACT_ATR.hex().upper()}).items()}
