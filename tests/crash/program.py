"""The program that is cut off: a warm process that forks one run for each line on its standard input.

A run is a visit with the real role, journal and central client, or the recovery after it. The answer to each line is
how the run ended; a run that came to its end leaves the names of its points beside its journal.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

from crash.world import Box, CutClient, Points, Printer, Slips, World
from kiosk import SEED, Kiosk, identifies, orders, pays

from central.signing import Signer
from drivers.protocols import Fault
from firmware.books import Books
from firmware.clock import Clock
from firmware.journal import Ending, Journal
from firmware.phrases.reader import PhraseBook
from firmware.recovery import Recovery
from firmware.telling import tell_all

BOOK = PhraseBook()
NO_CHANGE = dict.fromkeys((500, 100, 50, 10), 0)
LONGEST_S = 120


def finishes(kiosk: Kiosk) -> None:
    kiosk.visitor.answers("receipt-choose", "1")
    kiosk.visitor.answers("hand-over", "ok")


def exact(kiosk: Kiosk) -> None:
    orders(kiosk)
    pays(kiosk, 100, 100, 100)
    finishes(kiosk)


def several_coins(kiosk: Kiosk) -> None:
    orders(kiosk)
    pays(kiosk, 50, 50, 100, 50, 50)
    finishes(kiosk)


def change_due(kiosk: Kiosk) -> None:
    orders(kiosk)
    pays(kiosk, 500)
    kiosk.visitor.answers("pay-change-take", "ok")
    finishes(kiosk)


def no_change(kiosk: Kiosk) -> None:
    orders(kiosk)
    pays(kiosk, 500)
    kiosk.visitor.waits(lambda view: view.prompt.note.key == "pay-exact-only", "asked again")
    pays(kiosk, 100, 100, 100)
    finishes(kiosk)


def stops_paying(kiosk: Kiosk) -> None:
    orders(kiosk)
    pays(kiosk, 100, 100)
    kiosk.visitor.presses("stop")
    kiosk.visitor.answers("visit-cancel-confirm", "stop")
    kiosk.visitor.answers("pay-refunded", "ok")
    kiosk.visitor.answers("visit-cancelled", "ok")


def jam_midway(kiosk: Kiosk) -> None:
    orders(kiosk, copies="2")
    kiosk.page_printer.set_fault(Fault.PAPER_JAM, after=1)
    pays(kiosk, 500, 100)
    kiosk.visitor.answers("print-stopped", "ok")


def no_paper(kiosk: Kiosk) -> None:
    orders(kiosk)
    kiosk.page_printer.set_fault(Fault.PAPER_OUT)
    pays(kiosk, 100, 100, 100)
    kiosk.visitor.answers("print-not-done", "ok")


PATHS = {
    path.__name__: path for path in (exact, several_coins, change_due, no_change, stops_paying, jam_midway, no_paper)
}
PATHS["careless"] = change_due


class Careless(Recovery):
    """A recovery as one might write it at first: what has no outcome has not happened."""

    def _doubt_gives(self, books: Books) -> None:
        for deed in books.of("give"):
            if deed.ending is None:
                self.journal.decide(deed.id, Ending.NOT_DONE)


class Run:
    """One run: its devices in the world of its folder, its journal, and the point at which it dies."""

    def __init__(self, asked: dict) -> None:
        self.asked, self.folder = asked, Path(asked["folder"])
        self.points, world = Points(asked["last"]), World(self.folder / "world")
        now = datetime.fromisoformat(asked["now"])
        self.clock = Clock(now + timedelta(seconds=asked.get("later", 0)), running=False)
        self.box = Box(world, self.points, NO_CHANGE if asked["path"] == "no_change" else None)
        self.printer, self.slips = Printer(world, self.points, asked["memory"]), Slips(world, self.points)
        self.journal = Journal(self.folder / "journal.db", self.clock, SEED, self.points.watched)
        self.signer = Signer("kiosk-01", SEED, lambda: now)
        self.client = CutClient(asked["url"], self.signer)
        self.client.points = self.points

    def visit(self) -> None:
        central = SimpleNamespace(url=self.asked["url"], clock=self.clock, signer=self.signer)
        devices = {"page_printer": self.printer, "receipt_printer": self.slips, "cash_box": self.box}
        kiosk = Kiosk(central, self.folder, **devices, journal=self.journal, client=self.client)
        visit = kiosk.begins()
        identifies(kiosk)
        PATHS[self.asked["path"]](kiosk)
        visit.result()

    def recover(self) -> None:
        self.recover_alone()
        tell_all(self.journal, self.client)

    def recover_alone(self) -> None:
        kind = Careless if self.asked["path"] == "careless" else Recovery
        kind(self.journal, self.clock, BOOK, "kiosk-01", self.printer, self.slips, self.box).run()


def main() -> None:
    for line in sys.stdin:
        child = os.fork()
        if not child:
            _run(json.loads(line))
        sys.stdout.write(f"{os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}\n")
        sys.stdout.flush()


def _run(asked: dict) -> None:
    """Do it in this child and end it without any of the parent's tidying up."""
    signal.alarm(LONGEST_S)
    status = 1
    try:
        run = Run(asked)
        getattr(run, asked["do"])()
        (run.folder / "points").write_text("\n".join(run.points.names))
        status = 0
    except BaseException as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
    finally:
        os._exit(status)


if __name__ == "__main__":
    main()
