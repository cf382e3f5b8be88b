"""`kazasu demo`: central with its synthetic city, one virtual terminal and its dock, on this machine, from nothing."""

from __future__ import annotations

import os
import signal
from datetime import datetime, timedelta
from pathlib import Path

from firmware.clock import JAPAN
from firmware.config import (
    SAMPLE_STAFF,
    SAMPLE_TRAINING,
    AudioSettings,
    TerminalSettings,
    usual_speech_folder,
)
from firmware.demos.city import City, running_city
from firmware.demos.clock import SharedClock, unused_day, weekday_at_ten
from firmware.demos.roles import Brought, brought
from firmware.demos.speech import start_rendering
from firmware.terminal import Terminal

LANGUAGES = ("ja", "en", "zh-Hans", "ja-easy")


def run(role: str, port: int, folder: Path, also: tuple[str, ...] = ()) -> int:
    """Run the demo until it is interrupted, with more devices where they are named. Raises ConfigError."""
    os.environ.setdefault("SDL_VIDEODRIVER", "dummy")  # the dock's page is the display
    part, folder = brought(role, also), folder.absolute()
    clock = _clock(part, folder / part.state)
    with running_city(folder / "central", part.keys(folder, clock), part.lines, clock) as city:
        settings = _settings(role, part, folder, city)
        terminal = Terminal(settings, clock, part.given())
        signal.signal(signal.SIGTERM, lambda *_: terminal.stop())  # central must not be left behind
        start_rendering(settings)
        part.begin(terminal)
        print(f"kazasu: the terminal and its dock are on http://127.0.0.1:{port} (Ctrl-C ends)", flush=True)
        return terminal.run(port, window=True)


def _clock(part: Brought, state: Path) -> SharedClock:
    """The clock at which the demo begins; a role that goes by service days gets one that it has not had yet."""
    today, early = datetime.now(JAPAN), timedelta(seconds=part.early_s)
    if not part.keeps_day:
        return SharedClock(weekday_at_ten(today) - early)
    state.mkdir(parents=True, exist_ok=True)
    kept = state / "day"
    return SharedClock(weekday_at_ten(unused_day(today, kept)) - early, kept)


def _settings(role: str, part: Brought, folder: Path, city: City) -> TerminalSettings:
    cards = part.lay_cards(folder / "cards")
    return TerminalSettings(
        role=role,
        name=part.name,
        state=str(folder / part.state),
        cards=str(cards),
        central=part.prepare(city, folder),
        languages=LANGUAGES,
        audio=AudioSettings(speech=usual_speech_folder(part.name)),
        staff={"sample": SAMPLE_STAFF},
        training={"sample": SAMPLE_TRAINING},
        devices=part.addresses,
        **part.settings,
    )
