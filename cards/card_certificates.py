"""Card-verifiable certificates of the 券面 applications: who vouches for what a card says about itself.

Layout as measured on cards by an open survey (soltia48/myna-card); signatures are RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017, 8.2),
ECDSA P-384 with SHA-384 for the card to come. What a card supplies is never an anchor: the issuers' keys are the caller's.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_public_key,
    load_pem_public_key,
)

from cards import keys, tlv
from cards.errors import BadCardData, MalformedCertificate, UntrustedCertificate, WrongSignature
from cards.records import Layout, Record

KEY_ID_BYTES = 16
EXPONENT, MODULUS, POINT = 0x90, 0x91, 0x86
"""Objects of a public key: RSA as the cards have it, the point of an elliptic curve by ISO/IEC 7816-8."""

CERTIFICATE = Layout("card-verifiable certificate", 0x7F21)
BODY, SIGNATURE = 0x5F4E, 0x5F37


@dataclass(frozen=True)
class KeyId:
    """16 bytes that name a key: seven digits, 08 05, three digits, four bytes; compared whole."""

    octets: bytes

    def __post_init__(self) -> None:
        """Raises BadCardData when the bytes are no key identifier."""
        digits = self.octets[:7] + self.octets[9:12]
        if len(self.octets) != KEY_ID_BYTES or not digits.isdigit():
            raise BadCardData(f"no key identifier in {len(self.octets)} bytes")

    def __str__(self) -> str:
        return f"{self.octets[:7].decode()}/{self.octets[9:12].decode()}"


@dataclass(frozen=True)
class PublicKey:
    """A key that signatures are held against, as SubjectPublicKeyInfo in DER; equal when the key is the same."""

    der: bytes = field(repr=False)

    @classmethod
    def of(cls, key: object) -> PublicKey:
        """Take a key of `cryptography`. Raises BadCardData for another kind, a short RSA key or a small exponent."""
        if keys.algorithm_of(key) is None or not isinstance(key, keys.Key):
            raise BadCardData("the public key is of a kind that proves nothing")
        return cls(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))

    @classmethod
    def read(cls, content: bytes) -> PublicKey:
        """Read the objects of a key as a card holds them. Raises BadCardData."""
        found = {item.tag: item.value for item in tlv.parse(content)}
        try:
            if set(found) == {EXPONENT, MODULUS}:
                numbers = (int.from_bytes(found[tag], "big") for tag in (EXPONENT, MODULUS))
                return cls.of(rsa.RSAPublicNumbers(*numbers).public_key())
            if set(found) == {POINT}:
                return cls.of(ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP384R1(), found[POINT]))
        except (ValueError, OverflowError) as error:
            raise BadCardData("the public key is none") from error
        raise BadCardData(f"a public key with the objects {', '.join(f'{tag:X}' for tag in found) or 'none'}")

    @property
    def fingerprint(self) -> bytes:
        """SHA-256 of the key (32 bytes), to name it in a record."""
        return sha256(self.der).digest()

    def verify(self, signature: bytes, message: bytes) -> None:
        """Hold a signature against the message. Raises WrongSignature."""
        keys.verify(load_der_public_key(self.der), signature, message)

    def recover(self, signature: bytes) -> bytes:
        """What a signature of PKCS #1 v1.5 holds between its padding and its end. Raises WrongSignature."""
        key = load_der_public_key(self.der)
        # The library takes a short signature for a number with leading zeros.
        if not isinstance(key, rsa.RSAPublicKey) or len(signature) * 8 != key.key_size:
            raise WrongSignature(f"a signature of {len(signature)} bytes is none by this key")
        try:
            return key.recover_data_from_signature(signature, padding.PKCS1v15(), None)
        except InvalidSignature as error:
            raise WrongSignature("the signature was not made with this key") from error


@dataclass(frozen=True)
class Signed:
    """Bytes as the card stores them and the signature over them."""

    signature: bytes = field(repr=False)
    signed: bytes = field(repr=False)

    def check(self, issuer: PublicKey) -> None:
        """Hold the signature against the key that should have made it. Raises WrongSignature."""
        issuer.verify(self.signature, self.signed)


@dataclass(frozen=True)
class SignedKey(Signed):
    """The public half of a card's internal authentication key, and the issuer's signature over it."""

    public_key: PublicKey


@dataclass(frozen=True)
class CardCertificate(Signed):
    """Which key (`issuer`) vouches for which key (`subject`, `public_key`): 7F21 with 5F4E and 5F37."""

    issuer: KeyId
    subject: KeyId
    public_key: PublicKey

    @classmethod
    def read(cls, content: bytes) -> CardCertificate:
        """Read a certificate without judging it. Raises BadCardData."""
        record = Record.read(content, CERTIFICATE)
        body = record.value(BODY)
        return cls(
            signature=record.value(SIGNATURE),
            signed=body,
            issuer=KeyId(body[:KEY_ID_BYTES]),
            subject=KeyId(body[KEY_ID_BYTES : 2 * KEY_ID_BYTES]),
            public_key=PublicKey.read(body[2 * KEY_ID_BYTES :]),
        )


@dataclass(frozen=True)
class IssuerKeys:
    """The issuers' keys that a city trusts, by key identifier; a card's own are never among them."""

    keys: Mapping[KeyId, PublicKey]

    @classmethod
    def read(cls, path: Path) -> IssuerKeys:
        """Read a TOML file of `[[issuer]]` tables: `id` (32 hexadecimal digits), `public_key` (PEM), and `about` if you like.

        Raises MalformedCertificate naming the file and the table.
        """
        try:
            tables = tomllib.loads(path.read_text(encoding="utf-8"))["issuer"]
            keys = dict(_issuer(number, table) for number, table in enumerate(tables, 1))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise MalformedCertificate(f"{path}: not a file of issuers' keys, {error}") from error
        if len(keys) < len(tables):
            raise MalformedCertificate(f"{path}: one key identifier stands there twice")
        return cls(keys)

    def check(self, certificate: CardCertificate) -> PublicKey:
        """The key that the certificate vouches for. Raises UntrustedCertificate, WrongSignature."""
        issuer = self.keys.get(certificate.issuer)
        if issuer is None:
            raise UntrustedCertificate(f"no key of the issuer {certificate.issuer}")
        certificate.check(issuer)
        return certificate.public_key


def _issuer(number: int, table: Mapping[str, Any]) -> tuple[KeyId, PublicKey]:
    try:
        return KeyId(bytes.fromhex(table["id"])), PublicKey.of(load_pem_public_key(table["public_key"].encode("ascii")))
    except KeyError as error:
        raise ValueError(f"issuer {number}: {error} is missing") from error
    except (ValueError, TypeError, AttributeError, BadCardData, UnsupportedAlgorithm) as error:
        raise ValueError(f"issuer {number}: id is 32 hexadecimal digits, public_key a public key in PEM") from error
