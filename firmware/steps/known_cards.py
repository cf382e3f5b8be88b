"""Cards that a terminal knows by themselves: by the fingerprint of their certificate, and proved by PIN and signature.

Nothing of it needs central: the challenge is the terminal's own.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable

from firmware.errors import Refused
from firmware.phrases import say
from firmware.steps.card import Proof

CHALLENGE_BYTES = 32


class KnownCards:
    """Some cards, each by the SHA-256 (hex) of its user authentication certificate."""

    def __init__(self, fingerprints: Iterable[str] = ()) -> None:
        self._fingerprints = frozenset(fingerprints)
        self._message = b""

    def know(self, certificate: bytes) -> bool:
        """Whether a certificate (DER) is one of them; that alone proves nothing."""
        return fingerprint(certificate) in self._fingerprints

    def digest(self, terminal: str) -> bytes:
        """What such a card must sign now: the digest of a fresh challenge for this terminal."""
        self._message = f"kazasu operator {terminal} ".encode() + secrets.token_bytes(CHALLENGE_BYTES)
        return hashlib.sha256(self._message).digest()

    def check(self, proof: Proof) -> None:
        """Hold the card's signature against the last challenge, which is good once. Raises Refused."""
        # here, because it brings cryptography: no visitor should wait for it
        from cards.certificates import read
        from cards.errors import CertificateRefused

        message, self._message = self._message, b""
        try:
            read(proof.certificate).verify(proof.signature, message)
        except CertificateRefused:
            raise Refused(say("card-other-kind")) from None


def fingerprint(certificate: bytes) -> str:
    """What names a card in the configuration."""
    return hashlib.sha256(certificate).hexdigest()
