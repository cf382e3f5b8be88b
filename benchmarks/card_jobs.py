"""What a terminal asks of a card, job by job: APDUs and bytes on the card's own side, held against what others need for the same."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmarks.card_stages import Stage
from benchmarks.places import PIN
from benchmarks.table import Figure
from cards.apdu import SELECT, VERIFY, WAKE_UP, Channel, Limits
from cards.jpki import JpkiSession
from cards.secret import Secret
from cards.text import TextSession
from drivers.protocols import CardConnection

DIGEST = hashlib.sha256(b"a challenge").digest()


@dataclass(frozen=True)
class Job:
    """One job: what is done, the most APDUs it may take, what others take for it, and whether the reader passes extended length."""

    name: str
    does: Callable[[Channel], object]
    most: int | None
    others: str = ""
    extended: bool | None = False

    def run(self, connection: CardConnection) -> object:
        """Do it over a connection whose reader is already known."""
        return self.does(Channel(connection, Limits(extended=self.extended)))


def sign(channel: Channel) -> bytes:
    """PIN and signature in a session of its own."""
    session = JpkiSession(channel)
    session.verify(Secret(PIN))
    return session.sign(DIGEST)


def attributes(channel: Channel) -> object:
    """The four attributes, by the PIN."""
    session = TextSession(channel)
    session.verify(Secret(PIN))
    return session.attributes()


def whole_visit(channel: Channel) -> bytes:
    """What a visit of the certificate kiosk does."""
    session = JpkiSession(channel)
    session.certificate()
    session.attempts_left()
    session.verify(Secret(PIN))
    return session.sign(DIGEST)


def jobs(certificate: int) -> tuple[Job, ...]:
    """All of them, for a card whose certificate has so many bytes."""
    read = "myna 11, OpenSC 14 (driver forced) to 68"
    return (
        Job("certificate", lambda channel: JpkiSession(channel).certificate(), 1 + -(-certificate // 256), read),
        Job("certificate_extended", lambda channel: JpkiSession(channel).certificate(), 2, read, extended=True),
        Job("signature", sign, 3, "myna 5 to 7, OpenSC 10 (driver forced) to 76"),
        Job("attributes", attributes, 3, "myna 6 to 10"),
        Job("boarding", lambda channel: JpkiSession(channel).serial(), 3, "9 and more, reading the whole certificate"),
        Job("visit", whole_visit, None),
    )


def figures(stage: Stage, prefix: str) -> Iterator[Figure]:
    """APDUs and bytes of each job on this stage; the counter query inside `attempts_left` and the wake-up stand apart."""
    with stage.connect() as connection:
        certificate = JpkiSession(Channel(connection)).certificate()
    for job in jobs(len(certificate)):
        exchanges = stage.counted(job.run)
        how = f"{stage.name}, counted by the card, SELECT included"
        others = f"; others: {job.others}" if job.others else ""
        goal = f"<= {job.most}" if job.most else None
        yield Figure(f"{prefix}.{job.name}.apdus", len(exchanges), "APDU", how + others, goal)
        yield Figure(f"{prefix}.{job.name}.bytes_to_card", sum(sent for _, sent, _ in exchanges), "byte", how)
        yield Figure(f"{prefix}.{job.name}.bytes_from_card", sum(got for _, _, got in exchanges), "byte", how)
    yield from _apart(stage, prefix)


def _apart(stage: Stage, prefix: str) -> Iterator[Figure]:
    asked = stage.counted(lambda connection: JpkiSession(Channel(connection)).attempts_left())
    queries = sum(header[1] == VERIFY for header, _, _ in asked)
    yield Figure(
        f"{prefix}.attempts_left.apdus", queries, "APDU", f"{stage.name}: the query that tells the attempts left"
    )
    stage.card.faults.first_6f00 = True
    woken = stage.counted(lambda connection: JpkiSession(Channel(connection)).certificate())
    stage.card.faults.first_6f00 = False
    extra = (
        sum(header == WAKE_UP for header, _, _ in woken)
        + sum(header[1:3] == bytes((SELECT, 0x04)) for header, _, _ in woken)
        - 1
    )
    yield Figure(
        f"{prefix}.certificate.wake_ups", extra, "APDU", f"{stage.name}: more for a card that answers 6F00 first"
    )
