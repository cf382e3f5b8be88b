"""The chain of a terminal's records: each hash takes in the one before, so that a gap or an edit shows. Both ends count it here.

An *epoch* is one unbroken chain of one terminal. Its genesis comes from a random id, so no two chains can be taken for each other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

GENESIS = b"kazasu chain v1 "
SEAL = b"kazasu seal v1 "


def genesis(epoch: str) -> bytes:
    """What stands before the first record of an epoch (32 bytes)."""
    return hashlib.sha256(GENESIS + epoch.encode()).digest()


def link(previous: bytes, body: bytes) -> bytes:
    """The hash of a record: SHA-256 over the 32 bytes before it and its body."""
    return hashlib.sha256(previous + body).digest()


def links(previous: bytes, bodies: Iterable[bytes]) -> Iterator[bytes]:
    """The hashes of records that follow each other."""
    for body in bodies:
        previous = link(previous, body)
        yield previous


def sealed(terminal: str, epoch: str, first: int, count: int, head: bytes) -> bytes:
    """What a terminal signs of a batch: whose it is, from which number on, how many, and the last hash, which holds all the rest."""
    # names, epochs and numbers have no line feed, so the lines cannot be shifted into each other
    return SEAL + f"{terminal}\n{epoch}\n{first}\n{count}\n".encode() + head
