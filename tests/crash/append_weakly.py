"""What `kazasu journal append` does, on a journal whose commits are not synced one by one: the rig must find the loss."""

from __future__ import annotations

import json
import sqlite3
import sys
from pathlib import Path

from firmware.clock import Clock
from firmware.journal import Journal


class Weak(sqlite3.Connection):
    def execute(self, statement, *values):
        return super().execute(statement.replace("synchronous=FULL", "synchronous=NORMAL"), *values)


def connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None, check_same_thread=False, factory=Weak)


def main() -> None:
    journal = Journal(Path(sys.argv[1]), Clock(), bytes(32), connect)
    for line in sys.stdin:
        asked = json.loads(line)
        print(journal.note(asked["visit"], asked["what"], **asked["detail"]), flush=True)  # noqa: T201 - its answer


if __name__ == "__main__":
    main()
