"""The demo's central: a process of its own, as a city runs it, with the synthetic city."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from firmware.config import ConfigError
from firmware.demos.clock import SharedClock

CENTRAL_PORT = 8200
UP_WITHIN = 60.0


class City(NamedTuple):
    """A central that runs: its address, its configuration file and its clock."""

    url: str
    config: Path
    clock: SharedClock


@contextmanager
def running_city(
    folder: Path, terminals: Mapping[str, str], lines: Sequence[str], clock: SharedClock
) -> Iterator[City]:
    """Central until the block ends, with these terminals' public keys and lines of central.toml. Raises ConfigError."""
    folder.mkdir(parents=True, exist_ok=True)
    port = _free_port(CENTRAL_PORT)
    url, config = f"http://127.0.0.1:{port}", folder / "central.toml"
    own = [f'listen = "127.0.0.1:{port}"', f'public_url = "{url}"', 'state = "state"', "simulator = true", *lines]
    keys = [f'{name} = "{key}"' for name, key in terminals.items()]
    config.write_text("\n".join([*own, "[terminals]", *keys, ""]), encoding="utf-8")
    print("kazasu: starting central; the first time it invents a city of 2,000 residents", flush=True)
    process = subprocess.Popen([sys.executable, "-m", "firmware.cli", "central", "--config", str(config)])
    try:
        clock.central = url
        _await(process, clock)
        yield City(url, config, clock)
    finally:
        process.terminate()
        process.wait()


def _await(process: subprocess.Popen[bytes], clock: SharedClock) -> None:
    """Wait until central has taken our time of day. Raises ConfigError when it ends or takes too long."""
    until = time.monotonic() + UP_WITHIN
    while time.monotonic() < until and process.poll() is None:
        with suppress(OSError):
            return clock.advance(0)
        time.sleep(0.1)
    raise ConfigError("central did not start; what it says stands above")


def _free_port(wanted: int) -> int:
    """The port that is wanted, or any other when it is taken."""
    # 0 lets the system choose, so that a second demo can run beside the first
    for port in (wanted, 0):
        with suppress(OSError), socket.create_server(("127.0.0.1", port)) as found:
            return int(found.getsockname()[1])
    raise ConfigError("no loopback port is free")
