"""Which trip a vehicle runs: by block, arrival and what is driven; its driver's word counts."""

from datetime import date, datetime, timedelta

import pytest
from driven import Bus, trip_at
from feeds import write

from transit.gtfs.compiled import open_network
from transit.gtfs.compiling import compile_feed
from transit.network import Departure
from transit.tracking import Tracker
from transit.tracking.service import JAPAN, Run, TripChooser, seconds_of

TUESDAY = date(2026, 11, 24)
OUT = [(400.0 * n, 0.0) for n in range(5)]
IN = [(400.0 * n, 12.0) for n in range(4, -1, -1)]
NINE = 9 * 3600


class Days:
    """A network that runs the same trips on every day; `asked` counts how often it had to tell them."""

    def __init__(self, *trips):
        self._trips = sorted(trips, key=lambda trip: trip.calls[0].departure)
        self.asked = 0

    def departures(self, day):
        self.asked += 1
        for trip in self._trips:
            first, last = trip.calls[0], trip.calls[-1]
            yield Departure(first.departure, last.arrival, trip.id, trip.block, trip.route, first.stop)

    def trip(self, name):
        return next(trip for trip in self._trips if trip.id == name)


def outward(name, start, block="b1"):
    return trip_at(*OUT, start=start, block=block, name=name, stops=["o0", "o1", "o2", "o3", "o4"])


def inward(name, start, block="b1"):
    return trip_at(*IN, start=start, block=block, name=name, stops=["o4", "i3", "i2", "i1", "o0"])


def moment(seconds, day=TUESDAY):
    return datetime(day.year, day.month, day.day, tzinfo=JAPAN) + timedelta(seconds=seconds)


class Driven:
    """A vehicle whose fixes reach chooser and tracker as on a terminal; `told` has (seconds, trip) at each change."""

    def __init__(self, network, block="b1"):
        self.chooser = TripChooser(network, block)
        self.run, self.tracker = None, None
        self.told = []

    def looks(self, seconds):
        due = self.chooser.due(moment(seconds), self.run)
        if due != self.run:
            self.takes(due)
            self.told.append((seconds, due.trip.id if due else None))
        return due.trip.id if due else None

    def takes(self, run):
        self.run, self.tracker = run, Tracker(run.trip) if run else None

    def drives(self, bus):
        for at, latitude, longitude in bus.seen():
            self.looks(at)
            if self.tracker:
                place = self.tracker.see(at, latitude, longitude)
                self.chooser.seen(moment(at), latitude, longitude, place)
        bus.fixes.clear()


@pytest.fixture
def network():
    return Days(
        outward("out1", NINE), inward("in1", NINE + 900), outward("out2", NINE + 1800), outward("x", NINE + 60, "b2")
    )


def test_nothing_is_due_long_before_the_first_trip(network):
    assert TripChooser(network, "b1").due(moment(NINE - 3600), None) is None


def test_a_trip_is_taken_up_a_quarter_of_an_hour_before(network):
    assert TripChooser(network, "b1").due(moment(NINE - 899), None) == Run(network.trip("out1"), TUESDAY)


def test_switched_on_in_the_middle_it_is_the_trip_that_goes_on_not_the_next(network):
    assert TripChooser(network, "b1").due(moment(NINE + 300), None).trip.id == "out1"


def test_without_fixes_the_next_trip_follows_by_the_schedule(network):
    driven = Driven(network)
    for seconds in range(NINE - 1000, NINE + 2400, 10):
        driven.looks(seconds)
    assert [trip for _, trip in driven.told] == ["out1", "in1", "out2", None]


def test_a_late_trip_goes_on_until_the_vehicle_has_arrived(network):
    driven = Driven(network)
    bus = Bus(0, 0, NINE).stands(660).calls_at(*OUT[1:4])
    driven.drives(bus)
    assert bus.at_s > NINE + 480
    assert driven.run.trip.id == "out1"
    arrival = bus.calls_at(OUT[4], dwell_s=0).at_s
    driven.drives(bus.stands(240))
    assert [trip for _, trip in driven.told] == ["out1", "in1"]
    assert driven.told[1][0] >= arrival


def test_riders_who_alight_at_the_end_are_still_of_the_trip(network):
    driven = Driven(network)
    bus = Bus(0, 0, NINE).stands(30).calls_at(*OUT[1:], dwell_s=0)
    driven.drives(bus)
    arrived = bus.at_s
    driven.drives(bus.stands(90))
    assert driven.run.trip.id == "out1"
    driven.drives(bus.stands(90))
    assert driven.told[-1][1] == "in1"
    assert driven.told[-1][0] >= arrived + 60


def test_a_forgotten_change_of_trip_shows_in_what_is_driven():
    # no trip arrives anywhere: the first one was kept by hand although the vehicle never ran it to its end
    network = Days(outward("out1", NINE), inward("in1", NINE + 900))
    driven = Driven(network)
    driven.drives(Bus(0, 0, NINE).stands(30).calls_at(*OUT[1:3]))
    driven.drives(Bus(1700, 300, NINE + 500).stands(300).drives(IN[0]).stands(120).calls_at(*IN[1:]))
    assert [trip for _, trip in driven.told][:2] == ["out1", "in1"]


def test_the_drivers_choice_stays_until_it_is_over(network):
    driven = Driven(network)
    driven.looks(NINE)
    driven.takes(Run(network.trip("x"), TUESDAY))
    for seconds in range(NINE, NINE + 540, 5):
        assert driven.looks(seconds) == "x"


def test_a_trip_that_is_over_does_not_come_back(network):
    driven = Driven(network)
    driven.drives(Bus(0, 0, NINE).stands(30).calls_at(*OUT[1:], speed=14, dwell_s=3).stands(600))
    assert "out1" not in [trip for _, trip in driven.told[1:]]


def test_after_hours_without_power_the_runs_in_between_are_left_out(network):
    driven = Driven(network)
    driven.looks(NINE)
    driven.looks(NINE + 1900)
    driven.looks(NINE + 80_000)
    assert [trip for _, trip in driven.told] == ["out1", "out2", None]


def test_a_trip_past_midnight_is_of_the_day_before():
    network = Days(outward("night", 25 * 3600))
    run = TripChooser(network, "b1").due(moment(3600 + 60, date(2026, 11, 25)), None)
    assert run == Run(network.trip("night"), TUESDAY)
    assert seconds_of(moment(3660, date(2026, 11, 25)), run.day) == 25 * 3600 + 60


def test_without_a_block_only_the_driver_knows_the_first_trip(network):
    assert TripChooser(network).due(moment(NINE), None) is None


def test_without_blocks_the_only_trip_that_leaves_from_the_end_follows():
    network = Days(outward("out1", NINE, ""), inward("in1", NINE + 900, ""))
    driven = Driven(network, "")
    driven.takes(Run(network.trip("out1"), TUESDAY))
    driven.drives(Bus(0, 0, NINE).stands(30).calls_at(*OUT[1:]).stands(300))
    assert driven.run.trip.id == "in1"


def test_without_blocks_nothing_is_guessed_among_two():
    network = Days(outward("out1", NINE, ""), inward("in1", NINE + 900, ""), inward("in2", NINE + 960, ""))
    driven = Driven(network, "")
    driven.takes(Run(network.trip("out1"), TUESDAY))
    driven.drives(Bus(0, 0, NINE).stands(30).calls_at(*OUT[1:]).stands(300))
    assert driven.run is None


def test_the_driver_may_choose_among_those_of_the_block_first(network):
    near = TripChooser(network, "b1").near(moment(NINE + 100), most=4)
    assert [run.trip.id for run in near] == ["out1", "in1", "out2", "x"]
    assert {run.day for run in near} == {TUESDAY}


def test_the_timetable_of_a_day_is_asked_for_once(network):
    driven = Driven(network)
    for seconds in range(NINE, NINE + 2000, 3):
        driven.looks(seconds)
    assert network.asked == 2


def test_departures_are_the_trips_of_the_day_in_short(tmp_path):
    trips = "route_id,service_id,trip_id,trip_headsign,block_id\nr,all,t,end,1\nr,all,u,end,2\n"
    times = "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
    times += "t,10:00:00,10:00:00,a,1\nt,10:05:00,10:06:00,b,2\nu,25:10:00,25:10:00,c,1\nu,25:20:00,25:20:00,a,2\n"
    often = "trip_id,start_time,end_time,headway_secs\nt,06:00:00,06:30:00,600\n"
    network = open_network(compile_feed(write(tmp_path, trips=trips, stop_times=times, frequencies=often))[0])
    in_full = list(network.trips(TUESDAY))
    in_short = [
        (trip.calls[0].departure, trip.calls[-1].arrival, trip.id, trip.block, trip.route, trip.calls[0].stop)
        for trip in in_full
    ]
    assert [tuple(departure) for departure in network.departures(TUESDAY)] == in_short
    assert len({trip.id for trip in in_full}) == len(in_full) == 4
