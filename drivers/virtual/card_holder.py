"""What a card file says of its holder, as the chip spells it: full-width addresses, era dates, the numbers made of what is printed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from cards.eras import era_of
from cards.numbers import birth_code, number_b

WIDE_DIGITS = str.maketrans("0123456789-", "０１２３４５６７８９－")
WIDE_SPACE = "\u3000"
ERA_DIGITS = ("明治", "大正", "昭和", "平成", "令和")
"""The eras in the order of the digit that a signature certificate names them by, from 1."""


@dataclass(frozen=True)
class Holder:
    """Somebody and what is printed on the card: `sex` 1, 2, 9 or 0, `my_number` twelve digits, `security_code` four."""

    name: str = field(repr=False)
    address: str = field(repr=False)
    birth_date: date = field(repr=False)
    sex: str = field(repr=False)
    my_number: str = field(repr=False)
    security_code: str = field(repr=False)
    municipality: str
    expires: date

    @property
    def chip_name(self) -> str:
        """The name with a full-width space, as cards write it; a name in Latin letters as it is."""
        return self.name if self.name.isascii() else self.name.replace(" ", WIDE_SPACE)

    @property
    def chip_address(self) -> str:
        """The address with full-width digits."""
        return self.address.translate(WIDE_DIGITS)

    @property
    def birth_code(self) -> str:
        """The code of the birth date, six digits."""
        return birth_code(self.birth_date).octets.decode("ascii")

    @property
    def number_b(self) -> str:
        """照合番号B, fourteen digits."""
        return number_b(self.birth_date, self.expires, self.security_code).octets.decode("ascii")

    @property
    def era_birth_date(self) -> str:
        """The birth date as signature certificates have it: a digit for the era, then the Gregorian year, month and day."""
        return f"{ERA_DIGITS.index(era_of(self.birth_date)[0].name) + 1}{self.birth_date:%Y%m%d}"


def check_digit(first: str) -> int:
    """The last digit of a My Number, from the eleven before it (総務省令第八十五号, 2014, article 5)."""
    # The weights run 2 to 7 and again 2 to 6, from the right.
    weights = ((n + 1 if n <= 6 else n - 5) for n in range(1, 12))
    rest = sum(int(digit) * weight for digit, weight in zip(reversed(first), weights, strict=True)) % 11
    return 0 if rest <= 1 else 11 - rest
