"""Open the database that the configuration names, and go along with one that moves."""

from __future__ import annotations

from central.service import about
from central.service.config import Config
from central.service.moving import mark
from central.service.stores.following import FollowingStore
from central.service.stores.protocol import Away, Store, StoreFault
from central.service.stores.sqlite import Moved, SqliteStore


def open_store(config: Config) -> Store:
    """The database, made and migrated where needed. Raises ValueError with a sentence when it cannot be used."""
    moved = mark.moved_to(config.sqlite)
    if config.database:
        return _postgres(config.database, moved)
    if moved:
        line = f'database = "{moved.to}"'
        raise ValueError(f"state: {config.sqlite}: has moved; the configuration needs the line {line}")
    return FollowingStore(SqliteStore(config.sqlite), _follow)


def _postgres(url: str, moved: Moved | None) -> Store:
    # Only now: the machine of a small town has no psycopg.
    try:
        from central.service.stores.checking import open_postgres  # noqa: PLC0415
    except ImportError:
        raise ValueError("database: PostgreSQL needs a library that is not here: install kazasu[postgres]") from None
    store = open_postgres(url)
    try:
        with store.reading() as connection:
            arriving = about.read(connection, mark.ARRIVING)
        # The move was cut between its two marks: SQLite has let go, so this one is in charge.
        if arriving and moved and moved.source == arriving:
            mark.arrive(store, arriving)
        elif arriving:
            raise ValueError("database: a move to it has not ended; run `kazasu central move` again where it began")
    except (StoreFault, ValueError) as error:
        store.close()
        raise ValueError(str(error)) from None
    return store


def _follow(moved: Moved) -> Store:
    try:
        return _postgres(moved.to, moved)
    except ValueError as error:
        raise Away(str(error)) from None
