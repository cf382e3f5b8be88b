"""How a virtual card misbehaves: what somebody sets on it while it works, and what that makes of an answer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from random import Random


class Forged(StrEnum):
    """Signatures that can be made wrong."""

    KEY = "key"
    """Of the two keys with certificates."""
    INTERNAL = "internal"
    """Of the keys that answer without a PIN."""
    RECORDS = "records"
    """In the files: the issuer's signatures over what the card says of its holder and of its own key."""


@dataclass
class CardFaults:
    """How the card misbehaves; every field may be set while it works. APDUs are counted from 1 since power-up.

    `mute`: no answer. `delay_s`: so late. `waiting_extensions`: so many times more time is asked for before each answer.
    `torn_at`: the card leaves at that APDU, before it acts, or with `torn_at_byte` after it acted and sent so many bytes of
    its answer. `lost_at`: it acts, and the answer to that APDU never arrives. `first_6f00`: the first answer after power-up.
    `more`: answers wait behind 61xx. `other_length`: BER lengths longer than they need be. `short_reads`: at most so many
    bytes a READ. `surplus`: so many bytes too many before the status word, or with a minus off the end. `garbage`: answers
    are bytes by chance, from that seed. `forged`: wrong signatures. `expired`: certificates ended before they began.
    `blocked`: every PIN answers as one without attempts, whose number stays what it was.
    """

    mute: bool = False
    delay_s: float = 0.0
    waiting_extensions: int = 0
    torn_at: int | None = None
    torn_at_byte: int | None = None
    lost_at: int | None = None
    first_6f00: bool = False
    more: bool = False
    other_length: bool = False
    short_reads: int | None = None
    surplus: int = 0
    garbage: int | None = None
    forged: frozenset[Forged] = frozenset()
    expired: bool = False
    blocked: bool = False

    def spoil(self, answer: bytes, apdu: int) -> bytes:
        """What becomes of the answer to that APDU on its way."""
        if self.garbage is not None:
            chance = Random(f"{self.garbage} {apdu}")  # noqa: S311 - the same garbage for the same seed
            return chance.randbytes(chance.choice((0, 1, 2, 2, 2 + chance.randrange(300))))
        if self.surplus > 0:
            return answer[:-2] + bytes(self.surplus) + answer[-2:]
        return answer[: len(answer) + self.surplus]

    def tears(self, apdu: int, answer: bytes) -> bool:
        """Whether the card leaves in the middle of that answer."""
        return self.torn_at == apdu and self.torn_at_byte is not None and self.torn_at_byte < len(answer)
