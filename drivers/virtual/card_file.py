"""A person's card from one small TOML file: name, story, PIN, the certificate's serial number and validity, keys.

Attempts that were spent are kept beside it (`hanako.toml` in `hanako.tries`); delete that file to have a fresh card. A card
without keys gets new ones each time it is read. The test CAs issue its certificates when it is read.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from cards.kinds import CardKind
from cards.tables import JPKI, TEXT
from drivers.virtual.card_parts import BadCardFile
from drivers.virtual.certificates import read_key

PINS = {pin.name: pin for pin in (*JPKI.pins, *TEXT.pins)}
"""Every PIN by its name, for the table `[tries_left]`."""

# what a certificate can say (RFC 5280, 4.1.2.5), and a day less at either end for the time zone
FIRST_YEAR, LAST_YEAR = 1951, 9998


@dataclass(frozen=True)
class CardFile:
    """What a card file says: `serial` in hex there, times aware, `tries_left` by the PIN's name.

    A code that is left out does not exist on the card: an empty `pin` means that no PIN was ever set.
    """

    name: str = field(repr=False)
    about: str
    serial: int
    not_before: datetime
    not_after: datetime
    kind: CardKind = CardKind.MY_NUMBER
    pin: str = field(default="", repr=False)
    signature_password: str = field(default="", repr=False)
    profile_pin: str = field(default="", repr=False)
    number_a: str = field(default="", repr=False)
    number_b: str = field(default="", repr=False)
    tries_left: Mapping[str, int] = field(default_factory=dict)
    key: RSAPrivateKey | None = field(default=None, repr=False)
    signature_key: RSAPrivateKey | None = field(default=None, repr=False)


def read(path: Path) -> CardFile:
    """Read a card file. Raises BadCardFile naming the file and the field."""
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadCardFile(f"{path}: cannot be read, {error.strerror}") from error
    except ValueError as error:
        raise BadCardFile(f"{path}: is not TOML, {error}") from error
    for needed in ("name", "about", "serial", "not_before", "not_after"):
        if needed not in found:
            raise BadCardFile(f"{path}: {needed} is missing")
    taken: dict[str, Any] = {name: _take(path, name, value) for name, value in found.items()}
    if taken["not_after"] < taken["not_before"]:
        raise BadCardFile(f"{path}: not_after: a time after not_before is needed")
    return CardFile(**taken)


def _take(path: Path, name: str, value: object) -> object:
    if name not in READERS:
        raise BadCardFile(f"{path}: {name} is not a field of a card; fields are {', '.join(READERS)}")
    try:
        return READERS[name](value)
    except (ValueError, TypeError) as error:
        raise BadCardFile(f"{path}: {name}: {error}") from error


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
    return CardKind(_text(value))


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
    "number_a": _code("number_a"),
    "number_b": _code("number_b"),
    "tries_left": _tries,
    "key": _key,
    "signature_key": _key,
}
"""Field to what reads it; each raises ValueError or TypeError with what is needed, never with what was there."""
