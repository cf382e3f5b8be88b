"""One transfer: what it moves, and how the one that ends or reverses another is made from it."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """What a transfer does. PENDING ends once, as DONE, VOID or EXPIRED; POSTED and DONE are reversed at most once."""

    POSTED = "posted"
    PENDING = "pending"
    DONE = "done"
    VOID = "void"
    EXPIRED = "expired"
    REVERSAL = "reversal"


# debit, credit, amount: so much from the second account to the first, in yen, points, rides or vouchers as their names say
Leg = tuple[str, str, int]


class Transfer(NamedTuple):
    """A row of the ledger as migrations/0005.sql tells it; `month` is where it is booked, `day` when it happened."""

    id: str
    record: str
    kind: str
    month: str
    day: str
    debit: str
    credit: str
    amount: int
    held: int
    names: str | None

    def same_as(self, other: Transfer) -> bool:
        """Whether both say the same; when they were booked, and by which of two records that correct the same, is no part of it."""
        return self[:1] + self[2:3] + self[4:] == other[:1] + other[2:3] + other[4:]


def ended(pending: Transfer, new: tuple[str, str, str, str], kind: Kind, amount: int) -> Transfer:
    """What ends a pending transfer; `new` is id, record, month and day, `amount` what is moved after all."""
    id_, record, month, day = new
    return Transfer(
        id_, record, kind.value, month, day, pending.debit, pending.credit, amount, -pending.held, pending.id
    )


def reversed_(old: Transfer, record: str, month: str) -> Transfer:
    """What takes a transfer back. Its day is the old one's, since that is what it corrects."""
    return Transfer(
        reversal_id(old.id), record, Kind.REVERSAL.value, month, old.day, old.credit, old.debit, old.amount, 0, old.id
    )


def reversal_id(old: str) -> str:
    """The id of what reverses a transfer: from the old one alone, so that two cannot both be new."""
    return f"{old}.v"
