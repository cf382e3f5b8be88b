"""What the demo's terminal says, rendered beside it; what is not there yet is spoken live."""

from __future__ import annotations

import os
import signal
import sys
from multiprocessing import get_context
from pathlib import Path

from firmware.config import TerminalSettings


def start_rendering(settings: TerminalSettings) -> None:
    """Begin to render, in a process that ends with the demo."""
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
