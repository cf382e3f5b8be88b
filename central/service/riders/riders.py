"""Riders as terminals meet them: what may be had, and applying for it."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date, timedelta

import msgspec

from cards.card_certificates import IssuerKeys
from central.service.clock import Clock
from central.service.ledger import book
from central.service.ledger.postings import fiscal_year
from central.service.refusing import Refuse
from central.service.register import Register, Resident
from central.service.riders import rows
from central.service.riders.counting import is_granted
from central.service.riders.enrolling import Enrolling, enrol, entitle, known
from central.service.riders.granting import accounts_of, grant_first
from central.service.riders.linking import link_of, linkable
from central.service.riders.new_year import keep_year
from central.service.riders.papers import papers_of
from central.service.riders.publishing import Lists
from central.service.riders.rows import Entitled
from central.service.riders.terms import Terms, needs_key
from central.service.riders.veil import Unreadable, Veil
from central.service.stores import Connection, Store
from central.service.visits import Identified
from central.wire import Apply, Enrolled, Passes, Reason
from transit.schemes.rules import Rules
from transit.schemes.scheme import Scheme

log = logging.getLogger(__name__)
LATELY = timedelta(days=31)
"""So far back it is looked whether what an application grants was granted; central is not away for longer."""


@dataclass(frozen=True)
class Ground:
    """What riders stand on: the register, the city's code (6 digits) and schemes, what hides whom, who vouches for cards' keys."""

    register: Register
    city: str
    rules: Rules
    veil: Veil
    issuers: IssuerKeys | None = None

    def in_force(self, day: date) -> list[Scheme]:
        """The city's schemes that are in force on a day, by number."""
        found = {each.number: self.rules.find(each.number, day) for each in self.rules.schemes}
        return [scheme for _, scheme in sorted(found.items()) if scheme and scheme.city == self.city]

    def scheme(self, scheme: str, day: date) -> Scheme:
        """One of them. Raises Refuse."""
        found = next((each for each in self.in_force(day) if each.id == scheme), None)
        if found is None:
            raise Refuse(Reason.SCHEME_CLOSED, "scheme: is none of the city's that is in force")
        return found

    def terms(self, connection: Connection, resident: Resident, day: date) -> Terms:
        """What they are for a resident."""
        hash_ = self.veil.resident(resident.id)
        rider = rows.rider_of(connection, hash_)
        open_ = rows.open_entitlements(connection, rider) if rider else []
        # what is over is not held, though no list may have ended it yet
        has = {each.scheme: each for each in open_ if each.counts(day)}
        return Terms(resident, self.city, day, has, self.in_force(day), papers_of(connection, self.veil, hash_))


class Riders:
    """The riders of one operator; `lists` are what vehicles are told of them."""

    def __init__(self, store: Store, clock: Clock, ground: Ground, lists: Lists) -> None:
        self._store, self._clock, self._ground, self.lists = store, clock, ground, lists

    def offers(self, resident: Resident) -> Passes:
        """What a resident may apply for, and why not for the rest."""
        with self._store.reading() as connection:
            offers = self._ground.terms(connection, resident, self._today()).offers()
        return Passes(offers=linkable(offers, self._ground.issuers))

    def apply(self, person: Identified, resident: Resident, asked: Apply) -> Enrolled:
        """Enrol a resident in a scheme, or change what he holds up; asked again, nothing changes. Raises Refuse."""
        today, veil = self._today(), self._ground.veil
        scheme = self._ground.scheme(asked.scheme, today)
        link = link_of(person, asked, self._ground.issuers, needs_key=needs_key(scheme))
        card = self._ground.register.card_hash(*link.card) if link.card else None
        at = self._clock.now().isoformat(timespec="seconds")
        new = Enrolling(person, veil.resident(resident.id), asked, veil.body(msgspec.json.encode(asked)), at)
        with self._store.writing() as connection:
            connection.alone(rows.LOCK)
            rider = known(connection, new)
            if rider is None:
                offer = self._ground.terms(connection, resident, today).offer(scheme)
                if offer.refused:
                    raise Refuse(offer.refused.reason)
                if asked.medium not in offer.media:
                    raise Refuse(Reason.MEDIUM_REFUSED, "medium: proves less than the scheme needs")
                rider = enrol(connection, veil, new, link, card)
                entitle(connection, rider, new, offer, (scheme.version, today))
            row = _open(connection, rider, scheme.id)
        # a transaction of its own: what a fall between the two leaves out is granted before the next list
        grant_first(self._store, self._clock, scheme, row)
        return self._enrolled(asked.application, scheme, row)

    def keep_lists(self) -> None:
        """Publish anew when somebody has changed something, or another day has begun; what the day grants comes first."""
        if self._ground.rules.schemes and self.lists.is_due():
            try:
                keep_year(self._store, self._clock, self._ground)
                self._grant_missing()
                self.lists.publish()
            except (ValueError, Unreadable) as error:
                # no list is no reason to keep what else is to be tidied up, nor to stay down
                log.error("the lists of riders could not be made, tried again in a minute: %s", error)

    def _grant_missing(self) -> None:
        """Grant what a fall in the midst of an application left out."""
        today = self._today()
        granted = {each.id: each for each in self._ground.in_force(today) if is_granted(each)}
        with self._store.reading() as connection:
            new = rows.begun_since(connection, (today - LATELY).isoformat())
        for row in new:
            if row.scheme in granted:
                grant_first(self._store, self._clock, granted[row.scheme], row)

    def _enrolled(self, application: str, scheme: Scheme, row: Entitled) -> Enrolled:
        with self._store.reading() as connection:
            _, account = accounts_of(scheme, row.rider, fiscal_year(self._today().isoformat()))
            left = max(0, book.account(connection, account).free) if is_granted(scheme) else 0
        return Enrolled(
            application=application,
            scheme=scheme.id,
            begins=date.fromisoformat(row.begins),
            until=row.last_day,
            points=left if scheme.spends_points else 0,
            rides=0 if scheme.spends_points else left,
        )

    def _today(self) -> date:
        return self._clock.now().date()


def _open(connection: Connection, rider: str, scheme: str) -> Entitled:
    found = next((each for each in rows.open_entitlements(connection, rider) if each.scheme == scheme), None)
    if found is None:
        raise Refuse(Reason.SCHEME_CLOSED, "application: what it was for has ended since")
    return found
