"""A power cut at any commit: what was told is there, what was not told never happened, and the vehicle goes on as if nothing was."""

from __future__ import annotations

import sqlite3
from collections import Counter
from datetime import timedelta

import pytest
from boarding.bus import POINTS, Place, grant, scheme

from firmware.boarding.answers import Outcome
from firmware.boarding.vehicle import Vehicle
from firmware.config import BusSettings
from firmware.errors import JournalError
from firmware.journal import Journal

SCHEMES = (scheme(1, POINTS, unpaired={"rule": "maximum"}), scheme(2))


class Failing:
    """A connection on which the power goes at the nth row that is written: before it is there, or right behind it."""

    def __init__(self, path, left, *, behind):
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._left, self._behind = left, behind

    def execute(self, statement, *values):
        if statement.lstrip().startswith("INSERT INTO record"):
            self._left -= 1
            if self._left == 0:
                if self._behind:
                    self._db.execute(statement, *values).fetchall()
                self._left = -1
                raise sqlite3.OperationalError("the power goes")
            if self._left < -1:
                raise sqlite3.OperationalError("there is no power")
        return self._db.execute(statement, *values)

    def close(self):
        self._db.close()


def journey(bus, told):
    """Two riders, one of whom forgets to tap out; yields what each tap was answered."""
    bus.begin()
    told.append(bus.tap("a"))
    told.append(bus.tap("b"))
    bus.vehicle.cash()
    bus.at(3)
    told.append(bus.tap("a"))
    bus.vehicle.void_last()
    told.append(bus.at(4).tap("a"))
    bus.vehicle.end_trip()


@pytest.mark.parametrize("behind", [False, True])
@pytest.mark.parametrize("at", range(1, 16))
def test_a_cut_at_any_commit_loses_and_doubles_nothing(bus_of, at, behind):
    bus = bus_of(schemes=SCHEMES, passes={"a": [grant(1, left=500)], "b": [grant(2)]})
    bus.journal.close()
    failing = Journal(bus.folder / "journal.db", bus.clock, bytes(32), lambda path: Failing(path, at, behind=behind))
    settings = BusSettings(firm="minato-bus", vehicle="M-101", fares="distance")
    bus.vehicle, told, was_cut = Vehicle(failing, settings, bus.desk, bus.clock), [], False
    try:
        journey(bus, told)
    except JournalError:
        was_cut = True
    failing.close()
    bus.restart()
    written = {each.act for each in bus.records("ride", "boarded")}
    assert {each.record for each in told} <= written
    if was_cut:
        carry_on(bus)
    # whoever got in at the last stop rides on
    bus.begin("T2").at(2)
    bus.vehicle.end_trip()
    gone = {each["record"] for each in bus.details("void")}
    rides = Counter(each.detail["boarding"] for each in bus.records("ride") if each.act not in gone)
    assert rides == {each.act: 1 for each in bus.records("boarded") if each.act not in gone}
    assert all(ride["fare"] == ride["subsidy"] + ride["paid"] for ride in bus.details("ride"))
    assert sum(each.detail.get("points", 0) for each in bus.records("ride") if each.act not in gone) <= 500
    assert bus.vehicle.status().open_boardings == 0


@pytest.mark.parametrize("days", [10, -10])
def test_a_clock_that_was_mended_in_the_middle_of_a_trip_leaves_nobody_behind(bus_of, days):
    bus = bus_of()
    right = bus.clock.now()
    bus.clock.move(right + timedelta(days=days))
    bus.begin()
    bus.clock.move(right)
    bus.tap()
    bus.restart()
    assert bus.at(3).tap().outcome is Outcome.RIDDEN


def carry_on(bus):
    """The driver goes on from where the vehicle is, and everybody holds his card up once more."""
    if bus.vehicle.trip is None:
        bus.begin()
    for card in "ab":
        assert bus.tap(card).outcome in (Outcome.BOARDED, Outcome.REPEATED, Outcome.RIDDEN)
    bus.clock.advance(120)
    bus.vehicle.call_at(Place(5))
    for card in "ab":
        assert bus.tap(card).is_accepted
    bus.vehicle.end_trip()
