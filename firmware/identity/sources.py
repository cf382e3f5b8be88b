"""Sources of identity: which cards each reads (by the ATR alone), and how; another kind of card is one more class in SOURCES.

A telephone is no source of its own: its transport card is a FeliCa card, and an iPhone's certificate reads like a plastic card's,
under a number of its own. An Android phone shows its certificate only after the PIN, so it cannot be read at a door.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from cards import possession
from cards.apdu import Channel
from cards.errors import ApplicationMissing, FileMissing, PinRequired, UnexpectedStatus, WrongSignature
from cards.felica import FelicaCard
from cards.identities import felica_identity, identity_text
from cards.jpki import JpkiSession
from cards.kinds import FELICA, storage_standard
from cards.possession import CHALLENGE_BYTES, CardKey
from cards.tables import CURRENT, Generation
from drivers.protocols import CardConnection
from firmware.identity.reading import Reading, UnknownMedium, Why
from transit.levels import Identity, Level


class Source(Protocol):
    """One way to tell who somebody is."""

    def fits(self, atr: bytes) -> bool:
        """Whether a card with this ATR can be one of its own; the card is not asked."""

    def read(self, channel: Channel) -> Reading:
        """Read it. Raises ApplicationMissing (another source may know it), UnknownMedium, CardError, DeviceFault."""


class FelicaCards:
    """Cards and telephones of the transport system (0003), by their IDm: one exchange, which anybody can answer."""

    def fits(self, atr: bytes) -> bool:
        """A card that knows no ISO 7816 command and says that it is FeliCa."""
        return storage_standard(atr) == FELICA

    def read(self, channel: Channel) -> Reading:
        """Poll for the transport system."""
        card = FelicaCard(channel)
        try:
            idm = card.poll()
        except UnexpectedStatus:
            # a reader that cannot poll will not learn it by another tap
            raise UnknownMedium from None
        medium = "phone" if card.mobile else "felica"
        return Reading(Identity(felica_identity(idm), medium, Level.NUMBER))


@dataclass(frozen=True)
class MyNumberCards:
    """My Number Cards of one generation by the serial number of a certificate, in two APDUs; they can prove that they are no copy."""

    generation: Generation = CURRENT

    def fits(self, atr: bytes) -> bool:
        """Any card that knows ISO 7816 commands: the ATRs of these are many, and not all known."""
        return storage_standard(atr) is None

    def read(self, channel: Channel) -> Reading:
        """Select the application and read the first 32 bytes of the certificate."""
        table = self.generation.jpki
        session = JpkiSession(channel, table)
        try:
            serial = session.serial()
        except FileMissing:
            raise UnknownMedium(Why.NO_CERTIFICATE) from None
        except PinRequired:
            raise UnknownMedium(Why.PIN) from None
        text = identity_text(serial, table.user_authentication.algorithm)
        return Reading(Identity(text, "my_number", Level.NUMBER), lambda key: self._prove(channel, key))

    def _prove(self, channel: Channel, key: CardKey) -> None:
        challenge = secrets.token_bytes(CHALLENGE_BYTES)
        if self.generation.text is None:
            raise WrongSignature("this generation of cards holds no key that answers without a PIN")
        try:
            possession.prove(channel, key, challenge, self.generation.text)
        except (ApplicationMissing, FileMissing, PinRequired, UnexpectedStatus):
            # The card that was registered has answered with this key before: one that refuses to is another.
            raise WrongSignature("the card does not answer a challenge") from None


SOURCES: Sequence[Source] = (FelicaCards(), MyNumberCards())


def read(connection: CardConnection, sources: Sequence[Source] = SOURCES) -> Reading:
    """Tell who holds the card of a connection, at level NUMBER: two APDUs for a My Number Card, one for a FeliCa card.

    Raises UnknownMedium, CardRemoved, CardMute, BadCardData, UnexpectedStatus, DeviceFault.
    """
    channel = Channel(connection, connection.limits)
    for source in sources:
        if source.fits(connection.link.atr):
            with suppress(ApplicationMissing):
                return source.read(channel)
    raise UnknownMedium
