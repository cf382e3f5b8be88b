"""The keys that batches are held against, remembered in the process: asked of the database once for each terminal."""

from __future__ import annotations

from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from central.service.stores import Store
from central.service.terminals import NAME
from central.signing import public_key

KEY = "SELECT public_key FROM terminal WHERE name = ? AND revoked IS NULL"


@dataclass(frozen=True)
class Registered:
    """A terminal's key, as text (base64) and ready for use."""

    text: str
    key: Ed25519PublicKey


class Keys:
    """Keys of registered terminals. Whether one still counts is asked again in the transaction that stores a batch."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[str, Registered] = {}

    def known(self, terminal: str) -> Registered | None:
        """The key as it was when it was last looked up."""
        return self._known.get(terminal)

    def look_up(self, terminal: str) -> Registered | None:
        """The key as it is now; None of a terminal that is unknown or revoked. Raises Away."""
        # Not even asked: PostgreSQL takes no text with a NUL in it.
        if not NAME.match(terminal):
            return None
        with self._store.reading() as connection:
            row = connection.execute(KEY, (terminal,)).fetchone()
        if not row:
            self.forget(terminal)
            return None
        found = self._known[terminal] = Registered(row[0], public_key(row[0]))
        return found

    def forget(self, terminal: str) -> None:
        """Look it up again next time."""
        self._known.pop(terminal, None)
