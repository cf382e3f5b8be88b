import ssl
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given
from hypothesis import strategies as st
from sample_cards import CARDS, NOW, sample, session_with

from cards import certificates
from cards.certificates import TrustAnchors
from cards.errors import (
    CertificateNotYetValid,
    CertificateRefused,
    ExpiredCertificate,
    MalformedCertificate,
    UntrustedCertificate,
    WrongKeyUsage,
    WrongSignature,
)
from drivers.virtual.certificates import (
    Subject,
    VirtualCa,
    digital_signature_ca,
    issue,
    make_ca,
    user_authentication_ca,
)

CA = user_authentication_ca()
ANCHORS = TrustAnchors([digital_signature_ca().der, CA.der])
KEY = rsa.generate_private_key(65537, 2048)
HANAKO = Subject(0x1001, "A", datetime(2024, 4, 1, tzinfo=UTC), datetime(2029, 3, 31, 14, 59, 59, tzinfo=UTC))


def of(subject: Subject = HANAKO, ca: VirtualCa = CA) -> bytes:
    return issue(subject, KEY.public_key(), ca)


def stranger(unit: str = "KAZASU-TEST for user authentication") -> VirtualCa:
    """A CA of another key under the same name, as the real generations are."""
    key = rsa.generate_private_key(65537, 2048)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return make_ca(pem, unit, for_documents=False)


def test_a_good_certificate_tells_serial_validity_and_the_key_that_issued_it():
    found = ANCHORS.check(of(), NOW)
    assert (found.serial, found.not_before, found.not_after) == (0x1001, HANAKO.not_before, HANAKO.not_after)
    assert found.subject == "CN=A,C=JP"
    assert len(bytes.fromhex(found.issuer_key_id)) == 20


def test_a_ca_of_the_same_name_with_another_key_is_not_trusted():
    with pytest.raises(UntrustedCertificate):
        ANCHORS.check(of(ca=stranger()), NOW)


def test_among_generations_of_one_name_the_one_that_signed_is_found():
    next_generation = stranger()
    anchors = TrustAnchors([CA.der, next_generation.der])
    assert anchors.check(of(ca=next_generation), NOW).serial == anchors.check(of(), NOW).serial == 0x1001


def test_nothing_is_trusted_without_an_anchor():
    with pytest.raises(UntrustedCertificate):
        TrustAnchors([]).check(of(), NOW)


def test_a_certificate_changed_after_it_was_signed_is_not_trusted():
    changed = of().replace(b"\x10\x01", b"\x10\x02", 1)
    with pytest.raises(UntrustedCertificate):
        ANCHORS.check(changed, NOW)


def test_the_first_and_the_last_second_count_as_valid():
    assert ANCHORS.check(of(), HANAKO.not_before)
    assert ANCHORS.check(of(), HANAKO.not_after)


def test_an_expired_certificate_is_refused_with_its_end():
    with pytest.raises(ExpiredCertificate, match="2029-03-31"):
        ANCHORS.check(of(), datetime(2029, 3, 31, 15, tzinfo=UTC))


def test_the_sample_card_of_hana_is_expired():
    with pytest.raises(ExpiredCertificate):
        ANCHORS.check(session_with(sample("hana")).certificate(), NOW)


def test_a_certificate_of_the_future_is_refused():
    with pytest.raises(CertificateNotYetValid):
        ANCHORS.check(of(), datetime(2024, 3, 31, tzinfo=UTC))


def test_an_anchor_past_its_end_trusts_nothing_any_more():
    late = Subject(1, "A", HANAKO.not_before, datetime(2040, 1, 1, tzinfo=UTC))
    with pytest.raises(ExpiredCertificate, match="the CA's certificate"):
        ANCHORS.check(of(late), datetime(2034, 1, 1, tzinfo=UTC))


def test_a_signature_certificate_does_not_prove_who_is_here():
    with pytest.raises(WrongKeyUsage):
        ANCHORS.check(of(ca=digital_signature_ca()), NOW)


def test_a_ca_certificate_is_no_persons_certificate():
    with pytest.raises(CertificateRefused):
        ANCHORS.check(CA.der, NOW)


def test_a_persons_certificate_cannot_be_an_anchor():
    with pytest.raises(WrongKeyUsage):
        TrustAnchors([of()])


def test_a_signature_of_another_key_or_message_is_refused():
    card, other = session_with(sample()), session_with(sample("taro"))
    found = ANCHORS.check(card.certificate(), NOW)
    other.verify("1234")
    with pytest.raises(WrongSignature):
        found.verify(other.sign(sha256(b"x").digest()), b"x")
    card.verify("1234")
    with pytest.raises(WrongSignature):
        found.verify(card.sign(sha256(b"x").digest()), b"y")


@given(st.binary(max_size=100))
def test_bytes_that_are_no_certificate_are_refused(junk):
    with pytest.raises(MalformedCertificate):
        certificates.read(junk)


def test_a_certificate_with_a_date_that_no_calendar_has_is_refused():
    der = of(Subject(1, "A", HANAKO.not_before, datetime(2055, 1, 1, tzinfo=UTC)))
    with pytest.raises(MalformedCertificate):
        certificates.read(der.replace(b"20550101000000Z", b"00000101000000Z"))


@given(st.integers(0, 1582), st.integers(1, 255))
def test_a_certificate_with_one_wrong_byte_is_refused_or_unchanged_in_meaning(place, difference):
    der = bytearray(of())
    der[place] ^= difference
    with pytest.raises(CertificateRefused):
        ANCHORS.check(bytes(der), NOW)


def test_the_certificate_has_the_size_of_a_real_one_whatever_the_name_and_serial():
    for serial, name in ((1, "A"), (2**120, "A" * 60)):
        assert len(of(Subject(serial, name, HANAKO.not_before, HANAKO.not_after))) == 1583


def test_the_same_card_file_gives_the_same_certificate_every_time():
    assert session_with(sample()).certificate() == session_with(sample()).certificate()


def test_the_trust_anchor_in_the_examples_is_the_test_ca():
    assert ssl.PEM_cert_to_DER_cert((CARDS / "test-ca.pem").read_text()) == CA.der
