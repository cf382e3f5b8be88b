"""The test CAs of the virtual cards, O=KAZASU-TEST, and the certificates they issue: like real ones in shape and size only.

Keys are fixed and PKCS #1 v1.5 is deterministic, so the same card file gives the same certificate on every machine.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.x509.oid import NameOID

from cards import tlv
from drivers.virtual import ca_keys
from drivers.virtual.card_holder import Holder

CERTIFICATE_BYTES = 1583
"""DER bytes of a user authentication certificate, as measured on a real card."""

CA_CERTIFICATE_BYTES = 1310
"""DER bytes of a CA certificate; the real ones have 1,301 to 1,319."""

FILLER_OID = x509.ObjectIdentifier("1.3.6.1.4.1.32473.1")
"""An extension that only fills up, under the enterprise number kept for examples (RFC 5612)."""

FIRST_FILLER = 300
"""Long enough that no length field changes its own size when the filler is corrected."""

POLICY_OID = x509.ObjectIdentifier("1.3.6.1.4.1.32473.2")
SIGNATURE_POLICY_OID = x509.ObjectIdentifier("1.2.392.200149.8.5.1.0.20")
"""The policy that test cards name in their signature certificate."""

PRACTICE = "https://cps.invalid/kazasu-test"
HOLDER_OID = "1.2.392.200149.8.5.5"
"""Above the other names by which a signature certificate says who the holder is."""

UTF8_STRING = 0x0C
GENERATIONS = {
    1: (2, datetime(2015, 10, 20, tzinfo=UTC), datetime(2025, 10, 19, tzinfo=UTC)),
    2: (3, datetime(2019, 9, 14, tzinfo=UTC), datetime(2029, 9, 14, tzinfo=UTC)),
    3: (1, datetime(2023, 7, 16, tzinfo=UTC), datetime(2033, 7, 15, tzinfo=UTC)),
}
"""Serial number and validity of each generation of CA certificates; the validity is that of the real ones."""

LATEST = 3
PublicKey = RSAPublicKey | EllipticCurvePublicKey


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
    """Who gets a certificate: serial number, common name, validity (aware); the holder where the certificate shall name him."""

    serial: int = field(repr=False)
    common_name: str = field(repr=False)
    not_before: datetime
    not_after: datetime
    holder: Holder | None = None


@cache
def user_authentication_ca(generation: int = LATEST) -> VirtualCa:
    """The CA whose certificates prove who holds a card; all three generations have one name."""
    key = ca_keys.USER_AUTHENTICATION_KEYS[generation]
    return make_ca(key, "KAZASU-TEST for user authentication", for_documents=False, generation=generation)


@cache
def digital_signature_ca(generation: int = LATEST) -> VirtualCa:
    """The CA whose certificates sign documents; all three generations have one name."""
    key = ca_keys.DIGITAL_SIGNATURE_KEYS[generation]
    return make_ca(key, "KAZASU-TEST for digital signature", for_documents=True, generation=generation)


def issue(subject: Subject, key: PublicKey, ca: VirtualCa) -> bytes:
    """A certificate in DER of `CERTIFICATE_BYTES`, and as much more as naming the holder takes; the same for the same arguments."""
    # Measured without the holder: what names him comes on top, as on a real card.
    missing = CERTIFICATE_BYTES - len(_issue(replace(subject, holder=None), key, ca, FIRST_FILLER))
    return _issue(subject, key, ca, FIRST_FILLER + missing)


def read_key(pem: bytes) -> RSAPrivateKey:
    """An RSA key from PKCS #8 PEM. Raises ValueError."""
    # Skipping the check of the primes saves 50 ms a key; these keys guard nothing.
    key = serialization.load_pem_private_key(pem, None, unsafe_skip_rsa_key_validation=True)
    if not isinstance(key, RSAPrivateKey):
        raise ValueError("the key is not an RSA key")  # noqa: TRY004 - a fault of the file, not of the program
    return key


def _issue(subject: Subject, key: PublicKey, ca: VirtualCa, filler: int) -> bytes:
    issuer_key = ca.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    policy = (
        x509.PolicyInformation(SIGNATURE_POLICY_OID, [PRACTICE])
        if subject.holder
        else x509.PolicyInformation(POLICY_OID, None)
    )
    builder = _builder(_name(subject), key, subject.serial, (subject.not_before, subject.not_after))
    builder = (
        builder.issuer_name(ca.certificate.subject)
        .add_extension(_usage(document=ca.for_documents), critical=True)
        .add_extension(x509.CertificatePolicies([policy]), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(issuer_key), critical=False)
        .add_extension(x509.UnrecognizedExtension(FILLER_OID, bytes(filler)), critical=False)
    )
    if subject.holder:
        builder = builder.add_extension(_holder(subject.holder), critical=False)
    return builder.sign(ca.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def _name(subject: Subject) -> x509.Name:
    places = ("Mihon-ken", "Minato-shi") if subject.holder else ()
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "JP"),
            *(x509.NameAttribute(NameOID.LOCALITY_NAME, place) for place in places),
            x509.NameAttribute(NameOID.COMMON_NAME, subject.common_name),
        ]
    )


def _holder(holder: Holder) -> x509.SubjectAlternativeName:
    """Name, sex, birth date, address; after name and address a digit for each sign, 1 where it stands for another one."""
    told = {
        1: holder.chip_name,
        4: holder.era_birth_date,
        3: holder.sex,
        5: holder.chip_address,
        2: "0" * len(holder.chip_name),
        6: "0" * len(holder.chip_address),
    }
    return x509.SubjectAlternativeName(
        x509.OtherName(x509.ObjectIdentifier(f"{HOLDER_OID}.{number}"), tlv.encode(UTF8_STRING, text.encode()))
        for number, text in told.items()
    )


def make_ca(pem: bytes, unit: str, *, for_documents: bool, generation: int = LATEST) -> VirtualCa:
    """A CA of that key (PKCS #8 PEM) and organizational unit. Raises ValueError."""
    serial, *validity = GENERATIONS[generation]
    key = read_key(pem)
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "JP"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "KAZASU-TEST"),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, unit),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, "Not for real use"),
        ]
    )
    bare = (
        _builder(name, key.public_key(), serial, (validity[0], validity[1]))
        .issuer_name(name)
        .add_extension(_usage(ca=True), critical=True)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )

    def filled(filler: int) -> x509.Certificate:
        extension = x509.UnrecognizedExtension(FILLER_OID, bytes(filler))
        return bare.add_extension(extension, critical=False).sign(key, hashes.SHA256())

    missing = CA_CERTIFICATE_BYTES - len(filled(FIRST_FILLER).public_bytes(serialization.Encoding.DER))
    return VirtualCa(key, filled(FIRST_FILLER + missing), for_documents)


def _builder(
    name: x509.Name, key: PublicKey, serial: int, validity: tuple[datetime, datetime]
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
