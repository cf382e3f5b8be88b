"""Terminals' records as they come to central, for tests: chains that grow, forks of them, and batches cut out of them."""

from __future__ import annotations

import gzip
import itertools
from dataclasses import dataclass, field

import msgspec
import requests
from acting import LONG

from central.chain import genesis, links, sealed
from central.signing import Signer
from central.wire import Batch, Phase, Quality, Record, Stand

_numbers = itertools.count(1)


def a_record(**other):
    """The body of a record that was never there before."""
    number = next(_numbers)
    parts = {
        "id": f"record-{number}",
        "at": "2026-11-24T10:00:00.000+09:00",
        "clock": Quality.SET,
        "boot": "boot-1",
        "mono_ms": number,
        "rules": "rules-1",
        "visit": "visit-1",
        "act": f"act-{number}",
        "what": "ride",
        "phase": Phase.NOTE,
        "detail": {"scheme": "taxi", "fare": 730, "subsidy": 500, "paid": 230},
    }
    return msgspec.json.encode(Record(**{**parts, **other}))


@dataclass
class Epoch:
    """One unbroken chain of a terminal, from number `first` on."""

    signer: Signer
    epoch: str = field(default_factory=lambda: f"epoch-{next(_numbers)}")
    first: int = 1
    bodies: list[bytes] = field(default_factory=list)

    def grow(self, count=1, **other):
        self.bodies += [a_record(**other) for _ in range(count)]
        return self

    def copy(self):
        """The same chain as another machine has it, which then goes its own way."""
        return Epoch(self.signer, self.epoch, self.first, list(self.bodies))

    def head(self, through):
        """The hash at a number."""
        heads = [genesis(self.epoch), *links(genesis(self.epoch), self.bodies)]
        return heads[through - self.first + 1]

    def batch(self, first=None, count=None, **other):
        """A batch of so many records from a number on; all by default."""
        first = self.first if first is None else first
        bodies = self.bodies[first - self.first :][:count]
        previous = self.head(first - 1)
        *_, head = links(previous, bodies)
        parts = {
            "terminal": self.signer.terminal,
            "epoch": self.epoch,
            "first": first,
            "previous": previous,
            "records": [msgspec.Raw(body) for body in bodies],
            "seal": self.signer.seal(sealed(self.signer.terminal, self.epoch, first, len(bodies), head)),
        }
        return Batch(**{**parts, **other})


def send(url, batch, *, packed=True, **headers):
    """Post a batch, or any other bytes, and return the answer."""
    body = batch if isinstance(batch, bytes) else msgspec.json.encode(batch)
    fields = {"Content-Type": "application/json", **({"Content-Encoding": "gzip"} if packed else {}), **headers}
    return requests.post(f"{url}/v1/records", gzip.compress(body) if packed else body, headers=fields, timeout=LONG)


def stand(answer):
    """What central said."""
    assert answer.status_code == 200, answer.text
    return msgspec.json.decode(answer.content, type=Stand)
