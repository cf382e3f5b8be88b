"""A detached CMS signature as PAdES baseline B asks for it (RFC 5652, 5; RFC 5035, 3; ETSI EN 319 142-1, 6.3).

Written out in DER, since a general library takes 15 ms of a core to put one together, and signing itself 0.1 ms.
"""

from __future__ import annotations

import hashlib

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey

INTEGER, OCTETS, SEQUENCE, SET, TAGGED_0 = 0x02, 0x04, 0x30, 0x31, 0xA0
DATA = bytes.fromhex("06092a864886f70d010701")
SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
CONTENT_TYPE = bytes.fromhex("06092a864886f70d010903")
MESSAGE_DIGEST = bytes.fromhex("06092a864886f70d010904")
SIGNING_CERTIFICATE_V2 = bytes.fromhex("060b2a864886f70d010910022f")
SHA256 = bytes.fromhex("300b0609608648016503040201")
RSA = bytes.fromhex("300d06092a864886f70d0101010500")
ECDSA_SHA256 = bytes.fromhex("300a06082a8648ce3d040302")


class CmsSigner:
    """Signs digests with one key; `chain` is its certificate and those above it.

    They go into the signature, but for the root, which whoever checks must have from elsewhere.
    """

    def __init__(self, key: Key, chain: list[x509.Certificate]) -> None:
        self._key = key
        self._own = chain[0]
        kept = [each for each in chain[1:] if each.issuer != each.subject]
        self._certificates = [each.public_bytes(Encoding.DER) for each in (chain[0], *kept)]
        # Which certificate signed is signed too, or another one for the same key could take its place.
        named = der(OCTETS, hashlib.sha256(self._certificates[0]).digest())
        named = der(SEQUENCE, der(SEQUENCE, der(SEQUENCE, named)))
        self._named = der(SEQUENCE, SIGNING_CERTIFICATE_V2, der(SET, named))
        self._algorithm = RSA if isinstance(key, rsa.RSAPrivateKey) else ECDSA_SHA256
        self.room = len(self.sign(bytes(32))) + 16  # bytes that are always enough: an ECDSA signature varies by some

    def sign(self, digest: bytes) -> bytes:
        """A ContentInfo (DER) over a document's SHA-256."""
        attributes = [
            der(SEQUENCE, CONTENT_TYPE, der(SET, DATA)),
            der(SEQUENCE, MESSAGE_DIGEST, der(SET, der(OCTETS, digest))),
            self._named,
        ]
        content = b"".join(sorted(attributes))  # a SET OF, in the order of DER
        signature = self._signed(der(SET, content))
        return content_info(self._certificates, self._own, content, self._algorithm, signature)

    def _signed(self, message: bytes) -> bytes:
        if isinstance(self._key, rsa.RSAPrivateKey):
            return self._key.sign(message, padding.PKCS1v15(), hashes.SHA256())
        return self._key.sign(message, ec.ECDSA(hashes.SHA256()))


def content_info(
    certificates: list[bytes], own: x509.Certificate, attributes: bytes, algorithm: bytes, signature: bytes
) -> bytes:
    """The one way in which these parts are written; who checks writes them again, and finds whatever is not signed."""
    issuer = der(SEQUENCE, own.issuer.public_bytes(), _integer(own.serial_number))
    signed = der(TAGGED_0, attributes), algorithm, der(OCTETS, signature)
    signer = der(SEQUENCE, _integer(1), issuer, SHA256, *signed)
    head = _integer(1), der(SET, SHA256), der(SEQUENCE, DATA), der(TAGGED_0, *certificates)
    return der(SEQUENCE, SIGNED_DATA, der(TAGGED_0, der(SEQUENCE, *head, der(SET, signer))))


def der(tag: int, *parts: bytes) -> bytes:
    """One value in DER (X.690, 8.1): its tag, its length, its content."""
    content = b"".join(parts)
    length = len(content)
    if length < 0x80:
        return bytes([tag, length]) + content
    octets = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(octets)]) + octets + content


def _integer(value: int) -> bytes:
    return der(INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big"))
