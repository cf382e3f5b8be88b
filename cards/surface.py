"""券面事項確認AP: what is printed on the card, signed, for whoever holds the printed card against its chip.

Layouts as measured on cards by an open survey (soltia48/myna-card). The birth date code opens the age record, 照合番号B the card's
face, 照合番号A the face and the picture of My Number. Expiry and security code are not signed. The images are as stored:
PNG of one bit a pixel, and a JPEG 2000 photo in grey.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

from cards.apdu import Channel
from cards.card_certificates import KeyId, PublicKey, Signed
from cards.errors import BadCardData, WrongSignature
from cards.records import Layout, Record, Sex
from cards.secret import Secret, taken
from cards.signed_session import SignedSession
from cards.tables import SURFACE, Pin, SurfaceApplication

AGE = Layout("age record", 0xFF10)
AGE_BIRTH_DATE, AGE_KEY, AGE_SIGNATURE = 0xDF11, 0xDF12, 0xDF13
FACE = Layout("card's face", 0xFF20, offsets=0xDF21)
BIRTH_DATE, SEX, KEY, NAME, ADDRESS, PHOTO = 0xDF22, 0xDF23, 0xDF24, 0xDF25, 0xDF26, 0xDF27
SIGNATURE, EXPIRES, SECURITY_CODE = 0xDF28, 0xDF29, 0xDF2A
BASIC = Layout("basic information of the surface application", 0xFF30)
BASIC_VERSION, BASIC_KEY, MUNICIPALITY = 0xDF31, 0xDF32, 0xDF34
NUMBER = Layout("picture of My Number", 0xFF40)
NUMBER_IMAGE, NUMBER_KEY, NUMBER_SIGNATURE = 0xDF41, 0xDF42, 0xDF43

PNG = b"\x89PNG\r\n\x1a\n"
JP2 = b"\x00\x00\x00\x0cjP  "
THREE_DIGESTS = bytes.fromhex("3071300D060960864801650304020105000460")
"""DER before three SHA-256 digests that share one DigestInfo, as the card's face is signed."""


@dataclass(frozen=True)
class AgeRecord(Signed):
    """The birth date and the card's public key, signed: the least that proves an age."""

    birth_date: date = field(repr=False)
    public_key: PublicKey

    @classmethod
    def read(cls, content: bytes) -> AgeRecord:
        """Read the file. Raises BadCardData."""
        record = Record.read(content, AGE)
        return cls(
            signature=record.value(AGE_SIGNATURE),
            signed=record.stored(AGE_BIRTH_DATE, AGE_KEY),
            birth_date=record.date(AGE_BIRTH_DATE),
            public_key=PublicKey.read(record.value(AGE_KEY)),
        )


@dataclass(frozen=True)
class NumberImage(Signed):
    """The 個人番号 as printed (PNG) and the card's public key, signed."""

    image: bytes = field(repr=False)
    public_key: PublicKey

    @classmethod
    def read(cls, content: bytes) -> NumberImage:
        """Read the file. Raises BadCardData."""
        record = Record.read(content, NUMBER)
        return cls(
            signature=record.value(NUMBER_SIGNATURE),
            signed=record.stored(NUMBER_IMAGE, NUMBER_KEY),
            image=_image(record, NUMBER_IMAGE, PNG),
            public_key=PublicKey.read(record.value(NUMBER_KEY)),
        )


@dataclass(frozen=True)
class CardFace(Signed):
    """The card's face: `photo` is JPEG 2000, name, address and security code are PNG; `signed` is three digests.

    `expires` and `security_code` lie outside the signature: they prove nothing.
    """

    birth_date: date = field(repr=False)
    sex: Sex = field(repr=False)
    public_key: PublicKey
    name: bytes = field(repr=False)
    address: bytes = field(repr=False)
    photo: bytes = field(repr=False)
    expires: date = field(repr=False)
    security_code: bytes = field(repr=False)

    @classmethod
    def read(cls, content: bytes) -> CardFace:
        """Read the file. Raises BadCardData."""
        record = Record.read(content, FACE)
        parts = (BIRTH_DATE, SEX, KEY), (NAME, ADDRESS), (PHOTO,)
        return cls(
            signature=record.value(SIGNATURE),
            signed=b"".join(sha256(record.stored(*tags)).digest() for tags in parts),
            birth_date=record.date(BIRTH_DATE),
            sex=record.sex(SEX),
            public_key=PublicKey.read(record.value(KEY)),
            name=_image(record, NAME, PNG),
            address=_image(record, ADDRESS, PNG),
            photo=_image(record, PHOTO, JP2),
            expires=record.date(EXPIRES),
            security_code=_image(record, SECURITY_CODE, PNG),
        )

    def check(self, issuer: PublicKey) -> None:
        """Hold the signature against the key that should have made it. Raises WrongSignature."""
        # No library verifies a DigestInfo of three digests; what the padding held is compared whole.
        if issuer.recover(self.signature) != THREE_DIGESTS + self.signed:
            raise WrongSignature("the card's face is not what was signed")


@dataclass(frozen=True)
class SurfaceBasic:
    """What the application says of itself, unsigned: version (4 bytes), a key identifier, the municipality's code (5 digits)."""

    version: bytes
    key: KeyId
    municipality: str

    @classmethod
    def read(cls, content: bytes) -> SurfaceBasic:
        """Read the file. Raises BadCardData."""
        record = Record.read(content, BASIC)
        code = record.value(MUNICIPALITY)
        if len(code) != 5 or not code.isdigit():
            raise BadCardData(f"{BASIC.name}: {MUNICIPALITY:X} is no code of a municipality")
        return cls(record.value(BASIC_VERSION), KeyId(record.value(BASIC_KEY)), code.decode("ascii"))


class SurfaceSession(SignedSession):
    """The application as a terminal uses it: a code made of what is printed, then what that code opens."""

    table: SurfaceApplication

    def __init__(self, channel: Channel, table: SurfaceApplication = SURFACE) -> None:
        """Select the application. Raises ApplicationMissing, UnexpectedStatus."""
        super().__init__(channel, table)

    def attempts_left(self, pin: Pin) -> int | None:
        """Attempts left of a code, 0 when blocked; spends none. None: the card does not tell."""
        return self.attempts(pin)

    def verify(self, code: Secret | str, pin: Pin) -> None:
        """Try a code once. Raises MalformedPin (nothing sent), WrongPin, PinBlocked, UnexpectedStatus."""
        code = taken(code)
        self.present(pin, code)

    def age(self) -> AgeRecord:
        """The birth date, after the birth date code. Raises FileMissing, PinRequired, BadCardData, UnexpectedStatus."""
        return AgeRecord.read(self._object(self.table.age))

    def face(self) -> CardFace:
        """The card's face, after 照合番号A or B. Raises as `age` does."""
        return CardFace.read(self._object(self.table.face))

    def number_image(self) -> NumberImage:
        """The picture of My Number, after 照合番号A. Raises as `age` does."""
        return NumberImage.read(self._object(self.table.number_image))

    def basic(self) -> SurfaceBasic:
        """Which municipality issued the card, without a code. Raises FileMissing, BadCardData, UnexpectedStatus."""
        return SurfaceBasic.read(self._object(self.table.basic))


def _image(record: Record, tag: int, begins: bytes) -> bytes:
    image = record.value(tag)
    if not image.startswith(begins):
        raise BadCardData(f"{record.name}: {tag:X} is no image of its kind")
    return image
