"""What a job costs with the card on a reader: exchanges, bytes, milliseconds, and the least that the radio itself would take."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median

from cards.apdu import Channel
from cards.errors import CardError
from drivers.protocols import CardConnection, CardReader
from drivers.radio_time import ACTIVATION_S, exchange_s
from firmware.card_commands.act import Answer

TIMES = 3
"""How often a job is measured; the middle one counts, as one alone may have met a busy computer."""


@dataclass
class Recording:
    """A connection whose exchanges are counted: bytes sent and received of each."""

    connection: CardConnection
    exchanges: list[tuple[int, int]] = field(default_factory=list)

    def transmit(self, command: bytes | bytearray) -> bytes:
        """As the connection does."""
        answer = self.connection.transmit(command)
        self.exchanges.append((len(command), len(answer)))
        return answer


@dataclass(frozen=True)
class Cost:
    """One run of a job: its exchanges, and seconds for connecting and for the job."""

    exchanges: tuple[tuple[int, int], ...]
    connect_s: float
    job_s: float


def measure(there: CardReader, job: Callable[[Channel], object]) -> Cost:
    """Connect anew and do the job once. Raises CardError, DeviceFault."""
    # A connection of its own each time: a card that is awake and selected would flatter the job.
    began = time.perf_counter()
    with there.connect() as connection:
        recording = Recording(connection)
        connected = time.perf_counter()
        job(Channel(recording, connection.limits))
        done = time.perf_counter()
    return Cost(tuple(recording.exchanges), connected - began, done - connected)


def told(there: CardReader, job: Callable[[Channel], object], kbit: int | None) -> Answer:
    """What the job cost, `floor_ms` and `ratio` where the speed on the air is known; or why the card did not do it.

    Raises DeviceFault.
    """
    try:
        costs = [measure(there, job) for _ in range(TIMES)]
    except CardError as error:
        return {"error": str(error)}
    # The last run is the one that counts bytes: by then the reader is known.
    sent, received = (sum(side) for side in zip(*costs[-1].exchanges, strict=True)) if costs[-1].exchanges else (0, 0)
    floor = sum(exchange_s(*each, kbit) for each in costs[-1].exchanges) if kbit else None
    cost = {"apdus": len(costs[-1].exchanges), "sent": sent, "received": received}
    return cost | times(median(cost.job_s for cost in costs), floor)


def detection(there: CardReader, kbit: int | None) -> Answer:
    """What connecting to a card that lies there costs, against the least time of an activation. Raises CardError, DeviceFault."""
    costs = [measure(there, lambda _: None) for _ in range(TIMES)]
    return times(median(cost.connect_s for cost in costs), ACTIVATION_S if kbit else None)


def times(seconds: float, floor_s: float | None) -> Answer:
    """Milliseconds, those of the radio alone, and their ratio."""
    return {
        "ms": round(seconds * 1000, 2),
        "floor_ms": None if floor_s is None else round(floor_s * 1000, 2),
        "ratio": round(seconds / floor_s, 2) if floor_s else None,
    }
