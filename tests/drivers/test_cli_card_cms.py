"""The CMS that `kazasu card sign` makes: what it holds, who agrees, and what a reader of it refuses."""

import hashlib
import subprocess
from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from hypothesis import given
from hypothesis import strategies as st

from cards.errors import CertificateRefused
from drivers.virtual.certificates import Subject, digital_signature_ca, issue
from firmware.card_commands.cms import Draft, sign
from firmware.card_commands.cms_reading import NotSigned, verify

FILE = "申請書\n".encode() * 40
NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


def of(content, name="sha256"):
    """The digest of a content."""
    return hashlib.new(name, content).digest()


def held(content):
    """How a reader of the signature gets the digest; None: the content is inside."""
    return content and (lambda name: of(content, name))


KEY = rsa.generate_private_key(65537, 2048)
OTHER = rsa.generate_private_key(65537, 2048)
CERTIFICATE = issue(
    Subject(7, "x", datetime(2024, 1, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC)),
    KEY.public_key(),
    digital_signature_ca(),
)


def by(key):
    """A card that signs the digest it is given."""
    return lambda digest: key.sign(digest, padding.PKCS1v15(), utils.Prehashed(hashes.SHA256()))


DETACHED = sign(Draft(of(FILE), "sha256", CERTIFICATE), by(KEY))
ATTACHED = sign(Draft(of(FILE), "sha256", CERTIFICATE, FILE, NOW), by(KEY))


@pytest.mark.parametrize(("signature", "content"), [(DETACHED, FILE), (ATTACHED, None), (ATTACHED, FILE)])
def test_a_signature_says_whose_it_is(signature, content):
    assert verify(signature, held(content)).certificate == CERTIFICATE


def test_only_a_time_that_was_asked_for_is_inside():
    assert verify(DETACHED, held(FILE)).signing_time is None
    assert verify(ATTACHED, None).signing_time == NOW


@pytest.mark.parametrize(
    ("signature", "content", "why"),
    [
        (DETACHED, FILE + b" ", "not the one that was signed"),
        (DETACHED, None, "detached"),
        (ATTACHED, FILE + b" ", "another content"),
        (b"", FILE, "cannot be read"),
        (CERTIFICATE, FILE, "cannot be read"),
        (DETACHED + b"\0", FILE, "cannot be read"),
    ],
)
def test_what_does_not_belong_together_is_refused_with_the_reason(signature, content, why):
    with pytest.raises(NotSigned, match=why):
        verify(signature, held(content))


def test_a_card_that_signs_wrongly_is_found_out_before_a_file_is_made():
    with pytest.raises(NotSigned, match="not made by the key"):
        sign(Draft(of(FILE), "sha256", CERTIFICATE), by(OTHER))


def test_a_card_of_the_next_kind_signs_with_sha_384():
    key = ec.generate_private_key(ec.SECP384R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "x")])
    builder = x509.CertificateBuilder(name, name, key.public_key(), 9, NOW, NOW)
    certificate = builder.sign(key, hashes.SHA384()).public_bytes(serialization.Encoding.DER)
    signature = sign(
        Draft(of(FILE, "sha384"), "sha384", certificate),
        lambda digest: key.sign(digest, ec.ECDSA(utils.Prehashed(hashes.SHA384()))),
    )
    assert verify(signature, held(FILE)).certificate == certificate


@given(st.integers(0, len(DETACHED) - 1), st.integers(0, 7))
def test_a_flipped_bit_is_refused_or_stands_where_nobody_signs(place, bit):
    bent = bytearray(DETACHED)
    bent[place] ^= 1 << bit
    try:
        found = verify(bytes(bent), held(FILE))
    except CertificateRefused:
        return
    # Versions and the list of digests, which RFC 5652 leaves outside the signature: content and signer are the same.
    assert found == verify(DETACHED, held(FILE))


@given(st.binary(max_size=400))
def test_no_bytes_bring_the_reader_down(junk):
    with pytest.raises(NotSigned):
        verify(junk, held(FILE))


@pytest.mark.real
@pytest.mark.parametrize("attached", [False, True])
def test_openssl_verifies_it_and_so_is_what_openssl_signs(tmp_path, attached):
    def openssl(*arguments):
        return subprocess.run(["openssl", "cms", *map(str, arguments)], capture_output=True, text=True, check=False)

    ca, content, ours, theirs = (tmp_path / name for name in ("ca.pem", "file", "ours", "theirs"))
    ca.write_bytes(digital_signature_ca().certificate.public_bytes(serialization.Encoding.PEM))
    content.write_bytes(FILE)
    ours.write_bytes(ATTACHED if attached else DETACHED)
    given_apart = [] if attached else ["-content", content]
    at = ["-CAfile", ca, "-purpose", "any", "-attime", int(NOW.timestamp())]
    told = openssl("-verify", "-binary", "-inform", "DER", "-in", ours, *given_apart, *at, "-out", tmp_path / "out")
    assert "Verification successful" in told.stderr
    assert (tmp_path / "out").read_bytes() == FILE
    _write_key(tmp_path)
    whole = ["-nodetach"] if attached else []
    openssl(
        "-sign",
        "-binary",
        "-in",
        content,
        "-signer",
        tmp_path / "signer.pem",
        "-outform",
        "DER",
        "-out",
        theirs,
        *whole,
    )
    assert verify(theirs.read_bytes(), None if attached else held(FILE)).certificate == CERTIFICATE


def _write_key(folder):
    pkcs8 = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    certificate = x509.load_der_x509_certificate(CERTIFICATE).public_bytes(serialization.Encoding.PEM)
    (folder / "signer.pem").write_bytes(certificate + KEY.private_bytes(serialization.Encoding.PEM, *pkcs8))
