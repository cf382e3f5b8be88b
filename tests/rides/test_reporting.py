"""A bus reports where it is now and then, and lets it be when the line is down."""

from datetime import datetime
from itertools import pairwise

import pytest
from acting import LONG

from central.client import CentralFault
from central.wire import Vehicle
from firmware.clock import JAPAN, Clock
from firmware.courier import Courier
from firmware.reporting import MOVING_S, Reporting

NOW = datetime(2026, 11, 10, 8, tzinfo=JAPAN)


class Line:
    """Takes reports, as long as it is up."""

    def __init__(self):
        self.up, self.took = True, []

    def vehicle(self, where):
        if not self.up:
            raise CentralFault("central cannot be reached")
        self.took.append(where)


@pytest.fixture
def clock():
    return Clock(NOW, running=False)


class Bus:
    """Reports as its courier has it do."""

    def __init__(self, clock):
        self.clock, self.line, self.stop, self.on_trip = clock, Line(), "s1", True
        self.courier = Courier([Reporting(clock, self.look, self.line.vehicle).errand()])

    def look(self):
        return Vehicle(vehicle="200", at=self.clock.now(), stop=self.stop) if self.on_trip else None

    def runs(self, seconds, step=5):
        for _ in range(int(seconds / step)):
            self.courier.begin()
            self.courier.join(LONG)
            self.clock.advance(step)


@pytest.fixture
def bus(clock):
    return Bus(clock)


def test_a_bus_that_moves_tells_it_every_quarter_of_a_minute(bus):
    for stop in range(8):
        bus.stop = f"s{stop}"
        bus.runs(15)
    assert [where.stop for where in bus.line.took] == [f"s{stop}" for stop in range(8)]


def test_a_bus_that_stands_tells_it_so_often_that_no_map_forgets_it(bus):
    bus.runs(600)
    times = [where.at for where in bus.line.took]
    assert 8 <= len(times) <= 12
    assert all((later - sooner).total_seconds() < 90 for sooner, later in pairwise(times))


def test_a_bus_without_anything_to_tell_is_silent(bus):
    bus.on_trip = False
    bus.runs(300)
    assert bus.line.took == []


def test_a_line_that_is_down_is_tried_less_and_less_often_and_nothing_is_kept_for_later(bus):
    tries = []
    bus.line.vehicle = lambda where: tries.append(where) or bus.line.__class__.vehicle(bus.line, where)
    bus.courier = Courier([Reporting(bus.clock, bus.look, bus.line.vehicle).errand()])
    bus.line.up = False
    bus.runs(6 * 3600, step=MOVING_S)
    assert len(tries) < 40
    bus.line.up = True
    bus.stop = "s9"
    bus.runs(1800, step=MOVING_S)
    assert bus.line.took[0].stop == "s9"
