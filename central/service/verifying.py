"""Whether a PDF is a certificate as it was signed: one PAdES signature, over the whole file, by whom it says.

The reading is pyHanko's, with its policy on what an update may change (ETSI EN 319 102-1); that nothing at all follows the
signature, and that only the signature stands in its gap, is looked at in the bytes themselves.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

import asn1crypto.x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import EmbeddedPdfSignature, PdfSignatureStatus, validate_pdf_signature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext

from central.service.cms import content_info

# What a municipality's certificate (LGPKI) is for: one of the two is enough.
USAGE = KeyUsageConstraints(key_usage={"non_repudiation", "digital_signature"}, match_all_key_usages=False)
PADES = "/ETSI.CAdES.detached"


class Part(StrEnum):
    """What is looked at, in turn; whatever fails makes what follows meaningless."""

    FILE = "file"
    SIGNATURE = "signature"
    WHOLE = "whole"
    CONTENTS = "contents"
    SIGNER = "signer"


class Finding(NamedTuple):
    """One part: whether it is as it should be (None: nobody looked) and a sentence that says so."""

    part: Part
    good: bool | None
    sentence: str


def findings(pdf: bytes, anchors: list[x509.Certificate]) -> list[Finding]:
    """Part after part up to the first that is wrong; without `anchors` nobody looks at who the signer is."""
    found: list[Finding] = []
    try:
        for finding in _look(pdf, anchors):
            found.append(finding)
            if finding.good is False:
                break
    except Exception as error:
        # A stranger's bytes may break a parser anywhere and in any way: what it could not read is not as it should be.
        part = list(Part)[len(found)]
        found.append(Finding(part, False, f"it cannot be read as the certificate of a city ({type(error).__name__})"))
    return found


def _look(pdf: bytes, anchors: list[x509.Certificate]) -> Iterator[Finding]:
    signatures = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    yield Finding(Part.FILE, True, "it is a PDF")
    alone = len(signatures) == 1 and signatures[0].sig_object.get("/SubFilter") == PADES
    yield Finding(Part.SIGNATURE, alone, f"signatures in it: {len(signatures)}; one, of PAdES, is expected")
    signature = signatures[0]
    wrong = _not_whole(pdf, [int(number) for number in signature.byte_range]) or _not_signed(signature)
    yield Finding(Part.WHOLE, not wrong, wrong or "the signature covers the whole file, and nothing was added to it")
    status = _status(signature, anchors)
    if not (status.intact and status.valid):
        yield Finding(Part.CONTENTS, False, "it was changed after it was signed, or the signature is another's")
    yield Finding(Part.CONTENTS, True, f"it is as {_signed_by(signature)}")
    yield _of_signer(status, looked=bool(anchors))


def _of_signer(status: PdfSignatureStatus, *, looked: bool) -> Finding:
    if not looked:
        return Finding(Part.SIGNER, None, "whose signature that really is was not looked at (--anchor)")
    if not status.trusted:
        return Finding(Part.SIGNER, False, "the signer is not vouched for by the anchor that was given")
    return Finding(Part.SIGNER, True, "the signer is vouched for by the anchor that was given")


def _not_whole(pdf: bytes, covered: list[int]) -> str:
    """What is wrong with the byte range (ISO 32000-1, 12.8.1), "" when it leaves out the signature alone."""
    if len(covered) != 4 or covered[0] != 0 or min(covered) < 0:
        return "the signature does not cover the file from its beginning"
    gap_from, gap_to, end = covered[1], covered[2], covered[2] + covered[3]
    gap = pdf[gap_from:gap_to]
    if gap[:1] + gap[-1:] != b"<>" or not set(gap[1:-1]) <= set(b"0123456789abcdefABCDEF"):
        return "something else than a signature stands where the signature should"
    if end != len(pdf):
        return f"{abs(len(pdf) - end)} bytes are not covered: something was added or taken away after it was signed"
    return ""


def _not_signed(signature: EmbeddedPdfSignature) -> str:
    """What is wrong with those bytes of the signature that are not signed, "" when they are as central writes them."""
    found, signer = signature.pkcs7_content, signature.signer_info
    own = x509.load_der_x509_certificate(signature.signer_cert.dump())  # type: ignore[no-untyped-call]
    again = content_info(
        [each.dump() for each in signature.signed_data["certificates"]],
        own,
        signer["signed_attrs"].contents,
        signer["signature_algorithm"].dump(),
        signer["signature"].native,
    )
    return "" if found == again.ljust(len(found), b"\0") else "the signature is written otherwise than a city's is"


def _status(signature: EmbeddedPdfSignature, anchors: list[x509.Certificate]) -> PdfSignatureStatus:
    load = asn1crypto.x509.Certificate.load
    roots = [load(each.public_bytes(Encoding.DER)) for each in anchors]  # type: ignore[no-untyped-call]
    # As of its signing: certificates outlive those that they are signed with. Revocation would need the net.
    vouched = ValidationContext(
        trust_roots=roots, allow_fetching=False, revocation_mode="soft-fail", moment=_signed_at(signature)
    )
    return validate_pdf_signature(signature, vouched, key_usage_settings=USAGE)


def _signed_at(signature: EmbeddedPdfSignature) -> datetime:
    at = signature.self_reported_timestamp
    if at is None or at.tzinfo is None:
        raise ValueError("the signature does not tell when it was made")
    return at


def _signed_by(signature: EmbeddedPdfSignature) -> str:
    who = signature.signer_cert.subject.native.get("common_name", "somebody without a name")
    return f"{who} signed it at {_signed_at(signature).isoformat()}"
