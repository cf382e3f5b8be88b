"""`kazasu demo`: central with its synthetic city, one virtual terminal and its dock, on this machine, from nothing."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from urllib.request import Request, urlopen

from central.signing import Signer
from firmware.assembly import SURFACES
from firmware.clock import JAPAN, Clock
from firmware.config import (
    SAMPLE_STAFF,
    SAMPLE_TRAINING,
    AudioSettings,
    CentralSettings,
    ConfigError,
    TerminalSettings,
    usual_speech_folder,
)
from firmware.terminal import Terminal
from firmware.terminal_key import load_or_make

EXAMPLES = Path(__file__).parents[1] / "examples"
NAME = "kiosk-01"
CENTRAL_PORT = 8200
SHEET_SECONDS = 1.5
UP_WITHIN = 60.0
VIRTUAL = {
    "reader": "virtual",
    "page_printer": "virtual",
    "receipt_printer": "virtual",
    "cash_box": "virtual",
    "buzzer": "virtual",
    **dict.fromkeys(SURFACES, "virtual"),
}
LANGUAGES = ("ja", "en", "zh-Hans", "ja-easy")


def run(role: str, port: int, folder: Path) -> int:
    """Run the demo until it is interrupted. Raises ConfigError."""
    from drivers.virtual.page_printer import VirtualPagePrinter

    os.environ.setdefault("SDL_VIDEODRIVER", "dummy")  # the dock's page is the display
    clock = SharedClock(weekday_at_ten(datetime.now(JAPAN)))
    state = folder.absolute() / "terminal"
    signer = Signer(NAME, load_or_make(state), clock.now)
    with _central(folder.absolute() / "central", signer.public, clock) as url:
        settings = TerminalSettings(
            role=role,
            name=NAME,
            state=str(state),
            cards=str(_fresh_cards(folder / "cards")),
            central=CentralSettings(url=url),
            languages=LANGUAGES,
            audio=AudioSettings(speech=usual_speech_folder(NAME)),
            staff={"sample": SAMPLE_STAFF},
            training={"sample": SAMPLE_TRAINING},
            devices=VIRTUAL,
        )
        terminal = Terminal(settings, clock, {"page_printer": VirtualPagePrinter(pace=SHEET_SECONDS)})
        signal.signal(signal.SIGTERM, lambda *_: terminal.stop())  # central must not be left behind
        _start_rendering(settings)
        print(f"kazasu: the terminal and its dock are on http://127.0.0.1:{port} (Ctrl-C ends)", flush=True)
        return terminal.run(port, window=True)


def _start_rendering(settings: TerminalSettings) -> None:
    """Render what the terminal says beside it; what is not there yet is spoken live."""
    get_context("spawn").Process(target=render, args=(settings,), name="speech", daemon=True).start()


def render(settings: TerminalSettings) -> None:
    """Render what is missing, with a bar that tells how far it is; a demo without a voice is still one by eye."""
    from audio.render import RenderError
    from drivers.protocols import DeviceFault
    from firmware.cli_speech import render_speech

    os.nice(19)
    # Ctrl-C reaches every process of a console; this one ends with the demo, and without a traceback
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        render_speech(settings, Path(settings.audio.speech))
    except (DeviceFault, RenderError) as error:
        print(f"kazasu: speech: {error}", file=sys.stderr, flush=True)


def weekday_at_ten(today: datetime) -> datetime:
    """Ten in the morning of the next day from today on that is a weekday and no holiday: all certificates can be had then."""
    from central.service.holidays import is_holiday

    day = today.replace(hour=10, minute=0, second=0, microsecond=0)
    while day.weekday() >= 5 or is_holiday(day.date()):
        day += timedelta(days=1)
    return day


class SharedClock(Clock):
    """The demo's clock: central goes by it too, so that moving it moves both."""

    def __init__(self, start: datetime) -> None:
        super().__init__(start)
        self.central = ""

    def advance(self, seconds: float) -> None:
        """Let time pass, here and in central."""
        super().advance(seconds)
        if self.central:
            _post(f"{self.central}/simulator/clock", {"at": self.now().isoformat()})


@contextmanager
def _central(folder: Path, terminal_key: str, clock: SharedClock) -> Iterator[str]:
    """Central in a process of its own, as a city runs it, with the synthetic city; its address is yielded."""
    folder.mkdir(parents=True, exist_ok=True)
    port = _free_port(CENTRAL_PORT)
    config = folder / "central.toml"
    listen = [f'listen = "127.0.0.1:{port}"', f'public_url = "http://127.0.0.1:{port}"']
    lines = [*listen, 'state = "state"', "simulator = true"]
    config.write_text("\n".join([*lines, "[terminals]", f'{NAME} = "{terminal_key}"', ""]), encoding="utf-8")
    print("kazasu: starting central; the first time it invents a city of 2,000 residents", flush=True)
    process = subprocess.Popen([sys.executable, "-m", "firmware.cli", "central", "--config", str(config)])
    try:
        clock.central = f"http://127.0.0.1:{port}"
        _await(process, clock)
        yield clock.central
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


def _post(url: str, message: dict[str, str]) -> None:
    request = Request(url, json.dumps(message).encode(), {"Content-Type": "application/json"})  # noqa: S310 - loopback
    with urlopen(request, timeout=5):  # noqa: S310
        pass


def _free_port(wanted: int) -> int:
    """The port that is wanted, or any other when it is taken."""
    # 0 lets the system choose, so that a second demo can run beside the first
    for port in (wanted, 0):
        with suppress(OSError), socket.create_server(("127.0.0.1", port)) as found:
            return int(found.getsockname()[1])
    raise ConfigError("no loopback port is free")


def _fresh_cards(folder: Path) -> Path:
    """The sample cards with no attempt spent, whatever was done to them last time."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(EXAMPLES / "cards", folder, ignore=shutil.ignore_patterns("*.tries"))
    return folder
