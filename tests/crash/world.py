"""What lies in trays and boxes whatever becomes of the program: a file that is only added to, and devices that live in it.

Everything here happens at a numbered point; a program that was told to dies at one of them as if its power were cut.
"""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from central.client import CentralClient
from drivers.protocols import PrintJob, PrintOutcome, Settled, Slip
from drivers.virtual.cash_box import COINS, VirtualCashBox
from drivers.virtual.page_printer import VirtualPagePrinter
from drivers.virtual.receipt_printer import VirtualReceiptPrinter
from firmware.journal_file import open_file


class World:
    """Rows such as ["in", 100], ["out", 100], ["job", ticket, sheets], ["sheet", ticket]; a write survives a SIGKILL."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def happens(self, *row: object) -> None:
        os.write(self._file, (json.dumps(row) + "\n").encode())

    def rows(self, kind: str) -> list[list]:
        found = [json.loads(line) for line in self._path.read_text().splitlines()]
        return [row[1:] for row in found if row[0] == kind]

    def yen(self, kind: str) -> int:
        return sum(row[0] for row in self.rows(kind))


class Points:
    """The points of a run, by name; at the one numbered `last`, from 1, the program dies."""

    def __init__(self, last: int = 0) -> None:
        self.names: list[str] = []
        self._last = last

    def reach(self, name: str) -> None:
        self.names.append(name)
        if len(self.names) == self._last:
            os.kill(os.getpid(), signal.SIGKILL)

    def watched(self, path: Path) -> Watched:
        return Watched(open_file(path), self)


class Box(VirtualCashBox):
    """A cash box whose hopper gives coin by coin."""

    def __init__(self, world: World, points: Points, stock: dict[int, int] | None = None) -> None:
        super().__init__(stock)
        self._world, self._points = world, points

    def accept(self, inserted: Callable[[int], None]) -> None:
        self._points.reach("accept")
        super().accept(inserted)
        self._points.reach("accepted")

    def stop(self) -> None:
        self._points.reach("stop")
        super().stop()
        self._points.reach("stopped")

    def can_give(self, yen: int) -> bool:
        self._points.reach("can give")
        return super().can_give(yen)

    def give(self, yen: int) -> None:
        self._points.reach("give")
        before = self.tray
        super().give(yen)
        for coin in COINS:
            for _ in range(self.tray.get(coin, 0) - before.get(coin, 0)):
                self._world.happens("out", coin)
                self._points.reach("coin out")

    def _move(self, kind: str, yen: int) -> None:
        super()._move(kind, yen)
        if kind == "kept":
            self._world.happens("in", yen)
            self._points.reach("coin in")


class Printer(VirtualPagePrinter):
    """A printer that goes on by itself when the program dies; `memory` is how it answers when it is asked afterwards.

    It `finishes` the job and tells so, or `cancels` what is not out yet, or finishes it and `forgets`.
    """

    def __init__(self, world: World, points: Points, memory: str = "finishes") -> None:
        super().__init__()
        self._world, self._points, self._memory = world, points, memory

    def print(self, job: PrintJob, progress: Callable[[int], None]) -> PrintOutcome:
        self._points.reach("print")
        self._refuse()
        self._world.happens("job", job.name, job.sheets)
        self._points.reach("job sent")
        for sheet in range(1, job.sheets + 1):
            if self._fault:
                self._world.happens("cancelled", job.name)
                return PrintOutcome(Settled.STOPPED, sheet - 1, self._fault)
            self._lay_one(job.name)
            progress(sheet)
        return PrintOutcome(Settled.DONE, job.sheets)

    def recover(self, name: str) -> PrintOutcome:
        self._points.reach("recover")
        meant = next((sheets for ticket, sheets in self._world.rows("job") if ticket == name), None)
        if meant is None:
            return PrintOutcome(Settled.STOPPED, 0)
        if self._memory == "cancels":
            self._world.happens("cancelled", name)
        stopped = [name] in self._world.rows("cancelled")
        while not stopped and self._out(name) < meant:
            self._lay_one(name)
        self._points.reach("recovered")
        if self._memory == "forgets":
            return PrintOutcome(Settled.UNKNOWN, 0)
        out = self._out(name)
        return PrintOutcome(Settled.DONE if out == meant else Settled.STOPPED, out)

    def _lay_one(self, name: str) -> None:
        self._world.happens("sheet", name)
        with self._lock:
            self._count()
        self._points.reach("sheet out")

    def _out(self, name: str) -> int:
        return self._world.rows("sheet").count([name])


class Slips(VirtualReceiptPrinter):
    """A receipt printer whose slips fall into the world, undrawn."""

    def __init__(self, world: World, points: Points) -> None:
        super().__init__()
        self._world, self._points = world, points

    def print(self, slip: Slip) -> None:
        self._points.reach("slip")
        self._refuse()
        self._world.happens("slip", slip.name)
        self._points.reach("slip out")


class Watched:
    """A connection of the journal, with a point before and after each write of a record or a number."""

    def __init__(self, connection: Any, points: Points) -> None:
        self._connection, self._points = connection, points

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def execute(self, statement: str, values: tuple = ()) -> Any:
        if not statement.startswith(("INSERT INTO record", "INSERT INTO counter")):
            return self._connection.execute(statement, values)
        name = values[0]
        if "record" in statement:
            body = json.loads(values[1])
            name = f"{body['what']} {body['phase']}"
        self._points.reach(f"write {name}")
        # its rows are read here, so that it has come to its end
        rows = Rows(self._connection.execute(statement, values))
        self._points.reach(f"wrote {name}")
        return rows


class Rows(list):
    def fetchall(self) -> list:
        return list(self)


class CutClient(CentralClient):
    """The line to central, with a point before and after each call that follows the order."""

    points = Points()

    def _ask(self, call):
        name = call.path.rpartition("/")[2]
        if name in ("visits", "person"):
            return super()._ask(call)
        self.points.reach(f"ask {name}")
        answer = super()._ask(call)
        self.points.reach(f"asked {name}")
        return answer
