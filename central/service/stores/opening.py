"""Open the database that the configuration names."""

from __future__ import annotations

from central.service.config import Config
from central.service.stores.protocol import Store
from central.service.stores.sqlite import SqliteStore


def open_store(config: Config) -> Store:
    """The database, made and migrated where needed. Raises ValueError with a sentence when it cannot be used."""
    if not config.database:
        return SqliteStore(config.sqlite)
    # Only now: the machine of a small town has no psycopg.
    from central.service.stores.checking import open_postgres  # noqa: PLC0415

    return open_postgres(config.database)
