"""Codes that are made of what is printed on a card: the birth date code and 照合番号B.

照合番号A is the 個人番号 itself. Layout as measured on a card by an open survey (soltia48/myna-card). Whoever is not Japanese has the
Gregorian year in place of the era's: so city offices say of the card's predecessor (住民基本台帳カード); not yet tried on today's.
"""

from __future__ import annotations

from datetime import date

from cards.secret import Secret, taken

ERAS = (
    (date(2019, 5, 1), "令和"),
    (date(1989, 1, 8), "平成"),
    (date(1926, 12, 25), "昭和"),
    (date(1912, 7, 30), "大正"),
    (date(1868, 1, 25), "明治"),
)
"""First day and name of each era, the latest first; the years before its first day count to the era before."""


def era_year(day: date) -> tuple[str, int]:
    """The era of a day and the year in it, from 1. Raises ValueError before 明治."""
    for first, name in ERAS:
        if day >= first:
            return name, day.year - first.year + 1
    raise ValueError("no era before 明治 is known")


def birth_code(birth_date: date, *, gregorian: bool = False) -> Secret:
    """The code that opens the age record: year, month, day, two digits each.

    The year is that of the era, or with `gregorian` the last two digits of the common one. Raises ValueError before 明治.
    """
    year = birth_date.year % 100 if gregorian else era_year(birth_date)[1]
    return Secret(f"{year:02}{birth_date:%m%d}")


def number_b(birth_date: date, expires: date, security_code: Secret | str, *, gregorian: bool = False) -> Secret:
    """照合番号B: the birth date code, the card's last year (Gregorian), and the four digits printed as security code.

    `security_code` is wiped. Raises ValueError when it has not four digits, or before 明治.
    """
    security_code = taken(security_code)
    with security_code:
        if not security_code.fits("[0-9]{4}"):
            raise ValueError("the security code has four digits")
        # At its whole length from the start: a bytearray that grows leaves its old memory behind.
        whole = bytearray(14)
        with birth_code(birth_date, gregorian=gregorian) as born:
            whole[:6] = born.octets
        whole[6:10] = b"%04d" % expires.year
        whole[10:] = security_code.octets
        return Secret(whole)
