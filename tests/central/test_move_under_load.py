"""Terminals deliver to a real central while it moves: nobody is refused, nothing is lost, nothing is there twice."""

import json
import subprocess
import sys
import threading
from pathlib import Path

import psycopg
import pytest
from records.fleet import CentralProgram, Terminal, names, told

from central.service.config import read_config
from central.service.stores.opening import open_store

ROOT = Path(__file__).parents[2]
TERMINALS = 6


def kazasu(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "firmware.cli", *map(str, arguments)],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=90,
    )  # fmt: skip


def goes_on(terminal, ends):
    """Taps and deliveries without a pause, until the day ends."""
    while not ends.is_set():
        terminal.taps(7)
        terminal.drain(haste=0.1)
    terminal.drain(haste=0.1)


@pytest.mark.real
def test_a_central_moves_while_terminals_deliver_and_none_of_them_notices(tmp_path, postgres_url):
    central = CentralProgram(tmp_path / "central", names(TERMINALS))
    central.start()
    fleet = [Terminal(name, seed, central.url, tmp_path) for name, seed in names(TERMINALS).items()]
    ends = threading.Event()
    going = [threading.Thread(target=goes_on, args=(terminal, ends)) for terminal in fleet]
    try:
        for thread in going:
            thread.start()
        config = central.folder / "central.toml"
        moved = kazasu("central", "move", "--to", postgres_url, "--config", config)
        assert moved.returncode == 0, moved.stderr
        assert f'database = "{postgres_url}"' in moved.stdout
        before = len(central.rides())
        # the same process answers, and from the other database
        fleet_told = len(told(fleet))
        while len(told(fleet)) < fleet_told + 50:
            ends.wait(0.05)
    finally:
        ends.set()
        for thread in going:
            thread.join(60)
        central.stop()
    assert [terminal.sent["failed"] for terminal in fleet] == [0] * TERMINALS
    with psycopg.connect(postgres_url) as connection:
        bodies = [json.loads(body) for (body,) in connection.execute("SELECT body FROM record WHERE what = 'ride'")]
    expected = sorted((ride.id, ride.fare) for ride in told(fleet).values())
    assert sorted((body["id"], body["detail"]["fare"]) for body in bodies) == expected
    assert before < len(expected)
    assert len(central.rides()) == before
    with pytest.raises(ValueError, match="has moved; the configuration needs the line"):
        open_store(read_config(config))
