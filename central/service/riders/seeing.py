"""An officer has seen a resident's paper, or takes it out: what it grants follows at once, up to the paper's last day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from central.service.register import RegisterDamaged, Resident
from central.service.riders import papers, reviewing, rows
from central.service.riders.papers import Entry, Paper
from central.service.riders.rows import Why
from central.service.stores import Connection
from central.wire import Reason

if TYPE_CHECKING:
    from central.service.riders.opening import Office

RESIDENT_OF = "SELECT resident FROM rider WHERE pseudonym = ?"
UNTIL = "UPDATE entitlement SET until = ? WHERE id = ?"


def resident_of(office: Office, rider: str) -> Resident | None:
    """The resident of a rider's pseudonym; None when there is no such rider, or he stands in the register no more."""
    with office.store.snapshot() as connection:
        row = connection.execute(RESIDENT_OF, (rider,)).fetchone()
        found = reviewing.presence(connection, office.ground.veil).get(row[0]) if row else None
    return resident(office, found[0]) if found else None


def resident(office: Office, number: int) -> Resident | None:
    """The resident of a number in the register, None for nobody's. Raises ValueError for a record that cannot be read."""
    try:
        return office.ground.register.by_id(number)
    except RegisterDamaged:
        # its text has the number
        raise ValueError("the register's record of this resident cannot be read") from None


def see(office: Office, whose: Resident, officer: str, paper: Paper) -> None:
    """Keep a paper that an officer has seen; rights that it carries on are carried on. Raises ValueError for one that is over."""
    today = office.clock.now().date()
    if not paper.counts(today):
        raise ValueError("--until: this paper is over already")
    with office.store.writing() as connection:
        connection.alone(rows.LOCK)
        papers.enter(connection, office.ground.veil, _entry(office, whose, officer), paper)
        _judge_again(connection, office, whose, today)


def take_out(office: Office, whose: Resident, officer: str, kind: str) -> bool:
    """End a paper of a kind and what nothing else grants; no when there is none."""
    with office.store.writing() as connection:
        connection.alone(rows.LOCK)
        ended = papers.end(connection, office.ground.veil, _entry(office, whose, officer), kind)
        _judge_again(connection, office, whose, office.clock.now().date())
    return ended


def _entry(office: Office, whose: Resident, officer: str) -> Entry:
    return Entry(office.ground.veil.resident(whose.id), officer, office.clock.now().isoformat(timespec="seconds"))


def _judge_again(connection: Connection, office: Office, whose: Resident, today: date) -> None:
    """Bring what a rider has by papers up to what they say now; what stands without any is left alone."""
    rider = rows.rider_of(connection, office.ground.veil.resident(whose.id))
    terms = office.ground.terms(connection, whose, today)._replace(has={})
    bare = terms._replace(papers=())
    schemes = {each.id: each for each in terms.schemes}
    for held in rows.open_entitlements(connection, rider) if rider else []:
        scheme = schemes.get(held.scheme)
        if scheme is None or not held.counts(today) or not bare.offer(scheme).refused:
            continue
        offer = terms.offer(scheme)
        if offer.refused is None:
            connection.execute(UNTIL, (offer.until.isoformat() if offer.until else None, held.id))
        elif offer.refused.reason is Reason.PAPERS_NEEDED:
            rows.end_entitlement(connection, held.id, office.clock.now().isoformat(timespec="seconds"), Why.WITHDRAWN)
    rows.tell_change(connection)
