"""A card from one small TOML file: name, story, PIN, the certificate's serial number and validity, keys, what is printed on it.

What the card remembers (attempts that were spent, codes that were changed) is kept beside it (`hanako.toml` in `hanako.tries`);
delete that file to have a fresh card. A card without keys gets new ones each time it is read. The test CAs issue its certificates
when they are first asked for. What is not said of a holder is made up from the serial number.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from cards.kinds import CardKind
from drivers.virtual.card_fields import LONG_AGO, READERS, SEXES, picture
from drivers.virtual.card_holder import Holder, check_digit
from drivers.virtual.card_parts import BadCardFile
from drivers.virtual.certificates import LATEST
from drivers.virtual.transport_card import Ride

CERTIFIED = ("serial", "not_before", "not_after")
NEEDED: Mapping[CardKind, tuple[str, ...]] = {
    CardKind.TRANSPORT: ("idm",),
    CardKind.DRIVING_LICENCE: (),
    CardKind.UNKNOWN: (),
}
"""What a card's file must say besides name and story; a card of any other kind has certificates."""


@dataclass(frozen=True)
class CardFile:
    """What a card file says: `serial` in hex there, times aware, `tries_left` by the PIN's name, `ca` the generation of the CA.

    A PIN that is left out does not exist on the card: an empty `pin` means that no PIN was ever set; the other PINs are as `pin`
    and the numbers follow from what is printed, where the file does not say otherwise. A resident card without
    a serial number has no certificates. `photo` is a JP2; `uid` makes an unknown card a tag, `phone` a transport card one in a telephone.
    """

    name: str = field(repr=False)
    about: str
    serial: int = field(default=0, repr=False)
    not_before: datetime = LONG_AGO
    not_after: datetime = LONG_AGO
    kind: CardKind = CardKind.MY_NUMBER
    pin: str = field(default="", repr=False)
    signature_password: str = field(default="", repr=False)
    profile_pin: str = field(default="", repr=False)
    resident_pin: str = field(default="", repr=False)
    number_a: str = field(default="", repr=False)
    number_b: str = field(default="", repr=False)
    address: str = field(default="見本県みなと市本町1-1", repr=False)
    birth_date: date = field(default=date(1980, 2, 17), repr=False)
    sex: str = field(default=SEXES["unknown"], repr=False)
    municipality: str = "99901"
    expires: date | None = None
    security_code: str = field(default="", repr=False)
    my_number: str = field(default="", repr=False)
    photo: bytes | None = field(default=None, repr=False)
    ca: int = LATEST
    contact: bool = False
    phone: bool = False
    idm: bytes = field(default=b"", repr=False)
    uid: bytes = field(default=b"", repr=False)
    balance: int = field(default=0, repr=False)
    history: tuple[Ride, ...] = field(default=(), repr=False)
    tries_left: Mapping[str, int] = field(default_factory=dict)
    key: RSAPrivateKey | None = field(default=None, repr=False)
    signature_key: RSAPrivateKey | None = field(default=None, repr=False)
    internal_key: RSAPrivateKey | None = field(default=None, repr=False)

    @property
    def has_signature(self) -> bool:
        """Whether the card has a signature certificate; one for facial recognition never has."""
        return bool(self.signature_password) and self.kind is not CardKind.FACIAL_RECOGNITION

    @cached_property
    def holder(self) -> Holder:
        """The holder and what is printed on the card."""
        first = f"{self.serial % 10**11:011}"
        return Holder(
            name=self.name,
            address=self.address,
            birth_date=self.birth_date,
            sex=self.sex,
            # Another holder by each serial number, the same for the same card.
            my_number=self.my_number or f"{first}{check_digit(first)}",
            security_code=self.security_code or f"{self.serial % 10**4:04}",
            municipality=self.municipality,
            expires=self.expires or date(self.not_after.year + 5, self.birth_date.month, min(self.birth_date.day, 28)),
        )


def read(path: Path) -> CardFile:
    """Read a card file. Raises BadCardFile naming the file and the field."""
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadCardFile(f"{path}: cannot be read, {error.strerror}") from error
    except ValueError as error:
        raise BadCardFile(f"{path}: is not TOML, {error}") from error
    taken: dict[str, Any] = {name: _take(path, name, value) for name, value in found.items()}
    for needed in ("name", "about", *_needed(taken)):
        if needed not in taken:
            raise BadCardFile(f"{path}: {needed} is missing")
    if taken.get("not_after", LONG_AGO) < taken.get("not_before", LONG_AGO):
        raise BadCardFile(f"{path}: not_after: a time after not_before is needed")
    return CardFile(**taken)


def _needed(taken: Mapping[str, Any]) -> tuple[str, ...]:
    kind = taken.get("kind", CardKind.MY_NUMBER)
    # Most of the old resident cards never had certificates; one that names a part of them needs the rest.
    if kind is CardKind.RESIDENT_CARD and not any(name in taken for name in CERTIFIED):
        return ()
    return NEEDED.get(kind, CERTIFIED)


def _take(path: Path, name: str, value: object) -> object:
    if name not in READERS:
        raise BadCardFile(f"{path}: {name} is not a field of a card; fields are {', '.join(READERS)}")
    try:
        # A file beside the card file is the one thing that only the place of the card file tells.
        return picture(path.parent, value) if name == "photo" else READERS[name](value)
    except (ValueError, TypeError) as error:
        raise BadCardFile(f"{path}: {name}: {error}") from error
