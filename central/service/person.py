"""The person check: does this card's key prove its holder, here and now, and who is it in the register?

In this order, and nothing is shown before all have passed: certificate and chain, validity by central's clock, key
usage, signature over the challenge bound to terminal, visit and purpose, the verifier's verdict, the register.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from cards.certificates import Certificate, TrustAnchors
from cards.errors import CertificateNotYetValid, CertificateRefused, ExpiredCertificate, WrongSignature
from central.service.refusing import Refuse
from central.service.verifier import Verdict, Verifier
from central.service.visits import Visit
from central.wire import Identify, Reason, bound

REASONS: dict[type[CertificateRefused], Reason] = {
    ExpiredCertificate: Reason.CERTIFICATE_EXPIRED,
    CertificateNotYetValid: Reason.CERTIFICATE_EXPIRED,
    WrongSignature: Reason.SIGNATURE_WRONG,
}
REFUSED_BY_VERIFIER = {
    Verdict.REVOKED: Reason.CARD_REVOKED,
    Verdict.SUSPENDED: Reason.CARD_SUSPENDED,
    Verdict.UNKNOWN: Reason.REVOCATION_UNKNOWN,
    # Refused like a revoked card, or a thief would come on the day when the line is down.
    Verdict.UNREACHABLE: Reason.REVOCATION_UNKNOWN,
}


def check_card(visit: Visit, proof: Identify, anchors: TrustAnchors, at: datetime) -> Certificate:
    """The certificate, when it is trusted at that time and its key signed this visit's challenge. Raises Refuse."""
    try:
        certificate = anchors.check(proof.certificate, at)
        certificate.verify(proof.signature, bound(visit.challenge, visit.terminal, visit.visit, visit.purpose))
    except CertificateRefused as error:
        # The reason's name only: the text of an error may quote the certificate.
        reason = REASONS.get(type(error), Reason.CERTIFICATE_UNTRUSTED)
        raise Refuse(reason, f"certificate: {type(error).__name__}") from None
    return certificate


def check_verdict(certificate: Certificate, verifier: Verifier, record: Callable[[Verdict], None]) -> None:
    """Ask the verifier, keep its verdict, and go on with VALID only. Raises Refuse."""
    verdict = verifier.ask(certificate)
    record(verdict)
    if reason := REFUSED_BY_VERIFIER.get(verdict):
        raise Refuse(reason, f"the verifier says {verdict}")
