"""Whole visits per second of one core of central, and where its time goes: real HTTP, card signatures, paper, database."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from benchmarks.borrowed import borrow
from benchmarks.places import TERMINAL, TUESDAY, Central, central
from benchmarks.processes import PROC, core_seconds
from benchmarks.stopwatch import Stopwatch
from benchmarks.table import Figure, rounded
from central.client import CentralClient
from central.service import desk as desks
from central.service.assemble import _key_id, open_desk, read_anchors
from central.service.config import TEST_CA, Config
from central.service.desk import Desk
from central.service.register import Register, on
from central.service.stores.sqlite import SqliteStore
from central.wire import PURPOSE_CERTIFICATE, Identify, OpenVisit, Order, Outcome, Paid, Printed, bound
from firmware.clock import Clock

VISITS = 90
FIRST = 6  # are not counted: connections are made, caches filled
AT_ONCE = 3
RESIDENTS = """UPDATE resident SET card_issued_on = '2025-01-01' WHERE id IN (SELECT id FROM resident
    WHERE status = 'present' AND protected = 0 AND leaving IS NULL AND birth < '1990' ORDER BY id DESC LIMIT ?)
    RETURNING id"""
SERIAL = 0x900000
HOW = (
    "open, card's RSA signature, order (composed with ground and QR code, signed), document, outcome over HTTP from"
    " another core; each visit another person; residence records of one person"
)
PARTS = {
    "person": "certificate chain and RSA signature of the card",
    "compose": "typst, with ground pattern, QR code and PDF/A-2u",
    "sign": "PAdES: hash, P-256, the PDF's update",
    "store": "visits and orders in SQLite, fsync waited for but not counted",
    "rest": "register, rules, coverage of the font",
}
numbers = count()
_lines = threading.local()


def figures() -> Iterator[Figure]:
    """The whole over HTTP, its parts inside the process, and what the ground and the signature are of them."""
    with TemporaryDirectory() as folder, central(Path(folder)) as service:
        holders = _give_cards(Path(folder) / "central")
        wall, core = _load(service, holders)
    yield Figure("central.visits_per_second", rounded(1 / core), "1/s", f"by a core's time; {HOW}", ">= 10")
    yield Figure(
        "central.visits_per_second_wall", rounded(1 / wall), "1/s", f"pinned to a core that others use too; {HOW}"
    )
    yield Figure("central.visit", rounded(core * 1000), "ms", "of a core, all of it")
    with TemporaryDirectory() as folder:
        parts = _parts(Path(folder))
    for name, how in PARTS.items():
        yield Figure(f"central.visit.{name}", rounded(parts[name]), "ms", f"of a core; {how}")
    http = core * 1000 - sum(parts.values())
    yield Figure(
        "central.visit.http",
        rounded(http),
        "ms",
        "of a core; five requests: RFC 9421, JSON, base64, threads (what is left)",
    )
    yield Figure("central.sign_share", rounded(parts["sign"] / core / 1000), "ratio", "signing of the whole")


def _give_cards(state: Path) -> list[Any]:
    """Residents with cards, those made and registered."""
    key_id = _key_id(read_anchors([TEST_CA])[0])
    store = SqliteStore(state / "central.sqlite")
    with store.writing() as connection:
        register = Register(on(connection), (state / "operator.key").read_bytes())
        found = [row[0] for row in connection.execute(RESIDENTS, (VISITS + FIRST,)).fetchall()]
        cards = [(register.card_hash(key_id, SERIAL + one), one) for one in found]
        connection.executemany("INSERT INTO card (hash, resident) VALUES (?, ?)", cards)
    store.close()
    return [borrow("central_line").Cardholder(SERIAL + one) for one in found]


def _load(service: Central, holders: list[Any]) -> tuple[float, float]:
    """Seconds of the wall and of central's core that a visit takes."""
    own = min(os.sched_getaffinity(0))
    for task in (PROC / str(service.pid) / "task").iterdir():  # threads that are yet to come inherit it
        os.sched_setaffinity(int(task.name), {own})
    with ThreadPoolExecutor(AT_ONCE) as visitors:
        visit = partial(_visit, service)
        list(visitors.map(visit, holders[:FIRST]))
        core, began = core_seconds(service.pid), time.monotonic()
        list(visitors.map(visit, holders[FIRST:]))
        return (time.monotonic() - began) / VISITS, (core_seconds(service.pid) - core) / VISITS


def _visit(service: Central, holder: Any) -> None:
    client = _client(service)
    visit, ordered, ticket = _asked()
    challenge = client.open_visit(visit, ticket, PURPOSE_CERTIFICATE).challenge
    message = bound(challenge, TERMINAL, visit, PURPOSE_CERTIFICATE)
    client.identify(visit, holder.certificate, holder.sign(message))
    quote = client.order(visit, ordered)
    client.document(visit, quote.order, Paid(yen=quote.fee, method="cash", receipt=ticket))
    client.outcome(visit, quote.order, Outcome(printed=Printed.DONE, sheets=quote.sheets, kept=quote.fee, returned=0))


def _parts(state: Path) -> dict[str, float]:
    """Milliseconds of a core that each part of a visit takes, without HTTP, one visit after the other."""
    desk = open_desk(Config(state=state), Clock(TUESDAY, running=False))
    holders = _give_cards(state)
    for holder in holders[:FIRST]:
        _serve(desk, holder, Stopwatch())
    watch = Stopwatch(time.thread_time)
    untimed = dict(vars(desks))
    watch.watch(desks, "person", "check_card")
    watch.watch(desks, "compose", "_compose")
    watch.watch(desk.city.signer, "sign", "sign")
    watch.watch(desk._visits, "store", "open", "spend", "record_verdict", "record_resident", "identified")
    watch.watch(desk._orders, "store", "quoted", "keep", "document", "settle")
    for holder in holders[FIRST:]:
        _serve(desk, holder, watch)
    vars(desks).update(untimed)
    desk.close()
    return {part: watch.seconds[part] * 1000 / VISITS for part in PARTS}


def _serve(desk: Desk, holder: Any, watch: Stopwatch) -> None:
    visit, ordered, ticket = _asked()
    with watch.part("rest"):
        challenge = desk.open_visit(TERMINAL, OpenVisit(visit=visit, ticket=ticket)).challenge
    signature = holder.sign(bound(challenge, TERMINAL, visit, PURPOSE_CERTIFICATE))
    with watch.part("rest"):
        desk.identify(TERMINAL, visit, Identify(certificate=holder.certificate, signature=signature))
        quote = desk.order(TERMINAL, visit, ordered)
        desk.document(TERMINAL, visit, quote.order, Paid(yen=quote.fee, method="cash", receipt=ticket))
        done = Outcome(printed=Printed.DONE, sheets=quote.sheets, kept=quote.fee, returned=0)
        desk.settle(TERMINAL, visit, quote.order, done)


def _asked() -> tuple[str, Order, str]:
    number = next(numbers)
    order = Order(order=f"order-{number}", kind="residence", whom="self", items=["relation", "domicile"], copies=1)
    return f"visit-{number}", order, f"{TERMINAL}-{number:05}"


def _client(service: Central) -> CentralClient:
    """A thread's own line, kept open as a terminal's is."""
    if not hasattr(_lines, "client"):
        _lines.client = CentralClient(service.url, service.signer)
    return cast(CentralClient, _lines.client)
