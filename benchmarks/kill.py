"""A visit killed at each of its points, on every path and with every kind of printer, and started again: what was lost."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.borrowed import borrow
from benchmarks.table import Figure

PATHS = ("exact", "several_coins", "change_due", "no_change", "stops_paying", "jam_midway", "no_paper")
MAIN = "change_due"
MEMORIES = ("finishes", "cancels", "forgets")
LATER_S = (20.0, 3600.0)
HOW = "SIGKILL before and after each journal write, device call and call to central; restart; world, journal and central compared"


def figures() -> Iterator[Figure]:
    """How many points, and what was charged twice, lost or printed twice at any of them."""
    rig, kiosk = borrow("crash.rig"), borrow("kiosk")
    with TemporaryDirectory() as folder:
        central, lives = Path(folder) / "central", Path(folder) / "lives"
        central.mkdir()
        lives.mkdir()
        with kiosk.Central(central) as service, rig.Rig(lives, service) as killing:
            cases = [rig.Case(*case) for case in product(PATHS, MEMORIES, LATER_S)]
            results = [killing.cut_everywhere(case, every=1 if case.path == MAIN else 4) for case in cases]
            results += [killing.cut_twice_everywhere(case, every=5) for case in cases[::6]]
    verdicts = [verdict for result in results for verdict in result.verdicts]
    paths = f"{len(PATHS)} paths, {len(MEMORIES)} kinds of printer, restart soon and late, recovery killed too"
    yield Figure("kill.points", len(verdicts), "cuts", f"{HOW}; {paths}")
    yield Figure("kill.double_charges", sum(v.double_charges for v in verdicts), "visits", HOW, "<= 0")
    yield Figure(
        "kill.lost_yen",
        sum(v.lost_yen for v in verdicts),
        "yen",
        f"neither kept for paper, returned, owed nor named as a doubt; {HOW}",
        "<= 0",
    )
    yield Figure("kill.second_sheets", sum(v.second_sheets for v in verdicts), "sheets", HOW, "<= 0")
    yield Figure(
        "kill.wrong", sum(len(v.wrong) for v in verdicts), "rules", f"any rule broken in any life; {HOW}", "<= 0"
    )
