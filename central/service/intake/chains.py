"""Where a batch stands towards the chain that central holds: pure, so that every case can be held against a table."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from central.chain import genesis
from central.service.intake.reading import Delivery


class Place(Enum):
    """What can be said of a batch before its records are looked at."""

    BEGINS = "begins"  # the first of an epoch that central does not know
    JOINS = "joins"  # follows what is held; the part before `through` is held already, under the same hashes
    OLD = "old"  # nothing in it is new; whether it is what is held, the bodies tell
    APART = "apart"  # a gap, another history, or the middle of an epoch that central does not know


@dataclass
class Chain:
    """One epoch of a terminal as central holds it, up to `through`, whose hash is `head`. The row is `id` in the table.

    `stored` counts the records that were new in it; `current` is the chain in which new ones are expected.
    """

    id: int
    terminal: str
    epoch: str
    first: int
    through: int
    head: bytes
    stored: int
    current: bool
    held: bool


def place(chain: Chain | None, batch: Delivery) -> Place:
    """Where the batch stands."""
    if chain is None:
        return Place.BEGINS if batch.previous == genesis(batch.epoch) else Place.APART
    if batch.first > chain.through + 1:
        return Place.APART
    if batch.last <= chain.through:
        return Place.OLD
    # The hash at one place holds everything before it: one comparison vouches for the whole part that is known.
    return Place.JOINS if _hash_at(batch, chain.through) == chain.head else Place.APART


def _hash_at(batch: Delivery, seq: int) -> bytes:
    return batch.previous if seq < batch.first else batch.heads[seq - batch.first]
