"""A terminal that runs as a program of its own, and a person at its dock's HTTP face, for tests."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest

EXAMPLES = Path(__file__).parents[1] / "examples"
WITHIN = 20.0


def example(folder: Path, *changes: tuple[str, str]) -> Path:
    """The example's configuration, with a state of its own and these changes."""
    text = (EXAMPLES / "terminal.toml").read_text(encoding="utf-8")
    text = text.replace('"site"', f'"{EXAMPLES / "site"}"').replace('"cards"', f'"{EXAMPLES / "cards"}"')
    for before, after in (("# state =", "state = 'state' #"), *changes):
        assert before in text
        text = text.replace(before, after)
    path = folder / "terminal.toml"
    path.write_text(text)
    return path


@contextmanager
def running(config: Path, *arguments: str) -> Iterator[Dock]:
    """The dock of the terminal, which is killed at the end as by a power cut."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "firmware.cli", "run", str(config), "--dock", str(port), "--window", *arguments]
    program = subprocess.Popen(command, env=os.environ | {"SDL_VIDEODRIVER": "dummy"})
    try:
        dock = Dock(f"http://127.0.0.1:{port}", program)
        dock.awaits(lambda _state: True)
        yield dock
    finally:
        program.kill()
        program.wait()


class Dock:
    """A person at the dock's HTTP face."""

    def __init__(self, address: str, program: subprocess.Popen) -> None:
        self.address, self.program = address, program

    def awaits(self, fits: Callable[[dict], object]) -> dict:
        until = time.monotonic() + WITHIN
        while time.monotonic() < until:
            try:
                state = json.load(urlopen(f"{self.address}/state", timeout=5))
            except (URLError, ConnectionError):
                state = None
            if state and fits(state):
                return state
            time.sleep(0.02)
        pytest.fail(f"it was never so; the terminal shows {state and (state['prompt'] or state['closed'])}")

    def sees(self, phrase: str) -> dict:
        return self.awaits(lambda state: state["prompt"] and state["prompt"]["phrase"] == phrase)

    def does(self, path: str, **body: object) -> dict:
        request = Request(self.address + path, json.dumps(body).encode(), {"Content-Type": "application/json"})
        with urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def answers(self, phrase: str, *keys: str) -> None:
        self.sees(phrase)
        for key in keys:
            self.does("/press", key=key)
