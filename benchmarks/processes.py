"""What a program and all its children take: memory shared out fairly (PSS), and time of a core.

Source: proc(5), smaps_rollup and task/*/schedstat (Linux, Documentation/scheduler/sched-stats).
"""

from __future__ import annotations

import select
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

PROC = Path("/proc")
STOP_S = 10.0
WORD_S = 60.0


def stop(program: subprocess.Popen[Any], name: str) -> None:
    """Ask a program to end. Raises TimeoutError when it does not; it is killed then."""
    program.terminate()
    try:
        program.wait(STOP_S)
    except subprocess.TimeoutExpired as error:
        program.kill()
        program.wait(STOP_S)
        raise TimeoutError(f"{name} did not end within {STOP_S:g} s of being asked to") from error


def word(pipe: IO[bytes], name: str) -> bytes:
    """The next line that a program says, which is empty once it has ended. Raises TimeoutError."""
    # looking at the pipe alone suffices: a program here says one line and waits
    if not select.select([pipe], [], [], WORD_S)[0]:
        raise TimeoutError(f"{name} said nothing for {WORD_S:g} s")
    return pipe.readline().strip()


def tree(pid: int) -> Iterator[int]:
    """The process and its descendants; those that have just ended are left out."""
    yield pid
    children: list[str] = []
    with suppress(FileNotFoundError, ProcessLookupError):
        for task in (PROC / str(pid) / "task").iterdir():
            children += (task / "children").read_text().split()
    for child in children:
        yield from tree(int(child))


def mib(pid: int, row: str = "Pss") -> float:
    """Memory of a tree in MiB by a row of smaps_rollup; `Pss` falls when programs outside it map the same files."""
    total = 0
    for process in tree(pid):
        with suppress(FileNotFoundError, ProcessLookupError):
            for line in (PROC / str(process) / "smaps_rollup").read_text().splitlines():
                if line.startswith(f"{row}:"):
                    total += int(line.split()[1])
    return total / 1024


def core_seconds(pid: int) -> float:
    """Seconds of a core that the tree's living threads have had, to the nanosecond."""
    total = 0
    for process in tree(pid):
        for task in (PROC / str(process) / "task").iterdir():
            with suppress(FileNotFoundError, ProcessLookupError):  # a thread that has just ended
                total += int((task / "schedstat").read_text().split()[0])
    return total / 1e9
