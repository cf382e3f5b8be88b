"""The terminals that may speak to central: registered by name and Ed25519 key, until revoked.

Mutual TLS and certificates that expire come with enrolment; until then the signature on each request is the only proof.
"""

from __future__ import annotations

import re
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from central.service.clock import Clock
from central.service.refusing import Refuse
from central.service.stores import Conflict, Store
from central.signing import Message, NotSigned, Proof, public_key, verify
from central.wire import WINDOW_S, Reason

REGISTER = """INSERT INTO terminal (name, public_key, added) VALUES (?, ?, ?)
    ON CONFLICT (name) DO UPDATE SET public_key = excluded.public_key, added = excluded.added, revoked = NULL"""
NAME = re.compile(r"\A[0-9A-Za-z._-]{1,64}\Z")


class Terminals:
    """The table of terminals, and the nonces that each has used within the window."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def add(self, name: str, key: str) -> None:
        """Register a terminal, or give it a new key. Raises ValueError with a sentence for the operator."""
        _check(name, key)
        row = (name, key, _text(self._clock.now()))
        with self._store.writing() as connection:
            connection.execute(REGISTER, row)

    def keep(self, name: str, key: str) -> None:
        """Register a terminal unless it has this key already, be it revoked. Raises ValueError as `add` does."""
        _check(name, key)
        with self._store.reading() as connection:
            row = connection.execute("SELECT public_key FROM terminal WHERE name = ?", (name,)).fetchone()
        # What stands in a file is read at every start, and must not bring back a terminal that was revoked since.
        if row != (key,):
            self.add(name, key)

    def revoke(self, name: str) -> None:
        """Refuse everything this terminal asks from now on. Raises ValueError when there is none of that name."""
        with self._store.writing() as connection:
            done = connection.execute(
                "UPDATE terminal SET revoked = ? WHERE name = ?", (_text(self._clock.now()), name)
            )
            if not done.rowcount:
                raise ValueError(f"no terminal is called {name!r}")

    def authenticate(self, message: Message, body: bytes) -> str:
        """The name of the terminal that signed this request now. Raises Refuse."""
        try:
            proof = verify(message, body, self._key)
        except NotSigned as error:
            raise Refuse(Reason.TERMINAL_UNKNOWN, str(error)) from None
        # After the signature: a stranger is told nothing of central's clock.
        now = int(self._clock.now().timestamp())
        if abs(now - proof.created) > WINDOW_S:
            sentence = f"the terminal's clock is {proof.created - now:+d} s off; at most {WINDOW_S} s are allowed"
            raise Refuse(Reason.CLOCK_WRONG, sentence)
        self._use(proof, now)
        return proof.terminal

    def _key(self, name: str) -> Ed25519PublicKey | None:
        with self._store.reading() as connection:
            row = connection.execute(
                "SELECT public_key FROM terminal WHERE name = ? AND revoked IS NULL", (name,)
            ).fetchone()
        return public_key(row[0]) if row else None

    def _use(self, proof: Proof, now: int) -> None:
        # On disk: after a restart a request of the last five minutes must still not pass twice.
        until = proof.created + WINDOW_S
        try:
            with self._store.writing() as connection:
                connection.execute("INSERT INTO seen_nonce VALUES (?, ?, ?)", (proof.terminal, proof.nonce, until))
                if connection.alone("old nonces", wait=False):
                    connection.execute("DELETE FROM seen_nonce WHERE until < ?", (now,))
        except Conflict:
            raise Refuse(Reason.REPLAYED, "this request was sent before") from None


def _check(name: str, key: str) -> None:
    if not NAME.match(name):
        raise ValueError(f"a terminal's name is 1 to 64 letters, digits, '.', '_' or '-', not {name!r}")
    try:
        public_key(key)
    except ValueError:
        raise ValueError("the key must be an Ed25519 public key: 32 bytes in base64") from None


def _text(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
