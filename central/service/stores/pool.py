"""Connections that wait for the next block: at most so many, made when one is asked for and none waits."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Generic, Protocol, TypeVar

from central.service.stores.protocol import Away


class Closable(Protocol):
    """What a pool can hold."""

    def close(self) -> None:
        """Let go of it."""
        ...


C = TypeVar("C", bound=Closable)


class Pool(Generic[C]):
    """At most `most` connections; who finds none within `patience_s` is told Away.

    No thread of its own: whoever needs a connection makes it, so that nobody waits out a pause after the database is back.
    """

    def __init__(self, connect: Callable[[], C], most: int, patience_s: float) -> None:
        self._connect = connect
        self._patience_s = patience_s
        self._places = threading.BoundedSemaphore(most)
        self._idle: list[C] = []
        self._closed = False

    @contextmanager
    def lend(self, sound: Callable[[C], bool]) -> Iterator[C]:
        """A connection, the last used first; kept for the next only when it is `sound` afterwards."""
        if self._closed:
            raise Away("database: is closed")
        if not self._places.acquire(timeout=self._patience_s):
            raise Away("database: too many are waiting for it")
        try:
            connection = self._take()
            try:
                yield connection
            finally:
                if sound(connection) and not self._closed:
                    self._idle.append(connection)
                else:
                    connection.close()
        finally:
            self._places.release()

    def close(self) -> None:
        """Close all that wait, lend none any more, and close the others as they come back."""
        self._closed = True
        while self._idle:
            self._idle.pop().close()

    def _take(self) -> C:
        try:
            return self._idle.pop()
        except IndexError:
            return self._connect()
