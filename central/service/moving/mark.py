"""Which of the two databases is in charge, while one moves and ever after: two rows in the tables `about`.

In SQLite `moved` is the URL; whoever finds it asks there. In PostgreSQL `arriving` names the database that is being
copied; as long as it stands there nobody is served from it. It goes only after `moved` has come.
"""

from __future__ import annotations

import secrets
from pathlib import Path

from central.service import about
from central.service.stores import Away, Connection, Store, StoreFault
from central.service.stores.sqlite import Moved, connect

MOVED, ARRIVING, SOURCE = "moved", "arriving", "id"


def source_of(connection: Connection) -> str:
    """The name that this SQLite database bears since its first move began."""
    about.claim(connection, SOURCE, secrets.token_hex(16))
    return str(about.read(connection, SOURCE))


def moved_to(path: Path) -> Moved | None:
    """Where a SQLite database has moved, if it has."""
    if not path.exists():
        return None
    connection = connect(path)
    try:
        to, source = (about.read(connection, name) for name in (MOVED, SOURCE))
    except StoreFault:
        # An earlier version's, or no database at all: whoever opens it next will say so.
        return None
    finally:
        connection.close()
    return Moved(to, source or "") if to else None


def arrive(store: Store, source: str) -> None:
    """Say that what was copied from this source is in charge from now on. Raises Away when another is being copied."""
    with store.writing() as connection:
        arriving = about.read(connection, ARRIVING)
        if arriving not in (None, source):
            raise Away("database: another database is being moved there")
        connection.execute("DELETE FROM about WHERE name = ?", (ARRIVING,))
