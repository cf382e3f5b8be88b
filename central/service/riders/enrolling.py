"""An application, kept: the rider and what he holds up, what he chose and what he gave up for it, all in one transaction."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date

from central.service.refusing import Refuse
from central.service.riders import rows
from central.service.riders.linking import Link
from central.service.riders.rows import Entitled, Identity, Why
from central.service.riders.veil import Veil
from central.service.stores import Connection
from central.service.visits import Identified
from central.wire import Apply, PassOffer, Reason

PSEUDONYM_BYTES = 8
APPLICATION = "SELECT rider, visit, scheme, body FROM rider_application WHERE terminal = ? AND application = ?"
APPLICATION_COLUMNS = ("terminal", "application", "visit", "rider", "scheme", "body", "at")


@dataclass(frozen=True)
class Enrolling:
    """What is kept of one application: who (the resident's hash) asked what, as whom the card check knows him, and when."""

    person: Identified
    resident: str
    asked: Apply
    body: str
    at: str


def known(connection: Connection, new: Enrolling) -> str | None:
    """The rider of an application that was kept before. Raises Refuse when another one has its id."""
    row = connection.execute(APPLICATION, (new.person.terminal, new.asked.application)).fetchone()
    if row is None:
        return None
    if tuple(row[1:]) != (new.person.visit, new.asked.scheme, new.body):
        raise Refuse(Reason.ORDER_CHANGED, "application: another one has this id")
    return str(row[0])


def enrol(connection: Connection, veil: Veil, new: Enrolling, link: Link, card: str | None) -> str:
    """Keep rider, identity and application; `card` is the register's hash of a My Number Card. Gives the rider.

    Raises Refuse when the identity is somebody else's.
    """
    rider = _rider(connection, new)
    _link(connection, veil, (rider, new.at, card), link)
    row = (
        *(new.person.terminal, new.asked.application, new.person.visit, rider),
        *(new.asked.scheme, new.body, new.at),
    )
    connection.insert("rider_application", APPLICATION_COLUMNS, [row])
    rows.tell_change(connection)
    return rider


def entitle(connection: Connection, rider: str, new: Enrolling, offer: PassOffer, version: tuple[str, date]) -> None:
    """What an offer grants from a day on by a version of its scheme, unless it does already; what is given up for it ends."""
    has = {each.scheme: each for each in rows.open_entitlements(connection, rider)}
    if offer.replaces in has:
        rows.end_entitlement(connection, has[offer.replaces].id, new.at, Why.CHOSE_ANOTHER)
    if known_one := has.get(offer.scheme):
        if known_one.counts(version[1]):
            return
        rows.end_entitlement(connection, known_one.id, new.at, Why.OVER)
    id_ = f"{new.person.terminal}.{new.asked.application}"
    begins, until = version[1].isoformat(), offer.until.isoformat() if offer.until else None
    granted = Entitled(id_, rider, offer.scheme, version[0], begins, until, None, None, None)
    rows.add_entitlement(connection, granted)


def _rider(connection: Connection, new: Enrolling) -> str:
    found = rows.rider_of(connection, new.resident)
    while found is None:
        drawn = secrets.token_hex(PSEUDONYM_BYTES)
        if not rows.has_rider(connection, drawn):
            rows.add_rider(connection, drawn, new.resident, new.at)
            found = drawn
    return found


def _link(connection: Connection, veil: Veil, whose: tuple[str, str, str | None], link: Link) -> None:
    rider, at, card = whose
    mark = veil.mark(link.identity)
    held = rows.open_identity(connection, mark)
    if held and held.rider != rider:
        # nothing is said of whose it is
        raise Refuse(Reason.MEDIUM_TAKEN, "the card is linked already")
    for other in rows.open_identities(connection, rider):
        # one card of each kind: the old one may be lost, and whoever finds it shall not ride
        if other.medium == link.medium and other.mark != mark:
            rows.end_identity(connection, other.mark, at, Why.REPLACED)
    if held is None:
        sealed = veil.sealed(link.identity, mark)
        new = Identity(mark, 0, rider, link.medium.value, sealed, card, link.key, link.binding, at, None, None)
        rows.add_identity(connection, new)
    elif link.key and link.binding:
        rows.key_card(connection, mark, link.key, link.binding)
