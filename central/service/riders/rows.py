"""The tables of riders (migrations/0007.sql): who there is, what each holds up, what each is granted."""

from __future__ import annotations

import secrets
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from central.service import about
from central.service.stores import Connection

LOCK = "riders"
CHANGED = "riders changed"
"""Under this name in `about` stands a mark of the last change that is in no list yet; empty when there is none."""


class Why(StrEnum):
    """Why an identity or an entitlement has ended; none of them says anything of a person but the last two."""

    LOST = "lost"
    REPLACED = "replaced"
    CHOSE_ANOTHER = "chose_another"
    WITHDRAWN = "withdrawn"
    OVER = "over"
    LEFT_CITY = "left_city"
    DECEASED = "deceased"


class Identity(NamedTuple):
    """A row of `rider_identity`, in the order of its columns."""

    mark: str
    generation: int
    rider: str
    medium: str
    sealed: bytes
    card: str | None
    card_key: bytes | None
    binding: bytes | None
    since: str
    ended: str | None
    why: str | None


class Entitled(NamedTuple):
    """A row of `entitlement`, in the order of its columns; days as YYYY-MM-DD."""

    id: str
    rider: str
    scheme: str
    version: str
    begins: str
    until: str | None
    suspended: str | None
    ended: str | None
    why: str | None

    @property
    def last_day(self) -> date | None:
        """The last day on which it counts; None for ever."""
        return date.fromisoformat(self.until) if self.until else None

    def counts(self, day: date) -> bool:
        """Whether it is not over on a day."""
        return self.last_day is None or day <= self.last_day


def tell_change(connection: Connection) -> None:
    """The lists are no longer up to date. Each change has a mark of its own, so that making lists settles no later one."""
    about.write(connection, CHANGED, secrets.token_hex(8))


def rider_of(connection: Connection, resident: str) -> str | None:
    """The pseudonym of a resident's rider, by the resident's hash."""
    row = connection.execute("SELECT pseudonym FROM rider WHERE resident = ?", (resident,)).fetchone()
    return row[0] if row else None


def has_rider(connection: Connection, pseudonym: str) -> bool:
    """Whether there is a rider of this pseudonym."""
    return connection.execute("SELECT 1 FROM rider WHERE pseudonym = ?", (pseudonym,)).fetchone() is not None


def add_rider(connection: Connection, pseudonym: str, resident: str, at: str) -> None:
    """Keep a new rider. Raises Conflict when pseudonym or resident is there."""
    connection.insert("rider", ("pseudonym", "resident", "since"), [(pseudonym, resident, at)])


def open_identity(connection: Connection, mark: str) -> Identity | None:
    """The identity that counts under a mark."""
    row = connection.execute("SELECT * FROM rider_identity WHERE mark = ? AND ended IS NULL", (mark,)).fetchone()
    return Identity(*row) if row else None


def open_identities(connection: Connection, rider: str) -> list[Identity]:
    """All that a rider can hold up now."""
    rows = connection.execute("SELECT * FROM rider_identity WHERE rider = ? AND ended IS NULL ORDER BY mark", (rider,))
    return [Identity(*row) for row in rows.fetchall()]


def add_identity(connection: Connection, new: Identity) -> None:
    """Keep an identity under the next generation of its mark. Raises Conflict when it is open already."""
    last = connection.execute("SELECT max(generation) FROM rider_identity WHERE mark = ?", (new.mark,)).fetchone()[0]
    connection.insert("rider_identity", Identity._fields, [new._replace(generation=(last or 0) + 1)])


def key_card(connection: Connection, mark: str, card_key: bytes, binding: bytes) -> None:
    """Keep the key of a card that is open already, and what binds it to its holder."""
    connection.execute(
        "UPDATE rider_identity SET card_key = ?, binding = ? WHERE mark = ? AND ended IS NULL",
        (card_key, binding, mark),
    )


def end_identity(connection: Connection, mark: str, at: str, why: Why) -> None:
    """An identity counts no more."""
    connection.execute(
        "UPDATE rider_identity SET ended = ?, why = ? WHERE mark = ? AND ended IS NULL", (at, why.value, mark)
    )


def open_entitlements(connection: Connection, rider: str) -> list[Entitled]:
    """What a rider is granted that has not ended, by scheme; a last day may be past."""
    rows = connection.execute("SELECT * FROM entitlement WHERE rider = ? AND ended IS NULL ORDER BY scheme", (rider,))
    return [Entitled(*row) for row in rows.fetchall()]


def begun_since(connection: Connection, day: str) -> list[Entitled]:
    """What began on a day (YYYY-MM-DD) or later and has not ended, of all riders."""
    rows = connection.execute("SELECT * FROM entitlement WHERE ended IS NULL AND begins >= ? ORDER BY rider", (day,))
    return [Entitled(*row) for row in rows.fetchall()]


def add_entitlement(connection: Connection, new: Entitled) -> None:
    """Keep what a scheme grants. Raises Conflict when one of it is open."""
    connection.insert("entitlement", Entitled._fields, [new])


def suspend_entitlement(connection: Connection, id_: str, since: str | None) -> None:
    """A scheme grants this for the time being not, since then; with None it does again."""
    connection.execute("UPDATE entitlement SET suspended = ? WHERE id = ? AND ended IS NULL", (since, id_))


def end_entitlement(connection: Connection, id_: str, at: str, why: Why) -> None:
    """A scheme grants this no more."""
    connection.execute("UPDATE entitlement SET ended = ?, why = ? WHERE id = ? AND ended IS NULL", (at, why.value, id_))
