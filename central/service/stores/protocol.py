"""What the service asks of a database: three kinds of blocks, one kind of connection, and SQL that both engines read.

SQL is written with `?`; integers, texts and bytes only; days and times are texts. `ON CONFLICT` and `RETURNING` exist on
both, `INSERT OR ...`, `rowid` and truth values do not. No values stand in the text of any error.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, Literal, Protocol

Engine = Literal["sqlite", "postgres"]
Value = str | int | bytes | None
Row = tuple[Any, ...]


class StoreFault(Exception):
    """The database could not do what it was asked; what was begun is undone."""


class Conflict(StoreFault):
    """A rule of the schema stands against it: a key that is there already, a limit, a row that never changes."""


class Away(StoreFault):
    """The database does not answer now, or broke off: ask again in a while.

    When it broke off at the end of a transaction, that may have happened or not; ids make it safe to repeat.
    """

    retry_after_s = 5


class Cursor(Protocol):
    """What a statement brought."""

    @property
    def rowcount(self) -> int:
        """How many rows were written."""
        ...

    @property
    def description(self) -> Any:
        """One sequence a column, led by its name; None when nothing was asked."""
        ...

    def fetchone(self) -> Any:
        """The next row, None after the last."""
        ...

    def fetchall(self) -> list[Any]:
        """All rows that are left."""
        ...

    def __iter__(self) -> Iterator[Any]: ...


class Connection(Protocol):
    """A connection inside a block. Each operation may raise Conflict, Away or StoreFault, and the block is then undone."""

    @property
    def engine(self) -> Engine:
        """Which engine it is, for the little that cannot be said in one way."""
        ...

    def execute(self, sql: str, values: Sequence[Value] = (), /) -> Cursor:
        """Run one statement."""
        ...

    def executemany(self, sql: str, rows: Iterable[Sequence[Value]], /) -> Cursor:
        """Run one statement for each row; `rowcount` is that of all."""
        ...

    def insert(
        self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Value]], *, skip_known: bool = False
    ) -> int:
        """Insert many rows in the engine's quickest way and say how many are new; those whose key is there may be skipped."""
        ...

    def alone(self, *names: str, wait: bool = True) -> bool:
        """From here to the end of a `writing` block nobody else, in any process, is alone under any of these names.

        Whoever reads and then writes what he read asks for it first. Without `wait` False means that somebody else is.
        """
        ...


class Store(Protocol):
    """A database, used by any number of threads and processes. A `reading` inside another block joins it."""

    def writing(self) -> AbstractContextManager[Connection]:
        """A transaction: durable when the block ends, undone when it raises. Raises Away, Conflict (also at its end)."""
        ...

    def reading(self) -> AbstractContextManager[Connection]:
        """For questions only."""
        ...

    def snapshot(self) -> AbstractContextManager[Connection]:
        """For several questions about one and the same moment, whoever writes meanwhile."""
        ...

    def flush(self) -> None:
        """Let nothing that was forgotten stay readable in a log beside the database."""
        ...

    def close(self) -> None:
        """Let go of it; once more does no harm."""
        ...
