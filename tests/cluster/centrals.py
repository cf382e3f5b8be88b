"""Processes of the real central, side by side on one PostgreSQL: each the program that a city runs, none with anything of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from cluster import programs

PROGRAM = Path(sys.executable).with_name("kazasu")
CONFIG = """
listen = "127.0.0.1:{port}"
state = "../state"
database = "{database}"
sample_city = false

[terminals]
{terminals}
"""
START_S = 60.0


class Centrals:
    """`urls` are where they listen; `terminals` are names and public keys (base64)."""

    def __init__(self, folder: Path, database: str, terminals: dict[str, str], count: int = 2) -> None:
        self._folder = folder
        self._ports = programs.quiet_ports(count)
        self.urls = [f"http://127.0.0.1:{port}" for port in self._ports]
        listed = "\n".join(f'{name} = "{key}"' for name, key in terminals.items())
        for number, port in enumerate(self._ports):
            config = CONFIG.format(port=port, database=database, terminals=listed)
            self._folder_of(number).mkdir(parents=True)
            (self._folder_of(number) / "central.toml").write_text(config)

    def __enter__(self) -> Centrals:
        for number in range(len(self.urls)):
            self.start(number)
        return self

    def __exit__(self, *_error: object) -> None:
        programs.kill(self._folder)

    def start(self, number: int) -> None:
        """Start one, for the first time or once more, and wait until it answers."""
        programs.until(self._kept_going(number), START_S, f"central {number} does not start", self._folder)

    def _kept_going(self, number: int) -> Callable[[], bool]:
        """Whether it answers; begun anew whenever it has ended, as systemd does, for a cluster just back may have no primary."""
        command = [str(PROGRAM), "central", "--config", "central.toml"]
        running: list[subprocess.Popen] = []

        def answers() -> bool:
            if not running or running[-1].poll() is not None:
                running.append(programs.start(command, self._folder_of(number), {"HOME": str(self._folder)}))
            return self.answers(number)

        return answers

    def answers(self, number: int) -> bool:
        """Whether one says that it is up."""
        return bool(programs.ask(f"{self.urls[number]}/health"))

    def kill(self, number: int) -> None:
        """SIGKILL for one."""
        programs.kill(self._folder_of(number))

    def check(self) -> int:
        """The status of `kazasu central check`, which looks through the whole ledger."""
        asked = [PROGRAM, "central", "--config", self._folder_of(0) / "central.toml", "check"]
        return subprocess.run(asked, check=False, timeout=START_S).returncode

    def _folder_of(self, number: int) -> Path:
        return self._folder / f"central-{number}"
