"""What the host's own software costs for a boarding identity: the session's time as a multiple of the same APDUs sent bare."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from benchmarks.places import HANAKO
from benchmarks.table import Figure, median, rounded
from cards.apdu import Channel
from cards.jpki import JpkiSession
from drivers.virtual.card import VirtualCard
from drivers.virtual.card_kinds import load

ROUNDS, RUNS = 25, 400


def figures() -> Iterator[Figure]:
    """The multiple, and both times behind it; rounds of both take turns, so that a busy machine is busy for both."""
    card = load(HANAKO, keep=False)
    apdus = _sent_for(card)
    multiples, bare, ours = [], [], []
    for _ in range(ROUNDS):
        bare.append(_microseconds(lambda: [card.transmit(apdu) for apdu in apdus]))
        ours.append(_microseconds(lambda: JpkiSession(Channel(card)).serial()))
        multiples.append(ours[-1] / bare[-1])
    how = f"a zero-delay card in process, {len(apdus)} APDUs, median of {ROUNDS} rounds of {RUNS}"
    yield Figure(
        "card.boarding.host_multiple", median(multiples), "ratio", f"to the same APDUs sent bare; {how}", "<= 3"
    )
    yield Figure(
        "card.boarding.host_us", rounded(median(ours) - median(bare)), "us", f"more than the bare APDUs; {how}"
    )
    yield Figure("card.boarding.bare_us", median(bare), "us", how)


def _sent_for(card: VirtualCard) -> list[bytes]:
    """The very APDUs that the session sends."""
    sent: list[bytes] = []

    class Tap:
        def transmit(self, command: bytes | bytearray) -> bytes:
            sent.append(bytes(command))
            return card.transmit(command)

    JpkiSession(Channel(Tap())).serial()
    return sent


def _microseconds(act: Callable[[], object]) -> float:
    begin = time.perf_counter()
    for _ in range(RUNS):
        act()
    return (time.perf_counter() - begin) / RUNS * 1e6
