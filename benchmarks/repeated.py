"""The program that `benchmarks.journal` starts and weighs: `kazasu run` with a visitor inside, on virtual devices.

Arguments: the configuration, the time, and how many visits to make. On standard output: `usable` once the first press
is answered; then, with visits, each time a number of them that was asked for is done; it goes on at a line of input.
"""

from __future__ import annotations

import sys
import threading
from pathlib import Path
from typing import Any

import firmware.cli
from benchmarks.borrowed import borrow
from benchmarks.places import HANAKO, PIN
from drivers.virtual.card_kinds import load
from firmware.clock import Clock
from firmware.config import read
from firmware.terminal import Terminal


def main() -> int:
    """Run the terminal until its visitor has done."""
    terminal = Terminal(read(Path(sys.argv[1])), Clock(firmware.cli.moment(sys.argv[2])))
    threading.Thread(target=_visits, args=(terminal, [int(n) for n in sys.argv[3:]]), daemon=True).start()
    return terminal.run()


def _visits(terminal: Terminal, stops: list[int]) -> None:
    terminal.ready.wait()
    visitor = borrow("acting").Visitor(terminal.talk)
    terminal.talk.press("ok")
    visitor.sees("language-choose")
    print("usable", flush=True)
    sys.stdin.readline()
    visitor.answers("language-choose", "stop")
    visitor.answers("visit-cancel-confirm", "stop")
    visitor.answers("visit-cancelled", "ok")
    for number in range(1, max(stops, default=0) + 1):
        visitor.sees_idle()
        _one(terminal, visitor)
        if number in stops:
            print(number, flush=True)
            sys.stdin.readline()
    terminal.stop()


def _one(terminal: Terminal, visitor: Any) -> None:
    devices = terminal.devices
    terminal.talk.press("ok")
    visitor.answers("language-choose", "1")
    visitor.sees("card-place")
    devices["reader"].place(load(HANAKO, keep=False))
    visitor.answers("pin-enter", *PIN, "ok")
    visitor.sees("card-remove")
    devices["reader"].remove()
    visitor.answers("certificate-choose", "1")
    visitor.answers("person-choose", "2")
    visitor.answers("items-several", "ok")
    visitor.answers("copies-enter", "ok")
    visitor.answers("order-check", "ok")
    visitor.sees("pay-insert-cash")
    for _ in range(3):
        devices["cash_box"].insert(100)
    visitor.answers("receipt-choose", "1")
    visitor.answers("hand-over", "ok")
    visitor.sees_idle()
    _forget(devices, visitor)


def _forget(devices: dict[str, Any], visitor: Any) -> None:
    """Drop what the twins and the visitor remember of the visit: paper in hand is no memory of the terminal's."""
    for name in ("page_printer", "receipt_printer", "cash_box", "reader"):
        for kept in ("_tray", "_history", "history"):
            remembered = vars(devices[name]).get(kept)
            if remembered is not None:
                remembered.clear()
    visitor.seen.clear()


if __name__ == "__main__":
    sys.exit(main())
