"""Time on the air: the reader's driver and the sessions over a simulated field with real frame timing, against the radio floor.

The floor is `drivers.radio_time.floor_s` of the fewest and shortest APDUs that do the job at all: a certificate to the byte by extended
length, a small file by one READ of 256 bytes, since nothing tells its length before. No time is taken by card and host; measured from the first
frame of a connection, the card lying there and seen to be alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from benchmarks.card_chips import DEVICES, LOOKS, reader_on
from benchmarks.card_jobs import attributes, sign
from benchmarks.card_stages import NotedCard
from benchmarks.places import HANAKO
from benchmarks.table import Figure, rounded
from cards.apdu import Channel, Limits
from cards.jpki import JpkiSession
from drivers.nfc import BETWEEN_LOOKS_S, NfcReader
from drivers.radio_time import KBIT, floor_s
from drivers.virtual.air import TypeB
from drivers.virtual.air_chip import AirChip
from drivers.virtual.card_kinds import load
from drivers.virtual.radio import RadioField

ANNOUNCED = {106: 0x00, 212: 0x91, 424: 0xB3}
"""Bit rate byte of the ATQB by the fastest rate: the same both ways, as cards have it."""
SELECT, VERIFIED, READ = (15, 2), (9, 2), 5
"""Lengths of SELECT and VERIFY with their answers, and of a short READ BINARY."""
EXTENDED_READ = 7
STATUS = 2
LEAST_SERIAL, SMALL_FILE = 32, 256


@dataclass(frozen=True)
class AirJob:
    """A job on the air: what is done, whether extended length passes, and the APDUs (sent, received) that it takes at least."""

    name: str
    does: Callable[[Channel], Any]
    extended: bool
    least: Callable[[Any], list[tuple[int, int]]]


def _certificate(channel: Channel) -> bytes:
    return JpkiSession(channel).certificate()


def _whole(found: bytes) -> list[tuple[int, int]]:
    return [SELECT, (EXTENDED_READ, len(found) + STATUS)]


JOBS = (
    AirJob(
        "serial",
        lambda channel: JpkiSession(channel).serial(),
        False,
        lambda _: [SELECT, (READ, LEAST_SERIAL + STATUS)],
    ),
    AirJob("certificate", _certificate, False, _whole),
    AirJob("certificate_extended", _certificate, True, _whole),
    AirJob("signature", sign, False, lambda found: [SELECT, VERIFIED, (57, len(found) + STATUS)]),
    AirJob("attributes", attributes, False, lambda _: [SELECT, VERIFIED, (READ, SMALL_FILE + STATUS)]),
)


def figures() -> Iterator[Figure]:
    """One figure a job and bit rate."""
    for kbit in KBIT[:3]:
        for job in JOBS:
            yield _figure(f"card.air.{job.name}.{kbit}.to_floor", _measured(job, kbit, _air), "<= 1.2")
    for name in ("rcs380", "pn532_spi"):
        for job in JOBS:
            chip = partial(reader_on, device=DEVICES[name])
            yield _figure(f"card.air.{name}.{job.name}.424.to_floor", _measured(job, 424, chip))


def _figure(name: str, measured: tuple[float, float], goal: str | None = None) -> Figure:
    took, floor = measured
    how = f"{took * 1e3:.1f} ms simulated, floor {floor * 1e3:.1f} ms, activation included"
    through = "" if goal else "; the chip's transfers with the host included"
    return Figure(name, rounded(took / floor), "ratio", how + through, goal)


def _air(field: RadioField) -> NfcReader:
    return NfcReader("air", lambda _: AirChip(field), lambda: field.clock.now, field.clock.advance)


def _measured(job: AirJob, kbit: int, reader_of: Callable[[RadioField], NfcReader]) -> tuple[float, float]:
    """Seconds that the job took, and that it takes at least."""
    field = RadioField()
    reader = reader_of(field)
    card: Any = NotedCard(load(HANAKO, keep=False))
    card.air = TypeB(card.air.atqb[:9] + bytes((ANNOUNCED[kbit],)) + card.air.atqb[10:])
    field.place(card)
    for _ in range(LOOKS):
        reader.look()
        field.clock.advance(BETWEEN_LOOKS_S)
    begin = field.clock.now
    with reader.connect() as connection:
        found = job.does(Channel(connection, Limits(extended=job.extended)))
        took = field.clock.now - begin
        if connection.link.used != kbit:
            raise ValueError(f"{connection.link.used} kbit/s instead of {kbit}")
    return took, floor_s(job.least(found), kbit)
