"""Host time of a whole visit: the real role, screen, journal and central; the visitor presses as soon as the frame is shown."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.borrowed import borrow
from benchmarks.places import PANEL, central
from benchmarks.stopwatch import Stopwatch
from benchmarks.table import Figure, median, rounded, spread

VISITS = 15
CALLS = ("open_visit", "identify", "order", "document", "outcome")
PARTS = {
    "card": "in process, the keys' mathematics included",
    "central": "five calls over loopback HTTP to a process of its own, which sets the certificate meanwhile",
    "journal": "SQLite, synchronous=FULL",
    "printing": "the virtual page printer at once",
    "receipt": "the virtual receipt printer draws the slip",
    "screen": "from the question to the frame that shows it, the screen's polling included",
    "rest": "prompts, phrases, threads, the visitor's own thread",
}
HOW = "virtual card in process, scripted keys pressed when their frame is shown, printers at once"


def figures() -> Iterator[Figure]:
    """The whole, its parts, and central's share."""
    visits = _measure()
    first, counted = visits[0], visits[1:]
    yield Figure("visit.total", *_of(counted, "total", f"{HOW}; "), goal="<= 1.0")
    yield Figure("visit.first", rounded(first["total"]), "s", "the first after the start, everything cold; central too")
    for name, how in PARTS.items():
        yield Figure(f"visit.{name}", *_of(counted, name, f"{how}; "))
    for name in CALLS:
        yield Figure(f"visit.central.{name}", *_of(counted, name))
    yield Figure("visit.drawing", *_of(counted, "drawing", "of it, the drawing alone; "))
    shares = [visit["central"] / visit["total"] for visit in counted]
    yield Figure("visit.central_share", median(shares), "ratio", f"central to total; {spread(shares)}", "<= 0.5")


def _of(visits: list[dict[str, float]], part: str, how: str = "") -> tuple[float, str, str]:
    seconds = [visit[part] for visit in visits]
    return median(seconds), "s", how + spread(seconds)


def _measure() -> list[dict[str, float]]:
    os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
    from firmware.phrases.reader import PhraseBook  # noqa: PLC0415 - the display is named before it is loaded
    from screens.screen import Screen  # noqa: PLC0415

    with TemporaryDirectory() as folder, central(Path(folder)) as service:
        kiosk = borrow("kiosk").Kiosk(service, service.state)
        screen = Screen(kiosk.talk, PhraseBook(), PANEL)
        visits: list[dict[str, float]] = []
        visiting = threading.Thread(target=_visits, args=(kiosk, screen, visits))
        visiting.start()
        screen.run()
        visiting.join()
        kiosk.close()
    if len(visits) <= VISITS:
        raise RuntimeError("a visit went wrong; it stands above")
    return visits


def _visits(kiosk: Any, screen: Any, visits: list[dict[str, float]]) -> None:
    try:
        kiosk.client.warm()
        # a stopwatch serves one thread: the visit's, the screen's, the visitor's
        watches = _watch(kiosk), Stopwatch(), Stopwatch()
        watches[1].watch(screen, "drawing", "_draw")
        _look_before_pressing(kiosk, screen, watches[2])
        for _ in range(VISITS + 1):
            visits.append(_one(kiosk, watches))
    finally:
        screen.stop()


def _watch(kiosk: Any) -> Stopwatch:
    """Time what the role is made of, on the visit's thread."""
    watch, role = Stopwatch(), kiosk.role
    for call in CALLS:
        watch.watch(role.central, call, call)
    watch.watch(role.journal, "journal", "_add", "next_number")
    watch.watch(role.page_printer, "printing", "print")
    watch.watch(role.receipt_printer, "receipt", "print")
    role.reader.connect = _watched(watch, role.reader.connect)
    return watch


def _look_before_pressing(kiosk: Any, screen: Any, watch: Stopwatch) -> None:
    """Let the visitor wait, after what is asked, for the frame that shows it."""
    waits = kiosk.visitor.waits

    def looks(until: Callable[[Any], bool], what: str) -> None:
        waits(until, what)
        with watch.part("screen"):
            while screen.shown is None or screen.shown.view.turn < kiosk.talk.view.turn:
                time.sleep(0.0005)

    kiosk.visitor.waits = looks


def _watched(watch: Stopwatch, connect: Callable[[], Any]) -> Callable[[], Any]:
    def watched() -> Any:
        with watch.part("card"):
            connection = connect()
        watch.watch(connection, "card", "transmit", "close")
        return connection

    return watched


def _one(kiosk: Any, watches: tuple[Stopwatch, ...]) -> dict[str, float]:
    """Seconds of one visit, in all and by part."""
    visitor = borrow("kiosk")
    for watch in watches:
        watch.seconds.clear()
    kiosk.visitor.seen.clear()
    began = time.perf_counter()
    visit = kiosk.begins()
    visitor.identifies(kiosk)
    visitor.orders(kiosk, whom="2", items="12")
    visitor.pays(kiosk, 100, 100, 100)
    visitor.takes(kiosk)
    visit.result()
    total = time.perf_counter() - began
    parts = {part: seconds for watch in watches for part, seconds in watch.seconds.items()}
    parts["central"] = sum(parts[call] for call in CALLS)
    rest = total - sum(parts.get(part, 0.0) for part in PARTS)
    return {**parts, "total": total, "rest": rest}
