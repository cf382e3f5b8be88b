"""What an operator sees of the terminals' records, and how he lets those of a held terminal count."""

from __future__ import annotations

from dataclasses import dataclass

from central.service.clock import Clock
from central.service.stores import Store

LETTERS = 12  # of a key in base64: 72 bits, enough to tell keys apart by eye
STANDINGS = """SELECT terminal.name, terminal.public_key, terminal.revoked IS NOT NULL, COUNT(chain.id),
        COALESCE(MAX(CASE chain.current WHEN 1 THEN chain.through END), MAX(chain.through), 0),
        COALESCE(SUM(chain.through - chain.posted), 0), COALESCE(SUM(aside.refused), 0), MAX(chain.heard), MAX(quarantine.at), MAX(quarantine.why)
    FROM terminal LEFT JOIN chain ON chain.terminal = terminal.name
    LEFT JOIN (SELECT chain, COUNT(*) AS refused FROM refused_record GROUP BY chain) AS aside ON aside.chain = chain.id
    LEFT JOIN quarantine ON quarantine.terminal = terminal.name AND quarantine.released IS NULL
    GROUP BY terminal.name, terminal.public_key, terminal.revoked ORDER BY terminal.name"""


@dataclass(frozen=True)
class Standing:
    """A terminal and its records: `key` as `kazasu key` begins it, `through` of the current chain, `unposted` and `refused` of all.

    `held` is since when its records wait for an operator, and `why`; both None when they do not.
    """

    terminal: str
    key: str
    revoked: bool
    chains: int
    through: int
    unposted: int
    refused: int
    heard: str | None
    held: str | None
    why: str | None


def standings(store: Store) -> list[Standing]:
    """All terminals that are or were registered, by name. Raises Away."""
    with store.reading() as connection:
        rows = connection.execute(STANDINGS).fetchall()
    return [Standing(name, key[:LETTERS], bool(revoked), *rest) for name, key, revoked, *rest in rows]


def release(store: Store, clock: Clock, terminal: str, by: str) -> int:
    """Let the records of a held terminal count, as this person decided after a look; says of how many chains.

    Which chain goes on is open again: the first that brings new records. Raises ValueError when the terminal is not held.
    """
    now = clock.now().isoformat(timespec="seconds")
    with store.writing() as connection:
        connection.alone(f"records of {terminal}")
        done = connection.execute(
            "UPDATE quarantine SET released = ?, released_by = ? WHERE terminal = ? AND released IS NULL",
            (now, by, terminal),
        )
        if not done.rowcount:
            raise ValueError(f"no terminal called {terminal!r} is held")
        # Or the machine that stays would be held again with its next record, if the other was the last to take over.
        chains = connection.execute("UPDATE chain SET held = 0, current = 0 WHERE terminal = ?", (terminal,))
        return chains.rowcount
