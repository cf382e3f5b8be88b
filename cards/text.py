"""券面事項入力補助AP: name, address, birth date, sex and My Number as text, and the signature that vouches for them.

Layouts as measured on cards by an open survey (soltia48/myna-card). The PIN opens My Number and the attributes, 照合番号A only
My Number, 照合番号B only the attributes; the certificate and what the application says of itself are open to everybody.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

from cards import tlv
from cards.apdu import Channel
from cards.card_certificates import KeyId, PublicKey, Signed, SignedKey
from cards.errors import BadCardData, WrongSignature
from cards.records import Layout, Record, Sex
from cards.secret import Secret, taken
from cards.signed_session import SignedSession
from cards.tables import TEXT, Pin, TextApplication

MY_NUMBER = 0xFF10
ATTRIBUTES = Layout("attributes", 0xFF20, offsets=0xDF21)
NAME, ADDRESS, BIRTH_DATE, SEX = 0xDF22, 0xDF23, 0xDF24, 0xDF25
INTEGRITY = Layout("digests", 0xFF30)
NUMBER_DIGEST, ATTRIBUTES_DIGEST, DIGESTS_SIGNATURE = 0xDF31, 0xDF32, 0xDF33
BASIC = Layout("basic information of the text application", 0xFF40)
BASIC_VERSION, BASIC_KEY = 0xDF41, 0xDF42
INTERNAL = Layout("internal authentication key", 0xFF50)
INTERNAL_KEY, INTERNAL_SIGNATURE = 0xDF51, 0xDF52

MY_NUMBER_DIGITS = 12
LONG_COMMANDS = 0x03


@dataclass(frozen=True)
class Attributes:
    """The four attributes (基本4情報); `signed` is what their digest covers. A full-width space parts the names."""

    name: str = field(repr=False)
    address: str = field(repr=False)
    birth_date: date = field(repr=False)
    sex: Sex = field(repr=False)
    signed: bytes = field(repr=False)

    @classmethod
    def read(cls, content: bytes) -> Attributes:
        """Read the file. Raises BadCardData."""
        record = Record.read(content, ATTRIBUTES)
        return cls(
            name=record.text(NAME),
            address=record.text(ADDRESS),
            birth_date=record.date(BIRTH_DATE),
            sex=record.sex(SEX),
            signed=record.stored(NAME, ADDRESS, BIRTH_DATE, SEX),
        )


class MyNumber(Secret):
    """The twelve digits of the 個人番号, and the SHA-256 of the file as the card stores it, filler and all."""

    __slots__ = ("digest",)

    def __init__(self, stored: bytes) -> None:
        """Take the digits out of the file. Raises BadCardData."""
        found = tlv.header(stored)
        digits = stored[found.start : found.end]
        if found.tag != MY_NUMBER or len(digits) != MY_NUMBER_DIGITS or not digits.isdigit():
            raise BadCardData(f"My Number: no object {MY_NUMBER:X} of {MY_NUMBER_DIGITS} digits")
        super().__init__(digits)
        # Twelve digits are soon tried through: the digest is as secret as they are.
        self.digest = sha256(stored).digest()

    def wipe(self) -> None:
        """Forget the number, and the digest by which it could be found again."""
        super().wipe()
        self.digest = b""


@dataclass(frozen=True)
class Integrity(Signed):
    """The digests of My Number's file and of the attributes, signed by the issuer."""

    my_number_digest: bytes = field(repr=False)
    attributes_digest: bytes = field(repr=False)

    @classmethod
    def read(cls, content: bytes) -> Integrity:
        """Read the file. Raises BadCardData."""
        record = Record.read(content, INTEGRITY)
        return cls(
            signature=record.value(DIGESTS_SIGNATURE),
            signed=record.stored(NUMBER_DIGEST, ATTRIBUTES_DIGEST),
            my_number_digest=record.value(NUMBER_DIGEST),
            attributes_digest=record.value(ATTRIBUTES_DIGEST),
        )

    def check(self, issuer: PublicKey, attributes: Attributes | None = None, my_number: MyNumber | None = None) -> None:
        """Hold the signature against the issuer's key, and what was read against the digests. Raises WrongSignature."""
        super().check(issuer)
        if attributes is not None and sha256(attributes.signed).digest() != self.attributes_digest:
            raise WrongSignature("the attributes are not those that were signed")
        if my_number is not None and my_number.digest != self.my_number_digest:
            raise WrongSignature("the number is not the one that was signed")


@dataclass(frozen=True)
class Basic:
    """What the application says of itself: version, extended length, vendor and option (4 bytes), and a key identifier."""

    version: bytes
    key: KeyId

    @property
    def extended(self) -> bool:
        """Whether the card says that it takes commands of extended length."""
        return self.version[1] == LONG_COMMANDS

    @classmethod
    def read(cls, content: bytes) -> Basic:
        """Read the file. Raises BadCardData."""
        record = Record.read(content, BASIC)
        version = record.value(BASIC_VERSION)
        if len(version) != 4:
            raise BadCardData(f"{BASIC.name}: {BASIC_VERSION:X} has {len(version)} bytes instead of 4")
        return cls(version, KeyId(record.value(BASIC_KEY)))


def read_signed_key(content: bytes) -> SignedKey:
    """Read the file of the key of `internal_signature`, without judging it. Raises BadCardData."""
    record = Record.read(content, INTERNAL)
    return SignedKey(
        signature=record.value(INTERNAL_SIGNATURE),
        signed=record.stored(INTERNAL_KEY),
        public_key=PublicKey.read(record.value(INTERNAL_KEY)),
    )


class TextSession(SignedSession):
    """The application as a terminal uses it: one code, then what that code opens."""

    table: TextApplication

    def __init__(self, channel: Channel, table: TextApplication = TEXT) -> None:
        """Select the application. Raises ApplicationMissing, UnexpectedStatus."""
        super().__init__(channel, table)

    def attempts_left(self, pin: Pin | None = None) -> int | None:
        """Attempts left of a code, 0 when blocked; spends none. None: the card does not tell, the code being verified."""
        return self.attempts(pin or self.table.pin)

    def verify(self, code: Secret | str, pin: Pin | None = None) -> None:
        """Try the visitor's code once. Raises MalformedPin (nothing sent), WrongPin, PinBlocked, UnexpectedStatus."""
        code = taken(code)
        self.present(pin or self.table.pin, code)

    def change_pin(self, current: Secret | str, new: Secret | str) -> None:
        """Set a new PIN. Raises MalformedPin (nothing sent), WrongPin, PinBlocked, UnexpectedStatus."""
        current, new = taken(current), taken(new)
        self.change(self.table.pin, current, new)

    def my_number(self) -> MyNumber:
        """The 個人番号, after the PIN or 照合番号A. Raises FileMissing, PinRequired, BadCardData, UnexpectedStatus."""
        content = self._object(self.table.my_number)
        return MyNumber(content.ljust(self.table.my_number_bytes, b"\xff"))

    def attributes(self) -> Attributes:
        """Name, address, birth date and sex, after the PIN or 照合番号B. Raises as `my_number` does."""
        return Attributes.read(self._object(self.table.attributes))

    def integrity(self) -> Integrity:
        """What vouches for both, after any code. Raises as `my_number` does."""
        return Integrity.read(self._object(self.table.integrity))

    def internal_key(self) -> SignedKey:
        """The public half of the key of `internal_signature`, after any code. Raises as `my_number` does."""
        return read_signed_key(self._object(self.table.internal_public_key))

    def basic(self) -> Basic:
        """What the application says of itself, without a code. Raises FileMissing, BadCardData, UnexpectedStatus."""
        return Basic.read(self._object(self.table.basic))
