"""A store that goes along when its database moves: it asks SQLite until that says where it has moved, then there."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager

from central.service.stores.protocol import Connection, Store
from central.service.stores.sqlite import Moved, SqliteStore

log = logging.getLogger(__name__)
Block = Callable[[Store], AbstractContextManager[Connection]]


class FollowingStore:
    """A SQLite database that may move while it is used; `follow` opens what a mark names. Raises what `follow` raises."""

    def __init__(self, store: SqliteStore, follow: Callable[[Moved], Store]) -> None:
        self._store: Store = store
        self._left: list[Store] = []
        self._follow = follow
        self._turn = threading.Lock()
        self._closed = False

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction, wherever the database is now."""
        with self._block(lambda store: store.writing()) as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """For questions, wherever the database is now."""
        with self._block(lambda store: store.reading()) as connection:
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """For questions about one moment, wherever the database is now."""
        with self._block(lambda store: store.snapshot()) as connection:
            yield connection

    def flush(self) -> None:
        """As the database that is asked now."""
        self._store.flush()

    def close(self) -> None:
        """Let go of it, and of what it has left."""
        self._closed = True
        for store in (*self._left, self._store):
            store.close()

    @contextmanager
    def _block(self, block: Block) -> Iterator[Connection]:
        with ExitStack() as stack:
            try:
                connection = stack.enter_context(block(self._store))
            except Moved as moved:
                # Nothing was done yet: a block learns of it before it begins.
                connection = stack.enter_context(block(self._gone_to(moved)))
            yield connection

    def _gone_to(self, moved: Moved) -> Store:
        with self._turn:
            if isinstance(self._store, SqliteStore):
                there = self._follow(moved)
                log.warning(
                    "the database has moved; from now on PostgreSQL is asked, and the configuration must say so"
                )
                # Others may still be reading there; it is closed at the end.
                self._left.append(self._store)
                self._store = there
                # It was closed while the way there was looked for: nobody else would close this one.
                if self._closed:
                    there.close()
        return self._store
