"""Does this certificate, and a signature by it, prove who holds the card? (RFC 5280, with anchors given by the caller only.)

Three generations of the real CAs share one name, so an anchor is found by key identifier and by its signature.
What cannot be told here, revocation, is asked elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from cards.errors import (
    CertificateNotYetValid,
    ExpiredCertificate,
    MalformedCertificate,
    UntrustedCertificate,
    WrongKeyUsage,
    WrongSignature,
)

LEAST_RSA_BITS = 2048
SIGNATURE_HASHES = (hashes.SHA256, hashes.SHA384)

Extension = TypeVar("Extension", bound=x509.ExtensionType)


@dataclass(frozen=True)
class Certificate:
    """What a certificate says: serial number, key identifier of its issuer (hex), validity (aware), subject by RFC 4514."""

    serial: int
    issuer_key_id: str
    not_before: datetime
    not_after: datetime
    subject: str
    x509: x509.Certificate

    def verify(self, signature: bytes, message: bytes) -> None:
        """Hold a signature against the message: RSA PKCS #1 v1.5 with SHA-256, or ECDSA P-384 with SHA-384. Raises WrongSignature."""
        key = self.x509.public_key()
        try:
            if isinstance(key, rsa.RSAPublicKey):
                key.verify(signature, message, padding.PKCS1v15(), hashes.SHA256())
            elif isinstance(key, ec.EllipticCurvePublicKey):
                key.verify(signature, message, ec.ECDSA(hashes.SHA384()))
            else:
                raise MalformedCertificate("the certificate holds a key of an unknown kind")
        except InvalidSignature as error:
            raise WrongSignature("the signature does not belong to this message and certificate") from error


class TrustAnchors:
    """The CA certificates that a city trusts, in DER; what a card supplies is never among them."""

    def __init__(self, certificates: Iterable[bytes]) -> None:
        """Read the anchors. Raises MalformedCertificate, WrongKeyUsage."""
        self._anchors = [read(der) for der in certificates]
        for anchor in self._anchors:
            if not _is_ca(anchor.x509):
                raise WrongKeyUsage(f"the trust anchor with serial {anchor.serial:X} is not a CA certificate")

    def check(self, der: bytes, at: datetime) -> Certificate:
        """Read a user authentication certificate and hold it against the anchors at a time (aware).

        Raises MalformedCertificate, UntrustedCertificate, ExpiredCertificate, CertificateNotYetValid, WrongKeyUsage.
        """
        found = read(der)
        # By key identifier and signature: the generations of the real CAs share one name.
        anchor = next((anchor for anchor in self._anchors if _issued(anchor, found)), None)
        if anchor is None:
            raise UntrustedCertificate("no trust anchor issued this certificate")
        # The anchor's time too: a CA that has ended vouches for nobody.
        _check_time(anchor, at, "the CA's certificate")
        _check_time(found, at, "the certificate")
        usage = _extension(found.x509, x509.KeyUsage)
        # The signature certificate names the person and has content_commitment; it must not open a visit.
        if usage is None or not usage.digital_signature or usage.content_commitment or _is_ca(found.x509):
            raise WrongKeyUsage("the certificate is not one for user authentication")
        return found


def read(der: bytes) -> Certificate:
    """Read a certificate without judging it. Raises MalformedCertificate."""
    try:
        found = x509.load_der_x509_certificate(der)
        issuer = _extension(found, x509.AuthorityKeyIdentifier)
        key = found.public_key()
        subject = found.subject.rfc4514_string()
        not_before, not_after = found.not_valid_before_utc, found.not_valid_after_utc
    except Exception as error:  # the parser has many ways to dislike bytes, and promises none
        raise MalformedCertificate(f"not a certificate of {len(der)} bytes: {type(error).__name__}") from error
    if isinstance(key, rsa.RSAPublicKey) and key.key_size < LEAST_RSA_BITS:
        raise MalformedCertificate(f"the certificate's key has only {key.key_size} bits")
    # A certificate without the identifier finds no anchor, which is what it deserves.
    issuer_key_id = (issuer and issuer.key_identifier) or b""
    return Certificate(found.serial_number, issuer_key_id.hex(), not_before, not_after, subject, found)


def _issued(anchor: Certificate, found: Certificate) -> bool:
    own = _extension(anchor.x509, x509.SubjectKeyIdentifier)
    # The cheap comparison first: most anchors are of another generation.
    if own is None or own.digest.hex() != found.issuer_key_id:
        return False
    try:
        found.x509.verify_directly_issued_by(anchor.x509)
        return isinstance(found.x509.signature_hash_algorithm, SIGNATURE_HASHES)
    except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError):
        return False


def _check_time(found: Certificate, at: datetime, what: str) -> None:
    if at > found.not_after:
        raise ExpiredCertificate(f"{what} was valid until {found.not_after.isoformat()}")
    if at < found.not_before:
        raise CertificateNotYetValid(f"{what} is valid from {found.not_before.isoformat()}")


def _is_ca(certificate: x509.Certificate) -> bool:
    basic = _extension(certificate, x509.BasicConstraints)
    usage = _extension(certificate, x509.KeyUsage)
    return basic is not None and basic.ca and usage is not None and usage.key_cert_sign


def _extension(certificate: x509.Certificate, kind: type[Extension]) -> Extension | None:
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None
