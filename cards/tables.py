"""What a card has and where: a new generation of the card (fewer applications, ECDSA P-384, other PINs) is a new table here.

The identifiers have no public normative source; independent open implementations agree on them (OpenSC's card-jpki.c among them).
No other file of the product knows an AID, a file, the form of a PIN, the size of a key or an algorithm.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType

DIGEST_INFO_SHA256 = bytes.fromhex("3031300D060960864801650304020105000420")
"""DER before a SHA-256 digest in PKCS #1 v1.5 (RFC 8017, 9.2 note 1)."""

CHANGE_REFERENCE_DATA = bytes.fromhex("00240180")
"""Header that changes the current PIN once it is verified (ISO/IEC 7816-4, 11.5.7)."""

CHANGE_KEY = bytes.fromhex("80320080")
"""Header that changes the current PIN once it is verified (JICSAP 1.1, CHANGE KEY)."""


class SignMode(StrEnum):
    """What COMPUTE DIGITAL SIGNATURE is given, and what it makes of it."""

    AS_GIVEN = "as_given"
    """Bytes that are only padded, by PKCS #1 v1.5; a DigestInfo makes it the usual signature."""
    BARE_DIGEST = "bare_digest"
    """A message: the card pads its SHA-256 by PKCS #1 v1.5 without saying which digest it is."""
    DIGEST = "digest"
    """A digest: the card makes the DigestInfo."""
    MESSAGE = "message"
    """A message: the card hashes it and makes the DigestInfo."""
    PSS_DIGEST = "pss_digest"
    """A digest, signed by RSASSA-PSS with a random salt."""
    PSS_MESSAGE = "pss_message"
    """A message, hashed by the card and signed by RSASSA-PSS with a random salt."""


@dataclass(frozen=True)
class Mode:
    """How a card is told the mode: P1 of the command, and the least and most bytes it takes."""

    p1: int
    least: int
    most: int


@dataclass(frozen=True)
class Algorithm:
    """How a key signs: bits of the key, its digest (as hashlib calls it), what stands before it, bytes of a signature."""

    name: str
    bits: int
    digest: str
    digest_bytes: int
    digest_prefix: bytes
    least_signature: int
    most_signature: int
    modes: Mapping[SignMode, Mode] = field(compare=False)


RSA_2048 = Algorithm(
    name="RSA",
    bits=2048,
    digest="sha256",
    digest_bytes=32,
    digest_prefix=DIGEST_INFO_SHA256,
    least_signature=256,
    most_signature=256,
    modes=MappingProxyType(
        {
            SignMode.AS_GIVEN: Mode(0x00, 1, 245),
            SignMode.BARE_DIGEST: Mode(0x01, 1, 255),
            SignMode.DIGEST: Mode(0x02, 32, 32),
            SignMode.MESSAGE: Mode(0x03, 1, 255),
            SignMode.PSS_DIGEST: Mode(0x04, 32, 32),
            SignMode.PSS_MESSAGE: Mode(0x05, 1, 255),
        }
    ),
)
"""RSA-2048 with SHA-256: PKCS #1 v1.5 leaves 245 bytes of 256 (RFC 8017, 9.2)."""

ECDSA_P384 = Algorithm(
    name="ECDSA",
    bits=384,
    digest="sha384",
    digest_bytes=48,
    digest_prefix=b"",
    least_signature=8,
    most_signature=104,
    modes=MappingProxyType({SignMode.AS_GIVEN: Mode(0x00, 48, 48)}),
)
"""ECDSA on P-384 with SHA-384, announced for the next card; the signature is taken to be DER (RFC 3279, 2.2.3)."""

ECDSA_P256 = replace(
    ECDSA_P384, bits=256, digest="sha256", digest_bytes=32, most_signature=72, modes=MappingProxyType({})
)
"""ECDSA on P-256 with SHA-256: of no card, but of a municipality's own keys, whose certificates are held against a CA too."""


@dataclass(frozen=True)
class Pin:
    """A secret code: file, pattern of the whole text, tries of a fresh one, its official name.

    `change` is the header that changes it, empty where it cannot be changed; `upper`: letters are sent in upper case;
    `limited` False: how often it may be tried is not published, and the card may say that there is no limit.
    """

    name: str
    sfi: int
    pattern: str
    tries: int
    spoken: str = ""
    change: bytes = b""
    upper: bool = False
    limited: bool = True


@dataclass(frozen=True)
class Key:
    """A key with its PIN, its certificate and the certificate of its CA: files, and how it signs."""

    sfi: int
    pin: Pin
    certificate: int
    ca_certificate: int
    algorithm: Algorithm = RSA_2048


@dataclass(frozen=True)
class Application:
    """An application of a card: its name (AID) and the PINs it knows.

    `rooms` says how many bytes are asked for at once of a file where extended length passes; 256 of any other.
    """

    aid: bytes
    pins: tuple[Pin, ...]
    rooms: Mapping[int, int] = field(default_factory=dict, compare=False, kw_only=True)


@dataclass(frozen=True)
class JpkiApplication(Application):
    """公的個人認証AP: two keys, and two files that tell the kind of card."""

    user_authentication: Key
    signature: Key
    token: int
    availability: int


@dataclass(frozen=True)
class TextApplication(Application):
    """券面事項入力補助AP: the PIN and two numbers that open its files, the files, and the key without a PIN.

    `my_number_bytes` is the size of its file, which a digest covers filler and all.
    """

    pin: Pin
    number_a: Pin
    number_b: Pin
    my_number: int
    attributes: int
    integrity: int
    certificate: int
    basic: int
    session_key: int
    internal_public_key: int
    internal_key: int
    internal_algorithm: Algorithm = RSA_2048
    my_number_bytes: int = 17


@dataclass(frozen=True)
class SurfaceApplication(Application):
    """券面事項確認AP: three codes made of what is printed on the card, the files they open, and the key without a PIN."""

    birth_date: Pin
    number_a: Pin
    number_b: Pin
    age: int
    face: int
    basic: int
    certificate: int
    number_image: int
    internal_key: int
    internal_algorithm: Algorithm = RSA_2048


@dataclass(frozen=True)
class CommonApplication(Application):
    """共通カードAP: the record that tells the card's own number, and half of the card's own PIN."""

    pin: Pin
    identity: int
    key_id: int
    internal_key: int


@dataclass(frozen=True)
class Generation:
    """One generation of the card: its applications; None where it has no such."""

    jpki: JpkiApplication
    text: TextApplication | None
    surface: SurfaceApplication | None
    common: CommonApplication | None
    juki: Application | None


_USER_PIN = Pin(
    "user_authentication",
    0x18,
    r"[0-9]{4}",
    3,
    "利用者証明用電子証明書の暗証番号",
    CHANGE_REFERENCE_DATA,
)
_SIGNATURE_PASSWORD = Pin(
    "signature",
    0x1B,
    r"(?=.*[A-Z])(?=.*[0-9])[A-Z0-9]{6,16}",
    5,
    "署名用電子証明書の暗証番号",
    CHANGE_REFERENCE_DATA,
    upper=True,
)

JPKI = JpkiApplication(
    aid=bytes.fromhex("D392F000260100000001"),
    pins=(_USER_PIN, _SIGNATURE_PASSWORD),
    user_authentication=Key(sfi=0x17, pin=_USER_PIN, certificate=0x0A, ca_certificate=0x0B),
    signature=Key(sfi=0x1A, pin=_SIGNATURE_PASSWORD, certificate=0x01, ca_certificate=0x02),
    token=0x06,
    availability=0x08,
    # Filler asked for is filler sent: a little more than a certificate has (1,583 bytes measured on a card, 1,301 to 1,319
    # of the CAs), and for the one that tells the person all that a file of 2,048 can hold.
    rooms=MappingProxyType({0x0A: 1664, 0x0B: 1344, 0x01: 2048, 0x02: 1344}),
)
"""公的個人認証AP of the cards issued since 2016: RSA-2048."""

_PROFILE_PIN = Pin("profile", 0x11, r"[0-9]{4}", 3, "券面事項入力補助用の暗証番号", CHANGE_REFERENCE_DATA)
_TEXT_NUMBER_A = Pin("number_a", 0x14, r"[0-9]{12}", 10, "照合番号A")
_TEXT_NUMBER_B = Pin("number_b", 0x15, r"[0-9]{14}", 10, "照合番号B")

TEXT = TextApplication(
    aid=bytes.fromhex("D3921000310001010408"),
    pins=(_PROFILE_PIN, _TEXT_NUMBER_A, _TEXT_NUMBER_B),
    pin=_PROFILE_PIN,
    number_a=_TEXT_NUMBER_A,
    number_b=_TEXT_NUMBER_B,
    my_number=0x01,
    attributes=0x02,
    integrity=0x03,
    certificate=0x04,
    basic=0x05,
    session_key=0x06,
    internal_public_key=0x07,
    internal_key=0x13,
    # These three have one size on every card; the rest fits 256.
    rooms=MappingProxyType({0x03: 336, 0x04: 568, 0x07: 536}),
)
"""券面事項入力補助AP: My Number, name, address, birth date and sex as text."""

_BIRTH_DATE = Pin("birth_date", 0x11, r"[0-9]{6}", 10, "生年月日", limited=False)
_SURFACE_NUMBER_B = Pin("number_b", 0x12, r"[0-9]{14}", 10, "照合番号B")
_SURFACE_NUMBER_A = Pin("number_a", 0x13, r"[0-9]{12}", 10, "照合番号A")

SURFACE = SurfaceApplication(
    aid=bytes.fromhex("D3921000310001010402"),
    pins=(_BIRTH_DATE, _SURFACE_NUMBER_B, _SURFACE_NUMBER_A),
    birth_date=_BIRTH_DATE,
    number_a=_SURFACE_NUMBER_A,
    number_b=_SURFACE_NUMBER_B,
    age=0x01,
    face=0x02,
    basic=0x03,
    certificate=0x04,
    number_image=0x05,
    internal_key=0x1A,
    # Of face and number image only the beginning: their sizes are not published, and the rest is asked for exactly.
    rooms=MappingProxyType({0x01: 547, 0x02: 512, 0x04: 568, 0x05: 512}),
)
"""券面事項確認AP: what is printed on the card; the tries of the birth date are not published."""

_COMMON_PIN = Pin("card_common", 0x1C, r"[0-9]{4}", 3, "個人番号カード用の暗証番号", CHANGE_KEY)
_JUKI_PIN = Pin("card_juki", 0x1C, r"[0-9]{4}", 3, "個人番号カード用の暗証番号", CHANGE_KEY)

COMMON = CommonApplication(
    aid=bytes.fromhex("D3921000310001010100"),
    pins=(_COMMON_PIN,),
    pin=_COMMON_PIN,
    identity=0x01,
    key_id=0x02,
    internal_key=0x19,
)
"""共通カードAP: number, municipality and expiry of the card."""

JUKI = Application(aid=bytes.fromhex("D3921000310001010401"), pins=(_JUKI_PIN,))
"""住基AP, which the old resident card has too; its PIN is the other half of the card's own, and the two can differ."""

CURRENT = Generation(JPKI, TEXT, SURFACE, COMMON, JUKI)
"""The cards issued since 2016."""

DRIVING_LICENCE = tuple(
    bytes.fromhex(aid)
    for aid in (
        "A0000002310100000000000000000000",
        "A0000002310200000000000000000000",
        "A0000002480300000000000000000000",
    )
)
"""Applications of an IC driving licence, the first on every one."""

TOKEN_LABELS = MappingProxyType(
    {
        "JPKIAPICCTOKEN2": "my_number",
        "JPKIAPICCTOKEN": "resident_card",
        "JPKIAPGPSETOKEN": "android",
        "JPKIAPIOSTOKEN": "iphone",
    }
)
"""Label in the token file to kind of card."""

REAL_ORGANIZATION = "JPKI"
"""Organization in the names of the real CAs; their test hierarchy and every virtual one has another."""

TEST_POLICIES = frozenset({"1.2.392.200149.8.5.1.0.20"})
"""Certificate policies of test cards; of real ones 1.2.392.200149.8.5.1.1.20 is for signing, .3.30 for user authentication."""
