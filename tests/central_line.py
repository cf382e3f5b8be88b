"""A terminal on its line to central, and people with cards, for tests."""

from __future__ import annotations

import hashlib
import io
import itertools
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

import msgspec
import pypdfium2
import pytest
import requests
from acting import LONG
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from sample_cards import sample, session_with

from central.client import CentralClient, Refused
from central.service.clock import JAPAN
from central.signing import Signer
from central.wire import PURPOSE_CERTIFICATE, Order, Outcome, Paid, Printed, Reason, bound
from drivers.virtual.certificates import Subject, issue, user_authentication_ca

VALID = (datetime(2024, 4, 1, tzinfo=UTC), datetime(2029, 3, 31, tzinfo=UTC))
TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=JAPAN)
_numbers = itertools.count(1)


class StillClock:
    """A clock that moves only when it is told to."""

    def __init__(self, at=TUESDAY):
        self.at = at

    def now(self):
        return self.at

    def move(self, to):
        self.at = to


def fresh(word):
    """An id that was never used before."""
    return f"{word}-{next(_numbers)}"


@cache
def a_key():
    return rsa.generate_private_key(65537, 2048)


@dataclass
class Cardholder:
    """Somebody with a card whose certificate has this serial number, or whatever else a test issued."""

    serial: int = 0x1001
    certificate: bytes = b""

    def __post_init__(self):
        subject = Subject(self.serial, f"test {self.serial:x}", *VALID)
        self.certificate = self.certificate or issue(subject, a_key().public_key(), user_authentication_ca())

    def sign(self, message):
        return a_key().sign(message, padding.PKCS1v15(), hashes.SHA256())


class CardOnReader:
    """A sample card, used through its chip."""

    def __init__(self, name, pin="1234"):
        self.session = session_with(sample(name))
        self.certificate = self.session.certificate()
        self.session.verify(pin)

    def sign(self, message):
        return self.session.sign(hashlib.sha256(message).digest())


class Terminal:
    """A registered terminal and its visits."""

    def __init__(self, central, name="kiosk-1", seed=bytes(32)):
        self.central, self.name = central, name
        self.signer = Signer(name, seed, central.clock.now)
        self.client = CentralClient(central.url, self.signer, pause=0)
        central.desk.terminals.add(name, self.signer.public)

    def opens(self, visit=None, ticket="T-1"):
        visit = visit or fresh("visit")
        return visit, self.client.open_visit(visit, ticket, PURPOSE_CERTIFICATE).challenge

    def proves(self, holder, visit, challenge, /, **other):
        parts = {"challenge": challenge, "terminal": self.name, "visit": visit, "purpose": PURPOSE_CERTIFICATE}
        return self.client.identify(visit, holder.certificate, holder.sign(bound(**{**parts, **other})))

    def identifies(self, holder):
        visit, challenge = self.opens()
        self.proves(holder, visit, challenge)
        return visit

    def orders(self, visit, **other):
        return self.client.order(visit, an_order(**other))

    def takes(self, visit, quote):
        return self.client.document(visit, quote.order, paid(quote)).document

    def ends(self, visit, quote, printed=Printed.DONE):
        outcome = Outcome(printed=printed, sheets=quote.sheets, kept=quote.fee, returned=0)
        self.client.outcome(visit, quote.order, outcome)

    def sends(self, method, path, body, headers=None):
        """A request with any body and header fields, signed unless `headers` are given."""
        body = body if isinstance(body, bytes) else msgspec.json.encode(body)
        url = self.central.url + path
        fields = self.signer.sign(method, url, body) if headers is None else headers
        return requests.request(
            method, url, data=body, headers={"Content-Type": "application/json", **fields}, timeout=LONG
        )


def an_order(**other):
    parts = {"order": fresh("order"), "kind": "residence", "whom": "self", "items": [], "copies": 1}
    return Order(**{**parts, **other})


def paid(quote, **other):
    return Paid(**{"yen": quote.fee, "method": "cash", "receipt": "r-1", **other})


def refused(act) -> Reason:
    """The reason that central gives."""
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.refusal.reason


def text_of(document):
    """All that can be read in a PDF, without any white space."""
    pages = pypdfium2.PdfDocument(io.BytesIO(document))
    return "".join("".join(page.get_textpage().get_text_range().split()) for page in pages)
