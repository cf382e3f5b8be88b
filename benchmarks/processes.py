"""What a program and all its children take: memory shared out fairly (PSS), and time of a core.

Source: proc(5), smaps_rollup and task/*/schedstat (Linux, Documentation/scheduler/sched-stats).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

PROC = Path("/proc")


def tree(pid: int) -> Iterator[int]:
    """The process and its descendants."""
    yield pid
    for task in (PROC / str(pid) / "task").iterdir():
        for child in (task / "children").read_text().split():
            yield from tree(int(child))


def pss_mib(pid: int) -> float:
    """Proportional set size of a tree in MiB."""
    total = 0
    for process in tree(pid):
        for row in (PROC / str(process) / "smaps_rollup").read_text().splitlines():
            if row.startswith("Pss:"):
                total += int(row.split()[1])
    return total / 1024


def core_seconds(pid: int) -> float:
    """Seconds of a core that the tree's living threads have had, to the nanosecond."""
    total = 0
    for process in tree(pid):
        for task in (PROC / str(process) / "task").iterdir():
            with suppress(FileNotFoundError):  # a thread that has just ended
                total += int((task / "schedstat").read_text().split()[0])
    return total / 1e9
