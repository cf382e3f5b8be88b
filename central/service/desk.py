"""What central does for a terminal, step by step and without HTTP: a visit, its person, an order, a document, its fate."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import msgspec

from cards.card_certificates import IssuerKeys
from cards.certificates import Certificate, TrustAnchors
from central.service import forms
from central.service.check_codes import CheckCodes
from central.service.clock import Clock
from central.service.forms import Cause, FormOrder, Municipality, NotPrintable
from central.service.intake.intake import Intake
from central.service.issuances import Issuances
from central.service.ledger.poster import post_new
from central.service.ledger.requests import expire_old
from central.service.offers import check_order, check_people, offers_for, standing_of
from central.service.orders import Made, Orders
from central.service.pades import PdfSigner
from central.service.person import check_card, check_verdict
from central.service.records import Record, record_for
from central.service.refusing import Refuse
from central.service.register import Register, RegisterDamaged, Resident
from central.service.riders.publishing import Lists
from central.service.riders.riders import Ground, Riders
from central.service.riders.veil import Veil
from central.service.rides.following import follow_new
from central.service.rules import Rules
from central.service.snapshots.secrets import Secrets
from central.service.snapshots.snapshots import Snapshots
from central.service.stores import Store
from central.service.terminals import Terminals
from central.service.verifier import Verifier
from central.service.visits import Identified, Visit, Visits
from central.wire import (
    PURPOSE_CERTIFICATE,
    PURPOSE_RIDER,
    Apply,
    Binding,
    Challenge,
    Enrolled,
    Identify,
    Issued,
    Offer,
    OpenVisit,
    Order,
    Outcome,
    Paid,
    Passes,
    Person,
    Quote,
    Reason,
    Refusal,
    holder_of,
    mark_of,
)
from transit.schemes.rules import Rules as Schemes

HOUSEHOLD = "household"
MOST_POSTED = 500  # records in one transaction of the ledger, so that terminals wait for it 100 ms at most
UNPRINTABLE = {
    Cause.GLYPH: Reason.WITHHELD,
    Cause.OVERFLOW: Reason.TEXT_TOO_LONG,
    Cause.DAY: Reason.WITHHELD,
    Cause.IMPRESSION: Reason.WITHHELD,
}
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class City:
    """What the city brings: its residents, its rules, its name on papers, whose cards it believes, whom it asks.

    And what makes its papers its own: who signs them, and the codes that they are checked by; its keys for snapshots; its
    schemes for riders, what hides these, and whose word for a card's own key counts.
    """

    register: Register
    rules: Rules
    municipality: Municipality
    anchors: TrustAnchors
    verifier: Verifier
    signer: PdfSigner
    codes: CheckCodes
    secrets: Secrets
    schemes: Schemes
    veil: Veil
    issuers: IssuerKeys | None = None


class Desk:
    """One city's desk for its terminals. Every operation may raise Refuse."""

    def __init__(self, store: Store, clock: Clock, city: City) -> None:
        self.terminals = Terminals(store, clock)
        self.clock = clock
        self.city = city
        self.intake = Intake(store, clock, partial(_post, store, clock))
        self.issued = Issuances(store, city.codes, city.municipality.name)
        self.snapshots = Snapshots(store, clock, city.secrets)
        lists = Lists(store, clock, city.veil, self.snapshots, city.schemes)
        self.ground = Ground(city.register, city.municipality.code, city.schemes, city.veil, city.issuers)
        self.riders = Riders(store, clock, self.ground, lists)
        self.store = store
        self._visits = Visits(store, clock)
        self._orders = Orders(store, clock)

    def open_visit(self, terminal: str, asked: OpenVisit) -> Challenge:
        """Begin a visit with a challenge for the card."""
        return self._visits.open(terminal, asked)

    def identify(self, terminal: str, visit: str, proof: Identify) -> Person:
        """Check the card and its holder; the challenge is spent, whatever comes of it."""
        opened, certificate = self._checked(terminal, visit, PURPOSE_CERTIFICATE, proof)
        with self._register() as register:
            resident = _holder(register, certificate)
            offers = self._offers(register, resident, self.clock.now())
        # Last, so that a visit has a resident only when nothing stood against it.
        self._visits.record_resident(opened, resident.id, holder_of(opened.challenge, proof.certificate))
        return Person(offers=offers)

    def identify_rider(self, terminal: str, visit: str, proof: Identify) -> Passes:
        """The same in a visit for passes."""
        opened, certificate = self._checked(terminal, visit, PURPOSE_RIDER, proof)
        with self._register() as register:
            resident = _holder(register, certificate)
            passes = self.riders.offers(resident)
        self._visits.record_resident(opened, resident.id, holder_of(opened.challenge, proof.certificate))
        return passes

    def apply(self, terminal: str, visit: str, asked: Apply) -> Enrolled:
        """Enrol the visit's person in a scheme."""
        person = self._visits.identified(terminal, visit, PURPOSE_RIDER)
        with self._register() as register:
            resident = register.by_id(person.resident)
        if resident is None:
            raise Refuse(Reason.WITHHELD, "the resident is no longer in the register")
        return self.riders.apply(person, resident, asked)

    def order(self, terminal: str, visit: str, order: Order) -> Quote:
        """Make the document, unless it is there, and say what it costs."""
        person = self._visits.identified(terminal, visit)
        # Made outside of any transaction, for setting a page takes longer than all else.
        return self._orders.quoted(terminal, visit, order) or self._orders.keep(self._make(person, order))

    def document(self, terminal: str, visit: str, order: str, paid: Paid) -> Issued:
        """Hand over the document against its fee."""
        return self._orders.document((terminal, visit, order), paid)

    def settle(self, terminal: str, visit: str, order: str, outcome: Outcome) -> None:
        """Record what became of the paper and the money."""
        self._orders.settle((terminal, visit, order), outcome)

    def told(self, refusal: Refusal) -> Refusal:
        """A refusal with the city's own words for it, where it has any."""
        words = self.city.rules.words(refusal.reason, self.clock.now().date())
        return msgspec.structs.replace(refusal, words=words)

    def tidy(self) -> None:
        """Let go of what nobody may ask for any more: documents after ten minutes, empty visits after a day, requests in time."""
        self._orders.forget_old()
        self._visits.forget_old()
        expire_old(self.store, self.clock)
        self.riders.keep_lists()
        self.store.flush()

    def close(self) -> None:
        """Let go of the database."""
        self.store.close()

    def _checked(self, terminal: str, visit: str, purpose: str, proof: Identify) -> tuple[Visit, Certificate]:
        """The visit and its card, when nothing is to be said against the card; the challenge is spent in any case."""
        opened = self._visits.spend(terminal, visit, purpose)
        certificate = check_card(opened, proof, self.city.anchors, self.clock.now())
        verifier = self.city.verifier
        check_verdict(
            certificate, verifier, lambda verdict: self._visits.record_verdict(opened, verdict, verifier.name)
        )
        return opened, certificate

    @contextmanager
    def _register(self) -> Iterator[Register]:
        """The register, for questions. A record that cannot be read is for the city's staff, not for paper."""
        try:
            with self.store.snapshot():
                yield self.city.register
        except RegisterDamaged as error:
            log.error("%s", error)
            raise Refuse(Reason.WITHHELD, str(error)) from None

    def _offers(self, register: Register, resident: Resident, now: datetime) -> list[Offer]:
        standing = standing_of(register, resident, self.city.municipality.font)
        return offers_for(standing, self.city.rules, now)

    def _make(self, person: Identified, order: Order) -> Made:
        binding = Binding(
            terminal=person.terminal, visit=person.visit, ticket=person.ticket, order=order, holder=person.holder
        )
        now = self.clock.now()
        people, record, offer = self._granted(person, order, now)
        wanted = FormOrder(
            kind=order.kind,
            residents=people,
            whom=order.whom,
            items=frozenset(order.items),
            copies=order.copies,
            ticket=binding.ticket,
            issued_on=now.date(),
            municipality=self.city.municipality,
            mark=mark_of(binding),
            record=record,
            year=order.year,
            check=self.city.codes.text(binding),
        )
        document = _compose(wanted)
        # Everything from here on is about the signed bytes: the hash, what is stored, what the terminal checks.
        signed = self.city.signer.sign(document.pdf, now)
        fee, pay_by = offer.fee * order.copies, self.city.rules.pay_by(order.kind, now)
        sha256 = hashlib.sha256(signed).hexdigest()
        return Made(binding, person.resident, signed, sha256, document.sheets, fee, pay_by)

    def _granted(self, person: Identified, order: Order, now: datetime) -> tuple[tuple[Resident, ...], Record, Offer]:
        """Who stands on the certificate, what is recorded for it, and as what it is offered, all as of one moment."""
        with self._register() as register:
            holder = register.by_id(person.resident)
            if holder is None:
                raise Refuse(Reason.WITHHELD, "the resident is no longer in the register")
            people = register.household_of(holder) if order.whom == HOUSEHOLD else [holder]
            # Asked again: since the card was checked he may have moved, died or been protected.
            offers = {offer.kind: offer for offer in self._offers(register, holder, now)}
            record = record_for(register, holder, order)
        offer = check_order(order, offers.get(order.kind), now)
        check_people(people, now)
        return tuple(people), record, offer


def _post(store: Store, clock: Clock) -> int:
    """Bring some records into the ledger, then into what is asked of rides; how many, 0 when none is left."""
    return post_new(store, clock, MOST_POSTED) + follow_new(store, MOST_POSTED)


def _holder(register: Register, certificate: Certificate) -> Resident:
    found = register.by_serial(certificate.issuer_key_id, certificate.serial)
    if found is None:
        raise Refuse(Reason.CITY_NOT_JOINED, "the card's holder is not in this city's register")
    return found


def _compose(wanted: FormOrder) -> forms.Document:
    try:
        return forms.compose(wanted)
    except NotPrintable as error:
        raise Refuse(UNPRINTABLE[error.cause], str(error)) from None
