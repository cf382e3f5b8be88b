"""Thousands of terminals at once: the queue as it is, over a journal that is a list, and plain HTTP in one event loop.

Its day is shorter: all pauses, those that central asks for too, are slept at HASTE, which makes the herd the denser.
"""

from __future__ import annotations

import asyncio
import gzip
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import msgspec
from records.fleet import TUESDAY

from central.chain import genesis, links
from central.client import Busy, CentralFault, Refused
from central.signing import Signer
from central.wire import Phase, Quality, Record, Refusal, Stand
from firmware.chaining import Leaving
from firmware.clock import Clock
from firmware.ids import uuid7
from firmware.queue import OfflineQueue

ANSWER_S = 60.0
HASTE = 0.2
"""Real seconds in a second of the herd's day."""
LINES = 400
"""Connections at once, kept open, as a front before central keeps them; whoever comes when all are taken waits."""
CLOCK = Clock(TUESDAY, running=False)


class ListJournal:
    """What the queue asks of a journal, for one that is never cut off: nothing is forgotten here, nor restored."""

    def __init__(self, records):
        self.epoch, self.acknowledged, self.oldest = uuid7(CLOCK.now()), 0, 1
        self._bodies = [ride(self.epoch, number) for number in range(records)]
        self._hashes = [genesis(self.epoch), *links(genesis(self.epoch), self._bodies)]

    def leaving(self, most, most_bytes, after=None):
        start = self.acknowledged if after is None else after
        bodies = self._bodies[start : start + most]
        return Leaving(self.epoch, start + 1, self._hashes[start], bodies) if bodies else None

    def acknowledge(self, through, refused, *, held=False):
        assert not refused
        assert not held
        self.acknowledged = max(through, self.acknowledged)

    def hash_at(self, seq):
        return self._hashes[seq] if 0 < seq < len(self._hashes) else None

    def begin_epoch(self, first):
        raise AssertionError("no reason for a new chain here")


def ride(epoch, number):
    made = uuid7(CLOCK.now())
    at, rider = CLOCK.now().isoformat(timespec="microseconds"), f"{number:016x}"
    money = {"fare": 210, "subsidy": 100, "paid": 110, "rides": 1}
    return msgspec.json.encode(
        Record(
            id=made,
            at=at,
            clock=Quality.SET,
            boot=epoch,
            mono_ms=number,
            rules="1",
            visit=made,
            act=made,
            what="ride",
            phase=Phase.NOTE,
            detail={"scheme": "taxi", "firm": "firm-1", "rider": rider, **money},
        )
    )


@dataclass
class Seen:
    """What happened when, in seconds of the herd's day: first and later requests, and who came before he might."""

    began: float = field(default_factory=time.monotonic)
    again: Counter = field(default_factory=Counter)
    statuses: Counter = field(default_factory=Counter)
    too_soon: int = 0
    lines: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(LINES))
    idle: list = field(default_factory=list)

    @property
    def now(self):
        return (time.monotonic() - self.began) / HASTE


class Twin:
    """One terminal of the herd."""

    def __init__(self, name, seed, records):
        self.signer = Signer(name, seed, CLOCK.now)
        self.journal = ListJournal(records)
        self.queue = OfflineQueue(self.journal, None, self.signer, CLOCK, random.Random(name))

    async def come_back(self, at, seen):
        """Send until central has everything."""
        not_before = 0.0
        while (letter := self.queue.letter()) is not None:
            seen.too_soon += seen.now < not_before
            asked = 0.0
            try:
                sent = self.queue.follow(letter, await _post(at, letter.body, seen))
            except (CentralFault, Refused) as fault:
                asked = getattr(fault, "retry_after_s", 0.0)
                sent = self.queue.failed(fault)
            not_before = seen.now + asked
            await asyncio.sleep(sent.pause_s * HASTE)
            seen.again[int(seen.now)] += sent.failed


async def come_back(twins, url):
    """All at the same moment, as after a power cut of a whole region, with nothing that spreads them but the pauses."""
    seen = Seen()
    at = urlsplit(url)
    async with asyncio.TaskGroup() as together:
        for twin in twins:
            together.create_task(twin.come_back((at.hostname, at.port), seen))
    for _, writer in seen.idle:
        writer.close()
    return seen


async def _post(at, body, seen):
    try:
        async with seen.lines, asyncio.timeout(ANSWER_S):
            head, answer = await _exchange(seen.idle, at, gzip.compress(body, 1))
    except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
        seen.statuses[type(error).__name__] += 1
        raise CentralFault(type(error).__name__) from None
    status = int(head.split(b" ", 2)[1])
    seen.statuses[status] += 1
    if status == 200:
        return msgspec.json.decode(answer, type=Stand)
    if status in (429, 503):
        raise Busy(str(status), float(_field(head, b"retry-after")))
    raise Refused(msgspec.json.decode(answer, type=Refusal))


async def _exchange(idle, at, body):
    reader, writer = idle.pop() if idle else await asyncio.open_connection(*at)
    try:
        fields = (
            f"Host: central\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: {len(body)}"
        )
        writer.write(f"POST /v1/records HTTP/1.1\r\n{fields}\r\n\r\n".encode() + body)
        head = await reader.readuntil(b"\r\n\r\n")
        answer = await reader.readexactly(int(_field(head, b"content-length") or 0))
    except BaseException:
        writer.close()
        raise
    if _field(head, b"connection") == b"close":
        writer.close()
    else:
        idle.append((reader, writer))
    return head, answer


def _field(head, name):
    for line in head.split(b"\r\n"):
        found, _, value = line.partition(b":")
        if found.lower() == name:
            return value.strip()
    return b""
