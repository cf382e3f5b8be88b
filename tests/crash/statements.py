"""The program that dies at each statement of the journal: a warm process that forks one run for each line of its input.

SQLite names every statement that it is about to run, those of a script and of a migration too; at the one whose turn it
is the program kills itself. What was told stands in a file beside the journal, whose writes survive a SIGKILL.
"""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import TracebackType

from acting import LONG
from crash.world import Points, World

from firmware.clock import JAPAN, Clock
from firmware.journal import Ending, Journal, Leaving, open_file

TESTS = Path(__file__).parents[1]
SEED = bytes(range(32))
BEGAN = datetime(2026, 11, 24, 10, 0, tzinfo=JAPAN)
DAY_S = 86400.0
LONGEST_S = 120


class Statements:
    """The warm process, asked from the test."""

    def __enter__(self) -> Statements:
        command = [sys.executable, __file__]
        environment = {"PYTHONPATH": f"{TESTS}:{TESTS.parent}", "PATH": "/usr/bin:/bin"}
        self._program = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._program.stdin.close()
        self._program.wait(LONG)

    def run(self, task: str, folder: Path, last: int = 0) -> int:
        """How the run ended: 0, or minus the number of the signal that ended it."""
        self._program.stdin.write(json.dumps({"task": task, "folder": str(folder), "last": last}) + "\n")
        self._program.stdin.flush()
        return int(self._program.stdout.readline())


class Run:
    """One task on a journal, with what was told and what central holds in the world beside it."""

    def __init__(self, folder: Path, last: int) -> None:
        self.points, self.world = Points(last), World(folder / "world")
        self.clock = Clock(BEGAN, running=False)
        self.journal = Journal(folder / "journal.db", self.clock, SEED, self._connect)

    def _connect(self, path: Path) -> sqlite3.Connection:
        connection = open_file(path)
        connection.set_trace_callback(self.points.reach)
        return connection

    def told(self, mark: int) -> None:
        self.points.reach("tell")
        self.world.happens("told", mark)

    def write(self) -> None:
        self.journal.note("v1", "cash_in", mark=1, yen=100)
        self.told(1)
        with self.journal.act("v1", "print", mark=2, sheets=1) as act:
            self.told(2)
            act.end(Ending.DONE, mark=3)
        self.told(3)
        left_open = self.journal.begin("v2", "charge", mark=4, yen=300)
        self.told(4)
        self.journal.decide(left_open.id, Ending.UNKNOWN, mark=5)
        self.told(5)
        self.journal.decide(left_open.id, Ending.NOT_DONE, mark=6)
        self.told(6)

    def send(self) -> None:
        self.write()
        while (leaving := self.journal.leaving(3)) is not None:
            self.sent(leaving)
            self.points.reach("answer")
            self.journal.acknowledge(leaving.first + len(leaving.bodies) - 1, {})

    def chain_anew(self) -> None:
        self.write()
        self.journal.begin_epoch(self.journal.oldest)
        self.sent(self.journal.leaving())

    def sent(self, leaving: Leaving) -> None:
        bodies = [body.decode() for body in leaving.bodies]
        self.world.happens("sent", leaving.epoch, leaving.first, leaving.previous.hex(), bodies)

    def prune(self) -> None:
        self.send()
        self.journal._retention.days = 1
        for _ in range(3):
            self.clock.advance(DAY_S)
            self.journal.prune()
        self.journal.note("v3", "cash_in", mark=7, yen=100)
        self.told(7)

    def migrate(self) -> None:
        """The journal was written by an earlier version: opening it was the task."""


TASKS: dict[str, Callable[[Run], None]] = {
    task.__name__: task for task in (Run.write, Run.send, Run.chain_anew, Run.prune, Run.migrate)
}


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
        run = Run(Path(asked["folder"]), asked["last"])
        TASKS[asked["task"]](run)
        (Path(asked["folder"]) / "points").write_text(json.dumps(run.points.names))
        status = 0
    except BaseException as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
    finally:
        os._exit(status)


if __name__ == "__main__":
    main()
