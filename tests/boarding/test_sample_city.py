"""The sample city's schemes on the sample city's feed, compiled as a vehicle gets it."""

from datetime import date
from pathlib import Path

import pytest
from boarding.bus import Bus, grant

from firmware.boarding.answers import Outcome
from transit.gtfs.compiled import open_network
from transit.gtfs.compiling import compile_feed
from transit.levels import Level
from transit.schemes.rules import Rules

EXAMPLES = Path(__file__).parents[2] / "examples"
FRIDAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def network():
    compiled, _ = compile_feed(EXAMPLES / "bus" / "feed")
    return open_network(compiled)


@pytest.fixture
def bus(tmp_path, network):
    rules = Rules.read(EXAMPLES / "schemes" / "minato")
    passes = {"points": [grant(1, left=150)], "senior": [grant(2)], "card": [grant(5)]}
    found = Bus(tmp_path, "feed", rules.schemes, passes)
    found.swap(network=network)
    yield found
    found.journal.close()


def begin(bus, network, route):
    trip = next(each for each in network.trips(FRIDAY) if each.route == route)
    bus.vehicle.begin_trip(trip, FRIDAY)
    return trip


def test_a_line_by_distance_is_paid_when_leaving(bus, network):
    trip = begin(bus, network, "r12")
    assert bus.tap("points").outcome is Outcome.BOARDED
    fare = network.fare("r12", trip.calls[0].stop, trip.calls[4].stop).yen
    answer = bus.at(5).tap("points")
    assert (answer.fare, answer.points, answer.due) == (fare, 150, fare - 150)


def test_a_line_with_one_fare_takes_one_tap(bus, network):
    trip = begin(bus, network, "r5")
    answer = bus.tap("senior")
    fare = network.fare("r5", trip.calls[0].stop, trip.calls[-1].stop).yen
    assert (answer.outcome, answer.fare, answer.due) == (Outcome.RIDDEN, fare, min(100, fare))


def test_half_the_fare_is_for_a_card_that_proves_itself(bus, network):
    begin(bus, network, "r5")
    assert bus.tap("card").outcome is Outcome.REFUSED
    answer = bus.tap("card", level=Level.CARD)
    assert 0 < answer.due <= answer.fare / 2
