"""`show`: which card this is, its certificate, the card's own number, and every counter; nothing on the card is spent."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from contextlib import suppress

from cards import tables
from cards.apdu import Channel
from cards.common import CommonSession
from cards.errors import (
    ApplicationMissing,
    BadCardData,
    CardError,
    CertificateRefused,
    FileMissing,
    PinRequired,
    UnexpectedStatus,
)
from cards.jpki import JpkiSession
from cards.kinds import CardKind, tell
from cards.session import Session
from firmware.card_commands.act import Act, Answer, text
from firmware.card_commands.certificate_words import certificate_words
from firmware.card_commands.desk import Desk, at_desk

SENTENCES = {
    CardKind.MY_NUMBER: "A My Number Card.",
    CardKind.FACIAL_RECOGNITION: "A My Number Card for facial recognition: it has no PIN, so it opens nothing that asks for one.",
    CardKind.ANDROID: "The My Number Card functions of an Android phone: PIN and signature, no profile and no photo.",
    CardKind.IPHONE: "The My Number Card functions of an iPhone: PIN and signature, no profile and no photo.",
    CardKind.RESIDENT_CARD: "An old resident card (住民基本台帳カード); those have ended, the city's counter makes a My Number Card.",
    CardKind.DRIVING_LICENCE: "A driving licence; it does not say here who holds it.",
    CardKind.TRANSPORT: "A transport card; `kazasu card history` tells its balance and last rides.",
    CardKind.UNKNOWN: "A card that is not known here; try the My Number Card.",
}
"""What its holder is told."""

FIRST = (tables.JPKI, tables.TEXT)
"""The applications whose counters stand in `attempts_left`; those of the others stand by the application."""

OTHERS = {"surface": tables.SURFACE, "common": tables.COMMON, "juki": tables.JUKI}


def run(chosen: argparse.Namespace) -> Answer:
    """Kind, certificate, card and attempts left."""
    with at_desk(chosen) as desk:
        return show(desk)


def show(desk: Desk) -> Answer:
    """As `run`, of the card at a desk."""
    channel = desk.channel
    told = tell(channel, desk.link.atr)
    certificate = _certificate(told.session) if told.session else None
    left = _attempts(told.session, tables.JPKI.pins) if told.session else {}
    others: dict[str, dict[str, int | None]] = {}
    # A licence or a tag has none of these, and some readers take long to say so.
    if told.session or told.kind is CardKind.RESIDENT_CARD:
        left |= _counters(channel, tables.TEXT)
        others = {name: _counters(channel, table) for name, table in OTHERS.items()}
    return {
        "kind": told.kind.value,
        "certificate": certificate,
        "attempts_left": {pin.name: left.get(pin.name) for table in FIRST for pin in table.pins},
        "other_attempts_left": {name: counters for name, counters in others.items() if counters},
        "card": _card(channel) if others.get("common") else None,
    }


def _certificate(session: JpkiSession) -> Answer | None:
    # Here, so that `kazasu run` need not load cryptography for it.
    from cards import certificates

    try:
        der = session.certificate()
        return certificate_words(der, certificates.read(der))
    except (FileMissing, PinRequired):
        return None
    except CertificateRefused as error:
        raise CardError(str(error)) from error


def _counters(channel: Channel, table: tables.Application) -> dict[str, int | None]:
    """Attempts left by the PIN's name; none when the card does not have the application."""
    try:
        return _attempts(Session(channel, table), table.pins)
    except (ApplicationMissing, UnexpectedStatus):
        return {}


def _attempts(session: Session, pins: Iterable[tables.Pin]) -> dict[str, int | None]:
    left: dict[str, int | None] = {}
    for pin in pins:
        # A card without that certificate has no such code either.
        left[pin.name] = None
        with suppress(FileMissing):
            left[pin.name] = session.attempts(pin)
    return left


def _card(channel: Channel) -> Answer | None:
    # Unsigned, and no secret: it tells one plastic card from another, and proves nothing.
    try:
        found = CommonSession(channel).identity()
    except (FileMissing, BadCardData):
        return None
    return {"serial": found.serial, "municipality": found.municipality, "expires": found.expires.isoformat()}


def lines(answer: Answer) -> list[str]:
    """The answer after a sentence for the holder."""
    return [SENTENCES[CardKind(answer["kind"])], *text(answer)]


ACT = Act(
    name="show",
    brief="tell what the card is; nothing is spent and no PIN asked",
    about="Tell which kind of card is on the reader, what its user authentication certificate says, the card's own number, "
    "and how often each PIN may still be tried. No PIN is asked for and no attempt is spent.",
    run=run,
    lines=lines,
)
