"""The fields of a card file: what each may say. A reader raises ValueError or TypeError with what is needed, never with what was there."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from cards.kinds import CardKind
from cards.tables import COMMON, JPKI, JUKI, TEXT
from drivers.virtual.card_holder import check_digit
from drivers.virtual.certificates import GENERATIONS, read_key
from drivers.virtual.transport_card import Ride

PINS = {pin.name: pin for pin in (*JPKI.pins, *TEXT.pins, *COMMON.pins, *JUKI.pins)}
"""Every PIN by its name, for the table `[tries_left]`."""

# what a certificate can say (RFC 5280, 4.1.2.5), with room for an expired one before it and the card's own end after it
FIRST_YEAR, LAST_YEAR = 1956, 9993
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)

FIRST_BIRTH, LAST_BIRTH = date(1868, 1, 25), date(2099, 12, 31)
SEXES = {"male": "1", "female": "2", "not_applicable": "9", "unknown": "0"}
"""Words for the digits of JIS X 0303."""

JP2 = bytes.fromhex("0000000C6A5020200D0A870A")
"""How a JPEG 2000 file begins (ISO/IEC 15444-1, I.5.1)."""

PICTURE_BYTES = 30_000
"""READ BINARY reaches 32,767 bytes of a file, and the portrait does not stand there alone."""


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("a text in quotation marks is needed")
    return value


def _code(name: str) -> Callable[[object], str]:
    def take(value: object) -> str:
        if not isinstance(value, str) or not re.fullmatch(PINS[name].pattern, value):
            raise ValueError(f"a text in quotation marks of the form {PINS[name].pattern} is needed")
        return value

    return take


def _serial(value: object) -> int:
    if not isinstance(value, str) or not re.fullmatch(r"[0-9A-Fa-f]{1,38}", value) or int(value, 16) == 0:
        raise ValueError("a positive number in hexadecimal digits, in quotation marks, is needed")
    return int(value, 16)


def _moment(value: object) -> datetime:
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise ValueError("a time with its zone is needed, such as 2029-03-31T14:59:59Z")
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ValueError(f"a year from {FIRST_YEAR} to {LAST_YEAR} is needed")
    return value.astimezone(UTC)


def _kind(value: object) -> CardKind:
    if not isinstance(value, str) or value not in set(CardKind):
        raise ValueError(f"one of {', '.join(CardKind)} is needed")
    return CardKind(value)


def _key(value: object) -> RSAPrivateKey:
    try:
        return read_key(_text(value).encode("ascii"))
    except ValueError as error:
        raise ValueError("an RSA key in PEM (PKCS #8, without a password) is needed") from error


def _tries(value: object) -> dict[str, int]:
    if not isinstance(value, dict):
        raise TypeError("a table is needed")
    for name, left in value.items():
        most = PINS[name].tries if name in PINS else None
        if most is None:
            raise ValueError(f"{name} is not a PIN; PINs are {', '.join(PINS)}")
        if type(left) is not int or not 0 <= left <= most:
            raise ValueError(f"{name}: a number from 0 to {most} is needed")
    return value


def _digits(count: int) -> Callable[[object], str]:
    def take(value: object) -> str:
        if not isinstance(value, str) or not re.fullmatch(rf"[0-9]{{{count}}}", value):
            raise ValueError(f"{count} digits in quotation marks are needed")
        return value

    return take


def _octets(*counts: int) -> Callable[[object], bytes]:
    def take(value: object) -> bytes:
        if isinstance(value, str) and re.fullmatch(r"([0-9A-Fa-f]{2})*", value) and len(value) // 2 in counts:
            return bytes.fromhex(value)
        raise ValueError(
            f"{' or '.join(str(count) for count in counts)} bytes in hexadecimal digits, in quotation marks, are needed"
        )

    return take


def _number(least: int, most: int) -> Callable[[object], int]:
    def take(value: object) -> int:
        # `true` is an int to Python and no number to anybody else.
        if type(value) is not int or not least <= value <= most:
            raise ValueError(f"a number from {least} to {most} is needed")
        return value

    return take


def _day(value: object) -> date:
    # A moment is a day too, to Python; on a card it has no hour.
    if type(value) is not date or not FIRST_BIRTH <= value <= LAST_BIRTH:
        raise ValueError(
            f"a day from {FIRST_BIRTH} to {LAST_BIRTH} such as 1980-02-17, without quotation marks, is needed"
        )
    return value


def _sex(value: object) -> str:
    if not isinstance(value, str) or value not in SEXES:
        raise ValueError(f"one of {', '.join(SEXES)} is needed")
    return SEXES[value]


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError("true or false is needed")
    return value


def _my_number(value: object) -> str:
    number = _digits(12)(value)
    if int(number[11]) != check_digit(number[:11]):
        raise ValueError("the last of the twelve digits does not fit the others")
    return number


def picture(folder: Path, value: object) -> bytes:
    """The JPEG 2000 file of that name in the card file's folder. Raises ValueError."""
    try:
        content = (folder / _text(value)).read_bytes()
    except OSError as error:
        raise ValueError(f"the picture cannot be read, {error.strerror}") from error
    if not content.startswith(JP2):
        raise ValueError("a JPEG 2000 picture (.jp2) is needed")
    if len(content) > PICTURE_BYTES:
        raise ValueError(f"a picture of at most {PICTURE_BYTES} bytes is needed")
    return content


def _ride(value: object) -> Ride:
    if not isinstance(value, dict) or not {"day", "balance"} <= set(value) <= set(RIDE):
        raise ValueError(f"tables with day and balance are needed, and {', '.join(RIDE)} are all they may say")
    return Ride(**{name: RIDE[name](found) for name, found in value.items()})


def _rides(value: object) -> tuple[Ride, ...]:
    if not isinstance(value, list):
        raise TypeError("a list of tables, the latest first, is needed")
    return tuple(_ride(one) for one in value)


def _ride_day(value: object) -> date:
    day = _day(value)
    # The card has seven bits for the year.
    if not 2000 <= day.year <= 2127:
        raise ValueError("a day from 2000 on is needed")
    return day


RIDE: dict[str, Callable[[object], Any]] = {
    "day": _ride_day,
    "balance": _number(0, 0xFFFF),
    "machine": _number(0, 0xFF),
    "use": _number(0, 0xFF),
    "entered": _number(0, 0xFFFF),
    "left": _number(0, 0xFFFF),
}
"""What a line of the history may say."""

READERS: dict[str, Callable[[object], object]] = {
    "name": _text,
    "about": _text,
    "kind": _kind,
    "serial": _serial,
    "not_before": _moment,
    "not_after": _moment,
    "pin": _code("user_authentication"),
    "signature_password": _code("signature"),
    "profile_pin": _code("profile"),
    "resident_pin": _code("card_common"),
    "number_a": _code("number_a"),
    "number_b": _code("number_b"),
    "address": _text,
    "birth_date": _day,
    "sex": _sex,
    "municipality": _digits(5),
    "expires": _day,
    "security_code": _digits(4),
    "my_number": _my_number,
    "photo": _text,
    "ca": _number(min(GENERATIONS), max(GENERATIONS)),
    "contact": _flag,
    "phone": _flag,
    "idm": _octets(8),
    "uid": _octets(4, 7, 10),
    "balance": _number(0, 0xFFFF),
    "history": _rides,
    "tries_left": _tries,
    "key": _key,
    "signature_key": _key,
    "internal_key": _key,
}
"""Field to what reads it."""
