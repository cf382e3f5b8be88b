"""Visits: a challenge that is good once, for one terminal, visit and purpose, and what the check then found."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from central.service.checks import Check, hold
from central.service.clock import Clock
from central.service.refusing import Refuse
from central.service.stores import Connection, Store
from central.service.verifier import Verdict
from central.wire import PURPOSE_CERTIFICATE, PURPOSE_RIDER, Challenge, OpenVisit, Reason

CHALLENGE_BYTES = 32
CHALLENGE_S = 300
VISIT_S = 1800  # an order comes at the latest this long after the visit was opened
UNUSED_S = 86_400  # a visit without an order is forgotten after this
PURPOSES = (PURPOSE_CERTIFICATE, PURPOSE_RIDER)

FIND = "SELECT * FROM visit WHERE terminal = ? AND visit = ?"
FORGET = """DELETE FROM visit WHERE opened < ? AND NOT EXISTS (
    SELECT 1 FROM ordered WHERE ordered.terminal = visit.terminal AND ordered.visit = visit.visit)"""
RENEW = """UPDATE visit SET ticket = ?, purpose = ?, opened = ?, challenge = ?
    WHERE terminal = ? AND visit = ? AND ticket = ? AND purpose = ? AND opened < ? AND spent = 0"""
OPEN = """INSERT INTO visit (terminal, visit, ticket, purpose, opened, challenge)
    VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"""
FORGET_HOLDERS = "UPDATE visit SET holder = NULL WHERE opened < ? AND holder IS NOT NULL"
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
    holder: str | None

    def __repr__(self) -> str:
        # the holder would tie the visit to a card, for whoever has its certificate
        return f"Visit({self.terminal}, {self.visit})"


class Identified(NamedTuple):
    """A visit whose person is known: all of it out of one row, so that whose card it was and who gets the paper agree."""

    terminal: str
    visit: str
    ticket: str
    resident: int
    holder: str
    challenge: bytes

    def __repr__(self) -> str:
        # as above
        return f"Identified({self.terminal}, {self.visit})"


class Claim(NamedTuple):
    """What somebody says of a visit: with which ticket and purpose it was opened, at this moment (seconds)."""

    found: Visit
    ticket: str
    purpose: str
    now: int


CHECKS: Mapping[str, Check[Claim]] = {
    "same_visit": Check(
        Reason.ORDER_CHANGED,
        "visit: was opened with another ticket or purpose",
        lambda claim: (claim.found.ticket, claim.found.purpose) == (claim.ticket, claim.purpose),
    ),
    "unspent": Check(
        Reason.CHALLENGE_SPENT,
        "the visit's challenge was used or has expired",
        lambda claim: not claim.found.spent and claim.now <= claim.found.opened + CHALLENGE_S,
    ),
}


class Visits:
    """The table of visits; `draw` gives so many random bytes."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        draw: Callable[[int], bytes] = secrets.token_bytes,
        checks: Mapping[str, Check[Claim]] = CHECKS,
    ) -> None:
        self._store = store
        self._clock = clock
        self._draw = draw
        self._checks = checks

    def open(self, terminal: str, asked: OpenVisit) -> Challenge:
        """Begin a visit. Asked again in the same words: the same challenge, or a fresh one when it expired unused.

        Raises Refuse.
        """
        if asked.purpose not in PURPOSES:
            raise Refuse(Reason.MALFORMED, f"purpose: must be one of {', '.join(PURPOSES)}")
        now = self._now()
        fresh = (asked.ticket, asked.purpose, now, self._draw(CHALLENGE_BYTES))
        with self._store.writing() as connection:
            # First renewed, then made if new, then read: two that come at once get one challenge.
            connection.execute(RENEW, (*fresh, terminal, asked.visit, asked.ticket, asked.purpose, now - CHALLENGE_S))
            connection.execute(OPEN, (terminal, asked.visit, *fresh))
            found = _find(connection, terminal, asked.visit)
        hold(self._checks, Claim(found, asked.ticket, asked.purpose, now))
        return Challenge(challenge=found.challenge, expires=datetime.fromtimestamp(found.opened + CHALLENGE_S, UTC))

    def spend(self, terminal: str, visit: str, purpose: str = PURPOSE_CERTIFICATE) -> Visit:
        """Use up the challenge of a visit for this purpose, whatever comes of it. Raises Refuse."""
        # Before anything is checked: whoever tries twice needs a second challenge.
        with self._store.writing() as connection:
            connection.alone(f"visit {terminal} {visit}")
            found = _find(connection, terminal, visit)
            hold(self._checks, Claim(found, found.ticket, purpose, self._now()))
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

    def record_resident(self, visit: Visit, resident: int, holder: str) -> None:
        """From now on the visit is this resident's, whom the terminal knows as this holder."""
        with self._store.writing() as connection:
            connection.execute(
                "UPDATE visit SET resident = ?, holder = ? WHERE terminal = ? AND visit = ?",
                (resident, holder, visit.terminal, visit.visit),
            )

    def identified(self, terminal: str, visit: str, purpose: str = PURPOSE_CERTIFICATE) -> Identified:
        """The visit and its person, known for this purpose since the check of the card and not too long ago. Raises Refuse."""
        with self._store.reading() as connection:
            found = _find(connection, terminal, visit)
        over = self._now() > found.opened + VISIT_S
        # what a card has signed for one purpose is good for no other
        if found.resident is None or found.holder is None or over or found.purpose != purpose:
            raise Refuse(Reason.VISIT_UNKNOWN, UNKNOWN)
        return Identified(found.terminal, found.visit, found.ticket, found.resident, found.holder, found.challenge)

    def forget_old(self) -> None:
        """Drop visits that ordered nothing, a day after they began, and holders once nothing can be ordered."""
        with self._store.writing() as connection:
            if not connection.alone("old visits", wait=False):
                return
            connection.execute(FORGET, (self._now() - UNUSED_S,))
            connection.execute(FORGET_HOLDERS, (self._now() - VISIT_S,))

    def _now(self) -> int:
        return int(self._clock.now().timestamp())


def _find(connection: Connection, terminal: str, visit: str) -> Visit:
    row = connection.execute(FIND, (terminal, visit)).fetchone()
    if row is None:
        raise Refuse(Reason.VISIT_UNKNOWN, UNKNOWN)
    return Visit(*row)
