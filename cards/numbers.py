"""Codes that are made of what is printed on a card: the birth date code and 照合番号B.

照合番号A is the 個人番号 itself. Layout as measured on a card by an open survey (soltia48/myna-card). Whoever is not Japanese has the
Gregorian year in place of the era's: so city offices say of the card's predecessor (住民基本台帳カード); not yet tried on today's.
"""

from __future__ import annotations

from datetime import date

from cards.eras import era_of
from cards.secret import Secret, taken


def birth_code(birth_date: date, *, gregorian: bool = False) -> Secret:
    """The code that opens the age record: year, month, day, two digits each.

    The year is that of the era, or with `gregorian` the last two digits of the common one. Raises ValueError before 明治.
    """
    year = birth_date.year % 100 if gregorian else era_of(birth_date)[1]
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
