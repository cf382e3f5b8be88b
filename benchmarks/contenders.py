"""The terminal and what it is held against: Chromium in kiosk mode with a page of the same buttons, on one display."""

from __future__ import annotations

import compileall
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.display import Display, display
from benchmarks.places import TUESDAY, central, private_pcscd, private_printer, terminal_toml
from benchmarks.processes import stop

BUTTON, FINGER = (900, 1450), (120, 1600)
"""Pixels of the main button on the terminal and on the page alike: one that is looked at, and one that is touched."""
INK, PAPER = bytes.fromhex("5c3012"), bytes.fromhex("f0f7fa")
"""That pixel (blue, green, red) while the button stands there, and once the next screen does."""
PCSCD = "PCSCLITE_CSOCK_NAME"
KAZASU = Path(sys.executable).parent / "kazasu"
PAGE = Path(__file__).parent / "page.html"
ROOT = Path(__file__).parents[1]
PRODUCT = ("cards", "central", "dock", "drivers", "firmware", "screens")
FLAGS = (
    "--kiosk",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=ja",
    "--window-position=0,0",
    "--window-size=1080,1920",
)


@dataclass
class Stage:
    """A display, and what is needed to start either program on it; `slot` gives the terminal's reader."""

    shown: Display
    slot: Callable[[], Any]
    environment: dict[str, str]
    commands: dict[str, Sequence[str]]

    @contextmanager
    def running(self, name: str, stdout: int = subprocess.DEVNULL) -> Iterator[subprocess.Popen[bytes]]:
        """One of them, from its start; the display is empty before and after."""
        with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            command = [part.format(profile=folder) for part in self.commands[name]]
            program = subprocess.Popen(command, env=self.environment, stdout=stdout, stderr=subprocess.DEVNULL)
            try:
                yield program
            finally:
                stop(program, name)
            self.shown.when(lambda: self._pixel() not in {INK, PAPER})
            time.sleep(0.3)  # what the window system still has to tidy up

    def painted(self) -> float:
        """When the main button stands there."""
        return self.shown.when(lambda: self._pixel() == INK)

    def answered(self) -> float:
        """Touch the main button; when the screen after it stands there."""
        self.shown.finger_down(*FINGER)
        self.shown.finger_up()
        return self.shown.when(lambda: self._pixel() == PAPER)

    def _pixel(self) -> bytes:
        return self.shown.pixel(*BUTTON)[:3]


@contextmanager
def stage() -> Iterator[Stage]:
    """The stage until the block ends: Xvfb, central, a pcscd and an IPP printer of our own; a browser has a fresh profile at each start."""
    # as setup leaves it: where Python may not write, each start would compile 70 modules anew
    for name in PRODUCT:
        compileall.compile_dir(ROOT / name, quiet=1)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        shown = stack.enter_context(display())
        service = stack.enter_context(central(folder))
        pcscd = stack.enter_context(private_pcscd(folder / "pcscd"))
        printer = stack.enter_context(private_printer(folder / "printer"))
        config, clock = str(terminal_toml(service, "pcsc", printer)), TUESDAY.replace(tzinfo=None).isoformat()
        yield Stage(
            shown,
            pcscd.slot,
            {**shown.environment, PCSCD: pcscd.environment[PCSCD]},
            {
                "terminal": [str(KAZASU), "run", config, "--clock", clock],
                "visited": [sys.executable, "-m", "benchmarks.visited_terminal", config, clock],
                "chromium": ["chromium", *FLAGS, "--user-data-dir={profile}", PAGE.as_uri()],
            },
        )
