"""`show`: which card this is, its certificate, the card's own number, and every counter; nothing on the card is spent."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC

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
from firmware.card_commands.certificate_words import MOMENT, certificate_words
from firmware.card_commands.desk import RESET, Desk, at_desk
from firmware.card_commands.kind_words import SENTENCES
from firmware.clock import Clock

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
    """The answer after sentences for the holder; what the card does not have is left out."""
    kind = CardKind(answer["kind"])
    return [
        SENTENCES[kind],
        *_warnings(kind, answer),
        *text({name: told for name, told in answer.items() if _says(told)}),
    ]


def _says(told: object) -> bool:
    return any(map(_says, told.values())) if isinstance(told, dict) else told is not None


def _warnings(kind: CardKind, answer: Answer) -> Iterator[str]:
    """What its holder has to do something about."""
    certificate = answer["certificate"]
    if certificate and certificate["not_after"] < Clock().now().astimezone(UTC).strftime(MOMENT):
        yield "Its user authentication certificate has ended: nobody accepts it any more."
    blocked = [name.replace("_", " ") for name, left in answer["attempts_left"].items() if left == 0]
    # One for facial recognition is so by design.
    if blocked and kind is not CardKind.FACIAL_RECOGNITION:
        yield f"Blocked: {', '.join(blocked)}; {RESET}."


ACT = Act(
    name="show",
    brief="tell what the card is; nothing is spent and no PIN asked",
    about="Tell which kind of card is on the reader, what its user authentication certificate says, the card's own number, "
    "and how often each PIN may still be tried. No PIN is asked for and no attempt is spent.",
    run=run,
    lines=lines,
)
