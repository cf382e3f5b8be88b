"""What stands on a certificate to check it by: an address with its number and a code that only central can have made."""

from __future__ import annotations

import hashlib
import hmac

from central.wire import Binding

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without 0 O 1 I, which look alike on paper
CODE_BYTES = 10  # 80 bits: at a thousand guesses a second 10^13 years
ROOM = 84  # bytes that the certificates' QR code takes
PURPOSE = b"kazasu check code v1"


class CheckCodes:
    """Codes under one key; `public_url` is where people reach central's page, "" when there is none."""

    def __init__(self, operator_key: bytes, public_url: str) -> None:
        # Derived, so that a code can never be mistaken for a hash that the same key makes of a card.
        self._key = hmac.digest(operator_key, PURPOSE, hashlib.sha256)
        self._page = f"{public_url}/check/" if public_url else ""

    def text(self, made: Binding) -> str:
        """What the paper of this document shows: the page's address, or number and code where that is too long."""
        short = f"{made.ticket}.{self.code(made.ticket, made.terminal, made.visit, made.order.order)}"
        return self._page + short if len(self._page + short) <= ROOM else short

    def code(self, ticket: str, terminal: str, visit: str, order: str) -> str:
        """The code of one order of one visit. None of these may hold a NUL, and by `central.wire` none does."""
        digest = hmac.digest(self._key, "\0".join((ticket, terminal, visit, order)).encode(), hashlib.sha256)
        number = int.from_bytes(digest[:CODE_BYTES], "big")
        return "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(CODE_BYTES * 8 // 5)))
