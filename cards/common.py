"""共通カードAP and 住基AP: the card's own number, which needs no PIN, and the PIN that the two hold between them.

Layout as measured on a card by an open survey (soltia48/myna-card). The card's own PIN (個人番号カード用) is two codes, one in each
application: a terminal changes both or tells that they now differ.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from cards.apdu import Channel
from cards.errors import BadCardData
from cards.records import day
from cards.secret import Secret, taken
from cards.session import Session
from cards.tables import COMMON, JUKI, Application, CommonApplication

RECORD = b"\x01\x1c"
"""Tag and length (28) of the first record; records use one byte each (JICSAP 1.1), not BER."""


@dataclass(frozen=True)
class CardIdentity:
    """What a card says of itself, unsigned: its number (15 digits), its municipality (5 digits) and its last day."""

    serial: str = field(repr=False)
    municipality: str
    expires: date = field(repr=False)

    @classmethod
    def read(cls, record: bytes) -> CardIdentity:
        """Read the record. Raises BadCardData."""
        digits = record[2:30]
        if not record.startswith(RECORD) or not digits.isdigit():
            raise BadCardData("the card's identity is no record of 28 digits")
        return cls(digits[:15].decode(), digits[15:20].decode(), day(digits[20:], "the card's last day"))


class CardPinSession(Session):
    """An application that holds one half of the card's own PIN: 住基AP unless told otherwise."""

    def __init__(self, channel: Channel, table: Application = JUKI) -> None:
        """Select the application. Raises ApplicationMissing, UnexpectedStatus."""
        super().__init__(channel, table)

    def attempts_left(self) -> int | None:
        """Attempts left of this half, 0 when blocked; spends none."""
        return self.attempts(self.table.pins[0])

    def verify(self, code: Secret | str) -> None:
        """Try the visitor's PIN once. Raises MalformedPin (nothing sent), WrongPin, PinBlocked, UnexpectedStatus."""
        code = taken(code)
        self.present(self.table.pins[0], code)

    def change_pin(self, current: Secret | str, new: Secret | str) -> None:
        """Set a new PIN in this half only. Raises MalformedPin (nothing sent), WrongPin, PinBlocked, UnexpectedStatus."""
        current, new = taken(current), taken(new)
        self.change(self.table.pins[0], current, new)


class CommonSession(CardPinSession):
    """共通カードAP: the cheapest thing that tells one plastic card from another, in two APDUs. It proves nothing."""

    table: CommonApplication

    def __init__(self, channel: Channel, table: CommonApplication = COMMON) -> None:
        """Select the application. Raises ApplicationMissing, UnexpectedStatus."""
        super().__init__(channel, table)

    def identity(self) -> CardIdentity:
        """Number, municipality and last day, without a PIN. Raises FileMissing, BadCardData, UnexpectedStatus."""
        return CardIdentity.read(self.channel.read_record(self.table.identity, 1))
