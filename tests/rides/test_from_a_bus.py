"""What a vehicle itself writes into its journal, brought to central: every record is understood."""

import msgspec
import pytest
from boarding.bus import POINTS, Bus, grant, scheme
from ledger.fed import aside, balance, feed, post_all
from rides.ridden import follow_all, rides

from central.service.ledger import checking
from central.service.ledger.months import lines_in
from central.service.rides.settling import settlement
from central.wire import Record
from firmware.boarding.answers import Door


@pytest.fixture
def bus_of(tmp_path):
    made = []

    def make(**other):
        made.append(Bus(tmp_path, **other).begin())
        return made[-1]

    yield make
    for each in made:
        each.journal.close()


def arrive(store, clock, bus):
    """As the queue would bring them."""
    chain = [msgspec.json.decode(body, type=Record) for body in bus.journal.leaving(500).bodies]
    feed(store, "bus-101", chain)
    post_all(store, clock)
    follow_all(store)


def test_a_ride_by_distance_with_a_void_a_forgotten_tap_and_people_with_cash(store, clock, bus_of):
    bus = bus_of(passes={name: [grant()] for name in "abc"})
    bus.at(1)
    for name in "abc":
        bus.tap(name, Door.BOARDING)
    bus.vehicle.cash()
    bus.at(3)
    bus.tap("a", Door.ALIGHTING)
    bus.at(4)
    bus.tap("b", Door.ALIGHTING)
    bus.vehicle.void_last()
    bus.vehicle.end_trip()
    arrive(store, clock, bus)
    assert aside(store) == {}
    found = rides(store, "status", "board", "alight", "fare", "medium", "vehicle", "firm", "route", "trip")
    where = ("M-101", "minato-bus", "R1", "T1")
    assert ("settled", "S1", "S3", 200, "my_number", *where) in found
    assert ("counted", "S1", "", 0, "cash", *where) in found
    assert sorted(status for status, *_ in found) != []
    assert {status for status, *_ in found} <= {"settled", "counted", "unpaired", "void"}
    assert len(found) == 4
    with store.snapshot() as connection:
        [settled] = settlement(lines_in(connection, "2026-11"))
        assert (settled.firm, settled.subsidy) == ("minato-bus", balance(store, "yen/firm/minato-bus"))
        assert connection.execute("SELECT count(*) FROM trip_event WHERE what = 'called'").fetchone()[0] == 3
    assert list(checking.findings(store, clock)) == []


def test_a_ride_paid_with_points_is_one_set_at_central(store, clock, bus_of):
    pass_ = {"a": [grant(left=2000)]}
    bus = bus_of(fares="flat", schemes=(scheme(benefit=POINTS),), passes=pass_)
    bus.at(2)
    bus.tap("a", fare=210)
    arrive(store, clock, bus)
    assert aside(store) == {}
    [row] = rides(store)
    assert (row["fare"], row["subsidy"], row["paid"], row["points"], row["status"]) == (210, 210, 0, 210, "settled")
    assert balance(store, "points.990012/ridden/minato-bus") == 210
    assert balance(store, "yen/firm/minato-bus") == 210
