"""What the chip of a virtual card does with its private keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import sha256
from types import MappingProxyType

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import NoDigestInfo, Prehashed

from cards.tables import SignMode

PSS = padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.DIGEST_LENGTH)
DIGEST = Prehashed(hashes.SHA256())


def _pad(key: RSAPrivateKey, block: bytes) -> bytes:
    return key.sign(block, padding.PKCS1v15(), NoDigestInfo())


MODES: Mapping[SignMode, Callable[[RSAPrivateKey, bytes], bytes]] = MappingProxyType(
    {
        SignMode.AS_GIVEN: _pad,
        SignMode.BARE_DIGEST: lambda key, message: _pad(key, sha256(message).digest()),
        SignMode.DIGEST: lambda key, digest: key.sign(digest, padding.PKCS1v15(), DIGEST),
        SignMode.MESSAGE: lambda key, message: key.sign(message, padding.PKCS1v15(), hashes.SHA256()),
        SignMode.PSS_DIGEST: lambda key, digest: key.sign(digest, PSS, DIGEST),
        SignMode.PSS_MESSAGE: lambda key, message: key.sign(message, PSS, hashes.SHA256()),
    }
)
"""What RSA makes of what it is given, by mode (RFC 8017, 8)."""


def sign(key: RSAPrivateKey | ec.EllipticCurvePrivateKey, mode: SignMode, content: bytes) -> bytes:
    """A signature of RSA in that mode, or of ECDSA over a SHA-384 digest (DER)."""
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return key.sign(content, ec.ECDSA(Prehashed(hashes.SHA384())))
    return MODES[mode](key, content)
