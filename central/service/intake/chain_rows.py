"""The rows of `chain`, read for all batches of a transaction at once and written back once each."""

from __future__ import annotations

from collections.abc import Iterable

from central.service.intake.chains import Chain
from central.service.intake.reading import Delivery
from central.service.stores import Connection

COLUMNS = "id, terminal, epoch, first, through, head, stored, current, held"
BEGIN = """INSERT INTO chain (terminal, epoch, first, through, head, posted, held, started, heard)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id"""
ADVANCE = "UPDATE chain SET through = ?, head = ?, stored = ?, heard = ? WHERE id = ?"
HOLD = "INSERT INTO quarantine (terminal, at, why) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"


class Chains:
    """What is held of the terminals that these batches come from: the chain of each batch and the current ones.

    Until the transaction ends nobody else, in any process, changes them.
    """

    def __init__(self, connection: Connection, batches: Iterable[Delivery], now: str) -> None:
        self._connection = connection
        self._now = now
        asked = sorted({(batch.terminal, batch.epoch) for batch in batches})
        self._names = sorted({terminal for terminal, _ in asked})
        connection.alone(*(f"records of {name}" for name in self._names))
        self.keys = self._read_keys()
        self._of: dict[tuple[str, str], Chain] = {}
        self._current: dict[str, Chain] = {}
        self._heard: dict[int, Chain] = {}
        self._read(asked)

    def of(self, batch: Delivery) -> Chain | None:
        """The chain that a batch is part of; None when its epoch is unknown."""
        return self._of.get((batch.terminal, batch.epoch))

    def current(self, terminal: str) -> Chain | None:
        """The chain in which new records of this terminal are expected."""
        return self._current.get(terminal)

    def begin(self, batch: Delivery) -> Chain:
        """A chain for a batch of an unknown epoch, empty as yet; held when its terminal is."""
        before, held = batch.first - 1, self._is_held(batch.terminal)
        row = (
            batch.terminal,
            batch.epoch,
            batch.first,
            before,
            batch.previous,
            before,
            int(held),
            self._now,
            self._now,
        )
        found = self._connection.execute(BEGIN, row).fetchone()[0]
        chain = Chain(found, *row[:3], before, batch.previous, 0, current=False, held=held)
        self._of[batch.terminal, batch.epoch] = chain
        return chain

    def grow(self, chain: Chain, batch: Delivery, stored: int) -> None:
        """Take the chain on to the end of a batch, of which so many records were new."""
        chain.through, chain.head = batch.last, batch.heads[-1]
        chain.stored += stored
        self.hear(chain)

    def hear(self, chain: Chain) -> None:
        """Write down that it was heard of, and with it make durable what its terminal is told."""
        self._heard[chain.id] = chain

    def take_over(self, chain: Chain) -> None:
        """Expect new records of the terminal in this chain from now on."""
        self._connection.execute("UPDATE chain SET current = 0 WHERE terminal = ? AND current = 1", (chain.terminal,))
        self._connection.execute("UPDATE chain SET current = 1 WHERE id = ?", (chain.id,))
        if before := self._current.get(chain.terminal):
            before.current = False
        chain.current = True
        self._current[chain.terminal] = chain

    def hold(self, terminal: str, why: str) -> None:
        """Post nothing more of this terminal until an operator has looked."""
        self._connection.execute(HOLD, (terminal, self._now, why))
        self._connection.execute("UPDATE chain SET held = 1 WHERE terminal = ?", (terminal,))
        for chain in self._of.values():
            chain.held = chain.held or chain.terminal == terminal

    def save(self) -> None:
        """Write down how far the chains have come."""
        # By their ids, as the poster goes too: in another order each of the two could wait for the other.
        chains = [chain for _, chain in sorted(self._heard.items())]
        rows = [(chain.through, chain.head, chain.stored, self._now, chain.id) for chain in chains]
        if rows:
            self._connection.executemany(ADVANCE, rows)

    def _read_keys(self) -> dict[str, str]:
        places = ", ".join("?" * len(self._names))
        sql = f"SELECT name, public_key FROM terminal WHERE revoked IS NULL AND name IN ({places})"  # noqa: S608 - only ?
        return dict(self._connection.execute(sql, self._names).fetchall())

    def _read(self, asked: list[tuple[str, str]]) -> None:
        epochs, names = ", ".join(["(?, ?)"] * len(asked)), ", ".join("?" * len(self._names))
        sql = (
            f"SELECT {COLUMNS} FROM chain WHERE (terminal, epoch) IN (VALUES {epochs})"  # noqa: S608 - names of ours and ?
            f" UNION SELECT {COLUMNS} FROM chain WHERE current = 1 AND terminal IN ({names})"
        )
        values = [text for pair in asked for text in pair]
        for row in self._connection.execute(sql, (*values, *self._names)).fetchall():
            chain = Chain(*row)
            chain.current, chain.held = bool(chain.current), bool(chain.held)
            self._of[chain.terminal, chain.epoch] = chain
            if chain.current:
                self._current[chain.terminal] = chain

    def _is_held(self, terminal: str) -> bool:
        sql = "SELECT 1 FROM quarantine WHERE terminal = ? AND released IS NULL"
        return self._connection.execute(sql, (terminal,)).fetchone() is not None
