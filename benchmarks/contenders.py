"""The terminal and what it is held against: Chromium in kiosk mode with a page of the same buttons, on one display."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.display import Display, display
from benchmarks.places import TUESDAY, Central, central, private_pcscd, terminal_toml

BUTTON, FINGER = (900, 1450), (120, 1600)
"""Pixels of the main button on the terminal and on the page alike: one that is looked at, and one that is touched."""
INK, PAPER = bytes.fromhex("5c3012"), bytes.fromhex("f0f7fa")
"""That pixel (blue, green, red) while the button stands there, and once the next screen does."""
KAZASU = Path(sys.executable).parent / "kazasu"
PAGE = Path(__file__).parent / "page.html"
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
    """A display, and what is needed to start either program on it; `slot` is the terminal's reader."""

    shown: Display
    service: Central
    pcscd: object
    environment: dict[str, str]
    commands: dict[str, list[str]]

    @contextmanager
    def running(self, name: str) -> Iterator[subprocess.Popen[bytes]]:
        """One of them, from its start; the display is empty before and after."""
        program = subprocess.Popen(
            self.commands[name], env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            yield program
        finally:
            program.terminate()
            program.wait()
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
    """The stage until the block ends: Xvfb, central, a pcscd of our own, a browser profile."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(ignore_cleanup_errors=True)))
        shown = stack.enter_context(display())
        service = stack.enter_context(central(folder))
        pcscd = stack.enter_context(private_pcscd(folder / "pcscd"))
        config = terminal_toml(service, "pcsc")
        clock = TUESDAY.replace(tzinfo=None).isoformat()
        yield Stage(
            shown,
            service,
            pcscd,
            {**pcscd.environment, **shown.environment, "PCSCLITE_CSOCK_NAME": pcscd.environment["PCSCLITE_CSOCK_NAME"]},
            {
                "terminal": [str(KAZASU), "run", str(config), "--clock", clock],
                "chromium": ["chromium", *FLAGS, f"--user-data-dir={folder / 'profile'}", PAGE.as_uri()],
            },
        )
