"""Visits: a challenge that is good once, for one terminal, visit and purpose, and what the check then found."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import NamedTuple

from central.service.clock import Clock
from central.service.refusing import Refuse
from central.service.store import Store
from central.service.verifier import Verdict
from central.wire import PURPOSE_CERTIFICATE, Challenge, OpenVisit, Reason

CHALLENGE_BYTES = 32
CHALLENGE_S = 300
VISIT_S = 1800  # an order comes at the latest this long after the visit was opened
UNUSED_S = 86_400  # a visit without an order is forgotten after this
PURPOSES = (PURPOSE_CERTIFICATE,)

FORGET = """DELETE FROM visit WHERE opened < ? AND NOT EXISTS (
    SELECT 1 FROM ordered WHERE ordered.terminal = visit.terminal AND ordered.visit = visit.visit)"""
RENEW = """UPDATE visit SET ticket = ?, purpose = ?, opened = ?, challenge = ?
    WHERE terminal = ? AND visit = ? AND ticket = ? AND purpose = ? AND opened < ? AND NOT spent"""
OPEN = """INSERT OR IGNORE INTO visit (terminal, visit, ticket, purpose, opened, challenge)
    VALUES (?, ?, ?, ?, ?, ?)"""
UNKNOWN = "this terminal has no such visit now"


class Visit(NamedTuple):
    """One row of `visit`, in the order of its columns."""

    terminal: str
    visit: str
    ticket: str
    purpose: str
    opened: int
    challenge: bytes
    spent: int
    resident: int | None
    verdict: str | None
    verdict_at: str | None
    verifier: str | None


class Visits:
    """The table of visits."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def open(self, terminal: str, asked: OpenVisit) -> Challenge:
        """Begin a visit. Asked again in the same words: the same challenge, or a fresh one when it expired unused.

        Raises Refuse.
        """
        if asked.purpose not in PURPOSES:
            raise Refuse(Reason.MALFORMED, f"purpose: must be one of {', '.join(PURPOSES)}")
        now = self._now()
        fresh = (asked.ticket, asked.purpose, now, secrets.token_bytes(CHALLENGE_BYTES))
        with self._store.writing() as connection:
            # First renewed, then made if new, then read: two that come at once get one challenge.
            connection.execute(RENEW, (*fresh, terminal, asked.visit, asked.ticket, asked.purpose, now - CHALLENGE_S))
            connection.execute(OPEN, (terminal, asked.visit, *fresh))
            found = self._find(terminal, asked.visit)
        if (found.ticket, found.purpose) != (asked.ticket, asked.purpose):
            raise Refuse(Reason.ORDER_CHANGED, "visit: was opened with another ticket or purpose")
        _check_fresh(found, now)
        return Challenge(challenge=found.challenge, expires=datetime.fromtimestamp(found.opened + CHALLENGE_S, UTC))

    def spend(self, terminal: str, visit: str) -> Visit:
        """Use up the visit's challenge, whatever comes of it. Raises Refuse."""
        # Before anything is checked: whoever tries twice needs a second challenge.
        with self._store.writing() as connection:
            found = self._find(terminal, visit)
            _check_fresh(found, self._now())
            connection.execute("UPDATE visit SET spent = 1 WHERE terminal = ? AND visit = ?", (terminal, visit))
        return found

    def record_verdict(self, visit: Visit, verdict: Verdict, verifier: str) -> None:
        """Keep what the verifier said, when, and who it was."""
        at = self._clock.now().isoformat(timespec="seconds")
        with self._store.writing() as connection:
            connection.execute(
                "UPDATE visit SET verdict = ?, verdict_at = ?, verifier = ? WHERE terminal = ? AND visit = ?",
                (verdict, at, verifier, visit.terminal, visit.visit),
            )

    def record_resident(self, visit: Visit, resident: int) -> None:
        """From now on the visit is this resident's."""
        with self._store.writing() as connection:
            connection.execute(
                "UPDATE visit SET resident = ? WHERE terminal = ? AND visit = ?",
                (resident, visit.terminal, visit.visit),
            )

    def identified(self, terminal: str, visit: str) -> tuple[Visit, int]:
        """The visit and its resident, known since the person check and not too long ago. Raises Refuse."""
        found = self._find(terminal, visit)
        if found.resident is None or self._now() > found.opened + VISIT_S:
            raise Refuse(Reason.VISIT_UNKNOWN, UNKNOWN)
        return found, found.resident

    def forget_old(self) -> None:
        """Drop visits that ordered nothing, a day after they began."""
        with self._store.writing() as connection:
            connection.execute(FORGET, (self._now() - UNUSED_S,))

    def _find(self, terminal: str, visit: str) -> Visit:
        with self._store.reading() as connection:
            row = connection.execute(
                "SELECT * FROM visit WHERE terminal = ? AND visit = ?", (terminal, visit)
            ).fetchone()
        if row is None:
            raise Refuse(Reason.VISIT_UNKNOWN, UNKNOWN)
        return Visit(*row)

    def _now(self) -> int:
        return int(self._clock.now().timestamp())


def _check_fresh(visit: Visit, now: int) -> None:
    if visit.spent or now > visit.opened + CHALLENGE_S:
        raise Refuse(Reason.CHALLENGE_SPENT, "the visit's challenge was used or has expired")
