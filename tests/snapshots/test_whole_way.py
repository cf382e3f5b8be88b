"""The whole way: an operator's file, the command, a running central, a running terminal; and nobody's identity anywhere."""

import threading
import time

import pytest
from acting import LONG

from central.service.config import Config
from central.service.running import serve
from central.signing import Signer
from firmware.cli import main
from firmware.clock import Clock
from firmware.config import read
from firmware.snapshots.shelf import Shelf
from firmware.terminal import Terminal
from firmware.terminal_key import load_or_make

LIST = "identity,left\n" + "".join(f"SENTINEL-{n},{n}\n" for n in range(2000))
TERMINAL = """
role = "certificate_kiosk"
name = "kiosk-01"
state = "terminal"
[central]
url = "{url}"
snapshots = ["riders", "rules"]
{key}
[devices]
reader = "virtual"
page_printer = "virtual"
receipt_printer = "virtual"
cash_box = "virtual"
buzzer = "virtual"
"""


def waits_for(condition, clock):
    """Let the terminal's time pass until it holds."""
    until = time.monotonic() + LONG
    while not condition():
        assert time.monotonic() < until, "waited in vain"
        clock.advance(5)
        time.sleep(0.05)


@pytest.mark.real
def test_what_an_operator_publishes_is_in_force_on_a_terminal(tmp_path, capsys):
    clock = Clock()
    seed = load_or_make(tmp_path / "terminal")
    config = Config(
        state=tmp_path / "state",
        sample_city=False,
        terminals={"kiosk-01": Signer("kiosk-01", seed, clock.now).public},
    )
    (tmp_path / "central.toml").write_text('state = "state"\nsample_city = false\n', encoding="utf-8")
    (tmp_path / "riders.csv").write_text(LIST, encoding="utf-8")
    (tmp_path / "rules.toml").write_text("fare = 210\n", encoding="utf-8")
    with serve(config, clock) as running:
        central = ["--config", str(tmp_path / "central.toml")]
        assert main(["central", "snapshot-key", *central]) == 0
        key = capsys.readouterr().out
        for kind, name in (("riders", "riders.csv"), ("rules", "rules.toml")):
            assert main(["central", "publish", kind, str(tmp_path / name), *central]) == 0
        path = tmp_path / "terminal.toml"
        path.write_text(TERMINAL.format(url=running.url, key=key), encoding="utf-8")
        terminal = Terminal(read(path), clock)
        serving = threading.Thread(target=terminal._serve_or_fail, args=(None,))
        serving.start()
        try:
            folder = tmp_path / "terminal" / "snapshots"
            waits_for(lambda: all((folder / f"{kind}.snapshot").exists() for kind in ("riders", "rules")), clock)
        finally:
            terminal.stop()
            serving.join(60)
    assert not serving.is_alive()
    shelf = Shelf(folder, running.desk.snapshots.public_key)
    assert shelf.rules == "riders:1 rules:1"
    assert [shelf.held("riders").allowance(f"SENTINEL-{n}").left for n in (0, 7, 1999)] == [0, 7, 1999]
    assert shelf.held("rules").document() == b"fare = 210\n"
    for state in ("terminal", "state"):
        files = [path for path in (tmp_path / state).rglob("*") if path.is_file()]
        assert not any(b"SENTINEL" in path.read_bytes() for path in files)
