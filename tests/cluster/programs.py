"""Programs that a rig starts in a folder of its own and ends without leaving one behind.

Every program of a rig, and all that it starts, works in that folder: so a process is known by its current directory, also
those that PostgreSQL renames.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

# PostgreSQL refuses to run as root
AS_POSTGRES = ("--reuid", "postgres", "--regid", "postgres", "--clear-groups")
SHOWN = 40  # lines of each log, when a rig fails
PORTS = random.sample(range(20_000, 30_000), 10_000)


def start_as_postgres(command: list[str], folder: Path, environment: dict[str, str]) -> subprocess.Popen:
    """As `start`, for user postgres where this is root."""
    folder.mkdir(parents=True, exist_ok=True)
    if os.geteuid() != 0:
        return start(command, folder, environment)
    shutil.chown(folder, "postgres", "postgres")
    return start([*AS_POSTGRES, *command], folder, environment)


def start(command: list[str], folder: Path, environment: dict[str, str]) -> subprocess.Popen:
    """Start a program in its folder; what it says goes to `log` there. It is told to end when the thread that called this ends."""
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(
            ["setpriv", "--pdeathsig", "TERM", *command],
            cwd=folder,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", **environment},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def quiet_ports(count: int) -> list[int]:
    """Ports of 127.0.0.1 that nobody listens on, below those that the kernel gives away while a killed program is down.

    No port is told twice: whoever was told it may not have started anything there yet.
    """
    found: list[int] = []
    while len(found) < count:
        port = PORTS.pop()
        with socket.socket() as listener, contextlib.suppress(OSError):
            listener.bind(("127.0.0.1", port))
            found.append(port)
    return found


def inside(folder: Path) -> list[int]:
    """The processes that work in a folder or below it."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # gone meanwhile, dead, or another user's
            if process.joinpath("cwd").readlink().is_relative_to(folder):
                found.append(int(process.name))
    return sorted(found)


def kill(folder: Path) -> None:
    """SIGKILL for everything that works in a folder, until nothing does."""
    while pids := inside(folder):
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.01)


def until(is_so: Callable[[], bool], seconds: float, lacking: str, folder: Path) -> float:
    """Wait until something is so; the seconds it took. Raises AssertionError with what was lacking and the folder's logs."""
    began = time.monotonic()
    while not is_so():
        assert time.monotonic() < began + seconds, f"{lacking} within {seconds:.0f} s\n{logs(folder)}"
        time.sleep(0.1)
    return time.monotonic() - began


def logs(folder: Path) -> str:
    """The end of every log below a folder."""
    shown = {
        path: path.read_text(errors="replace").splitlines()[-SHOWN:]
        for path in sorted(folder.rglob("log"))
        if path.is_file()
    }
    return "\n".join(f"== {path}\n" + "\n".join(lines) for path, lines in shown.items())


def ask(url: str) -> dict:
    """The JSON at an address; empty when there is none, or a status of 500."""
    with contextlib.suppress(OSError, ValueError), urllib.request.urlopen(url, timeout=2) as answer:
        return json.load(answer)
    return {}


def read_environment(path: Path, replaced: dict[str, str]) -> dict[str, str]:
    """The settings of an environment file (systemd.exec(5)) with some of its words replaced."""
    text = path.read_text(encoding="utf-8")
    for old, new in replaced.items():
        assert old in text, f"{path}: {old} is not in it"
        text = text.replace(old, new)
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)
