"""What a virtual My Number Card holds, held against what was measured on cards: sizes, headers, what each code opens, signatures."""

import io
from datetime import date
from hashlib import sha256

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256
from PIL import Image
from sample_cards import CARDS, sample

from cards import tlv
from cards.card_certificates import CardCertificate, IssuerKeys, PublicKey
from cards.kinds import CardKind
from cards.tables import COMMON, JPKI, JUKI, SURFACE, TEXT
from drivers.virtual import issuers
from drivers.virtual.card_holder import check_digit
from drivers.virtual.certificates import digital_signature_ca, user_authentication_ca
from drivers.virtual.chip import ISD

HANAKO = {"1234": "1234", "number_a": "123456789018", "number_b": "55090320342285", "birth": "550903"}
OK, REFUSED = b"\x90\x00", b"\x69\x82"
CARD = sample()


def select(card, aid: bytes) -> None:
    card.power_off()
    assert card.transmit(bytes.fromhex("00A4040C0A") + aid) == OK


def verify(card, sfi: int, code: str) -> bytes:
    return card.transmit(bytes((0, 0x20, 0, 0x80 | sfi, len(code))) + code.encode())


def read(card, sfi: int) -> bytes:
    return card.transmit(bytes((0, 0xB0, 0x80 | sfi, 0, 0, 0, 0)))


def opened(aid: bytes, pin: int, code: str, sfi: int) -> bytes:
    select(CARD, aid)
    assert verify(CARD, pin, code) == OK
    answer = read(CARD, sfi)
    assert answer[-2:] == OK
    return answer[:-2]


def fields(content: bytes) -> dict[int, bytes]:
    return {item.tag: item.value for item in tlv.parse(next(tlv.parse(content.rstrip(b"\xff"))).value)}


def text_file(sfi: int) -> bytes:
    return opened(TEXT.aid, 0x11, "1234", sfi)


def face() -> bytes:
    return opened(SURFACE.aid, 0x13, HANAKO["number_a"], 0x02)


@pytest.mark.parametrize(
    ("sfi", "begins", "size"),
    [
        (0x01, "FF100C", 17),
        (0x02, "FF20", 512),
        (0x03, "FF3082014B", 336),
        (0x04, "7F21820233", 568),
        (0x05, "FF4082009F", 256),
        (0x06, "A182", 269),
        (0x07, "FF50820213", 536),
        (0x08, "FF" * 16, 16),
    ],
)
def test_the_files_of_the_text_application_have_the_measured_headers_and_sizes(sfi, begins, size):
    content = text_file(sfi)
    assert content.hex().upper().startswith(begins)
    assert len(content) == size


def test_the_age_record_has_the_measured_length():
    content = opened(SURFACE.aid, 0x11, HANAKO["birth"], 0x01)
    assert content[:5].hex().upper() == "FF1082021E"
    assert len(content) == 547


OPENS = {
    (TEXT.aid, 0x11, "1234"): {0x01, 0x02, 0x03, 0x06, 0x07, 0x08},
    (TEXT.aid, 0x14, HANAKO["number_a"]): {0x01, 0x03, 0x06, 0x07, 0x08},
    (TEXT.aid, 0x15, HANAKO["number_b"]): {0x02, 0x03, 0x06, 0x07, 0x08},
    (SURFACE.aid, 0x11, HANAKO["birth"]): {0x01},
    (SURFACE.aid, 0x12, HANAKO["number_b"]): {0x02, 0x06},
    (SURFACE.aid, 0x13, HANAKO["number_a"]): {0x02, 0x05, 0x06},
}
FREE = {TEXT.aid: {0x04, 0x05}, SURFACE.aid: {0x03, 0x04}}
FILES = {TEXT.aid: range(1, 9), SURFACE.aid: range(1, 7)}


@pytest.mark.parametrize(("place", "opens"), OPENS.items(), ids=lambda value: str(value)[:40])
def test_each_code_opens_what_it_opens_on_a_card_and_no_more(place, opens):
    aid, sfi, code = place
    select(CARD, aid)
    assert {file for file in FILES[aid] if read(CARD, file)[-2:] == OK} == FREE[aid]
    assert verify(CARD, sfi, code) == OK
    assert {file for file in FILES[aid] if read(CARD, file)[-2:] == OK} == FREE[aid] | opens


def test_the_offsets_tell_where_each_field_begins():
    for content, table, tags in (
        (text_file(0x02), 0xDF21, range(0xDF22, 0xDF26)),
        (face(), 0xDF21, range(0xDF22, 0xDF2B)),
    ):
        offsets = fields(content)[table]
        starts = [int.from_bytes(offsets[at : at + 2], "big") for at in range(0, len(offsets), 2)]
        assert [content[start : start + 2] for start in starts] == [tag.to_bytes(2, "big") for tag in tags]


def test_name_address_and_digits_are_written_as_on_a_card():
    found = fields(text_file(0x02))
    assert found[0xDF22].decode() == "見本　花子"
    assert found[0xDF23].decode() == "見本県みなと市浜町一丁目２番３号"
    assert (found[0xDF24], found[0xDF25]) == (b"19800903", b"2")


def test_the_digests_cover_the_number_as_stored_and_the_fields_without_their_table():
    found = fields(text_file(0x03))
    assert found[0xDF31] == sha256(text_file(0x01)).digest()
    attributes = text_file(0x02).rstrip(b"\xff")
    after_table = attributes[attributes.index(b"\xdf\x22") :]
    assert found[0xDF32] == sha256(after_table).digest()


@pytest.mark.parametrize(
    ("content", "signature"),
    [
        (lambda: text_file(0x03), 0xDF33),
        (lambda: text_file(0x07), 0xDF52),
        (lambda: opened(SURFACE.aid, 0x11, HANAKO["birth"], 0x01), 0xDF13),
        (lambda: opened(SURFACE.aid, 0x13, HANAKO["number_a"], 0x05), 0xDF43),
    ],
)
def test_a_record_is_signed_by_the_municipality_over_all_that_stands_before(content, signature):
    outer = next(tlv.parse(content())).value
    signed = outer[: outer.rindex(signature.to_bytes(2, "big") + b"\x82\x01\x00")]
    key = issuers.municipality("99901").key.public_key()
    key.verify(fields(content())[signature], signed, padding.PKCS1v15(), SHA256())


@pytest.mark.parametrize(
    ("aid", "root"),
    [(TEXT.aid, issuers.text_root), (SURFACE.aid, issuers.surface_root)],
)
def test_the_certificate_names_issuer_and_subject_and_is_signed(aid, root):
    select(CARD, aid)
    found = fields(read(CARD, 0x04)[:-2])
    body = found[0x5F4E]
    assert len(body) == 297
    assert (body[:16], body[16:32]) == (root().key_id, issuers.municipality("99901").key_id)
    assert body[:1] == b"9", "no key id of a real hierarchy"
    root().key.public_key().verify(found[0x5F37], body, padding.PKCS1v15(), SHA256())


def test_the_files_beside_the_sample_cards_hold_who_vouches_for_them():
    signature_ca = (CARDS / "test-ca-signature.pem").read_bytes()
    assert x509.load_pem_x509_certificate(signature_ca) == digital_signature_ca().certificate
    anchors = IssuerKeys.read(CARDS.parent / "issuer-keys.toml")
    for aid in (TEXT.aid, SURFACE.aid):
        select(CARD, aid)
        vouched = anchors.check(CardCertificate.read(read(CARD, 0x04)[:-2]))
        assert vouched == PublicKey.of(issuers.municipality("99901").key.public_key())


def test_the_pictures_can_be_seen():
    found = fields(face())
    photo = Image.open(io.BytesIO(found[0xDF27]))
    assert (photo.format, photo.mode) == ("JPEG2000", "L")
    assert 4500 < len(found[0xDF27]) < 7500
    assert len(set(photo.tobytes())) > 50
    number = Image.open(io.BytesIO(fields(opened(SURFACE.aid, 0x13, HANAKO["number_a"], 0x05))[0xDF41]))
    code = Image.open(io.BytesIO(found[0xDF2A]))
    name = Image.open(io.BytesIO(found[0xDF25]))
    assert [(picture.format, picture.mode) for picture in (number, code, name)] == [("PNG", "1")] * 3
    assert (number.size, code.size) == ((72, 12), (24, 12))
    assert all(picture.getextrema() == (0, 255) for picture in (number, code, name))


def test_the_portrait_of_another_is_another_one():
    def portrait(name: str) -> bytes:
        card = sample(name)
        select(card, SURFACE.aid)
        return card.chip.applications[SURFACE.aid][0x02].content

    assert len({portrait(name) for name in ("hanako", "taro", "hana")}) == 3


def test_the_common_record_tells_serial_municipality_and_expiry():
    select(CARD, COMMON.aid)
    record = CARD.transmit(bytes.fromhex("00B2010C00"))
    assert record == b"\x01\x1c" + b"900000000004097" + b"99901" + b"20340903" + OK
    assert CARD.transmit(bytes.fromhex("00B2020C00")) == b"\x6a\x83"
    assert CARD.transmit(bytes.fromhex("00B0810000")) == b"\x69\x81"
    key_id = CARD.transmit(bytes.fromhex("00B2011400"))
    select(CARD, JUKI.aid)
    assert CARD.transmit(bytes.fromhex("00B2011400")) == key_id


def test_the_card_itself_tells_its_objects_the_long_ones_only_at_once():
    CARD.power_off()
    assert CARD.transmit(bytes.fromhex("00CA00F000")) == b"99901" + OK
    assert CARD.transmit(bytes.fromhex("00CA00F200")) == b"20340903" + OK
    assert CARD.transmit(bytes.fromhex("00CA00F800")) == b"\x67\x00"
    assert len(CARD.transmit(bytes.fromhex("00CA00F8000000"))) == 563 + 2
    assert CARD.transmit(bytes.fromhex("00CA123400")) == b"\x6a\x88"
    select(CARD, COMMON.aid)
    assert CARD.transmit(bytes.fromhex("00CA00F000")) == b"\x6a\x88"
    assert CARD.transmit(bytes.fromhex("00A4040C07") + ISD) == OK
    assert CARD.transmit(bytes.fromhex("00CA00F000")) == b"99901" + OK


@pytest.mark.parametrize("mode", range(6))
def test_the_key_signs_in_all_six_modes(mode):
    select(CARD, JPKI.aid)
    verify(CARD, 0x18, "1234")
    certificate = x509.load_der_x509_certificate(read(CARD, 0x0A)[:1583])
    key, content = certificate.public_key(), bytes(range(32))
    answer = CARD.transmit(bytes((0x80, 0x2A, mode, 0x97, 32)) + content + b"\0")
    signature, status = answer[:-2], answer[-2:]
    assert status == OK
    if mode >= 4:
        how = SHA256() if mode == 5 else Prehashed(SHA256())
        key.verify(signature, content, padding.PSS(padding.MGF1(SHA256()), 32), how)
        return
    hashed = sha256(content).digest()
    held = {0: content, 1: hashed, 2: INFO + content, 3: INFO + hashed}[mode]
    assert key.recover_data_from_signature(signature, padding.PKCS1v15(), None) == held


INFO = bytes.fromhex("3031300D060960864801650304020105000420")


@pytest.mark.parametrize(
    ("mode", "length", "status"),
    [(0, 245, "9000"), (0, 246, "6985"), (2, 31, "6985"), (4, 33, "6985"), (3, 255, "9000"), (6, 32, "6A86")],
)
def test_a_mode_takes_so_many_bytes_and_no_more(mode, length, status):
    select(CARD, JPKI.aid)
    verify(CARD, 0x18, "1234")
    answer = CARD.transmit(bytes((0x80, 0x2A, mode, 0x97, length)) + bytes(length) + b"\0")
    assert answer[-2:].hex().upper() == status


@pytest.mark.parametrize("aid", [TEXT.aid, SURFACE.aid])
def test_the_internal_key_answers_without_a_pin(aid):
    select(CARD, aid)
    signature = CARD.transmit(bytes.fromhex("802A000033") + INFO + bytes(32) + b"\0")[:-2]
    public = fields(text_file(0x07))[0xDF51]
    modulus = int.from_bytes(public[-256:], "big")
    assert pow(int.from_bytes(signature, "big"), 65537, modulus).to_bytes(256, "big").endswith(INFO + bytes(32))


def test_internal_authenticate_signs_a_challenge_and_the_key_cannot_be_read():
    select(CARD, COMMON.aid)
    assert len(CARD.transmit(bytes.fromhex("0088009908") + bytes(8) + b"\0")) == 258
    assert read(CARD, 0x19) == b"\x69\x81"


@pytest.mark.parametrize("generation", [1, 2, 3])
def test_a_card_of_each_generation_is_certified_by_its_ca_and_all_cas_have_one_name(generation):
    card = sample(ca=generation)
    select(card, JPKI.aid)
    verify(card, 0x1B, "ABC123")
    for sfi, ca in ((0x0A, user_authentication_ca(generation)), (0x01, digital_signature_ca(generation))):
        certificate = x509.load_der_x509_certificate(read(card, sfi)[:-2].rstrip(b"\xff"))
        certificate.verify_directly_issued_by(ca.certificate)
        stored = x509.load_der_x509_certificate(read(card, sfi + 1)[:-2].rstrip(b"\xff"))
        assert stored == ca.certificate
    assert len({user_authentication_ca(each).certificate.subject for each in (1, 2, 3)}) == 1
    assert len({user_authentication_ca(each).certificate.serial_number for each in (1, 2, 3)}) == 3


def test_only_the_signature_certificate_tells_the_holder():
    select(CARD, JPKI.aid)
    verify(CARD, 0x1B, "ABC123")
    certificates = [x509.load_der_x509_certificate(read(CARD, sfi)[:-2].rstrip(b"\xff")) for sfi in (0x0A, 0x01)]
    names = certificates[1].extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    told = {name.type_id.dotted_string.rpartition(".")[2]: next(tlv.parse(name.value)).value.decode() for name in names}
    assert list(told) == ["1", "4", "3", "5", "2", "6"]
    assert told["1"] == "見本　花子"
    assert told["4"] == "319800903"
    assert (told["3"], told["2"]) == ("2", "00000")
    with pytest.raises(x509.ExtensionNotFound):
        certificates[0].extensions.get_extension_for_class(x509.SubjectAlternativeName)


def test_reselecting_an_application_drops_a_verified_pin_unless_the_card_keeps_it():
    card = sample()
    attributes = bytes.fromhex("00B0820010")
    for keeps, status in ((False, REFUSED), (True, OK)):
        card.chip.keeps_verified = keeps
        select(card, TEXT.aid)
        verify(card, 0x11, "1234")
        card.transmit(bytes.fromhex("00A4040C0A") + TEXT.aid)
        assert card.transmit(attributes)[-2:] == status
        card.transmit(bytes.fromhex("00A4040C0A") + JPKI.aid)
        card.transmit(bytes.fromhex("00A4040C0A") + TEXT.aid)
        assert card.transmit(attributes)[-2:] == REFUSED


def test_a_select_that_wants_an_answer_gets_the_name_of_the_application():
    assert CARD.transmit(bytes.fromhex("00A404000A") + TEXT.aid + b"\0") == bytes.fromhex("6F0C840A") + TEXT.aid + OK


@pytest.mark.parametrize(
    ("kind", "applications"),
    [
        (CardKind.MY_NUMBER, {JPKI.aid, TEXT.aid, SURFACE.aid, COMMON.aid, JUKI.aid}),
        (CardKind.ANDROID, {JPKI.aid}),
        (CardKind.IPHONE, {JPKI.aid}),
        (CardKind.RESIDENT_CARD, {JPKI.aid, JUKI.aid}),
    ],
)
def test_a_card_has_the_applications_of_its_kind(kind, applications):
    card = sample(kind=kind)
    assert set(card.chip.applications) == applications


def test_codes_that_follow_from_what_is_printed_can_be_said_otherwise():
    card = sample(number_a="000000000000", birth_date=date(2019, 5, 1))
    select(card, SURFACE.aid)
    assert verify(card, 0x13, "000000000000") == OK
    assert verify(card, 0x12, "01050120342285") == OK
    assert verify(card, 0x11, "010501") == OK


def test_the_check_digit_of_a_my_number_is_that_of_the_ordinance():
    assert check_digit("12345678901") == 8
    assert {check_digit(f"{n:011}") for n in range(200)} == set(range(10))
