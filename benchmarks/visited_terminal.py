"""The program that `benchmarks.footprint` weighs after a visit: `kazasu run` with a visitor inside who brings coins.

The terminal is the one of the configuration (first argument, the time second); only the keys and coins come from here.
On standard output: `place` and `remove` ask for the card, `done` tells that the terminal is idle again.
"""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import firmware.cli
from benchmarks.borrowed import borrow
from benchmarks.places import PIN
from drivers.virtual.cash_box import VirtualCashBox
from firmware.clock import Clock
from firmware.config import read
from firmware.terminal import Terminal


def main() -> int:
    """Run the terminal; one visit, then idle until it is ended."""
    cash_box = VirtualCashBox()
    clock = Clock(firmware.cli.moment(sys.argv[2]))
    terminal = Terminal(read(Path(sys.argv[1])), clock, {"cash_box": cash_box})
    threading.Thread(target=_visit, args=(terminal, cash_box), daemon=True).start()
    return terminal.run()


def _visit(terminal: Terminal, cash_box: VirtualCashBox) -> None:
    terminal.ready.wait()
    visitor = borrow("acting").Visitor(terminal.talk)
    terminal.talk.press("ok")
    visitor.answers("language-choose", "1")
    visitor.sees("card-place")
    print("place", flush=True)
    visitor.answers("pin-enter", *PIN, "ok")
    visitor.sees("card-remove")
    print("remove", flush=True)
    visitor.answers("certificate-choose", "1")
    visitor.answers("person-choose", "2")
    visitor.answers("items-several", "ok")
    visitor.answers("copies-enter", "ok")
    visitor.answers("order-check", "ok")
    visitor.sees("pay-insert-cash")
    for _ in range(3):
        cash_box.insert(100)
    visitor.answers("receipt-choose", "1")
    visitor.answers("hand-over", "ok")
    visitor.sees_idle()
    print("done", flush=True)


if __name__ == "__main__":
    sys.exit(main())
