"""What comes back from a card: a body and a status word, and what each status word means (ISO/IEC 7816-4, 5.6)."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

from cards.errors import FileMissing, PinRequired, UnexpectedStatus


class StatusWord(IntEnum):
    """SW1 SW2 that the product gives a meaning to (ISO/IEC 7816-4, 5.6)."""

    OK = 0x9000
    END_OF_FILE = 0x6282
    NO_LIMIT = 0x6300
    WRONG_LENGTH = 0x6700
    SECURITY_NOT_SATISFIED = 0x6982
    BLOCKED = 0x6983
    REFERENCE_LOCKED = 0x6984
    NO_FUNCTION = 0x6A81
    FILE_MISSING = 0x6A82
    RECORD_MISSING = 0x6A83
    WRONG_PARAMETERS = 0x6A86
    PAST_END = 0x6B00
    NO_INSTRUCTION = 0x6D00
    NO_CLASS = 0x6E00
    NO_DIAGNOSIS = 0x6F00


def _numbers(*words: StatusWord) -> frozenset[int]:
    # Plain numbers, since they are looked up at every command and an enumeration's members are ten times slower to compare.
    return frozenset(map(int, words))


GOOD = _numbers(StatusWord.OK, StatusWord.END_OF_FILE)
MISSING = _numbers(StatusWord.FILE_MISSING, StatusWord.RECORD_MISSING)

NOT_THERE = _numbers(
    StatusWord.FILE_MISSING,
    StatusWord.NO_FUNCTION,
    StatusWord.WRONG_PARAMETERS,
    StatusWord.NO_INSTRUCTION,
    StatusWord.NO_CLASS,
)
"""What cards that never heard of an application answer to its SELECT."""

TOLD = _numbers(StatusWord.FILE_MISSING, StatusWord.SECURITY_NOT_SATISFIED, StatusWord.PAST_END)
"""Answers of a card that understood a read, whatever its length."""


class Response(NamedTuple):
    """What came back: the body without the status word, and the status word."""

    body: bytes
    sw: int

    def __repr__(self) -> str:
        return f"Response({len(self.body)} bytes, {self.sw:04X})"  # a body may tell who somebody is

    @property
    def ok(self) -> bool:
        """Whether the card did it; a file shorter than asked for (6282) counts."""
        # 6282 only warns that the file ended before Le bytes had come; those that came are good.
        return self.sw in GOOD

    @property
    def tries(self) -> int | None:
        """X of a status word 63CX, the attempts that are left."""
        return self.sw & 0x0F if self.sw & 0xFFF0 == 0x63C0 else None


REFUSED = Response(b"", StatusWord.WRONG_LENGTH)


def expect_ok(response: Response, operation: str) -> bytes:
    """The body of a good answer. Raises FileMissing, PinRequired, UnexpectedStatus with the operation's name."""
    if response.ok:
        return response.body
    if response.sw in MISSING:
        raise FileMissing(f"{operation}: the card does not have it")
    if response.sw == StatusWord.SECURITY_NOT_SATISFIED:
        raise PinRequired(operation)
    raise UnexpectedStatus(operation, response.sw)
