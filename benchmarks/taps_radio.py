"""Taps over a simulated field with real frame timing: from the card's arrival until its holder is told, against radio and commit; torn cards.

Everything between the air and the journal is the product's: the reader's watch and block protocol, the role's tap, the vehicle, a durable
record. Simulated time (radio, card) and real time (host, disk; the simulation's own work too) are added up, and what the pipe to the
reader's child program costs, which is measured apart.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.borrowed import borrow
from benchmarks.journal import BARE, INSERT
from benchmarks.places import HANAKO
from benchmarks.table import Figure, median, percentile, rounded
from cards.apdu import SIGN
from drivers.isolated import IsolatedReader
from drivers.nfc import BETWEEN_LOOKS_S
from drivers.protocols import CardReader
from drivers.radio_time import floor_s
from drivers.virtual.air import TypeB
from drivers.virtual.card_kinds import load
from drivers.virtual.reader import VirtualReader
from firmware.identity import read
from firmware.journal_file import CACHE_KIB, open_file

TAPS, TEARS, PIPED = 300, 10_000, 400
ONLY_106 = bytes.fromhex("0081A1")
"""Protocol bytes of a card that announces 106 kbit/s and FWI 10."""
LEAST = [(15, 2), (5, 34)]
"""SELECT and READ BINARY of 32 bytes with their answers: what an identity takes at least."""
SIGNATURE_S = 0.2
LONGEST_WAIT_S = 0.3
BETWEEN_RIDERS_S = 120
CLEAR_LOOKS = 8


class ThinkingCard:
    """A card that takes its time over a signature."""

    def __init__(self, card: Any) -> None:
        self._card = card
        self.wait: Callable[[float], None] = time.sleep

    def transmit(self, command: bytes | bytearray) -> bytes:
        """Answer one APDU, a signature after SIGNATURE_S."""
        if command[1] == SIGN:
            self.wait(SIGNATURE_S)
        answer: bytes = self._card.transmit(command)
        return answer

    def __getattr__(self, name: str) -> Any:
        return getattr(self._card, name)


def figures() -> Iterator[Figure]:
    """Identity alone, with proof, and torn cards."""
    pipe = _pipe_s()
    yield Figure(
        "taps.pipe_ms",
        rounded(1000 * pipe),
        "ms",
        f"connect and read through the child program, more than in process; medians of {PIPED}",
    )
    with _door() as (bench, door, bare):
        yield from _alone(bench, door, bare, pipe)
        waits, told = _taps(bench, door, ThinkingCard(door.cards["hanako"]), bare)
        how = f"{TAPS} seeded arrivals at 106 kbit/s, {SIGNATURE_S * 1000:.0f} ms for the signature"
        told = [each + pipe for each in told]
        yield Figure("taps.clone_proof_p95_ms", percentile(_ms(told), 0.95), "ms", f"arrival to told; {how}", "<= 300")
        yield Figure("taps.clone_proof_ms", median(_ms(told)), "ms", f"median; {how}; seen after {median(_ms(waits))}")
    yield from _torn()


def _alone(bench: Any, door: Any, bare: _Bare, pipe: float) -> Iterator[Figure]:
    waits, told = _taps(bench, door, door.cards["taro"], bare)
    told = [each + pipe for each in told]
    floor, commit = floor_s(LEAST), median(bare.took)
    how = f"{TAPS} seeded arrivals at 106 kbit/s, identity alone, medians"
    parts = f"radio floor of 2 APDUs {floor * 1e3:.1f} ms and a bare commit {commit * 1e3:.2f} ms"
    yield Figure(
        "taps.radio_ratio",
        rounded(median(told) / (floor + commit)),
        "ratio",
        f"arrival to told, to {parts}; {how}",
        "<= 2.0",
    )
    seen = [whole - wait for whole, wait in zip(told, waits, strict=True)]
    yield Figure(
        "taps.radio_seen_ratio",
        rounded(median(seen) / (floor + commit)),
        "ratio",
        f"the same from the card being seen; {how}",
    )
    yield Figure("taps.radio_ms", median(_ms(told)), "ms", f"arrival to told; {how}")
    yield Figure("taps.radio_p95_ms", percentile(_ms(told), 0.95), "ms", f"the same, 95 of 100; {how}")


def _pipe_s() -> float:
    """Seconds that a read takes longer through the child program than in this process, by turns."""
    outside, inside = IsolatedReader("virtual", str(HANAKO)), VirtualReader(load(HANAKO, keep=False))
    through: list[float] = []
    bare: list[float] = []
    try:
        outside.open(lambda _event: None)
        outside.connect().close()
        for _ in range(PIPED):
            through.append(_read_s(outside))
            bare.append(_read_s(inside))
    finally:
        outside.close()
    return median(through) - median(bare)


def _read_s(reader: CardReader) -> float:
    began = time.perf_counter()
    with reader.connect(in_passing=True) as connection:
        read(connection)
        return time.perf_counter() - began


def _torn() -> Iterator[Figure]:
    with TemporaryDirectory() as folder:
        tearing = borrow("identity.tearing").Tearing(Path(folder))
        seed = 0
        while tearing.torn < TEARS:
            tearing.tear(Random(seed))
            seed += 1
        tearing.door.close()
    for wrong in tearing.wrong[:5]:
        print(f"  {wrong}")
    how = f"{tearing.torn} cards torn away at a seeded frame, each held up again; {len(tearing.signing)} of them over the signature"
    yield Figure(
        "taps.torn_wrong", len(tearing.wrong), "tap", f"half rides, doubled rides, wrong accepts: {how}", "<= 0"
    )
    how = "worst, simulated time, from the tear until the reader has told it and looks for cards"
    yield Figure(
        "taps.retry_ms", rounded(1000 * max(tearing.retries)), "ms", f"{how}; {len(tearing.retries)} tears", "<= 150"
    )
    how += ": nobody can tell a card that calculates from one that is gone before its waiting time (309 ms) is over"
    yield Figure("taps.retry_signing_ms", rounded(1000 * max(tearing.signing)), "ms", f"torn over the signature; {how}")


class _Bare:
    """The same bytes as a tap's record by a bare INSERT into a file of their own, by turns with the taps."""

    def __init__(self, path: Path) -> None:
        self._file = open_file(path)
        for statement in (
            "PRAGMA journal_mode=WAL",
            "PRAGMA synchronous=FULL",
            f"PRAGMA cache_size=-{CACHE_KIB}",
            BARE,
        ):
            self._file.execute(statement)
        self.took: list[float] = []

    def commit(self, body: str) -> None:
        """Seconds go into `took`."""
        began = time.perf_counter()
        self._file.execute(INSERT, (body, bytes(32), bytes(32))).fetchall()
        self.took.append(time.perf_counter() - began)

    def close(self) -> None:
        """Close the file."""
        self._file.close()


@contextmanager
def _door() -> Iterator[tuple[Any, Any, _Bare]]:
    with TemporaryDirectory() as folder:
        bench = borrow("nfc_bench").Bench("air")
        door, bare = borrow("identity.door").DoorOfBus(Path(folder), bench.reader), _Bare(Path(folder) / "bare.db")
        try:
            yield bench, door, bare
        finally:
            door.close()
            bare.close()


def _taps(bench: Any, door: Any, card: Any, bare: _Bare) -> tuple[list[float], list[float]]:
    """Seconds from each arrival until the card is seen, and until its holder is told."""
    chance, waits, told = Random(7), [], []
    card.air = TypeB(card.air.atqb[:9] + ONLY_106)
    for _ in range(TAPS):
        door.bus.clock.advance(BETWEEN_RIDERS_S)
        arrival = bench.clock.now + chance.uniform(BETWEEN_LOOKS_S, LONGEST_WAIT_S)
        bench.field.place_at(arrival, card)
        # not `until`: that pauses once more after the look that found it
        while not bench.reader.card_present:
            bench.clock.advance(BETWEEN_LOOKS_S)
            bench.reader.look()
        waits.append(bench.clock.now - arrival)
        told.append(_tapped(bench, door) - arrival)
        _empty(bench, door, bare)
    return waits, told


def _tapped(bench: Any, door: Any) -> float:
    """The moment, in simulated seconds, at which the holder was told, real time since the card was seen added."""
    moments: list[float] = []
    began = time.perf_counter()
    door.at_told = lambda: moments.append(bench.clock.now + time.perf_counter() - began)
    signal = door.tap()
    if signal not in borrow("identity.door").GOOD:
        raise ValueError(f"a registered rider was told {signal}")
    return moments[-1]


def _empty(bench: Any, door: Any, bare: _Bare) -> None:
    """Take the card off, and let the other file have its turn."""
    newest = door.bus.journal.leaving(1, after=door.bus.journal.backlog().count - 1)
    bare.commit(newest.bodies[0].decode())
    bench.field.remove()
    bench.look(CLEAR_LOOKS)


def _ms(seconds: list[float]) -> list[float]:
    return [1000 * each for each in seconds]
