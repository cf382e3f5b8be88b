"""Memory of the terminal and what it takes of a core while nobody comes, against Chromium in kiosk mode."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator

from benchmarks.contenders import Stage, stage
from benchmarks.places import HANAKO
from benchmarks.processes import core_seconds, mib, tree, word
from benchmarks.table import Figure, rounded
from drivers.virtual.card_kinds import load

SETTLE_S = 5.0
IDLE_S = 25.0
HOW = "PSS of all its processes, reader's program included, the real pcscd and IPP printer it uses and central not counted"


def figures() -> Iterator[Figure]:
    """Idle and memory of both, one after the other; then the terminal's memory after a visit."""
    with stage() as on:
        memory = {}
        for name in ("terminal", "chromium"):
            memory[name], core, processes = _attract(on, name)
            how = f"attract screen, {processes} processes, {SETTLE_S:g} s after it stood"
            yield Figure(
                f"memory.{name}.attract", rounded(memory[name]), "MiB", f"{HOW if name == 'terminal' else 'PSS'}; {how}"
            )
            how = f"a core, all its processes over {IDLE_S:g} s, attract screen"
            yield Figure(f"idle.{name}", rounded(core), "%", how, "<= 0.5" if name == "terminal" else None)
        visited = _visited(on)
    yield Figure("memory.terminal.visited", rounded(visited), "MiB", f"{HOW}; idle again after one visit")
    how = "terminal to Chromium, both with the same buttons"
    yield Figure("memory.attract_to_chromium", rounded(memory["terminal"] / memory["chromium"]), "ratio", how, "<= 0.2")
    how = "the terminal after a visit to Chromium, which has done nothing"
    yield Figure("memory.visited_to_chromium", rounded(visited / memory["chromium"]), "ratio", how, "<= 0.2")


def _attract(on: Stage, name: str) -> tuple[float, float, int]:
    """MiB, per cent of a core, number of processes."""
    with on.running(name) as program:
        on.painted()
        time.sleep(SETTLE_S)
        before, began = core_seconds(program.pid), time.monotonic()
        time.sleep(IDLE_S)
        core = (core_seconds(program.pid) - before) / (time.monotonic() - began)
        return mib(program.pid), 100 * core, len(list(tree(program.pid)))


def _visited(on: Stage) -> float:
    """MiB of the terminal after a visit in which a card was read, a certificate printed and a receipt drawn."""
    with on.running("visited", stdout=subprocess.PIPE) as program, on.slot() as slot:
        assert program.stdout
        acts = {b"place": lambda: slot.place(load(HANAKO, keep=False)), b"remove": slot.remove}
        while (said := word(program.stdout, "the visited terminal")) != b"done":
            acts[said]()
        time.sleep(SETTLE_S)
        return mib(program.pid)
