"""How full a bus is told to be: where riders are never seen leaving, only that seats are free."""

import pytest
from validator import SILVER, SPENDING, rider_card

from drivers.protocols import Signal
from firmware.config import BusSettings

ROOM_FOR_TEN = BusSettings(firm="minato", vehicle="101", capacity=10)


def told(running):
    """What the public is told, once the faces show everybody."""
    faces = running.terminal._serving._cab._faces
    faces.refresh()
    return faces.on_board


@pytest.fixture
def full(bus, lists):
    """Start a bus with room for ten that so many riders get into."""

    def start(count, fares, entitlement):
        cards = [rider_card(number) for number in range(count)]
        for _, name in cards:
            lists.give(name, entitlement)
        return bus(fares=fares), [card for card, _ in cards]

    return start


@pytest.mark.parametrize(("riders", "public"), [(0, 0), (5, 5), (6, None), (12, None)])
def test_where_one_tap_is_enough_it_is_never_told_to_be_full(full, riders, public):
    serving, cards = full(riders, "flat", SILVER)
    with serving as running:
        running.terminal.role.bus = ROOM_FOR_TEN
        assert [running.tap(card) for card in cards] == [Signal.SENIOR] * riders
        assert running.terminal.role.vehicle.status().on_board == riders
        assert told(running) == public


def test_where_everybody_taps_out_it_is_told_how_full_it_is(full):
    serving, cards = full(9, "distance", SPENDING)
    with serving as running:
        running.terminal.role.bus = ROOM_FOR_TEN
        assert [running.tap(card) for card in cards] == [Signal.ACCEPTED] * 9
        assert told(running) == 9
        # one who pays in cash is seen getting in, and never again
        running.terminal.role.vehicle.cash()
        assert told(running) is None
