"""What must hold of a PostgreSQL server before central works with it; each fault has a sentence for the operator."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable

from central.service.stores.migrating import migrate_postgres
from central.service.stores.postgres import PostgresConnection, PostgresStore
from central.service.stores.protocol import Away, StoreFault

LEAST_VERSION = 15
MOST_SECONDS_OFF = 30  # terminals may be off by ten times as much
SAFE = ("on", "remote_apply")
# Sorted by bytes, as SQLite sorts: whoever pages through a table must see the same order on both.
COLLATIONS = re.compile(r"C|POSIX|C\.(UTF-?8|utf-?8)|ucs_basic")
FACTS = """SELECT current_setting('server_version_num'), current_setting('synchronous_commit'), current_setting('fsync'),
    current_setting('server_encoding'), datcollate, extract(epoch FROM clock_timestamp())::BIGINT
    FROM pg_database WHERE datname = current_database()"""
LOCKED_OUT = "the server refuses the password, or there is none; name its file with passfile=FILE"
# What libpq says, by a part of it that never changes (it has no codes for these), and what the operator is told.
SAID = {
    "password authentication failed": LOCKED_OUT,
    "no password supplied": LOCKED_OUT,
    "no pg_hba.conf entry": "the server does not let this user in; look at its pg_hba.conf",
    "does not exist": "the server has no such database or user",
    "read-only": "no server of these takes writes; a cluster that has no primary now gets one within a minute",
}
log = logging.getLogger(__name__)


def open_postgres(url: str, machine: Callable[[], float] = time.time) -> PostgresStore:
    """The database under a URL, looked at and migrated. `machine` tells this machine's clock (seconds since 1970).

    Raises ValueError with a sentence, which does not repeat the URL.
    """
    return open_checked(url, machine, migrate_postgres)


def open_checked(
    url: str,
    machine: Callable[[], float] = time.time,
    then: Callable[[PostgresConnection], None] = lambda _connection: None,
) -> PostgresStore:
    """The database under a URL, looked at and left as it is but for what is done `then`. Raises ValueError."""
    store = PostgresStore(url)
    try:
        with store.writing() as connection:
            look(connection, machine())
            then(connection)
    except Away as error:
        store.close()
        raise ValueError(f"database: {_reason(error)}") from None
    except StoreFault as error:
        store.close()
        raise ValueError(
            f"{error}: the user may not make tables there, or a table of another kind is in the way"
        ) from None
    except ValueError as error:
        store.close()
        raise ValueError(f"database: {error}") from None
    return store


def look(connection: PostgresConnection, now: float) -> None:
    """Hold the server against what central needs. Raises ValueError with a sentence."""
    version, commits, fsync, encoding, collation, its_clock = connection.execute(FACTS).fetchall()[0]
    if int(version) < LEAST_VERSION * 10_000:
        raise ValueError(f"PostgreSQL {LEAST_VERSION} or later is needed, this is {int(version) // 10_000}")
    if commits not in SAFE:
        raise ValueError(
            f"synchronous_commit is {commits}: a power cut would lose what was acknowledged; it must be on"
        )
    if encoding != "UTF8" or not COLLATIONS.fullmatch(collation):
        raise ValueError(
            f"it is in {encoding} with collation {collation}; make it anew: CREATE DATABASE ... TEMPLATE template0"
            " ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'"
        )
    if abs(its_clock - now) > MOST_SECONDS_OFF:
        raise ValueError(f"its clock is {its_clock - now:+.0f} s off this machine's; both must be set by NTP")
    if fsync != "on":
        log.warning("database: fsync is off: a power cut of the server loses everything")


def _reason(error: Away) -> str:
    """What libpq said, in our words: its own may repeat what was in the URL."""
    cause = error.__cause__
    said = " ".join(str(cause).split()) if cause else ""
    found = [sentence for part, sentence in SAID.items() if part in said]
    return found[0] if found else f"no server answers there now ({type(cause).__name__ if cause else error})"
