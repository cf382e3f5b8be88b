"""What both ends reckon alike: what a card signs, who a holder is, whose a document is."""

from __future__ import annotations

import hashlib

from central.wire.visits import Binding


def bound(challenge: bytes, terminal: str, visit: str, purpose: str) -> bytes:
    """The message of 32 bytes that the card signs: SHA-256 over the challenge bound to terminal, visit and purpose."""
    # The first part keeps what a card signs here from ever fitting another program or a later version.
    return _digest(b"kazasu person check v1", challenge, *_bytes(terminal, visit, purpose))


def key_challenge(challenge: bytes, terminal: str, visit: str) -> bytes:
    """What a card's own key answers and its holder signs in a visit (32 bytes): nobody knew it before the visit was opened."""
    return _digest(b"kazasu card key challenge v1", challenge, *_bytes(terminal, visit))


def holder_of(challenge: bytes, certificate: bytes) -> str:
    """The holder as both ends know him: SHA-256 (hex) over the visit's challenge and the card's certificate (DER).

    It names nobody, and is another one in each visit.
    """
    return _digest(b"kazasu holder v1", challenge, certificate).hex()


def mark_of(whose: Binding) -> str:
    """The mark that a document carries in its keywords: SHA-256 (hex) over all that it was made for."""
    order = whose.order
    # Field by field: one that a later version adds to an order must not change what older ones compute.
    asked = (order.order, order.kind, order.whom, " ".join(order.items), str(order.copies), str(order.year))
    parts = _bytes(whose.terminal, whose.visit, whose.ticket, whose.holder, *asked)
    return f"kazasu:{_digest(b'kazasu mark v1', *parts).hex()}"


def _bytes(*texts: str) -> list[bytes]:
    return [text.encode() for text in texts]


def _digest(*parts: bytes) -> bytes:
    """SHA-256 over parts that are each led by their length, so that no two different lists give the same bytes."""
    return hashlib.sha256(b"".join(len(part).to_bytes(4, "big") + part for part in parts)).digest()
