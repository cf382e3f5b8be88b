"""Staff at a terminal that runs as a program of its own, central out of reach: what they close stays closed after a restart."""

import json
import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"
WITHIN = 20.0


@pytest.fixture
def config(tmp_path):
    """The example's configuration, with a state of its own and no central."""
    text = (EXAMPLES / "terminal.toml").read_text(encoding="utf-8")
    text = text.replace('"site"', f'"{EXAMPLES / "site"}"').replace('"cards"', f'"{EXAMPLES / "cards"}"')
    path = tmp_path / "terminal.toml"
    path.write_text(text.replace("127.0.0.1:8200", "127.0.0.1:1").replace("# state =", "state = 'state' #"))
    return path


@contextmanager
def running(config):
    """The dock of the terminal, which is killed at the end as by a power cut."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "firmware.cli", "run", str(config), "--dock", str(port), "--window"]
    terminal = subprocess.Popen(command, env=os.environ | {"SDL_VIDEODRIVER": "dummy"})
    dock = Dock(f"http://127.0.0.1:{port}")
    try:
        dock.awaits(lambda state: state["prompt"] is None)
        yield dock
    finally:
        terminal.kill()
        terminal.wait()


class Dock:
    """A person at the dock's HTTP face."""

    def __init__(self, address):
        self.address = address

    def awaits(self, fits):
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

    def sees(self, phrase):
        return self.awaits(lambda state: state["prompt"] and state["prompt"]["phrase"] == phrase)

    def does(self, path, **body):
        request = Request(self.address + path, json.dumps(body).encode(), {"Content-Type": "application/json"})
        with urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def answers(self, phrase, *keys):
        self.sees(phrase)
        for key in keys:
            self.does("/press", key=key)

    def opens_menu(self):
        self.does("/card", name="staff")
        self.answers("pin-enter", *"1234", "ok")
        self.sees("card-remove")
        self.does("/card", remove=True)
        self.sees("staff-menu")


def test_what_staff_close_stays_closed_after_a_power_cut_until_they_open_it(config):
    with running(config) as dock:
        dock.opens_menu()
        dock.answers("staff-menu", "6")
        dock.answers("staff-reason-choose", "5")
        dock.answers("staff-service-closed", "ok")
        dock.answers("staff-menu", "7")
        dock.awaits(lambda state: state["closed"] and state["closed"]["phrase"] == "closed-for-event")
    with running(config) as dock:
        dock.awaits(lambda state: state["closed"] and state["closed"]["phrase"] == "closed-for-event")
        dock.does("/card", name="hanako")
        dock.answers("closed-for-event", "ok")
        dock.does("/card", remove=True)
        dock.awaits(lambda state: state["prompt"] is None and state["closed"])
        dock.opens_menu()
        dock.answers("staff-menu", "6")
        dock.answers("staff-service-on", "ok")
        dock.answers("staff-service-opened", "ok")
        dock.answers("staff-menu", "7")
        dock.awaits(lambda state: state["prompt"] is None and state["closed"] is None)
