"""Terminals that deliver: sealed batches made beforehand, sent over raw sockets, one under way for each terminal."""

from __future__ import annotations

import gzip
import random
import selectors
import socket
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import msgspec

from central.chain import genesis, links, sealed
from central.service.clock import JAPAN
from central.signing import Signer
from central.wire import Batch, Phase, Quality, Record, Stand, Verdict
from firmware.ids import uuid7

BATCH = 100
GZIP_LEVEL = 1  # as terminals pack
FIRST_DAY = datetime(2026, 11, 1, 7, tzinfo=JAPAN)


@dataclass
class Fleet:
    """Terminals by name, each with the requests that it has to send, and the rows that come of them."""

    signers: list[Signer]
    requests: list[list[bytes]] = field(default_factory=list)
    rows: list[list[list[tuple[int, int, str, str, str, str]]]] = field(
        default_factory=list
    )  # chain, seq, id, at, what, body
    _heads: dict[str, tuple[int, bytes]] = field(default_factory=dict)

    def prepare(self, batches: int) -> None:
        """Make so many more batches for each terminal, which go on where the last ones ended."""
        chance = random.Random(20261101)
        self.requests, self.rows = [], []
        for chain, signer in enumerate(self.signers, 1):
            made = [self._batch(signer, chance) for _ in range(batches)]
            self.requests.append([request for request, _, _ in made])
            self.rows.append([[(chain, first + n, *row) for n, row in enumerate(rows)] for _, first, rows in made])

    def _batch(self, signer: Signer, chance: random.Random) -> tuple[bytes, int, list[tuple[str, str, str, str]]]:
        name = signer.terminal
        before, previous = self._heads.get(name, (0, genesis(name)))
        records = [_ride(chance, FIRST_DAY + timedelta(minutes=before + n)) for n in range(BATCH)]
        bodies = [msgspec.json.encode(record) for record in records]
        *_, head = links(previous, bodies)
        seal = signer.seal(sealed(name, name, before + 1, BATCH, head))
        raw = [msgspec.Raw(body) for body in bodies]
        batch = Batch(terminal=name, epoch=name, first=before + 1, previous=previous, records=raw, seal=seal)
        self._heads[name] = (before + BATCH, head)
        rows = [(r.id, r.at, r.what, body.decode()) for r, body in zip(records, bodies, strict=True)]
        return _request(msgspec.json.encode(batch)), before + 1, rows


def fleet(size: int) -> Fleet:
    """So many terminals, each with a key of its own."""
    moment = FIRST_DAY
    return Fleet([Signer(f"bus-{n:03}", n.to_bytes(32, "big"), lambda: moment) for n in range(1, size + 1)])


def deliver(url: str, requests: list[list[bytes]]) -> tuple[float, list[float]]:
    """Send each terminal's requests one after the other, all terminals at once: the seconds of all, and of each request.

    Raises ValueError when an answer is not that all was stored.
    """
    where = urlsplit(url)
    took: list[float] = []
    with selectors.DefaultSelector() as ready:
        lines = [socket.create_connection((where.hostname or "", where.port or 80)) for _ in requests]
        began = time.perf_counter()
        sent = {}
        for line, left in zip(lines, [iter(each) for each in requests], strict=True):
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            ready.register(line, selectors.EVENT_READ, left)
            sent[line] = time.perf_counter()
            line.sendall(next(left))
        while ready.get_map():
            for key, _ in ready.select():
                answered = key.fileobj
                assert isinstance(answered, socket.socket)
                _check(answered)
                took.append(time.perf_counter() - sent[answered])
                if (request := next(key.data, None)) is None:
                    ready.unregister(answered)
                    continue
                sent[answered] = time.perf_counter()
                answered.sendall(request)
        whole = time.perf_counter() - began
    for line in lines:
        line.close()
    return whole, took


def _check(line: socket.socket) -> None:
    answer = line.recv(65536)
    head, _, body = answer.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r")[0])
    while len(body) < length:
        body += line.recv(65536)
    if not head.startswith(b"HTTP/1.1 200 "):
        raise ValueError(f"a batch was not taken: {head.splitlines()[0]!r}")
    if body.count(b'"stored"') != BATCH:
        raise ValueError(
            f"a batch was not stored: {set(msgspec.json.decode(body, type=Stand).verdicts)} - {Verdict.STORED}"
        )


def _request(batch: bytes) -> bytes:
    packed = gzip.compress(batch, GZIP_LEVEL)
    fields = (
        f"Host: central\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: {len(packed)}"
    )
    return f"POST /v1/records HTTP/1.1\r\n{fields}\r\n\r\n".encode() + packed


def _ride(chance: random.Random, at: datetime) -> Record:
    act, fare = uuid7(at), chance.randrange(50, 400) * 10
    rider = f"{chance.randrange(5000) * 0x9E3779B97F4A7C15 % 2**64:016x}"
    paid = fare - min(fare // 2, 1000)
    return Record(
        id=uuid7(at),
        at=at.isoformat(timespec="microseconds"),
        clock=Quality.SET,
        boot=uuid7(FIRST_DAY),
        mono_ms=1000,
        rules="2026-10-1",
        visit=uuid7(at),
        act=act,
        what="ride",
        phase=Phase.NOTE,
        detail={
            "scheme": "taxi",
            "firm": "f1",
            "rider": rider,
            "fare": fare,
            "subsidy": fare - paid,
            "paid": paid,
            "rides": 1,
        },
    )
