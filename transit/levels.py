"""How far an identity can be believed: what a tap proves decides what it may authorise."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple


class Level(IntEnum):
    """From weakest to strongest; a scheme says which one its benefit needs."""

    NUMBER = 1
    """A number was read that a copy could show as well: a certificate's serial number, a FeliCa IDm."""

    OPERATOR = 2
    """The card's operator vouches: a key of its own guards what was read, such as a balance or a card application."""

    CARD = 3
    """The very card that was registered answered a fresh challenge."""

    PERSON = 4
    """And its holder knew the PIN."""


class Identity(NamedTuple):
    """Who a tap says it is: `text` is what lists are keyed by ("jpki:SERIAL", "felica:IDM"), never written down anywhere.

    `medium` is what was held up: my_number, felica, phone.
    """

    text: str
    medium: str
    level: Level

    def __repr__(self) -> str:
        """Without the number."""
        return f"Identity({self.medium}, {self.level.name})"
