"""What a job costs with the card on a reader: exchanges, bytes, milliseconds, and the least that the radio itself would take."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median

from cards import felica, tlv
from cards.apdu import Channel
from cards.errors import ApplicationMissing, CardError
from drivers.protocols import CardConnection, CardReader
from drivers.radio_time import ACTIVATION_S, exchange_s, felica_polling_s, pair_s
from firmware.card_commands.act import Answer

TIMES = 3
"""How often a job is measured; the middle one counts, as one alone may have met a busy computer."""


Exchange = tuple[bytes, bytes]
"""A command and its answer."""


@dataclass(frozen=True)
class Radio:
    """The least seconds on the air: to find a card, and for an exchange with it."""

    found_s: float
    exchange_s: Callable[[Exchange], float]


def type_b(kbit: int) -> Radio:
    """As a card with ISO 7816 commands is spoken to. `kbit` as in `drivers.radio_time`."""
    return Radio(ACTIVATION_S, lambda exchange: exchange_s(len(exchange[0]), len(exchange[1]), kbit))


def type_f(kbit: int) -> Radio:
    """As a FeliCa card is: by the frame that a command to the reader carries."""

    def seconds(exchange: Exchange) -> float:
        sent, received = _frames(exchange)
        if sent[1:2] == bytes((felica.POLLING,)):
            return felica_polling_s(kbit)
        return pair_s(len(sent), len(received), f"{kbit}F")

    return Radio(felica_polling_s(kbit), seconds)


def _frames(exchange: Exchange) -> Exchange:
    command, answer = exchange
    objects = {item.tag: item.value for item in tlv.parse(answer[:-2])}
    return felica.unwrap(command) or b"", objects.get(felica.RECEIVED, b"")


@dataclass
class Recording:
    """A connection whose exchanges are kept."""

    connection: CardConnection
    exchanges: list[Exchange] = field(default_factory=list, repr=False)

    def transmit(self, command: bytes | bytearray) -> bytes:
        """As the connection does."""
        answer = self.connection.transmit(command)
        self.exchanges.append((bytes(command), answer))
        return answer


@dataclass(frozen=True)
class Cost:
    """One run of a job: its exchanges, and seconds for connecting and for the job."""

    exchanges: tuple[Exchange, ...]
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


def told(there: CardReader, job: Callable[[Channel], object], radio: Radio | None) -> Answer:
    """What the job cost, `floor_ms` and `ratio` where the speed on the air is known; or why the card did not do it.

    Raises DeviceFault.
    """
    try:
        costs = [measure(there, job) for _ in range(TIMES)]
    except ApplicationMissing:
        return {"error": "not on this card"}
    except CardError as error:
        return {"error": str(error)}
    # The last run is the one that counts bytes: by then the reader is known.
    exchanges = costs[-1].exchanges
    sent, received = (sum(len(exchange[side]) for exchange in exchanges) for side in (0, 1))
    floor = sum(map(radio.exchange_s, exchanges)) if radio else None
    cost = {"apdus": len(exchanges), "sent": sent, "received": received}
    return cost | times(median(cost.job_s for cost in costs), floor)


def detection(there: CardReader, radio: Radio | None) -> Answer:
    """What connecting to a card that lies there costs, against the least time of finding it. Raises CardError, DeviceFault."""
    costs = [measure(there, lambda _: None) for _ in range(TIMES)]
    return times(median(cost.connect_s for cost in costs), radio.found_s if radio else None)


def times(seconds: float, floor_s: float | None) -> Answer:
    """Milliseconds, those of the radio alone, and their ratio."""
    return {
        "ms": round(seconds * 1000, 2),
        "floor_ms": None if floor_s is None else round(floor_s * 1000, 2),
        "ratio": round(seconds / floor_s, 2) if floor_s else None,
    }
