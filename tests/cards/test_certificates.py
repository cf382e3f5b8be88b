import ssl
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.hashes import SHA256
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
    MixedAnchors,
    UntrustedCertificate,
    WrongKeyUsage,
    WrongSignature,
)
from cards.tables import JPKI, REAL_ORGANIZATION
from drivers.virtual.certificates import (
    GENERATIONS,
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


CAS = {generation: user_authentication_ca(generation) for generation in GENERATIONS}
ALL = TrustAnchors([ca.der for ca in CAS.values()])


def test_the_three_generations_share_one_name_and_no_key():
    assert len({ca.certificate.subject for ca in CAS.values()}) == 1
    assert len({ca.certificate.public_key().public_numbers().n for ca in CAS.values()}) == 3


@pytest.mark.parametrize("generation", GENERATIONS)
def test_a_card_of_any_generation_is_trusted_while_its_ca_is_valid(generation):
    der = session_with(sample(ca=generation)).certificate()
    if generation == 1:
        with pytest.raises(ExpiredCertificate, match="the CA's certificate"):
            ALL.check(der, NOW)
    assert ALL.check(der, datetime(2025, 1, 1, tzinfo=UTC)).serial == 0x1001


@pytest.mark.parametrize("generation", GENERATIONS)
def test_a_card_is_not_trusted_by_the_other_generations(generation):
    others = TrustAnchors([ca.der for other, ca in CAS.items() if other != generation])
    with pytest.raises(UntrustedCertificate):
        others.check(session_with(sample(ca=generation)).certificate(), datetime(2025, 1, 1, tzinfo=UTC))


def reissued(der: bytes, named: VirtualCa, signer: VirtualCa) -> bytes:
    """The same certificate again, naming one CA as its issuer and signed by another."""
    found = x509.load_der_x509_certificate(der)
    builder = (
        x509.CertificateBuilder()
        .subject_name(found.subject)
        .issuer_name(named.certificate.subject)
        .public_key(found.public_key())
        .serial_number(found.serial_number)
        .not_valid_before(found.not_valid_before_utc)
        .not_valid_after(found.not_valid_after_utc)
    )
    key_id = x509.AuthorityKeyIdentifier.from_issuer_public_key(named.key.public_key())
    for extension in found.extensions:
        own = key_id if isinstance(extension.value, x509.AuthorityKeyIdentifier) else extension.value
        builder = builder.add_extension(own, extension.critical)
    return builder.sign(signer.key, SHA256()).public_bytes(Encoding.DER)


def test_neither_the_key_identifier_nor_the_signature_alone_makes_an_issuer():
    assert ANCHORS.check(reissued(of(), CA, CA), NOW)
    for named, signer in ((CA, stranger()), (CAS[2], CA)):
        with pytest.raises(UntrustedCertificate):
            ANCHORS.check(reissued(of(), named, signer), NOW)


def pem(*ders: bytes) -> str:
    return "".join(ssl.DER_cert_to_PEM_cert(der) for der in ders)


@pytest.mark.real
@pytest.mark.parametrize("generation", GENERATIONS)
def test_openssl_finds_the_same_issuer_among_the_three(tmp_path, generation):
    (tmp_path / "card.pem").write_text(pem(session_with(sample(ca=generation)).certificate()))
    when = str(int(datetime(2025, 1, 1, tzinfo=UTC).timestamp()))
    for trusted in ({generation}, set(GENERATIONS), set(GENERATIONS) - {generation}):
        (tmp_path / "cas.pem").write_text(pem(*(CAS[each].der for each in trusted)))
        command = ["openssl", "verify", "-attime", when, "-CAfile", tmp_path / "cas.pem", tmp_path / "card.pem"]
        assert (subprocess.run(command, check=False, capture_output=True).returncode == 0) is (generation in trusted)


def real_like_ca() -> VirtualCa:
    """A CA of our own key under the organization of the real ones."""
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, REAL_ORGANIZATION)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2023, 7, 16, tzinfo=UTC))
        .not_valid_after(datetime(2033, 7, 15, tzinfo=UTC))
    )
    for extension in CA.certificate.extensions:
        value = extension.value
        if isinstance(value, x509.SubjectKeyIdentifier):
            value = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
        builder = builder.add_extension(value, extension.critical)
    return VirtualCa(key, builder.sign(key, SHA256()), for_documents=True)


def test_a_test_ca_among_the_real_ones_is_refused():
    real = real_like_ca()
    with pytest.raises(MixedAnchors, match="JPKI, KAZASU-TEST"):
        TrustAnchors([real.der, CA.der])
    assert (TrustAnchors([real.der]).real, ANCHORS.real, TrustAnchors([]).real) == (True, False, False)


def test_a_test_cards_policy_is_refused_under_a_real_ca_only():
    session = session_with(sample())
    session.verify("ABC123", JPKI.signature)
    der = session.certificate(JPKI.signature)
    assert "1.2.392.200149.8.5.1.0.20" in ANCHORS.check_document(der, NOW).policies
    real = real_like_ca()
    with pytest.raises(UntrustedCertificate, match="test card"):
        TrustAnchors([real.der]).check_document(reissued(der, real, real), NOW)


def test_each_certificate_is_good_for_its_own_purpose_only():
    session = session_with(sample())
    session.verify("ABC123", JPKI.signature)
    signer, user = session.certificate(JPKI.signature), session.certificate()
    assert ANCHORS.check_document(signer, NOW).serial == ANCHORS.check(user, NOW).serial + 0x800000
    with pytest.raises(WrongKeyUsage, match="signing"):
        ANCHORS.check_document(user, NOW)
    with pytest.raises(WrongKeyUsage, match="user authentication"):
        ANCHORS.check(signer, NOW)


def test_nothing_is_trusted_without_an_anchor():
    with pytest.raises(UntrustedCertificate):
        TrustAnchors([]).check(of(), NOW)


def test_a_certificate_changed_after_it_was_signed_is_not_trusted():
    changed = of().replace(b"\x10\x01", b"\x10\x02", 1)
    with pytest.raises(UntrustedCertificate):
        ANCHORS.check(changed, NOW)


@pytest.mark.parametrize(
    "weak",
    [
        lambda: rsa.generate_private_key(65537, 1024),
        lambda: rsa.generate_private_key(3, 2048),
        lambda: ec.generate_private_key(ec.SECP521R1()),
        lambda: ec.generate_private_key(ec.BrainpoolP384R1()),
        ed25519.Ed25519PrivateKey.generate,
    ],
    ids=["short", "small exponent", "another curve", "a curve of the same size", "another kind"],
)
def test_a_certificate_of_a_key_that_proves_nothing_is_refused(weak):
    with pytest.raises(MalformedCertificate, match="proves nothing"):
        ANCHORS.check(issue(HANAKO, weak().public_key(), CA), NOW)


def test_a_certificate_shows_nothing_of_its_holder():
    shown = repr(certificates.read(of(replace(HANAKO, common_name="997794E9AGCIEG13221003A"))))
    assert "997794E9" not in shown
    assert str(0x1001) not in shown


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
