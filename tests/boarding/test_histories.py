"""Whatever order of taps, repeats, voids, power cuts and lists: nobody is charged twice, nothing is lost, all sums agree."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from contextlib import suppress
from pathlib import Path

from boarding.bus import FREE, POINTS, Bus, Place, grant, scheme
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from central.snapshots.manifest import Permit
from firmware.boarding.answers import Door
from firmware.boarding.state import VOID

# thousands of commits, none of which has to outlast the test
MEMORY = next((place for place in ("/dev/shm",) if Path(place).is_dir()), None)
DAILY, POOL, YEARLY = 2, 700, 3
SCHEMES = (
    scheme(1, quotas=[{"per": "day", "most": DAILY}], unpaired={"rule": "maximum"}, attendants=1),
    scheme(2, POINTS, unpaired={"rule": "fixed", "yen": 230}),
    scheme(3, FREE, quotas=[{"per": "fiscal_year", "most": 70}]),
)
CARDS = {"a": 1, "b": 2, "b2": 2, "c": 3, "d": 4}
RIDERS = {1: (1,), 2: (2,), 3: (3,), 4: (1, 2, 3)}
LEFT = {1: 2**32 - 1, 2: POOL, 3: YEARLY}


class Histories(RuleBasedStateMachine):
    """One vehicle on one day; central is what it acknowledges, and makes its lists of that."""

    fares = "distance"

    def __init__(self):
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(dir=MEMORY))
        self.bus = Bus(self.folder, self.fares, SCHEMES)
        self.told: list[str] = []
        self.trips = 0

    def teardown(self):
        self.bus.vehicle.end_trip()
        self.all_is_well()
        self.everybody_has_one_ride()
        self.bus.journal.close()
        shutil.rmtree(self.folder)

    @initialize()
    def set_out(self):
        self.list_is_made()
        self.bus.begin()

    @rule(card=st.sampled_from([*CARDS, "stranger"]), door=st.sampled_from(Door))
    def tap(self, card, door):
        answer = self.bus.tap(card, door)
        if answer.is_accepted:
            self.told.append(answer.record)

    @rule(card=st.sampled_from([*CARDS]), door=st.sampled_from(Door), fare=st.integers(0, 500))
    def tap_with_a_fare_of_the_drivers(self, card, door, fare):
        answer = self.bus.tap(card, door, fare=fare)
        if answer.is_accepted:
            self.told.append(answer.record)

    @rule(sequence=st.integers(0, 6))
    def drive(self, sequence):
        self.bus.at(sequence)

    @rule(seconds=st.sampled_from([1, 59, 3600]))
    def wait(self, seconds):
        self.bus.clock.advance(seconds)

    @rule(name=st.sampled_from(["T1", "T2", "T3"]))
    def next_trip(self, name):
        self.bus.begin(name)

    @rule()
    def count(self):
        self.bus.vehicle.cash()

    @rule()
    def bring_somebody(self):
        self.bus.vehicle.attendants(1)

    @rule()
    def take_back(self):
        self.all_is_well()
        self.bus.vehicle.void_last()

    @rule()
    def power_cut(self):
        before, status = self.bus.vehicle._state, self.bus.vehicle.status()
        self.bus.restart()
        after = self.bus.vehicle._state
        assert status == self.bus.vehicle.status()
        assert (before.open, before.uses, _touches(before)) == (after.open, after.uses, _touches(after))

    @rule(behind=st.integers(0, 5))
    def central_hears(self, behind):
        through = max(self.bus.journal.acknowledged, self.bus.journal.last - behind)
        self.bus.journal.acknowledge(through, {})
        self.bus.clock.advance(1)
        self.bus.vehicle.call_at(Place(self.bus.vehicle.status().sequence))
        self.bus.clock.advance(1)

    @rule(permit=st.sampled_from(Permit))
    def lists_grow_old(self, permit):
        self.bus.swap(permit=permit)

    @rule()
    def list_is_made(self):
        """By all that central has heard."""
        rows = self.bus.records()[: self.bus.journal.acknowledged]
        rides = _standing(rows)
        for card, rider in CARDS.items():
            mine = [grant(n, **_counted(rides, rider, n)) for n in RIDERS[rider]]
            self.bus.give(card, *mine, rider=rider)
        self.bus.swap(made=self.bus.clock.now())
        self.bus.clock.advance(1)

    @rule(unclear=st.sampled_from([(), (210, 320), None]))
    def feed_changes(self, unclear):
        with suppress(KeyError):
            del self.bus.line.unclear["S1", "S3"]
        if unclear is not None:
            self.bus.line.unclear["S1", "S3"] = unclear

    def all_is_well(self):
        """Sums agree, no quota is exceeded, and what was told is written."""
        rows = self.bus.records()
        for ride in (row.detail for row in rows if row.what == "ride"):
            assert ride["fare"] == ride["subsidy"] + ride["paid"] <= ride["full"]
            assert min(ride["fare"], ride["subsidy"], ride["paid"], ride["rides"]) >= 0
            assert ride.get("points", 0) <= ride["subsidy"]
        days, spent, taken = Counter(), Counter(), Counter()
        for ride in _standing(rows):
            days[ride["rider"], ride["day"]] += ride["scheme"] == "scheme-1"
            spent[ride["rider"]] += ride.get("points", 0)
            taken[ride["rider"]] += ride["rides"]
        assert max(days.values(), default=0) <= DAILY
        assert max(spent.values(), default=0) <= POOL
        assert max(taken.values(), default=0) <= YEARLY
        assert set(self.told) <= {row.act for row in rows if row.what in ("ride", "boarded")}

    def everybody_has_one_ride(self):
        """Behind the trip every boarding that stands has one ride that stands, or was paid for in cash when leaving."""
        rows = self.bus.records()
        gone = {row.detail["record"] for row in rows if row.what == VOID}
        closed = {row.detail.get("boarding") for row in rows if row.what == "refused"}
        rides = Counter(each.get("boarding") for each in _standing(rows))
        carried = {each.record for each in self.bus.vehicle._state.open.values()}
        for row in rows:
            if row.what == "boarded" and row.act not in gone:
                assert rides[row.act] == (0 if row.act in closed | carried else 1)


def _standing(rows):
    gone = {row.detail["record"] for row in rows if row.what == VOID}
    return [row.detail for row in rows if row.what == "ride" and row.act not in gone]


def _counted(rides, rider, number):
    mine = [r for r in rides if r["rider"] == f"{rider:016x}" and r["scheme"] == f"scheme-{number}"]
    used = sum(r.get("points", 0) + r["rides"] for r in mine)
    return {"used_today": len(mine), "used_month": len(mine), "left": LEFT[number] - used}


def _touches(state):
    return {
        rider: replaced
        for rider, touch in state.touched.items()
        if (replaced := touch._replace(mono=round(touch.mono, 3)))
    }


class FlatHistories(Histories):
    fares = "flat"


for machine in (Histories, FlatHistories):
    machine.TestCase.settings = settings(
        max_examples=40, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
    )
TestByDistance = Histories.TestCase
TestFlat = FlatHistories.TestCase
