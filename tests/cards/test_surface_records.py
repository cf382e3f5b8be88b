from datetime import date

import pytest
from card_layouts import PHOTO, age, face, face_parts, face_signature, number_image, png, public_key, surface_basic

from cards import tlv
from cards.errors import BadCardData, WrongSignature
from cards.records import Sex
from cards.surface import AgeRecord, CardFace, NumberImage, SurfaceBasic
from cards.tables import DIGEST_INFO_SHA256

CITY = public_key("city")


def test_the_age_record_proves_a_birth_date_and_names_the_cards_key():
    found = AgeRecord.read(age() + b"\xff" * 6)
    found.check(CITY)
    assert (found.birth_date, found.public_key) == (date(1980, 2, 17), public_key("card"))


def test_an_age_record_with_another_birth_date_is_refused():
    good = age()
    forged = good.replace(b"19800217", b"20000217")
    with pytest.raises(WrongSignature):
        AgeRecord.read(forged).check(CITY)
    with pytest.raises(WrongSignature):
        AgeRecord.read(age(signer="mallory")).check(CITY)


def test_a_signature_over_the_number_image_vouches_for_no_birth_date():
    # what the signature covers stays before it, and what an attacker adds is what would be shown
    stolen = [tlv.encode(item.tag, item.value) for item in tlv.parse(next(tlv.parse(number_image())).value)]
    signature = tlv.encode(0xDF13, next(tlv.parse(stolen[2])).value)
    added = tlv.encode(0xDF11, b"20000101") + tlv.encode(0xDF12, next(tlv.parse(stolen[1])).value)
    with pytest.raises(WrongSignature):
        AgeRecord.read(tlv.encode(0xFF10, stolen[0] + stolen[1] + signature + added)).check(CITY)


def test_the_face_gives_photo_images_and_dates():
    found = CardFace.read(face())
    found.check(CITY)
    assert (found.photo, found.name, found.address) == (PHOTO, png(30), png(60))
    assert (found.birth_date, found.sex, found.expires) == (date(1980, 2, 17), Sex.FEMALE, date(2035, 2, 17))
    assert (found.security_code, found.public_key) == (png(24), public_key("card"))


@pytest.mark.parametrize("other", [{"photo": PHOTO[:-1] + b"\x00"}, {"born": b"19900217"}], ids=["photo", "birth date"])
def test_a_face_with_one_thing_changed_is_refused(other):
    with pytest.raises(WrongSignature, match="face"):
        CardFace.read(face(**other)).check(CITY)


def test_name_and_address_cannot_change_places():
    parts = face_parts()
    name, address = (
        tlv.encode(tag, item.value) for tag, item in zip((0xDF26, 0xDF25), tlv.parse(parts[1]), strict=True)
    )
    swapped = [parts[0], address + name, parts[2]]
    with pytest.raises(WrongSignature):
        CardFace.read(face(face_signature(swapped))).check(CITY)


@pytest.mark.parametrize(
    ("prefix", "extra"),
    [(DIGEST_INFO_SHA256, []), (b"", []), (bytes.fromhex("3071300D060960864801650304020105000460"), [b"more"])],
    ids=["the DigestInfo of one digest", "no DigestInfo", "a fourth digest"],
)
def test_the_face_is_signed_by_three_digests_in_one_digest_info_and_nothing_else(prefix, extra):
    signature = face_signature(face_parts() + extra, prefix)
    with pytest.raises(WrongSignature):
        CardFace.read(face(signature)).check(CITY)
    with pytest.raises(WrongSignature):
        CardFace.read(face()).check(public_key("card"))


def test_what_lies_outside_the_signature_can_be_changed_by_a_forger():
    # said openly: expiry and security code prove nothing, which their docstring tells
    forged = CardFace.read(face().replace(b"20350217", b"20990217"))
    forged.check(CITY)
    assert forged.expires == date(2099, 2, 17)


def test_the_picture_of_the_number_is_signed_too():
    found = NumberImage.read(number_image())
    found.check(CITY)
    assert found.image == png(72)
    with pytest.raises(WrongSignature):
        NumberImage.read(number_image(signer="card")).check(CITY)


def test_a_picture_of_another_kind_is_refused():
    with pytest.raises(BadCardData, match="picture of My Number: DF41 is no image"):
        NumberImage.read(number_image().replace(b"\x89PNG", b"GIF89"[:4]))
    with pytest.raises(BadCardData, match="card's face: DF27 is no image"):
        CardFace.read(face(photo=b"\xff\xd8\xff" + PHOTO[3:]))


def test_the_municipality_is_told_without_a_code():
    assert SurfaceBasic.read(surface_basic(b"13221")).municipality == "13221"
    with pytest.raises(BadCardData, match="surface application: DF34"):
        SurfaceBasic.read(surface_basic(b"1322x"))


def test_nothing_personal_shows_when_records_are_printed():
    for found in (AgeRecord.read(age()), CardFace.read(face()), NumberImage.read(number_image())):
        assert "1980" not in repr(found)
        assert "PNG" not in repr(found)
        assert repr(found) == f"{type(found).__name__}(public_key=PublicKey())"
