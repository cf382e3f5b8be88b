"""One application of a card: selected in the constructor, its PINs asked about and verified, status words translated once."""

from __future__ import annotations

import re

from cards.apdu import VERIFY, Channel, Command, Response, StatusWord, expect_ok
from cards.errors import MalformedPin, PinBlocked, WrongPin
from cards.tables import Application, Pin

LOCKED = frozenset({StatusWord.BLOCKED, StatusWord.REFERENCE_LOCKED})


class Session:
    """Selecting forgets a verified PIN, so one session lasts from the select to the last use of the PIN."""

    def __init__(self, channel: Channel, application: Application) -> None:
        """Select the application. Raises ApplicationMissing, UnexpectedStatus."""
        self.channel = channel
        channel.select(application.aid)

    def tries_left(self, pin: Pin) -> int | None:
        """Attempts left, 0 when blocked, without spending one; None when the card keeps it to itself, the PIN being verified.

        Raises FileMissing, UnexpectedStatus.
        """
        response = self.channel.send(Command(_verify(pin)))
        if response.sw in LOCKED:
            return 0
        # 9000 passes below: the card says that the PIN is verified and keeps the number to itself.
        if response.tries is None:
            expect_ok(response, f"attempts left of {pin.name}")
        return response.tries

    def present(self, pin: Pin, text: str) -> None:
        """Spend the one attempt that the visitor made. Raises MalformedPin (nothing sent), WrongPin, PinBlocked."""
        # A text that cannot be right would cost the visitor one of three attempts. [0-9], since \d takes digits of every script.
        if not re.fullmatch(pin.pattern, text):
            raise MalformedPin(f"the text has not the form of the code {pin.name}")
        _judge(self.channel.send(Command(_verify(pin), text.encode("ascii"))), pin)


def _verify(pin: Pin) -> bytes:
    return bytes((0x00, VERIFY, 0x00, 0x80 | pin.sfi))


def _judge(response: Response, pin: Pin) -> None:
    # 63C0 first, 6984 or 6983 from then on: cards tell of one state in three ways.
    if response.sw in LOCKED or response.tries == 0:
        raise PinBlocked
    # Nothing here asks again: every attempt is one the visitor made.
    if response.tries is not None:
        raise WrongPin(response.tries)
    expect_ok(response, f"verify {pin.name}")
