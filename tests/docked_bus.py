"""A bus under the dock, for tests: the real role on the tests' small line, both panels, cards beside the validator."""

from contextlib import contextmanager
from dataclasses import replace

from sample_cards import CARDS
from validator import SILVER, SPENDING, SURE, TUESDAY, Bus, Lists, my_number, registered_key

from dock.server import Dock
from drivers.virtual.card_file import read
from firmware.clock import Clock
from firmware.docking import docked, docked_card
from screens.screen import Screen

NAMES = ("hanako", "taro", "senior", "stranger")
"""Who is sure by her card's key, unknown, a senior by a FeliCa card, unknown."""

TWO_UNITS = {"silver": SPENDING, "units": 2, "fares": "distance"}
"""A bus with a unit at each door: fares by distance, and the senior spends points."""


@contextmanager
def docked_bus(folder, silver=SILVER, **own):
    """The dock of a bus at the first stop of the ten o'clock trip, and the bus; `silver` is what the senior may, `own` the bus's."""
    lists = Lists()
    card, name = my_number()
    lists.give(name, SURE, key=registered_key(card))
    lists.give("felica:0112C0FFEE5EA701", silver)
    bus = Bus(folder, lists, Clock(TUESDAY), **own)
    lists.publish(bus.snapshots)
    with bus.running():
        dock = Dock(_with_panels(bus.terminal), 0)
        dock.start()
        try:
            yield dock, bus
        finally:
            dock.stop()


def _with_panels(terminal):
    found = docked(terminal)
    panel = Screen(terminal.driver_talk, terminal.book, "7")
    return replace(
        found,
        cards=tuple(docked_card(read(CARDS / f"{name}.toml"), CARDS / f"{name}.toml") for name in NAMES),
        screen=Screen(terminal.talk, terminal.book, "7"),
        vehicle=replace(found.vehicle, screen=panel),
    )
