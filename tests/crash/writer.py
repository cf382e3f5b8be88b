"""`kazasu journal append` as a process of its own, fed by a pipe, that is stopped, told of no more, and killed."""

from __future__ import annotations

import itertools
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from acting import LONG

KAZASU = [sys.executable, "-m", "firmware.cli", "journal", "append", "--journal"]
ROOT = Path(__file__).parents[2]
MARKS = itertools.count(1)


class Writer:
    """Feeds lines without end; `told` has the ids that came back, each a record that a person might have been told about."""

    def __init__(self, journal: Path, command: list[str] | None = None) -> None:
        self._process = subprocess.Popen(
            [*(command or KAZASU), str(journal)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env={"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]},
        )
        self.told: list[str] = []
        self._threads = [threading.Thread(target=run, daemon=True) for run in (self._feed, self._listen)]
        for thread in self._threads:
            thread.start()

    def wait_for(self, count: int, longest_s: float = 60.0) -> None:
        """Until so many were told."""
        ends = time.monotonic() + longest_s
        while len(self.told) < count:
            if time.monotonic() > ends or self._process.poll() is not None:
                self.kill()
                raise AssertionError(f"{len(self.told)} of {count} were told")
            time.sleep(0.001)

    def stop(self) -> None:
        """Let it do nothing more; what it has said by now is all that anybody was told."""
        self._process.send_signal(signal.SIGSTOP)
        os.waitid(os.P_PID, self._process.pid, os.WSTOPPED | os.WNOWAIT)

    def kill(self) -> list[str]:
        """End it; all ids that came out of it before it was stopped."""
        self._process.kill()
        for thread in self._threads:
            thread.join(LONG)
        self._process.wait(LONG)
        return self.told

    def _feed(self) -> None:
        try:
            for mark in MARKS:
                line = {"visit": "v1", "what": "cash_in", "detail": {"mark": mark, "yen": 100}}
                self._process.stdin.write(json.dumps(line).encode() + b"\n")
                self._process.stdin.flush()
        except OSError:
            pass

    def _listen(self) -> None:
        for line in self._process.stdout:
            if line.endswith(b"\n"):
                self.told.append(line.decode().strip())
