"""`kazasu card` as a program of its own, and a card of one's own for it, where attempts may be spent."""

import json
import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path

from sample_cards import CARDS

CLI = [sys.executable, "-m", "firmware.cli_card"]


def kazasu(*arguments, codes: str = "", environment=None) -> tuple[int, dict]:
    """Exit status and answer in JSON; none of the codes may show anywhere but in what was asked for."""
    command = [*CLI, *map(str, arguments), "--json"]
    done = subprocess.run(
        command, input=codes, capture_output=True, text=True, check=False, env=environment, timeout=60
    )
    assert done.stdout, done.stderr
    for code in filter(None, codes.split("\n")):
        assert code not in done.stderr
    return done.returncode, json.loads(done.stdout)


def plainly(*arguments, codes: str = "") -> subprocess.CompletedProcess:
    """The same for a reader of text."""
    return subprocess.run(
        [*CLI, *map(str, arguments)], input=codes, capture_output=True, text=True, check=False, timeout=60
    )


def own_card(folder: Path, name: str, extra: str = "") -> str:
    """`virtual:FILE` of a copy of a sample card, with more TOML before what it says."""
    copy = folder / f"{name}.toml"
    shutil.copy(CARDS / f"{name}.toml", copy)
    copy.write_text(extra + copy.read_text(encoding="utf-8"), encoding="utf-8")
    return f"virtual:{copy}"


def at_a_terminal(*arguments, typed: list[tuple[bytes, bytes]]) -> tuple[int, bytes, bytes]:
    """Run it at a keyboard: wait for each question, type its answer. Exit status, standard output, what the screen showed."""
    ours, theirs = pty.openpty()
    command = [*CLI, *map(str, arguments)]
    program = subprocess.Popen(command, stdin=theirs, stdout=subprocess.PIPE, stderr=theirs, start_new_session=True)
    os.close(theirs)
    seen = b""
    for question, answer in typed:
        asked = seen
        while question not in asked:
            asked = os.read(ours, 1000)
            seen += asked
        os.write(ours, answer + b"\n")
    out, _ = program.communicate(timeout=60)
    seen += _rest(ours)
    os.close(ours)
    return program.returncode, out, seen


def _rest(screen: int) -> bytes:
    os.set_blocking(screen, False)
    try:
        return os.read(screen, 10_000)
    except OSError:
        return b""
