"""Codes made of what is printed on a card, asked for as it is printed."""

from __future__ import annotations

import argparse
from datetime import date

from cards import numbers
from cards.secret import Secret
from firmware.card_commands.act import Usage
from firmware.card_commands.codes import code, line


def add_common_year(parser: argparse.ArgumentParser) -> None:
    """Add `--common-year`."""
    parser.add_argument(
        "--common-year",
        action="store_true",
        help="the card shows the year of birth as 1980, not as 昭和55: holders of another nationality",
    )


def number_b(asked: str, *, gregorian: bool = False) -> Secret:
    """照合番号B of three lines: birth date, the card's expiry, security code. Raises Usage."""
    birth_date = day(f"{asked}. 1 of 3: birth date, YYYY-MM-DD")
    expires = day("2 of 3: the card's expiry date, YYYY-MM-DD")
    try:
        printed = code("3 of 3: security code, 4 digits")
        return numbers.number_b(birth_date, expires, printed, gregorian=gregorian)
    except ValueError as error:
        raise Usage(f"birth date, expiry and security code: {error}") from error


def birth_code(asked: str, *, gregorian: bool = False) -> Secret:
    """The birth date code of one line. Raises Usage."""
    try:
        return numbers.birth_code(day(f"{asked}, YYYY-MM-DD"), gregorian=gregorian)
    except ValueError as error:
        raise Usage(f"birth date: {error}") from error


def day(asked: str) -> date:
    """The next line as a day. Raises Usage, which does not repeat it."""
    try:
        return date.fromisoformat(line(asked))
    except ValueError:
        # Without its cause, which repeats what was typed.
        raise Usage(f"{asked}: a day such as 2001-04-01 is needed") from None
