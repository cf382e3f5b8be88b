"""What hides riders in the database: keyed hashes to find them by, and encryption for what the lists must be made of.

All keys come from the operator's key. AES-256-GCM (NIST SP 800-38D) with a random nonce of 96 bits before each text; what it
belongs to is authenticated with it, so that no row's text passes for another's.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12
_RESIDENTS = b"kazasu rider residents v1"
_IDENTITIES = b"kazasu rider identities v1"
_SEALING = b"kazasu rider sealing v1"
_BODIES = b"kazasu rider applications v1"


class Unreadable(Exception):
    """What is sealed was not sealed with this operator's key, or for another row; the text quotes nothing of it."""


class Veil:
    """Hashes and seals with the operator's key (32 bytes)."""

    def __init__(self, operator_key: bytes) -> None:
        self._residents, self._identities, self._bodies, sealing = (
            hmac.digest(operator_key, purpose, "sha256") for purpose in (_RESIDENTS, _IDENTITIES, _BODIES, _SEALING)
        )
        self._cipher = AESGCM(sealing)

    def __repr__(self) -> str:
        return "Veil()"

    def resident(self, number: int) -> str:
        """What a resident's rider is found by (64 hexadecimal digits)."""
        return _hashed(self._residents, str(number).encode())

    def mark(self, identity: str) -> str:
        """What an identity is found by (64 hexadecimal digits)."""
        return _hashed(self._identities, identity.encode())

    def body(self, asked: bytes) -> str:
        """What tells one application from another under the same id."""
        return _hashed(self._bodies, asked)

    def sealed(self, identity: str, mark: str) -> bytes:
        """An identity's text, readable to this operator alone."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, identity.encode(), mark.encode())

    def opened(self, sealed: bytes, mark: str) -> str:
        """The text that was sealed under this mark. Raises Unreadable."""
        try:
            return self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], mark.encode()).decode()
        except (InvalidTag, ValueError):
            raise Unreadable("an identity cannot be opened with this operator's key") from None


def _hashed(key: bytes, text: bytes) -> str:
    return hmac.digest(key, text, hashlib.sha256).hex()
