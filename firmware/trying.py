"""`kazasu doctor --try`: a person at the terminal lifts the handset and presses every key, and what came is held against it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Any

from drivers.protocols import DeviceFault, Switch

Came = SimpleQueue[tuple[str, object]]
"""What devices told: name, and what."""
SECONDS = 20.0
"""How long each thing that is asked for is waited for."""
KEYS = (*"123456789", "again", "0", "help", "stop", "back", "ok")
CAPS = {"again": "＊", "help": "＃", "stop": "×", "back": "←", "ok": "○"}
WANTED: dict[str, tuple[tuple[object, str], ...]] = {
    "hook": ((True, "lift the handset"), (False, "hang it up")),
    "keypad": tuple((key, f"press {CAPS.get(key, key)}") for key in KEYS),
    "switches": ((Switch.MOVE, "press the switch that moves"), (Switch.SELECT, "press the switch that selects")),
}
SHOWN = {
    "handset": ("click", "a click is heard in the handset"),
    "speaker": ("click", "a click is heard from the loudspeaker"),
    "card_light": ("light", "the light at the card's place shines"),
    "paper_light": ("light", "the light at the paper's place shines"),
}
"""What no device can tell: verb, and what a person should notice."""


def try_by_hand(devices: Mapping[str, Any], came: Came, seconds: float = SECONDS) -> list[str]:
    """Ask for each act and wait for it; a sentence for each that went wrong. Keys are told back, so try none of your own PIN."""
    for name, (verb, noticed) in SHOWN.items():
        if name in devices:
            print(f"{name:16} {noticed}", flush=True)
            _show(devices[name], verb)
    return [sentence for name in WANTED if name in devices for sentence in _tried(name, came, seconds)]


def _show(device: Any, verb: str) -> None:
    # a device that is broken has its own sentence in the report
    with suppress(DeviceFault):
        getattr(device, verb)()


def _tried(name: str, came: Came, seconds: float) -> Iterator[str]:
    for wanted, act in WANTED[name]:
        # what was pressed before is no answer to this
        while not came.empty():
            came.get()
        print(f"{name:16} {act} ...", end=" ", flush=True)
        found = _next(name, came, seconds)
        print("good" if found == wanted else "not so", flush=True)
        if found is None:
            yield f"{name}: nothing came within {seconds:g} s when asked to {act}: look at its wires and its address."
        elif found != wanted:
            yield f"{name}: {found} came when asked to {act}: look at its wires, or at its layout= or lifted=."


def _next(name: str, came: Came, seconds: float) -> object:
    """What that device tells next; None when it tells nothing in time."""
    with suppress(Empty):
        while (told := came.get(timeout=seconds))[0] != name:
            pass
        return told[1]
    return None
