"""Every chain counted over again from its first record: a byte that was changed at rest, or a row that is gone, shows."""

from __future__ import annotations

from collections.abc import Iterator

from central.chain import genesis, link
from central.service.intake.record_rows import REFUSED, REPEATED, STORED
from central.service.stores import Connection, Store

CHAINS = "SELECT id, terminal, epoch, first, through, head, stored FROM chain WHERE ? IN (terminal, '') ORDER BY id"
PAGE = 1000  # records in memory at once


def check_chains(store: Store, terminal: str = "") -> Iterator[str]:
    """A sentence for each chain (of one terminal, or of all) that is not as it was sealed; none when all is well.

    Raises Away.
    """
    with store.snapshot() as connection:
        for number, name, epoch, first, through, head, stored in connection.execute(CHAINS, (terminal,)).fetchall():
            if fault := _fault(connection, (number, first, through), genesis(epoch), (head, stored)):
                yield f"{name}: epoch {epoch}: {fault}"


def _fault(connection: Connection, span: tuple[int, int, int], head: bytes, recorded: tuple[bytes, int]) -> str:
    expected, stored = span[1], 0
    for seq, body, counts in _rows(connection, span):
        if seq != expected:
            break
        head = link(head, body)
        expected += 1
        stored += counts
    if expected <= span[2]:
        return f"record {expected} is missing"
    return "" if (head, stored) == recorded else "the records are not those that were sealed"


def _rows(connection: Connection, span: tuple[int, int, int]) -> Iterator[tuple[int, bytes, bool]]:
    """Number, body and whether it counts, of all records of a chain in order."""
    chain, first, through = span
    for start in range(first, through + 1, PAGE):
        page = (chain, start, min(start + PAGE - 1, through))
        stored = [(seq, body.encode(), True) for seq, body in connection.execute(STORED, page).fetchall()]
        repeated = [(seq, body.encode(), False) for seq, body in connection.execute(REPEATED, page).fetchall()]
        refused = [(seq, body, False) for seq, _, body in connection.execute(REFUSED, page).fetchall()]
        yield from sorted(stored + repeated + refused)
