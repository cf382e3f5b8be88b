from dataclasses import replace
from datetime import date

import pytest
from card_issuers import ISSUERS
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given
from hypothesis import strategies as st
from sample_cards import CARDS, sample

from cards.apdu import Channel
from cards.errors import (
    ApplicationMissing,
    BadCardData,
    CardError,
    FileMissing,
    MalformedPin,
    PinBlocked,
    PinRequired,
    WrongPin,
    WrongSignature,
)
from cards.kinds import CardKind
from cards.records import Sex
from cards.secret import Secret
from cards.tables import RSA_2048, TEXT
from cards.text import TextSession
from drivers.virtual.card_faults import Forged
from drivers.virtual.card_file import read
from drivers.virtual.card_kinds import build
from drivers.virtual.card_parts import PrivateKey
from drivers.virtual.reader import VirtualReader

HOLDER = {"address": "見本県かざす市中央1-2-3", "birth_date": date(1980, 2, 17), "sex": "2", "profile_pin": "4321"}
PIN = "4321"


def card(**other):
    return sample(**HOLDER, **other)


def text(found) -> TextSession:
    connection = VirtualReader(found).connect()
    return TextSession(Channel(connection, connection.limits))


def code_of(found, pin) -> str:
    return found.chip.applications[TEXT.aid][pin.sfi].value.decode()


def test_the_four_attributes_cost_three_commands_with_the_pin():
    session = text(card())
    session.verify(PIN)
    found = session.attributes()
    assert session.channel.apdus == 3
    assert (found.name, found.address) == ("見本　花子", "見本県かざす市中央１－２－３")
    assert (found.birth_date, found.sex) == (date(1980, 2, 17), Sex.FEMALE)


def test_number_attributes_and_digests_agree_under_the_issuers_key():
    session = text(card())
    session.verify(PIN)
    attributes, number, integrity = session.attributes(), session.my_number(), session.integrity()
    integrity.check(ISSUERS.check(session.certificate()), attributes, number)
    assert number.fits("[0-9]{12}")
    # selection, PIN, and one command for each file, where extended length passes
    assert session.channel.apdus == 6


def test_each_code_opens_what_it_opens_and_nothing_else():
    found = card()
    opened = {}
    for pin in (None, TEXT.pin, TEXT.number_a, TEXT.number_b):
        session = text(found)
        if pin:
            session.verify(code_of(found, pin), pin)
        reads = (
            session.my_number,
            session.attributes,
            session.integrity,
            session.internal_key,
            session.certificate,
            session.basic,
        )
        opened[pin and pin.name] = [read.__name__ for read in reads if opens(read)]
    free = ["certificate", "basic"]
    assert opened == {
        None: free,
        "profile": ["my_number", "attributes", "integrity", "internal_key", *free],
        "number_a": ["my_number", "integrity", "internal_key", *free],
        "number_b": ["attributes", "integrity", "internal_key", *free],
    }


def opens(read) -> bool:
    try:
        read()
    except PinRequired:
        return False
    return True


@pytest.mark.parametrize("pin", TEXT.pins, ids=lambda pin: pin.name)
def test_a_wrong_code_tells_the_attempts_left_and_moves_no_other_counter(pin):
    found = card()
    wrong = "9" * len(code_of(found, pin))
    with pytest.raises(WrongPin) as told:
        text(found).verify(wrong, pin)
    assert told.value.attempts_left == pin.tries - 1
    left = {other.name: text(found).attempts_left(other) for other in TEXT.pins}
    assert left == {other.name: other.tries - (other is pin) for other in TEXT.pins}


@pytest.mark.parametrize("code", ["", "123", "12345", "12a4", "１２３４"])
def test_a_code_of_another_form_costs_nothing(code):
    found = card()
    session = text(found)
    with pytest.raises(MalformedPin):
        session.verify(code)
    assert session.channel.apdus == 1
    assert session.attempts_left() == 3


def test_a_blocked_pin_is_told_and_the_printed_number_still_opens():
    found = card()
    found.block(TEXT.aid, TEXT.pin.sfi)
    session = text(found)
    assert session.attempts_left() == 0
    with pytest.raises(PinBlocked):
        session.verify(PIN)
    session.verify(code_of(found, TEXT.number_b), TEXT.number_b)
    assert session.attributes().sex is Sex.FEMALE


def test_a_new_pin_replaces_the_old_one_and_both_are_wiped():
    found = card()
    old, new = Secret(PIN), Secret("8765")
    text(found).change_pin(old, new)
    assert (len(old), len(new)) == (0, 0)
    text(found).verify("8765")
    with pytest.raises(WrongPin):
        text(found).verify(PIN)


def test_a_new_pin_of_another_form_costs_no_attempt():
    found = card()
    with pytest.raises(MalformedPin):
        text(found).change_pin(PIN, "12345")
    assert text(found).attempts_left() == 3
    text(found).verify(PIN)


@pytest.mark.parametrize(
    "faults",
    [
        {"other_length": True},
        {"short_reads": 8},
        {"more": True},
        {"first_6f00": True},
        {"short_reads": 64, "other_length": True, "more": True},
    ],
    ids=["long lengths", "short reads", "61xx", "first 6F00", "all at once"],
)
def test_a_card_with_quirks_is_read_all_the_same(faults):
    found = card()
    for name, value in faults.items():
        setattr(found.faults, name, value)
    session = text(found)
    session.verify(PIN)
    attributes, integrity = session.attributes(), session.integrity()
    integrity.check(ISSUERS.check(session.certificate()), attributes)
    assert attributes.name == "見本　花子"


def test_records_with_wrong_signatures_are_refused():
    found = card()
    issuer = ISSUERS.check(text(found).certificate())
    found.faults.forged = frozenset({Forged.RECORDS})
    session = text(found)
    session.verify(PIN)
    for record in (session.integrity(), session.internal_key()):
        with pytest.raises(WrongSignature):
            record.check(issuer)
    with pytest.raises(WrongSignature):
        ISSUERS.check(session.certificate())


def test_attributes_of_another_card_do_not_pass_under_this_cards_digests():
    session, other = text(card()), text(sample("taro", profile_pin=PIN))
    session.verify(PIN)
    other.verify(PIN)
    with pytest.raises(WrongSignature, match="attributes"):
        session.integrity().check(ISSUERS.check(session.certificate()), other.attributes())


def test_a_phone_has_no_such_application():
    with pytest.raises(ApplicationMissing):
        text(sample(kind=CardKind.ANDROID))


def test_a_file_that_is_empty_or_gone_is_told_as_missing():
    found = card()
    found.put(TEXT.aid, TEXT.attributes, b"\xff" * 256)
    found.put(TEXT.aid, TEXT.integrity, None)
    session = text(found)
    for missing in (session.attributes, session.integrity):
        with pytest.raises(FileMissing):
            missing()


def test_only_a_digest_of_the_right_length_is_signed():
    session = text(card())
    with pytest.raises(ValueError, match="32 bytes"):
        session.internal_signature(b"short")
    assert session.channel.apdus == 1


def test_an_internal_signature_of_another_length_is_no_signature():
    found = card()
    short = rsa.generate_private_key(65537, 1024)
    found.chip.applications[TEXT.aid][TEXT.internal_key] = PrivateKey(lambda: short, None, RSA_2048)
    with pytest.raises(BadCardData, match="128 bytes"):
        text(found).internal_signature(bytes(32))


@given(
    name=st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=80).filter(
        str.strip
    ),
    born=st.dates(date(1868, 1, 25), date(2035, 1, 1)),
)
def test_every_name_and_birth_date_comes_back_as_written(name, born):
    session = text(build(replace(read(CARDS / "hanako.toml"), profile_pin=PIN, name=name, birth_date=born)))
    session.verify(PIN)
    found = session.attributes()
    session.integrity().check(ISSUERS.check(session.certificate()), found)
    assert found.name.replace("\u3000", " ") == name.replace("\u3000", " ")
    assert found.birth_date == born


@given(at=st.integers(1, 6), byte=st.integers(0, 30))
def test_a_card_torn_away_anywhere_ends_in_a_card_error_and_spends_nothing(at, byte):
    found = card()
    found.faults.torn_at, found.faults.torn_at_byte = at, byte
    try:
        session = text(found)
        session.verify(PIN)
        session.attributes(), session.my_number(), session.integrity(), session.certificate()
    except CardError:
        pass
    found.faults.torn_at = None
    assert text(found).attempts_left() == 3
