"""The test CAs of the virtual cards, O=KAZASU-TEST, and the certificates they issue: like real ones in shape and size only.

Keys are fixed and PKCS #1 v1.5 is deterministic, so the same card file gives the same certificate on every machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.x509.oid import NameOID

from drivers.virtual import ca_keys

CERTIFICATE_BYTES = 1583
"""DER bytes of a user authentication certificate, as measured on a real card."""

FILLER_OID = x509.ObjectIdentifier("1.3.6.1.4.1.32473.1")
"""An extension that only fills up, under the enterprise number kept for examples (RFC 5612)."""

POLICY_OID = x509.ObjectIdentifier("1.3.6.1.4.1.32473.2")
CA_VALIDITY = (datetime(2023, 7, 16, tzinfo=UTC), datetime(2033, 7, 15, tzinfo=UTC))


@dataclass(frozen=True)
class VirtualCa:
    """A CA for tests: its private key, its certificate, and whether its certificates sign documents."""

    key: RSAPrivateKey
    certificate: x509.Certificate
    for_documents: bool

    @property
    def der(self) -> bytes:
        """The CA's own certificate in DER: the trust anchor."""
        return self.certificate.public_bytes(serialization.Encoding.DER)


@dataclass(frozen=True)
class Subject:
    """Who gets a certificate: serial number, common name, validity (aware)."""

    serial: int
    common_name: str
    not_before: datetime
    not_after: datetime


@cache
def user_authentication_ca() -> VirtualCa:
    """The CA whose certificates prove who holds a card."""
    return make_ca(ca_keys.USER_AUTHENTICATION, "KAZASU-TEST for user authentication", for_documents=False)


@cache
def digital_signature_ca() -> VirtualCa:
    """The CA whose certificates sign documents."""
    return make_ca(ca_keys.DIGITAL_SIGNATURE, "KAZASU-TEST for digital signature", for_documents=True)


def issue(subject: Subject, key: RSAPublicKey, ca: VirtualCa) -> bytes:
    """A certificate in DER of `CERTIFICATE_BYTES`; the same for the same arguments."""
    first = 300  # long enough that no length field changes its own size when the filler is corrected
    missing = CERTIFICATE_BYTES - len(_issue(subject, key, ca, first))
    return _issue(subject, key, ca, first + missing)


def read_key(pem: bytes) -> RSAPrivateKey:
    """An RSA key from PKCS #8 PEM. Raises ValueError."""
    # Skipping the check of the primes saves 50 ms a key; these keys guard nothing.
    key = serialization.load_pem_private_key(pem, None, unsafe_skip_rsa_key_validation=True)
    if not isinstance(key, RSAPrivateKey):
        raise ValueError("the key is not an RSA key")  # noqa: TRY004 - a fault of the file, not of the program
    return key


def _issue(subject: Subject, key: RSAPublicKey, ca: VirtualCa, filler: int) -> bytes:
    name = x509.Name(
        [x509.NameAttribute(NameOID.COUNTRY_NAME, "JP"), x509.NameAttribute(NameOID.COMMON_NAME, subject.common_name)]
    )
    issuer_key = ca.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    policy = x509.PolicyInformation(POLICY_OID, None)
    builder = _builder(name, key, subject.serial, (subject.not_before, subject.not_after))
    builder = (
        builder.issuer_name(ca.certificate.subject)
        .add_extension(_usage(document=ca.for_documents), critical=True)
        .add_extension(x509.CertificatePolicies([policy]), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(issuer_key), critical=False)
        .add_extension(x509.UnrecognizedExtension(FILLER_OID, bytes(filler)), critical=False)
    )
    return builder.sign(ca.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def make_ca(pem: bytes, unit: str, *, for_documents: bool) -> VirtualCa:
    """A CA of that key (PKCS #8 PEM) and organizational unit. Raises ValueError."""
    key = read_key(pem)
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "JP"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "KAZASU-TEST"),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, unit),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, "Not for real use"),
        ]
    )
    builder = (
        _builder(name, key.public_key(), 1, CA_VALIDITY)
        .issuer_name(name)
        .add_extension(_usage(ca=True), critical=True)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    return VirtualCa(key, builder.sign(key, hashes.SHA256()), for_documents)


def _builder(
    name: x509.Name, key: RSAPublicKey, serial: int, validity: tuple[datetime, datetime]
) -> x509.CertificateBuilder:
    builder = x509.CertificateBuilder().subject_name(name).public_key(key).serial_number(serial)
    return builder.not_valid_before(validity[0]).not_valid_after(validity[1])


def _usage(*, ca: bool = False, document: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not ca,
        content_commitment=document,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=ca,
        crl_sign=ca,
        encipher_only=False,
        decipher_only=False,
    )
