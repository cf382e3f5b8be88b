"""Who signs what a virtual card shows of its holder: a small hierarchy of card-verifiable certificates for tests.

Key ids begin with 9, which no hierarchy of real cards does. Layout as measured on cards by an open survey (soltia48/myna-card).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.utils import NoDigestInfo

from drivers.virtual import issuer_keys
from drivers.virtual.certificates import read_key

EXPONENT, MODULUS = 0x90, 0x91
CERTIFICATE, BODY, SIGNATURE = 0x7F21, 0x5F4E, 0x5F37
SEQUENCE, OCTETS = b"\x30", b"\x04"
ALGORITHM = bytes.fromhex("300D06096086480165030402010500")
"""AlgorithmIdentifier of SHA-256 in DER (RFC 8017, 9.2 note 1)."""


@dataclass(frozen=True)
class Issuer:
    """A key and the 16 bytes that name it."""

    key_id: bytes
    key: RSAPrivateKey

    def sign(self, message: bytes) -> bytes:
        """PKCS #1 v1.5 with SHA-256, 256 bytes."""
        return self.key.sign(message, padding.PKCS1v15(), hashes.SHA256())

    def sign_block(self, digests: bytes) -> bytes:
        """PKCS #1 v1.5 over a SHA-256 DigestInfo that holds several digests instead of one, as the card face has it."""
        # No library signs such a DigestInfo, so it is spelt out here and only padded.
        length = len(ALGORITHM) + 2 + len(digests)
        block = SEQUENCE + bytes((length,)) + ALGORITHM + OCTETS + bytes((len(digests),)) + digests
        return self.key.sign(block, padding.PKCS1v15(), NoDigestInfo())


def key_id(number: str, last: int = 0) -> bytes:
    """A key id from its seven digits: they, 08 05, three digits, four bytes."""
    return number.encode("ascii") + b"\x08\x05001" + bytes((0, 0, 0, last))


@cache
def card_root() -> Issuer:
    """Who vouches for the card as a whole."""
    return Issuer(key_id("9000020", 0xA8), read_key(issuer_keys.CARD))


@cache
def surface_root() -> Issuer:
    """Who vouches for the municipality's key in 券面事項確認AP."""
    return Issuer(key_id("9000023"), read_key(issuer_keys.SURFACE))


@cache
def text_root() -> Issuer:
    """Who vouches for the municipality's key in 券面事項入力補助AP."""
    return Issuer(key_id("9000033"), read_key(issuer_keys.TEXT))


@cache
def municipality(code: str) -> Issuer:
    """Who signs the records of a card; one key serves all municipalities of the tests, named by the code's five digits."""
    return Issuer(key_id(f"91{code}"), read_key(issuer_keys.MUNICIPALITY))


def tagged(tag: int, value: bytes) -> bytes:
    """An object as the cards write it: a length of 128 or more always takes `82` and two bytes, so it need not be minimal."""
    length = bytes((len(value),)) if len(value) < 0x80 else b"\x82" + len(value).to_bytes(2, "big")
    return tag.to_bytes((tag.bit_length() + 7) // 8, "big") + length + value


def public_key(key: RSAPublicKey) -> bytes:
    """A public key as the cards write it: exponent, then 256 bytes of modulus."""
    numbers = key.public_numbers()
    return tagged(EXPONENT, numbers.e.to_bytes(3, "big")) + tagged(MODULUS, numbers.n.to_bytes(256, "big"))


def certify(issuer: Issuer, subject: Issuer) -> bytes:
    """A card-verifiable certificate by which one key vouches for another."""
    body = issuer.key_id + subject.key_id + public_key(subject.key.public_key())
    return tagged(CERTIFICATE, tagged(BODY, body) + tagged(SIGNATURE, issuer.sign(body)))
