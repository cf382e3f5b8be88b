"""The kill rig: one run that counts the points of a visit, then one run for each that dies there, a restart, and a judge."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType

from acting import LONG
from crash.judge import Verdict, judge

TESTS = Path(__file__).parents[1]
KILLED = -9


@dataclass(frozen=True)
class Case:
    """A visit's path, how the printer answers after a restart, and how many seconds later the restart comes."""

    path: str
    memory: str = "finishes"
    later: float = 20.0


@dataclass
class Result:
    """All cuts of some cases: how many there were, and what was wrong with any."""

    cuts: int = 0
    verdicts: list[Verdict] = field(default_factory=list)

    @property
    def wrong(self) -> list[str]:
        return [f"{verdict.where}: {words}" for verdict in self.verdicts for words in verdict.wrong]


class Rig:
    """The warm process that is cut off, and the folder in which each of its lives lies."""

    def __init__(self, folder: Path, central: object) -> None:
        self._folder, self._central = folder, central
        self._number = 0

    def __enter__(self) -> Rig:
        command = [sys.executable, str(TESTS / "crash" / "program.py")]
        environment = {"PYTHONPATH": f"{TESTS}:{TESTS.parent}", "PATH": "/usr/bin:/bin"}
        self._program = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._program.stdin.close()
        self._program.wait(LONG)

    def cut_everywhere(self, case: Case, every: int = 1) -> Result:
        """Cut the visit off at every point (or every so many), restart it, and judge what came of it."""
        return self._judged(self._cut(case, last) for last in range(1, len(self.points(case)) + 1, every))

    def cut_twice_everywhere(self, case: Case, every: int = 1) -> Result:
        """Cut the visit off, and then each recovery at every point too, with the line down.

        All these lives have one order, of which central could be told only one end.
        """
        points = range(1, len(self.points(case)) + 1, every)
        return self._judged((life for last in points for life in self._cut_again(case, last)), line=False)

    def points(self, case: Case) -> list[str]:
        """The names of all points of a visit that comes to its end."""
        folder = self._fresh()
        assert self._run("visit", folder, case) == 0, "the visit did not come to its end"
        return (folder / "points").read_text().splitlines()

    def _cut(self, case: Case, last: int) -> tuple[Path, str]:
        folder = self._killed(case, last)
        assert self._run("recover", folder, case) == 0
        return folder, f"{case} at {last}"

    def _cut_again(self, case: Case, last: int) -> Iterator[tuple[Path, str]]:
        killed = self._killed(case, last)
        trial = self._fresh(killed)
        assert self._run("recover_alone", trial, case) == 0
        for again in range(1, len((trial / "points").read_text().splitlines()) + 1):
            folder = self._fresh(killed)
            assert self._run("recover_alone", folder, case, again) == KILLED
            assert self._run("recover_alone", folder, case) == 0
            yield folder, f"{case} at {last}, then at {again}"
            shutil.rmtree(folder)

    def _killed(self, case: Case, last: int) -> Path:
        folder = self._fresh()
        assert self._run("visit", folder, case, last) == KILLED, f"{case} did not die at {last}"
        return folder

    def _judged(self, lives: Iterator[tuple[Path, str]], line: bool = True) -> Result:
        result = Result()
        for folder, where in lives:
            result.cuts += 1
            result.verdicts.append(judge(folder, where, self._central.folder if line else None))
        return result

    def _fresh(self, like: Path | None = None) -> Path:
        self._number += 1
        folder = self._folder / str(self._number)
        if like:
            shutil.copytree(like, folder)
        else:
            folder.mkdir()
        return folder

    def _run(self, do: str, folder: Path, case: Case, last: int = 0) -> int:
        now = self._central.clock.now().isoformat()
        asked = {**asdict(case), "do": do, "folder": str(folder), "last": last, "url": self._central.url, "now": now}
        if do == "visit":
            asked["later"] = 0
        self._program.stdin.write(json.dumps(asked) + "\n")
        self._program.stdin.flush()
        return int(self._program.stdout.readline())
