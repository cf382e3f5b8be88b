"""What benchmarks share: sample card and day, central as a process of its own, a terminal's configuration, a pcscd of our own."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from benchmarks.borrowed import borrow
from benchmarks.processes import stop
from central.signing import Signer
from firmware.clock import JAPAN, Clock
from firmware.terminal_key import load_or_make

CARDS = Path(__file__).parents[1] / "examples" / "cards"
HANAKO = CARDS / "hanako.toml"
PIN = "1234"
TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=JAPAN)
TERMINAL = "kiosk-01"
PANEL = "15-portrait"
UP_WITHIN = 60.0


@dataclass
class Central:
    """Central that serves at `url` as process `pid`; `clock` and `signer` are the terminal's, whose state is in `state`."""

    url: str
    clock: Clock
    signer: Signer
    state: Path
    pid: int


@contextmanager
def central(folder: Path) -> Iterator[Central]:
    """Central as a city runs it, in a process of its own, with the synthetic city and one terminal, on a Tuesday at ten."""
    clock, state = Clock(TUESDAY), folder / "terminal"
    signer = Signer(TERMINAL, load_or_make(state), clock.now)
    port = free_port()
    config = folder / "central.toml"
    lines = [f'listen = "127.0.0.1:{port}"', 'state = "central"', "simulator = true", "[terminals]"]
    config.write_text("\n".join([*lines, f'{TERMINAL} = "{signer.public}"', ""]), encoding="utf-8")
    program = subprocess.Popen(
        [sys.executable, "-m", "firmware.cli", "central", "--config", str(config)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        url = f"http://127.0.0.1:{port}"
        wait_until(lambda: _takes_our_time(url, clock), "central", UP_WITHIN)
        yield Central(url, clock, signer, state, program.pid)
    finally:
        stop(program, "central")


def terminal_toml(central: Central, reader: str, page_printer: str) -> Path:
    """A certificate kiosk with that reader and that printer, every other device virtual; its file."""
    path = central.state / "terminal.toml"
    path.write_text(
        f"""role = "certificate_kiosk"
name = "{TERMINAL}"
panel = "{PANEL}"
state = "{central.state}"
[central]
url = "{central.url}"
[devices]
reader = "{reader}"
page_printer = "{page_printer}"
receipt_printer = "virtual"
cash_box = "virtual"
buzzer = "virtual"
""",
        encoding="utf-8",
    )
    return path


@contextmanager
def private_pcscd(folder: Path) -> Iterator[Any]:
    """The tests' pcscd with two vpcd slots: `slot()`, `environment`."""
    folder.mkdir()
    pcscd = borrow("real_stacks.pcsc").PrivatePcscd(folder)
    pcscd.start()
    try:
        yield pcscd
    finally:
        pcscd.stop()


@contextmanager
def private_printer(folder: Path) -> Iterator[str]:
    """The tests' ippeveprinter; its address."""
    with borrow("real_stacks.ipp").RealPrinter(folder) as printer:
        yield f"ipp:{printer.address}"


def wait_until(condition: Any, what: str, seconds: float = 20.0, every: float = 0.02) -> None:
    """Wait until it holds. Raises TimeoutError."""
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            raise TimeoutError(f"waited in vain for {what}")
        time.sleep(every)


def free_port() -> int:
    """A loopback port that nobody listens on now."""
    return int(borrow("real_stacks.ipp").free_port())


def _takes_our_time(url: str, clock: Clock) -> bool:
    message = json.dumps({"at": clock.now().isoformat()}).encode()
    request = Request(f"{url}/simulator/clock", message, {"Content-Type": "application/json"})
    with suppress(OSError), urlopen(request, timeout=5):
        return True
    return False
