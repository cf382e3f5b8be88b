"""What a database says of itself (table `about`): under which key its cards are hashed, which tenant it belongs to."""

from __future__ import annotations

import hashlib
import hmac

from central.service.stores import Connection

KEY, SIGNING, TENANT = "operator_key", "signing", "tenant"
PURPOSE = b"kazasu key check v1"


def read(connection: Connection, name: str) -> str | None:
    """What is said there under a name."""
    row = connection.execute("SELECT value FROM about WHERE name = ?", (name,)).fetchone()
    return str(row[0]) if row else None


def write(connection: Connection, name: str, value: str) -> None:
    """Say something under a name, in place of what was said."""
    connection.execute(
        "INSERT INTO about (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (name, value),
    )


def claim(connection: Connection, name: str, value: str) -> bool:
    """Say it if nothing was said yet; whether it is now what is said."""
    connection.execute("INSERT INTO about (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING", (name, value))
    return read(connection, name) == value


def fits(connection: Connection, key: bytes) -> bool:
    """Whether this is the operator key that everything here was hashed under; the first that is shown is."""
    # Derived: what stands in the database must not tell the key, nor be the hash of any card.
    return claim(connection, KEY, hmac.digest(key, PURPOSE, hashlib.sha256).hex())
