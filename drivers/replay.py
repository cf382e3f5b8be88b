"""A recorded run in the place of a receiver: a CSV file (`drivers.runs`), at its own pace or faster.

Address `FILE`, `FILE,speed=10`, `FILE,zone=540` (minutes east of Greenwich for times that name no zone; Japan's are meant
otherwise). Fixes bear the times of the file. A run with a row that cannot be read is not played: who made it is to be told.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from datetime import timedelta, timezone
from pathlib import Path

from drivers.protocols import DeviceFault, Fault, Fix, Health
from drivers.runs import read_run
from drivers.stopwatch import RealStopwatch, Stopwatch
from drivers.wiring import parts

JAPAN = "540"
MOST_SPEED = 1000.0
MOST_ZONE = 14 * 60


class ReplayPosition:
    """A receiver on a vehicle that drove once; after the last fix no more comes. A bad address raises ValueError."""

    def __init__(self, address: str, *, stopwatch: Stopwatch | None = None) -> None:
        # a file's name may hold commas, so the settings are what follows the first `,key=`
        path, _, rest = re.sub(r",(?=(speed|zone)=)", "\n", address, count=1).partition("\n")
        found = parts(rest, ("speed", "zone"))
        if not path:
            raise ValueError("replay: which file? Give the path of a run as CSV")
        self._path = Path(path)
        self._speed = _speed(found.get("speed", "1"))
        self._zone = _zone(found.get("zone", JAPAN))
        self._stopwatch = stopwatch or RealStopwatch()
        self._stirred = threading.Condition()
        self._player: threading.Thread | None = None
        self._fixes: list[Fix] = []

    def open(self, noticed: Callable[[Fix], object]) -> None:
        """Play the run from its beginning. Raises DeviceFault."""
        if self._player:
            return
        self._fixes = self._read()
        self._player = threading.Thread(target=self._play, args=(noticed,), name="replay", daemon=True)
        self._player.start()

    def close(self) -> None:
        """Play no more; nothing is told any more."""
        with self._stirred:
            player, self._player = self._player, None
            self._stirred.notify_all()
        if player and player is not threading.current_thread():
            player.join()

    def health(self) -> Health:
        """Whether it plays; at its end a run stands still and is well."""
        return Health() if self._player else Health(Fault.OFFLINE, f"The run {self._path} is not played.")

    def _read(self) -> list[Fix]:
        fixes = []
        try:
            with self._path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
                for row in read_run(file, self._zone):
                    if row.fix is None:
                        raise DeviceFault(Fault.UNKNOWN, f"{self._path}:{row.line}: {row.fault}.")
                    fixes.append(row.fix)
        except OSError as error:
            raise DeviceFault(Fault.OFFLINE, f"{self._path} cannot be read: {error.strerror}.") from error
        if not fixes:
            raise DeviceFault(Fault.UNKNOWN, f"{self._path} has no fix.")
        return fixes

    def _play(self, noticed: Callable[[Fix], object]) -> None:
        begun = self._stopwatch.monotonic()
        for fix in self._fixes:
            due = begun + (fix.at - self._fixes[0].at).total_seconds() / self._speed
            if not self._wait_until(due):
                return
            noticed(fix)

    def _wait_until(self, due: float) -> bool:
        """Whether it still plays when that time has come."""
        with self._stirred:
            while self._player and (left := due - self._stopwatch.monotonic()) > 0:
                self._stopwatch.wait(self._stirred, left)
            return self._player is not None


def _speed(text: str) -> float:
    try:
        found = float(text)
    except ValueError:
        found = 0.0
    if not 0 < found <= MOST_SPEED:
        raise ValueError(f"speed= must be a number above 0, at most {MOST_SPEED:g}, not {text!r}")
    return found


def _zone(text: str) -> timezone:
    minutes = text.removeprefix("-")
    if not minutes.isascii() or not minutes.isdecimal() or int(minutes) > MOST_ZONE:
        raise ValueError(f"zone= must be minutes east of Greenwich, such as 540, not {text!r}")
    return timezone(timedelta(minutes=int(text)))
