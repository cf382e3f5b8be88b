"""Riders of the sample city for the demo: each applies at a desk with card and PIN, as a resident does, and central decides."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from cards import possession
from cards.apdu import Channel
from cards.card_certificates import IssuerKeys
from cards.felica import Idm
from cards.jpki import JpkiSession
from cards.text import TextSession
from central.client import CentralClient
from central.wire import PURPOSE_RIDER, Apply, CardLink, Medium, bound, key_challenge
from drivers.virtual.card_file import read
from drivers.virtual.card_kinds import load
from drivers.virtual.reader import VirtualReader
from firmware.ids import uuid7

PIN = "1234"
"""Of each sample card."""


class Rider(NamedTuple):
    """Whose card applies for which scheme, and which transit card he links to it; without one he holds up his own.

    `has_key`: his own card is linked with its key, so that no copy passes.
    """

    card: str
    scheme: str
    holds: str = ""
    has_key: bool = False


class Person:
    """Somebody with a sample card, who knows both PINs."""

    def __init__(self, card: Path) -> None:
        self._reader = VirtualReader(load(card))
        self.certificate = JpkiSession(self._channel()).certificate()

    def sign(self, message: bytes) -> bytes:
        """His word for it, given with the PIN."""
        session = JpkiSession(self._channel())
        session.verify(PIN)
        return session.sign(hashlib.sha256(message).digest())

    def link(self, challenge: bytes, issuers: IssuerKeys) -> CardLink:
        """His card's own key, who vouches for it, its answer to a challenge and his word for it."""
        channel = self._channel()
        session = TextSession(channel)
        session.verify(PIN)
        found = possession.vouched(session, issuers)
        answer = possession.answer(channel, challenge)
        signature = self.sign(found.key.binding(challenge))
        signed_key, signer = found.to_bytes()
        return CardLink(signed_key=signed_key, signer=signer, answer=answer, signature=signature)

    def _channel(self) -> Channel:
        return Channel(self._reader.connect())


@dataclass(frozen=True)
class Desk:
    """A desk of the city's as central knows it by its client's key; `cards` is a folder of card files."""

    now: Callable[[], datetime]
    central: CentralClient
    cards: Path
    issuers: IssuerKeys

    def enrol(self, rider: Rider, *, again: bool = False) -> bool:
        """Have a rider apply; when he has done so before, only `again`. Raises Refused, CentralFault."""
        person, name = Person(self.cards / f"{rider.card}.toml"), self.central.terminal
        visit = self._id()
        challenge = self.central.open_visit(visit, "D-00001", PURPOSE_RIDER).challenge
        signature = person.sign(bound(challenge, name, visit, PURPOSE_RIDER))
        found = self.central.rider(visit, person.certificate, signature)
        if not again and any(offer.held for offer in found.offers if offer.scheme == rider.scheme):
            return False
        asked = Apply(application=self._id(), scheme=rider.scheme, medium=Medium.MY_NUMBER)
        if rider.holds:
            asked.medium, asked.idm = Medium.FELICA, str(self.idm(rider.holds))
        else:
            asked.certificate = person.certificate
        if rider.has_key:
            asked.card = person.link(key_challenge(challenge, name, visit), self.issuers)
        self.central.apply(visit, asked)
        return True

    def idm(self, card: str) -> Idm:
        """The number of a transit card."""
        return Idm(read(self.cards / f"{card}.toml").idm)

    def _id(self) -> str:
        return uuid7(self.now())
