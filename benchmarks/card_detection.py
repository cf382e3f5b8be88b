"""How long an idle reader takes to see a card: ours and nfcpy's own `connect` on the same simulated chips, in simulated time.

PC/SC is reported only, in real time: its daemon polls a contactless reader every 200 to 400 ms, and vpcd as often.
"""

# mypy: disable-error-code="no-untyped-call"
# nfcpy has no types.

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from random import Random

import nfc.clf

from benchmarks.card_chips import DEVICES, Device, reader_on
from benchmarks.card_stages import idle_pcscd
from benchmarks.places import HANAKO, wait_until
from benchmarks.table import Figure, rounded
from drivers.nfc import BETWEEN_LOOKS_S
from drivers.virtual.card import VirtualCard
from drivers.virtual.card_kinds import load
from drivers.virtual.radio import RadioField, SimulatedClock

ARRIVALS, STOCK_ARRIVALS, REAL_ARRIVALS = 200, 40, 8
LONGEST_WAIT_S = 1.0
CLEAR_LOOKS = 8


def figures() -> Iterator[Figure]:
    """The mean of seeded arrivals a chip and bus, nfcpy as shipped beside it."""
    for name, device in DEVICES.items():
        waits = [_seen_after(*moment) for moment in _moments(_ours(device), ARRIVALS)]
        how = f"mean of {ARRIVALS} seeded arrivals on a simulated chip, worst {max(waits):.1f} ms"
        yield Figure(f"card.detection.{name}_ms", rounded(statistics.mean(waits)), "ms", how, "<= 25")
    for name in ("rcs380", "pn532_uart"):
        waits = [_seen_after(*moment) for moment in _moments(_stock(DEVICES[name]), STOCK_ARRIVALS)]
        how = f"mean of {STOCK_ARRIVALS} seeded arrivals, nfcpy 1.0.4's own `connect` on the same chip, worst {max(waits):.0f} ms"
        yield Figure(f"card.detection.peer.nfcpy.{name}_ms", rounded(statistics.mean(waits)), "ms", how)
    yield _pcsc()


Look = Callable[[], bool]


def _ours(device: Device) -> tuple[RadioField, Look]:
    """One step of the watch of our reader, with the pause that it makes."""
    field = RadioField()
    reader = reader_on(field, device)

    def look() -> bool:
        reader.look()
        if not reader.card_present:
            field.clock.advance(BETWEEN_LOOKS_S)
        return reader.card_present

    return field, look


class _FieldTime:
    """nfcpy sleeps and looks at the time by itself; this is what it then gets."""

    def __init__(self, clock: SimulatedClock) -> None:
        self.time = lambda: clock.now
        self.sleep = clock.advance


def _stock(device: Device) -> tuple[RadioField, Look]:
    """What `connect(rdwr={})` does until it has a card: all types asked in turn, then half a second of sleep, five times."""
    field = RadioField()
    frontend = nfc.clf.ContactlessFrontend()
    frontend.device = device(field)
    targets = [nfc.clf.RemoteTarget(brty) for brty in ("106A", "106B", "212F")]

    def look() -> bool:
        module = vars(nfc.clf)
        real, module["time"] = module["time"], _FieldTime(field.clock)
        try:
            return frontend.sense(*targets, iterations=5, interval=0.5) is not None
        finally:
            module["time"] = real

    return field, look


def _moments(stage: tuple[RadioField, Look], arrivals: int) -> Iterator[tuple[RadioField, Look, VirtualCard, float]]:
    chance = Random(4)
    card = load(HANAKO, keep=False)
    for _ in range(arrivals):
        yield *stage, card, chance.uniform(0, LONGEST_WAIT_S)


def _seen_after(field: RadioField, look: Look, card: VirtualCard, wait_s: float) -> float:
    """Milliseconds from the card's arrival until it is seen, the field having been empty and known to be."""
    field.remove()
    for _ in range(CLEAR_LOOKS):
        look()
    arrival = field.clock.now + wait_s
    field.place_at(arrival, card)
    while not look():
        pass
    return (field.clock.now - arrival) * 1000


def _pcsc() -> Figure:
    waits = []
    with idle_pcscd() as (slot, reader):
        for _ in range(REAL_ARRIVALS):
            begin = time.monotonic()
            slot.place(load(HANAKO, keep=False))
            wait_until(lambda: reader.card_present, "the card", every=0.001)
            waits.append((time.monotonic() - begin) * 1000)
            slot.remove()
            wait_until(lambda: not reader.card_present, "an empty reader", every=0.001)
    how = f"median of {REAL_ARRIVALS}, real pcscd with vpcd, real time: {min(waits):.0f} to {max(waits):.0f} ms"
    return Figure("card.detection.pcsc_ms", rounded(statistics.median(waits)), "ms", how)
