"""What a card has and where: a new generation of the card (fewer applications, ECDSA P-384, other PINs) is a new table here.

The identifiers have no public normative source; independent open implementations agree on them (OpenSC's card-jpki.c among them).
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

DIGEST_INFO_SHA256 = bytes.fromhex("3031300D060960864801650304020105000420")
"""DER before a SHA-256 digest in PKCS #1 v1.5 (RFC 8017, 9.2 note 1)."""


@dataclass(frozen=True)
class Pin:
    """A secret code the holder types: file, pattern of the whole text, and how many tries a fresh one has."""

    name: str
    sfi: int
    pattern: str
    tries: int


@dataclass(frozen=True)
class Key:
    """A key with its certificate: `p1` of COMPUTE DIGITAL SIGNATURE, what stands before the digest, bytes of a signature."""

    sfi: int
    pin: Pin
    certificate: int
    ca_certificate: int
    p1: int = 0x00
    digest_prefix: bytes = DIGEST_INFO_SHA256
    digest_bytes: int = 32
    signature_bytes: int = 256


@dataclass(frozen=True)
class Application:
    """An application of a card: its name (AID) and the PINs it knows."""

    aid: bytes
    pins: tuple[Pin, ...]


@dataclass(frozen=True)
class JpkiApplication(Application):
    """公的個人認証AP: two keys, and two files that tell the kind of card."""

    user_authentication: Key
    signature: Key
    token: int
    availability: int


_USER_PIN = Pin("user_authentication", 0x18, r"[0-9]{4}", 3)
_SIGNATURE_PASSWORD = Pin("signature", 0x1B, r"(?=.*[A-Z])(?=.*[0-9])[A-Z0-9]{6,16}", 5)

JPKI = JpkiApplication(
    aid=bytes.fromhex("D392F000260100000001"),
    pins=(_USER_PIN, _SIGNATURE_PASSWORD),
    user_authentication=Key(sfi=0x17, pin=_USER_PIN, certificate=0x0A, ca_certificate=0x0B),
    signature=Key(sfi=0x1A, pin=_SIGNATURE_PASSWORD, certificate=0x01, ca_certificate=0x02),
    token=0x06,
    availability=0x08,
)
"""公的個人認証AP of the cards issued since 2016: RSA-2048."""

TEXT = Application(
    aid=bytes.fromhex("D3921000310001010408"),
    pins=(
        Pin("profile", 0x11, r"[0-9]{4}", 3),
        Pin("number_a", 0x14, r"[0-9]{12}", 10),
        Pin("number_b", 0x15, r"[0-9]{14}", 10),
    ),
)
"""券面事項入力補助AP: name, address, birth date and sex as text."""

SURFACE = Application(
    aid=bytes.fromhex("D3921000310001010402"),
    pins=(
        Pin("birth_date", 0x11, r"[0-9]{6}", 10),
        Pin("number_b", 0x12, r"[0-9]{14}", 10),
        Pin("number_a", 0x13, r"[0-9]{12}", 10),
    ),
)
"""券面事項確認AP: what is printed on the card; the tries of the birth date are not published."""

TOKEN_LABELS = MappingProxyType(
    {
        "JPKIAPICCTOKEN2": "my_number",
        "JPKIAPICCTOKEN": "resident_card",
        "JPKIAPGPSETOKEN": "android",
        "JPKIAPIOSTOKEN": "iphone",
    }
)
"""Label in the token file to kind of card."""
