"""CMS SignedData with one signer and signed attributes (RFC 5652, 5), as OpenSSL's `cms -verify` reads it."""

# asn1crypto is without types: its calls cannot be checked, what comes out is.
# mypy: disable-error-code="no-untyped-call"

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509

from firmware.card_commands.cms_reading import check_signature

LAST_UTC_TIME = 2049
"""The last year that is written as UTCTime (RFC 5652, 11.3)."""


@dataclass(frozen=True)
class Draft:
    """What is to be signed, by whom (certificate in DER). `content` is kept inside; `signing_time` is aware.

    `digest` is the content's, by `digest_name`: sha256 for RSA, sha384 for P-384.
    """

    digest: bytes
    digest_name: str
    certificate: bytes = field(repr=False)
    content: bytes | None = field(default=None, repr=False)
    signing_time: datetime | None = None


def sign(draft: Draft, by_card: Callable[[bytes], bytes]) -> bytes:
    """A ContentInfo in DER; `by_card` signs the digest of the signed attributes.

    Raises NotSigned when the card signed wrongly, and what `by_card` raises.
    """
    attributes = _attributes(draft)
    message: bytes = attributes.dump()
    signature = by_card(hashlib.new(draft.digest_name, message).digest())
    # A card gone wrong must not be found out only by whoever gets the file.
    key = x509.load_der_x509_certificate(draft.certificate).public_key()
    check_signature(key, signature, message, draft.digest_name)
    return _content_info(draft, attributes, signature)


def _attributes(draft: Draft) -> Any:
    # Which certificate signed is signed too (RFC 5035), or another one for the same key could take its place.
    named = tsp.SigningCertificateV2({"certs": [{"cert_hash": hashlib.sha256(draft.certificate).digest()}]})
    values: list[tuple[str, object]] = [
        ("content_type", "data"),
        ("message_digest", draft.digest),
        ("signing_certificate_v2", named),
    ]
    if draft.signing_time:
        form = "utc_time" if draft.signing_time.year <= LAST_UTC_TIME else "general_time"
        values.append(("signing_time", cms.Time({form: draft.signing_time})))
    return cms.CMSAttributes([cms.CMSAttribute({"type": name, "values": [value]}) for name, value in values])


def _content_info(draft: Draft, attributes: Any, signature: bytes) -> bytes:
    own = asn1_x509.Certificate.load(draft.certificate)
    inside = {} if draft.content is None else {"content": core.OctetString(draft.content)}
    signed = {
        "version": "v1",
        "digest_algorithms": [{"algorithm": draft.digest_name}],
        "encap_content_info": {"content_type": "data", **inside},
        "certificates": [own],
        "signer_infos": [_signer(own, draft.digest_name, attributes, signature)],
    }
    found: bytes = cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(signed)}).dump()
    return found


def _signer(own: Any, digest_name: str, attributes: Any, signature: bytes) -> Any:
    name = {"issuer": own.issuer, "serial_number": own.serial_number}
    algorithm = "rsassa_pkcs1v15" if own.public_key.algorithm == "rsa" else f"{digest_name}_ecdsa"
    return cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier({"issuer_and_serial_number": cms.IssuerAndSerialNumber(name)}),
            "digest_algorithm": algos.DigestAlgorithm({"algorithm": digest_name}),
            "signed_attrs": attributes,
            "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": algorithm}),
            "signature": signature,
        }
    )
