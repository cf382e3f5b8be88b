"""What an operator does with riders: count them, end a lost card, suspend or end what a rider is granted. Nobody is named."""

from __future__ import annotations

import re
from datetime import datetime
from typing import NamedTuple

from cards.felica import Idm
from cards.identities import felica_identity
from central.service.riders import rows
from central.service.riders.rows import Why
from central.service.riders.veil import Veil
from central.service.stores import Connection

RIDERS = "SELECT count(*) FROM rider"
MEDIA = (
    "SELECT medium, count(*), count(card_key) FROM rider_identity WHERE ended IS NULL GROUP BY medium ORDER BY medium"
)
SCHEMES = """SELECT scheme, count(CASE WHEN ended IS NULL THEN 1 END), count(CASE WHEN ended IS NOT NULL THEN 1 END)
    FROM entitlement GROUP BY scheme ORDER BY scheme"""


class Counts(NamedTuple):
    """Riders in all; by medium how many are held up and how many of these have a key; by scheme what is open and what has ended."""

    riders: int
    media: list[tuple[str, int, int]]
    schemes: list[tuple[str, int, int]]


def counts(connection: Connection) -> Counts:
    """How many there are."""
    return Counts(
        int(connection.execute(RIDERS).fetchone()[0]),
        [tuple(row) for row in connection.execute(MEDIA).fetchall()],
        [tuple(row) for row in connection.execute(SCHEMES).fetchall()],
    )


def end_card(connection: Connection, veil: Veil, identity: str, why: Why, now: datetime) -> bool:
    """End a card by the text that lists know it by; no when it is nobody's. Raises ValueError for a number that is none."""
    kind, _, number = identity.partition(":")
    if kind == "felica":
        identity = _transit_card(number)
    mark = veil.mark(identity)
    if rows.open_identity(connection, mark) is None:
        return False
    rows.end_identity(connection, mark, _at(now), why)
    rows.tell_change(connection)
    return True


def end_rider(connection: Connection, rider: str, scheme: str, why: Why, now: datetime) -> int:
    """End what a scheme grants a rider; without one all of it, and all that he holds up. How much was ended."""
    granted = [each for each in rows.open_entitlements(connection, rider) if scheme in ("", each.scheme)]
    held = [] if scheme else rows.open_identities(connection, rider)
    for entitled in granted:
        rows.end_entitlement(connection, entitled.id, _at(now), why)
    for identity in held:
        rows.end_identity(connection, identity.mark, _at(now), why)
    rows.tell_change(connection)
    return len(granted) + len(held)


def suspend(connection: Connection, rider: str, scheme: str, now: datetime, *, resume: bool) -> int:
    """Suspend what a scheme grants a rider, without one all of it, or let it count again. How much was changed."""
    granted = [each for each in rows.open_entitlements(connection, rider) if scheme in ("", each.scheme)]
    changed = [each for each in granted if bool(each.suspended) is resume]
    for entitled in changed:
        rows.suspend_entitlement(connection, entitled.id, None if resume else _at(now))
    rows.tell_change(connection)
    return len(changed)


def _transit_card(number: str) -> str:
    """Its text, however the digits were written."""
    if not re.fullmatch(r"[0-9A-Fa-f]{16}", number):
        # what was typed stands in no message
        raise ValueError("the card's text: felica: and 16 hexadecimal digits")
    return felica_identity(Idm(bytes.fromhex(number)))


def _at(now: datetime) -> str:
    return now.isoformat(timespec="seconds")
