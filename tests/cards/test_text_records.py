from hashlib import sha256

import pytest
from card_layouts import attribute_fields, attributes, integrity, internal_key, my_number, public_key, text_basic

from cards import tlv
from cards.errors import BadCardData, WrongSignature
from cards.text import Attributes, Basic, Integrity, MyNumber

CITY = public_key("city")


def test_the_digests_vouch_for_attributes_and_number_as_they_are_stored():
    found, number = Attributes.read(attributes()), MyNumber(my_number())
    Integrity.read(integrity()).check(CITY, found, number)
    assert number.digest == sha256(my_number()).digest()
    assert number.octets == b"123456789018"


@pytest.mark.parametrize(
    "other",
    [{"name": "別人　太郎"}, {"address": "別の町"}, {"born": b"19800218"}, {"sex": b"2"}],
    ids=lambda other: next(iter(other)),
)
def test_attributes_of_somebody_else_are_refused(other):
    with pytest.raises(WrongSignature, match="attributes"):
        Integrity.read(integrity()).check(CITY, Attributes.read(attributes(**other)))


def test_the_number_of_somebody_else_is_refused():
    with pytest.raises(WrongSignature, match="number"):
        Integrity.read(integrity()).check(CITY, my_number=MyNumber(my_number(b"210987654321")))


def test_a_number_that_was_wiped_vouches_for_nothing():
    number = MyNumber(my_number())
    number.wipe()
    assert (bytes(number.octets), number.digest) == (b"", b"")
    with pytest.raises(WrongSignature, match="number"):
        Integrity.read(integrity()).check(CITY, my_number=number)


def test_digests_signed_by_another_key_are_refused_before_anything_is_compared():
    forged = Integrity.read(integrity(signer="mallory", fields=attribute_fields(name="別人")))
    with pytest.raises(WrongSignature, match="message and key"):
        forged.check(CITY, Attributes.read(attributes(name="別人")))


def test_a_signature_over_one_record_vouches_for_no_other():
    # the signed key's bytes in the place of the digests: a signature by the right key, over something else
    stolen = next(tlv.parse(internal_key())).value
    with pytest.raises(BadCardData, match="DF33 is missing"):
        Integrity.read(tlv.encode(0xFF30, stolen))
    other = tlv.encode(0xDF33, list(tlv.parse(stolen))[1].value)
    digests = tlv.encode(0xDF31, bytes(32)) + tlv.encode(0xDF32, bytes(32))
    with pytest.raises(WrongSignature):
        Integrity.read(tlv.encode(0xFF30, stolen + digests + other)).check(CITY)


@pytest.mark.parametrize(
    "stored",
    [
        b"",
        my_number(b"12345678901"),
        my_number(b"12345678901x"),
        tlv.encode(0xFF11, b"123456789018"),
        b"\xff\x10\x0c123",
    ],
)
def test_what_is_no_number_is_refused_and_never_repeated(stored):
    with pytest.raises(BadCardData) as told:
        MyNumber(stored)
    assert "123" not in str(told.value)


def test_nothing_personal_shows_when_records_are_printed():
    number = MyNumber(my_number())
    shown = repr(number) + str(number) + repr(Integrity.read(integrity()))
    assert "1234" not in shown
    assert repr(number) == "Secret(12 characters)"
    assert number.digest.hex() not in shown


def test_what_the_application_says_of_itself_is_read_with_its_long_lengths():
    found = Basic.read(text_basic() + b"\xff" * 92)
    assert (found.version, found.extended, str(found.key)) == (b"\x01\x03\x0e\x01", True, "9299999/001")
