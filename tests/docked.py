"""A terminal that runs as a program of its own, and a person at its dock's HTTP face, for tests."""

from __future__ import annotations

import json
import os
import shutil
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
from acting import LONG

EXAMPLES = Path(__file__).parents[1] / "examples"


def example(folder: Path, *changes: tuple[str, str]) -> Path:
    """The example's configuration, with a state and cards of its own, for a card counts its wrong PINs, and these changes."""
    text = (EXAMPLES / "terminal.toml").read_text(encoding="utf-8")
    text = text.replace('"site"', f'"{EXAMPLES / "site"}"')
    shutil.copytree(EXAMPLES / "cards", folder / "cards", ignore=shutil.ignore_patterns("*.tries"), dirs_exist_ok=True)
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


def heard_by_tests(config: Path) -> Path:
    """The same terminal with voices that need no engine, its speech stored beside it."""
    text = config.read_text(encoding="utf-8")
    assert "[audio]" in text
    voices = 'voices = { ja = "virtual", en = "virtual", zh-Hans = "virtual" }'
    config.write_text(text.replace("[audio]", f'[audio]\nspeech = "speech"\n{voices}\n#', 1))
    return config


class Dock:
    """A person at the dock's HTTP face, who sees what the state tells or hears what the handset says."""

    def __init__(self, address: str, program: subprocess.Popen | None = None) -> None:
        self.address, self.program = address, program
        self._mark = 0

    def state(self) -> dict:
        with urlopen(f"{self.address}/state", timeout=LONG) as answer:
            return json.load(answer)

    def awaits(self, fits: Callable[[dict], object]) -> dict:
        until = time.monotonic() + LONG
        state = None
        while time.monotonic() < until and (self.program is None or self.program.poll() is None):
            try:
                state = self.state()
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
        with urlopen(request, timeout=LONG) as answer:
            return json.load(answer)

    def answers(self, phrase: str, *keys: str) -> None:
        self.sees(phrase)
        for key in keys:
            self.does("/press", key=key)

    # By ear alone: these look at nothing but GET /heard

    def lifts(self) -> None:
        """Take the handset; what was said before was heard by somebody else."""
        self._mark = max((line["number"] for line in self.heard()), default=0)
        self.does("/handset", lifted=True)

    def hangs_up(self) -> None:
        self.does("/handset", lifted=False)

    def presses(self, *keys: str) -> None:
        """Press key after key; each must be taken."""
        for key in keys:
            self.does("/press", key=key)

    def moves(self, times: int = 1) -> None:
        for _ in range(times):
            self.does("/switch", press="move")

    def selects(self) -> None:
        self.does("/switch", press="select")

    def heard(self, since: int = 0) -> list[dict]:
        """What has been said, oldest first."""
        with urlopen(f"{self.address}/heard?since={since}", timeout=LONG) as answer:
            return json.load(answer)

    def hears(self, what: str, channel: str = "handset", *, whole: bool = False) -> dict:
        """Wait for an utterance with these words or this phrase, later than the one heard last; `whole`: until it has ended."""
        until = time.monotonic() + LONG
        while time.monotonic() < until:
            for line in self.heard(self._mark):
                fits = line["channel"] == channel and (what in line["text"] or what in line["keys"])
                if fits and (line["ended_s"] is not None or not whole):
                    self._mark = line["number"]
                    return line
            time.sleep(0.02)
        pytest.fail(f"{what} was never heard on the {channel}, only {[line['text'] for line in self.heard()]}")

    def listens(self) -> str:
        """Wait until nothing is said any more; all that was said in the handset since the last that was heard."""
        until = time.monotonic() + LONG
        while time.monotonic() < until and self.state()["handset"]["speaking"]:
            time.sleep(0.02)
        lines = [line for line in self.heard(self._mark) if line["channel"] == "handset"]
        self._mark = max((line["number"] for line in lines), default=self._mark)
        return " ".join(line["text"] for line in lines)

    def wav(self, number: int) -> bytes:
        """The sound of an utterance, as it was rendered."""
        with urlopen(f"{self.address}/heard/{number}.wav", timeout=LONG) as answer:
            return answer.read()
