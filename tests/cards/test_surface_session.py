import io
from datetime import date
from hashlib import sha256

import pytest
from card_issuers import ISSUERS
from PIL import Image
from sample_cards import sample

from cards.apdu import Channel
from cards.errors import ApplicationMissing, MalformedPin, PinBlocked, PinRequired, WrongPin, WrongSignature
from cards.kinds import CardKind
from cards.numbers import birth_code, number_b
from cards.records import Sex
from cards.surface import SurfaceSession
from cards.tables import SURFACE
from drivers.virtual.card_faults import Forged
from drivers.virtual.reader import VirtualReader

BORN, EXPIRES, CODE = date(1980, 2, 17), date(2035, 2, 17), "2285"


def card(**other):
    return sample(
        number_b="", birth_date=BORN, expires=EXPIRES, security_code=CODE, sex="1", municipality="13221", **other
    )


def surface(found) -> SurfaceSession:
    connection = VirtualReader(found).connect()
    return SurfaceSession(Channel(connection, connection.limits))


def code_of(found, pin) -> str:
    return found.chip.applications[SURFACE.aid][pin.sfi].value.decode()


def test_an_age_costs_three_commands_with_the_birth_date_that_somebody_names():
    session = surface(card())
    session.verify(birth_code(BORN), SURFACE.birth_date)
    found = session.age()
    assert session.channel.apdus == 3
    found.check(ISSUERS.check(session.certificate()))
    assert found.birth_date == BORN


def test_the_face_opens_by_what_is_printed_and_its_photo_can_be_shown():
    session = surface(card())
    session.verify(number_b(BORN, EXPIRES, CODE), SURFACE.number_b)
    found = session.face()
    found.check(ISSUERS.check(session.certificate()))
    assert (found.birth_date, found.sex, found.expires) == (BORN, Sex.MALE, EXPIRES)
    with Image.open(io.BytesIO(found.photo)) as photo:
        assert (photo.format, photo.mode) == ("JPEG2000", "L")
        photo.load()
    sizes = [Image.open(io.BytesIO(image)).size for image in (found.name, found.address, found.security_code)]
    assert sizes[2] == (24, 12)
    assert all(width > 0 and height > 0 for width, height in sizes)


def test_each_code_opens_what_it_opens_and_nothing_else():
    found = card()
    opened = {}
    for pin in (None, *SURFACE.pins):
        session = surface(found)
        if pin:
            session.verify(code_of(found, pin), pin)
        reads = (session.age, session.face, session.number_image, session.basic, session.certificate)
        opened[pin and pin.name] = [read.__name__ for read in reads if opens(read)]
    free = ["basic", "certificate"]
    assert opened == {
        None: free,
        "birth_date": ["age", *free],
        "number_b": ["face", *free],
        "number_a": ["face", "number_image", *free],
    }


def opens(read) -> bool:
    try:
        read()
    except PinRequired:
        return False
    return True


def test_the_card_that_shows_a_face_holds_the_key_in_it():
    # the photo and the key stand under one signature: whoever answers with that key is the card of that photo
    found = card()
    session = surface(found)
    session.verify(code_of(found, SURFACE.number_a), SURFACE.number_a)
    face, image = session.face(), session.number_image()
    message = b"a challenge of this moment"
    signature = session.internal_signature(sha256(message).digest())
    for record in (face, image):
        record.check(ISSUERS.check(session.certificate()))
        record.public_key.verify(signature, message)
    copy = sample("taro")
    copy.copy_files(found)
    with pytest.raises(WrongSignature):
        face.public_key.verify(surface(copy).internal_signature(sha256(message).digest()), message)


@pytest.mark.parametrize("pin", SURFACE.pins, ids=lambda pin: pin.name)
def test_a_wrong_code_spends_one_attempt_of_its_own(pin):
    found = card()
    with pytest.raises(WrongPin) as told:
        surface(found).verify("9" * len(code_of(found, pin)), pin)
    assert told.value.attempts_left == pin.tries - 1
    left = {other.name: surface(found).attempts_left(other) for other in SURFACE.pins}
    assert left == {other.name: other.tries - (other is pin) for other in SURFACE.pins}


def test_a_code_of_another_form_costs_nothing_and_a_blocked_one_is_told():
    found = card()
    with pytest.raises(MalformedPin):
        surface(found).verify("5502171", SURFACE.birth_date)
    assert surface(found).attempts_left(SURFACE.birth_date) == SURFACE.birth_date.tries
    found.block(SURFACE.aid, SURFACE.number_b.sfi)
    with pytest.raises(PinBlocked):
        surface(found).verify(number_b(BORN, EXPIRES, CODE), SURFACE.number_b)


def test_the_municipality_is_told_without_a_code():
    assert surface(card()).basic().municipality == "13221"


def test_records_with_wrong_signatures_are_refused():
    found = card()
    issuer = ISSUERS.check(surface(found).certificate())
    found.faults.forged = frozenset({Forged.RECORDS})
    session = surface(found)
    session.verify(code_of(found, SURFACE.birth_date), SURFACE.birth_date)
    session.verify(code_of(found, SURFACE.number_a), SURFACE.number_a)
    for record in (session.age(), session.face(), session.number_image()):
        with pytest.raises(WrongSignature):
            record.check(issuer)


@pytest.mark.parametrize(
    "faults",
    [{"other_length": True}, {"short_reads": 100}, {"more": True}, {"short_reads": 100, "other_length": True}],
    ids=["long lengths", "short reads", "61xx", "two at once"],
)
def test_a_card_with_quirks_is_read_all_the_same(faults):
    found = card()
    for name, value in faults.items():
        setattr(found.faults, name, value)
    session = surface(found)
    session.verify(code_of(found, SURFACE.number_a), SURFACE.number_a)
    session.face().check(ISSUERS.check(session.certificate()))


def test_a_phone_has_no_such_application():
    with pytest.raises(ApplicationMissing):
        surface(sample(kind=CardKind.IPHONE))
