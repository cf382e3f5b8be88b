"""Who signed this file, and is it still the file that was signed? (CMS SignedData, RFC 5652, 5; one signer.)

Whether anybody vouches for the signer is asked of `cards.certificates` afterwards.
"""

# asn1crypto is without types: its calls cannot be checked, what comes out is.
# mypy: disable-error-code="no-untyped-call"

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from asn1crypto import cms, pem
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from cards import certificates
from cards.errors import CertificateRefused

HASHES: dict[str, type[hashes.HashAlgorithm]] = {
    "sha256": hashes.SHA256,
    "sha384": hashes.SHA384,
    "sha512": hashes.SHA512,
}
PARSER_ERRORS = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError)
"""What the parser raises for bytes that it does not like."""


DigestOf = Callable[[str], bytes]
"""The digest of a content, by its name as hashlib has it."""


class NotSigned(CertificateRefused):
    """The bytes are no signature that is read here, or they do not belong to the content; the text says why."""


@dataclass(frozen=True)
class Signed:
    """A signature that fits its content: the signer's certificate (DER), and the time that the signer claims, if any."""

    certificate: bytes = field(repr=False)
    signing_time: datetime | None


def verify(signature: bytes, digest_of: DigestOf | None) -> Signed:
    """Hold a signature (DER or PEM) against the digest of its content; None: the content is inside.

    Raises NotSigned, MalformedCertificate, and what `digest_of` raises.
    """
    try:
        return _verified(_signed_data(signature), digest_of)
    except PARSER_ERRORS as error:
        raise NotSigned("the signature cannot be read: the file is no CMS, or damaged") from error


def check_signature(key: object, signature: bytes, message: bytes, digest_name: str) -> None:
    """RSA PKCS #1 v1.5 or ECDSA, as the key is. Raises NotSigned."""
    digest = HASHES[digest_name]()
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, message, padding.PKCS1v15(), digest)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, message, ec.ECDSA(digest))
        else:
            raise NotSigned("the signer's key is neither RSA nor ECDSA")
    except InvalidSignature as error:
        raise NotSigned("the signature was not made by the key of this certificate") from error


def der(der_or_pem: bytes) -> bytes:
    """The DER of a PEM text; DER as it is. Raises ValueError."""
    found: bytes = pem.unarmor(der_or_pem)[2] if pem.detect(der_or_pem) else der_or_pem
    return found


def ders(many: bytes) -> list[bytes]:
    """Every certificate of a PEM text, or the one in DER. Raises ValueError."""
    if not pem.detect(many):
        return [many]
    found = [each for kind, _, each in pem.unarmor(many, multiple=True) if kind == "CERTIFICATE"]
    if not found:
        raise ValueError("there is none in it")
    return found


def _signed_data(signature: bytes) -> Any:
    info = cms.ContentInfo.load(der(signature), strict=True)
    if info["content_type"].native != "signed_data":
        raise NotSigned("the signature file is CMS, but not a signature")
    return info["content"]


def _verified(signed: Any, digest_of: DigestOf | None) -> Signed:
    if len(signed["signer_infos"]) != 1:
        raise NotSigned(f"the file has {len(signed['signer_infos'])} signers; one is read here")
    signer = signed["signer_infos"][0]
    certificate = _signers_certificate(signed, signer["sid"])
    digest_name = signer["digest_algorithm"]["algorithm"].native
    if digest_name not in HASHES:
        raise NotSigned(f"the digest {digest_name} is not accepted")
    digest = _digest(signed, digest_name, digest_of)
    # As RFC 5652, 5.4 wants it: the attributes are signed as a SET, and stored under another tag.
    message: bytes = signer["signed_attrs"].untag().dump()
    key = certificates.read(certificate).x509.public_key()
    _check_algorithm(signer["signature_algorithm"], key, digest_name)
    check_signature(key, signer["signature"].native, message, digest_name)
    attributes = _attributes(signer)
    if not attributes["content_type"] == signed["encap_content_info"]["content_type"].native == "data":
        raise NotSigned("the signature is for another kind of content than a file")
    _check_attributes(attributes, digest, certificate)
    return Signed(certificate, attributes.get("signing_time"))


def _check_algorithm(told: Any, key: object, digest_name: str) -> None:
    wanted = "rsassa_pkcs1v15" if isinstance(key, rsa.RSAPublicKey) else "ecdsa"
    if told.signature_algo != wanted:
        raise NotSigned(f"the algorithm {told['algorithm'].native} is not accepted for this key")
    # Said together with the algorithm by some writers, and then it must be the same digest.
    if told["algorithm"].native != wanted and told.hash_algo != digest_name:
        raise NotSigned("the signature names two digests")


def _digest(signed: Any, name: str, digest_of: DigestOf | None) -> bytes:
    inside = signed["encap_content_info"]["content"].native
    kept = None if inside is None else hashlib.new(name, inside).digest()
    found = digest_of(name) if digest_of else kept
    if found is None:
        raise NotSigned("the signature is a detached one: the file it belongs to is needed")
    if kept not in {None, found}:
        raise NotSigned("the signature holds another content than the file")
    return found


def _signers_certificate(signed: Any, sid: Any) -> bytes:
    # By the name that the signature uses, never the first one: a CA's certificate may lie beside it.
    for choice in signed["certificates"]:
        certificate = choice.chosen
        name = {"issuer": certificate.issuer, "serial_number": certificate.serial_number}
        by_name = cms.IssuerAndSerialNumber(name) if sid.name == "issuer_and_serial_number" else None
        same = by_name.dump() == sid.chosen.untag().dump() if by_name else certificate.key_identifier == sid.native
        if same:
            found: bytes = certificate.dump()
            return found
    raise NotSigned("the signer's certificate is not in the signature")


def _attributes(signer: Any) -> dict[str, Any]:
    """The one value of each signed attribute by its name."""
    found: dict[str, Any] = {}
    for attribute in signer["signed_attrs"]:
        name, values = attribute["type"].native, attribute["values"]
        # Two of a kind: one would be checked here, the other be believed elsewhere.
        if name in found or len(values) != 1:
            raise NotSigned(f"the attribute {name} stands in the signature more than once")
        found[name] = values.native[0]
    return found


def _check_attributes(attributes: dict[str, Any], digest: bytes, certificate: bytes) -> None:
    if attributes["message_digest"] != digest:
        raise NotSigned("the file is not the one that was signed, or it was changed")
    named = attributes.get("signing_certificate_v2")
    if named and named["certs"][0]["cert_hash"] != hashlib.sha256(certificate).digest():
        raise NotSigned("the signature names another certificate than the one beside it")
