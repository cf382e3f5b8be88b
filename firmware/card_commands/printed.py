"""Codes made of what is printed on a card, asked for as it is printed."""

from __future__ import annotations

from datetime import date

from cards import numbers
from cards.secret import Secret
from firmware.card_commands.act import Usage
from firmware.card_commands.codes import code, line


def number_b(asked: str) -> Secret:
    """照合番号B of three lines: birth date, the card's expiry, security code. Raises Usage."""
    birth_date = day(f"{asked}. 1 of 3: birth date, YYYY-MM-DD")
    expires = day("2 of 3: the card's expiry date, YYYY-MM-DD")
    try:
        return numbers.number_b(birth_date, expires, code("3 of 3: security code, 4 digits"))
    except ValueError as error:
        raise Usage(f"birth date, expiry and security code: {error}") from error


def birth_code(asked: str) -> Secret:
    """The birth date code of one line. Raises Usage."""
    try:
        return numbers.birth_code(day(f"{asked}, YYYY-MM-DD"))
    except ValueError as error:
        raise Usage(f"birth date: {error}") from error


def day(asked: str) -> date:
    """The next line as a day. Raises Usage, which does not repeat it."""
    try:
        return date.fromisoformat(line(asked))
    except ValueError:
        # Without its cause, which repeats what was typed.
        raise Usage(f"{asked}: a day such as 2001-04-01 is needed") from None
