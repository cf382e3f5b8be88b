"""Does this certificate, and a signature by it, prove who holds the card or signed? (RFC 5280, anchors given by the caller only.)

Three generations of the real CAs share one name, so an anchor is found by key identifier and by its signature.
What cannot be told here, revocation, is asked elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.x509.oid import NameOID

from cards import keys
from cards.errors import (
    CertificateNotYetValid,
    ExpiredCertificate,
    MalformedCertificate,
    MixedAnchors,
    UntrustedCertificate,
    WrongKeyUsage,
)
from cards.tables import REAL_ORGANIZATION, TEST_POLICIES, Algorithm

Extension = TypeVar("Extension", bound=x509.ExtensionType)


@dataclass(frozen=True)
class Certificate:
    """What a certificate says: serial number, key identifier of its issuer (hex), validity (aware), subject by RFC 4514, policies."""

    serial: int = field(repr=False)
    issuer_key_id: str
    not_before: datetime
    not_after: datetime
    subject: str = field(repr=False)
    policies: frozenset[str]
    algorithm: Algorithm
    x509: x509.Certificate = field(repr=False)

    def verify(self, signature: bytes, message: bytes) -> None:
        """Hold a signature against the message. Raises WrongSignature."""
        keys.verify(self.x509.public_key(), signature, message)


class TrustAnchors:
    """The CA certificates that a city trusts, in DER, all of one hierarchy; what a card supplies is never among them."""

    def __init__(self, certificates: Iterable[bytes]) -> None:
        """Read the anchors. Raises MalformedCertificate, WrongKeyUsage, MixedAnchors."""
        self._anchors = [read(der) for der in certificates]
        for anchor in self._anchors:
            if not _is_ca(anchor.x509):
                raise WrongKeyUsage(f"the trust anchor with serial {anchor.serial:X} is not a CA certificate")
        organizations = {_organization(anchor.x509) for anchor in self._anchors}
        # One test CA among the real ones, and whoever has its published key is anybody.
        if len(organizations) > 1:
            raise MixedAnchors(f"trust anchors of several hierarchies: {', '.join(sorted(organizations))}")
        self.real = organizations == {REAL_ORGANIZATION}

    def check(self, der: bytes, at: datetime) -> Certificate:
        """Read a user authentication certificate and hold it against the anchors at a time (aware).

        Raises MalformedCertificate, UntrustedCertificate, ExpiredCertificate, CertificateNotYetValid, WrongKeyUsage.
        """
        # The signature certificate names the person and has content_commitment; it must not open a visit.
        return self._check(der, at, for_documents=False)

    def check_document(self, der: bytes, at: datetime) -> Certificate:
        """Read a signature certificate and hold it against the anchors at a time (aware). Raises as `check` does."""
        return self._check(der, at, for_documents=True)

    def _check(self, der: bytes, at: datetime, *, for_documents: bool) -> Certificate:
        found = read(der)
        # By key identifier and signature: the generations of the real CAs share one name.
        anchor = next((anchor for anchor in self._anchors if _issued(anchor, found)), None)
        if anchor is None:
            raise UntrustedCertificate("no trust anchor issued this certificate")
        if self.real and found.policies & TEST_POLICIES:
            raise UntrustedCertificate("the certificate is one of a test card")
        # The anchor's time too: a CA that has ended vouches for nobody.
        _check_time(anchor, at, "the CA's certificate")
        _check_time(found, at, "the certificate")
        usage = _extension(found.x509, x509.KeyUsage)
        if (
            usage is None
            or not usage.digital_signature
            or usage.content_commitment != for_documents
            or _is_ca(found.x509)
        ):
            raise WrongKeyUsage(
                f"the certificate is not one for {'signing' if for_documents else 'user authentication'}"
            )
        return found


def read(der: bytes) -> Certificate:
    """Read a certificate without judging it. Raises MalformedCertificate."""
    try:
        found = x509.load_der_x509_certificate(der)
        issuer = _extension(found, x509.AuthorityKeyIdentifier)
        policies = _extension(found, x509.CertificatePolicies) or ()
        algorithm = keys.algorithm_of(found.public_key())
        if algorithm is None:
            raise MalformedCertificate("the certificate's key is of a kind that proves nothing")
        return Certificate(
            serial=found.serial_number,
            # A certificate without the identifier finds no anchor, which is what it deserves.
            issuer_key_id=((issuer and issuer.key_identifier) or b"").hex(),
            not_before=found.not_valid_before_utc,
            not_after=found.not_valid_after_utc,
            subject=found.subject.rfc4514_string(),
            policies=frozenset(policy.policy_identifier.dotted_string for policy in policies),
            algorithm=algorithm,
            x509=found,
        )
    except MalformedCertificate:
        raise
    except Exception as error:  # the parser has many ways to dislike bytes, and promises none
        raise MalformedCertificate(f"not a certificate of {len(der)} bytes: {type(error).__name__}") from error


def _issued(anchor: Certificate, found: Certificate) -> bool:
    own = _extension(anchor.x509, x509.SubjectKeyIdentifier)
    # The cheap comparison first: most anchors are of another generation.
    if own is None or own.digest.hex() != found.issuer_key_id:
        return False
    try:
        found.x509.verify_directly_issued_by(anchor.x509)
        digest = found.x509.signature_hash_algorithm
    except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError):
        return False
    return digest is not None and digest.name in keys.HASHES


def _check_time(found: Certificate, at: datetime, what: str) -> None:
    if at > found.not_after:
        raise ExpiredCertificate(f"{what} was valid until {found.not_after.isoformat()}")
    if at < found.not_before:
        raise CertificateNotYetValid(f"{what} is valid from {found.not_before.isoformat()}")


def _organization(certificate: x509.Certificate) -> str:
    return ", ".join(str(part.value) for part in certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME))


def _is_ca(certificate: x509.Certificate) -> bool:
    basic = _extension(certificate, x509.BasicConstraints)
    usage = _extension(certificate, x509.KeyUsage)
    return basic is not None and basic.ca and usage is not None and usage.key_cert_sign


def _extension(certificate: x509.Certificate, kind: type[Extension]) -> Extension | None:
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None
