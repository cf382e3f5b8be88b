"""What a signature certificate says of its holder: six names of its own kind in subjectAltName (JPKI certificate profile, J-LIS).

The order on the card is 1, 4, 3, 5, 2, 6; here each is found by its identifier. No error repeats what stands in a name.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from cryptography import x509

from cards import tlv
from cards.certificates import Certificate
from cards.errors import BadCardData, MalformedCertificate
from cards.records import SEXES, Sex

ARC = "1.2.392.200149.8.5.5."
NAME, NAME_SUBSTITUTED, SEX, BIRTH_DATE, ADDRESS, ADDRESS_SUBSTITUTED = range(1, 7)
UTF8_STRING = 0x0C

ERAS = MappingProxyType({"0": "", "1": "明治", "2": "大正", "3": "昭和", "4": "平成", "5": "令和"})
"""First digit of a birth date; the year after it is Gregorian whatever the era."""


@dataclass(frozen=True)
class Holder:
    """Whom a signature certificate names; `substituted` are the places of characters that stand for others in the register.

    The birth date is None, and the era empty, where the register knows none.
    """

    name: str = field(repr=False)
    name_substituted: tuple[int, ...] = field(repr=False)
    sex: Sex = field(repr=False)
    birth_date: date | None = field(repr=False)
    birth_era: str = field(repr=False)
    address: str = field(repr=False)
    address_substituted: tuple[int, ...] = field(repr=False)


def subject_of(certificate: Certificate) -> Holder | None:
    """Whom the certificate names; None for one that names nobody, as for user authentication. Raises MalformedCertificate."""
    names = _names(certificate.x509)
    if not names:
        return None
    missing = [str(place) for place in (NAME, SEX, BIRTH_DATE, ADDRESS) if place not in names]
    if missing:
        raise MalformedCertificate(f"the certificate's names lack {', '.join(missing)}")
    era, birth_date = _birth(names[BIRTH_DATE])
    return Holder(
        name=names[NAME],
        name_substituted=_places(names.get(NAME_SUBSTITUTED, ""), NAME_SUBSTITUTED),
        sex=_sex(names[SEX]),
        birth_date=birth_date,
        birth_era=era,
        address=names[ADDRESS],
        address_substituted=_places(names.get(ADDRESS_SUBSTITUTED, ""), ADDRESS_SUBSTITUTED),
    )


def _names(certificate: x509.Certificate) -> dict[int, str]:
    """The texts under the arc by their last number."""
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return {}
    found: dict[int, str] = {}
    for name in names.get_values_for_type(x509.OtherName):
        arc, _, place = name.type_id.dotted_string.rpartition(".")
        if arc + "." != ARC:
            continue
        # Two names of one kind: one program would show the first, another the second.
        if int(place) in found:
            raise MalformedCertificate(f"the certificate's name {place} stands there twice")
        found[int(place)] = _text(name.value, place)
    return found


def _text(der: bytes, place: str) -> str:
    try:
        (only,) = tlv.parse(der)
        if only.tag == UTF8_STRING:
            return only.value.decode("utf-8")
    except (BadCardData, ValueError):
        pass
    # Outside, without its cause: that would hold the text.
    raise MalformedCertificate(f"the certificate's name {place} is not one text in UTF-8")


def _places(flags: str, place: int) -> tuple[int, ...]:
    if flags.strip("01"):
        raise MalformedCertificate(f"the certificate's name {place} is not of the digits 0 and 1")
    return tuple(at for at, flag in enumerate(flags) if flag == "1")


def _sex(digit: str) -> Sex:
    found = SEXES.get(digit.encode())
    if found is None:
        raise MalformedCertificate(f"the certificate's name {SEX} is no sex")
    return found


def _birth(digits: str) -> tuple[str, date | None]:
    era = ERAS.get(digits[:1])
    if era is None or len(digits) != 9 or not (digits.isascii() and digits.isdigit()):
        raise MalformedCertificate(f"the certificate's name {BIRTH_DATE} is no birth date of nine digits")
    # A register that knows only the year, or nothing, has zeros for the rest.
    if not all(map(int, (digits[1:5], digits[5:7], digits[7:]))):
        return era, None
    try:
        return era, date(int(digits[1:5]), int(digits[5:7]), int(digits[7:]))
    except ValueError:
        pass
    raise MalformedCertificate(f"the certificate's name {BIRTH_DATE} is not a day of the calendar")
