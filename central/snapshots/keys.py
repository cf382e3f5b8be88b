"""The key under which a list's identities are hashed, one for each operator and purpose; and how a terminal is given it.

Answers of central pass in the clear as long as there is no TLS, so the key goes encrypted to a share that the terminal made
for this one request, which it signed; central's signature with the snapshot key tells the terminal that it came from there.
X25519 (RFC 7748), HKDF-SHA256 (RFC 5869), ChaCha20-Poly1305 (RFC 8439).
"""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from central.snapshots.manifest import KEY_BYTES, SnapshotRefused, SnapshotSigner, is_signed
from central.wire import AskListKey, ListKey, SnapshotKind

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

LIST_KEY_BYTES = 32
_LIST_KEY = b"kazasu list key v1\n"
_NAME = b"kazasu list key id v1\n"
_HANDED = b"kazasu list key handed over v1\n"
_NONCE = bytes(12)  # each key of this cipher encrypts once


def list_key(master: bytes, kind: SnapshotKind, generation: int) -> bytes:
    """The key (32 bytes) of one purpose; a new generation is another key, and nothing hashed before fits it."""
    return hmac.digest(master, _LIST_KEY + f"{kind}\n{generation}".encode(), "sha256")


def name_of(key: bytes) -> str:
    """A list key's id: 16 hex digits that say nothing of the key."""
    return hashlib.sha256(_NAME + key).hexdigest()[:16]


def hashed(key: bytes, identity: str) -> int:
    """The 64-bit key of an identity: what an operator's file calls somebody, blanks around it taken off."""
    # a file made by hand and a card's text differ in blanks before they differ in anything else
    return int.from_bytes(hmac.digest(key, identity.strip().encode(), "sha256")[:KEY_BYTES], "big")


class Asking:
    """One request of one terminal for the key of one list; good for one answer."""

    def __init__(self, terminal: str, kind: SnapshotKind) -> None:
        self._terminal, self._kind = terminal, kind
        self._secret = X25519PrivateKey.generate()
        self.asked = AskListKey(share=self._secret.public_key().public_bytes_raw())

    def opened(self, answer: ListKey, central: Ed25519PublicKey) -> bytes:
        """The list key. Raises SnapshotRefused when central did not give it to this request."""
        said = _said(self._terminal, self._kind, self.asked.share, answer.share)
        if not is_signed(central, said + answer.sealed, answer.signature):
            raise SnapshotRefused("a list key came that is not signed with the key this terminal knows")
        try:
            cipher = _cipher(self._secret, answer.share, said)
            return cipher.decrypt(_NONCE, answer.sealed, said)
        except (InvalidTag, ValueError):
            raise SnapshotRefused("a list key came that was not encrypted for this terminal") from None


def hand_over(key: bytes, asked: AskListKey, terminal: str, kind: SnapshotKind, signer: SnapshotSigner) -> ListKey:
    """The answer to a terminal that has proved who it is. Raises ValueError for a share that is none."""
    secret = X25519PrivateKey.generate()
    share = secret.public_key().public_bytes_raw()
    said = _said(terminal, kind, asked.share, share)
    sealed = _cipher(secret, asked.share, said).encrypt(_NONCE, key, said)
    return ListKey(share=share, sealed=sealed, signature=signer.sign(said + sealed))


# Both shares are in what is signed and in what the key is derived from: an answer fits one request of one terminal.
def _said(terminal: str, kind: SnapshotKind, asked: bytes, given: bytes) -> bytes:
    return _HANDED + f"{terminal}\n{kind}\n".encode() + asked + given


def _cipher(secret: X25519PrivateKey, share: bytes, said: bytes) -> ChaCha20Poly1305:
    shared = secret.exchange(X25519PublicKey.from_public_bytes(share))
    return ChaCha20Poly1305(HKDF(SHA256(), LIST_KEY_BYTES, salt=None, info=said).derive(shared))
