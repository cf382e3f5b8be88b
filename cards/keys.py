"""Public keys that signatures are held against: which kinds count, and how each signs."""

from __future__ import annotations

from types import MappingProxyType

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from cards.errors import WrongSignature
from cards.tables import ECDSA_P256, ECDSA_P384, RSA_2048, Algorithm

LEAST_EXPONENT = 65537
"""A smaller one (3) has let signatures be forged where padding was read carelessly."""

HASHES = MappingProxyType({"sha256": hashes.SHA256(), "sha384": hashes.SHA384()})
"""Digests by the name that hashlib gives them."""

CURVES = MappingProxyType({"secp256r1": ECDSA_P256, "secp384r1": ECDSA_P384})
"""Curves that count, by the name of SEC 2."""

Key = rsa.RSAPublicKey | ec.EllipticCurvePublicKey


def algorithm_of(key: object) -> Algorithm | None:
    """How the key signs; None for one that proves nothing: of another kind or curve, short, or of a small exponent."""
    if isinstance(key, rsa.RSAPublicKey):
        strong = key.key_size >= RSA_2048.bits and key.public_numbers().e >= LEAST_EXPONENT
        return RSA_2048 if strong else None
    # Not by its size: other curves have 384 bits too.
    return CURVES.get(key.curve.name) if isinstance(key, ec.EllipticCurvePublicKey) else None


def verify(key: object, signature: bytes, message: bytes) -> None:
    """Hold a signature against a message: RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017, 8.2), or ECDSA with its curve's digest.

    Raises WrongSignature.
    """
    algorithm = algorithm_of(key)
    if algorithm is None or not isinstance(key, Key):
        raise WrongSignature("no signature is held against a key of this kind")
    digest = HASHES[algorithm.digest]
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, message, padding.PKCS1v15(), digest)
        else:
            key.verify(signature, message, ec.ECDSA(digest))
    except InvalidSignature as error:
        raise WrongSignature("the signature does not belong to this message and key") from error
