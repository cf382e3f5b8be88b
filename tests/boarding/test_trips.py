"""Trips, stops, counts, and what is taken back."""

import msgspec
import pytest
from boarding.bus import MONDAY, POINTS, Place, grant, scheme

from central.service.ledger.postings import POSTINGS, Fact
from firmware.boarding.answers import Door, Outcome


def test_a_trip_says_what_it_is(bus):
    [begun] = bus.details("trip_begun")
    assert {key: begun[key] for key in ("trip", "route", "block", "day", "feed", "by", "firm", "vehicle")} == {
        "trip": "T1",
        "route": "R1",
        "block": "B1",
        "day": "2026-11-23",
        "feed": "test 2026-11-01",
        "by": "driver",
        "firm": "minato-bus",
        "vehicle": "M-101",
    }


def test_a_stop_that_is_left_has_its_figures(bus):
    bus.tap()
    bus.vehicle.cash()
    bus.vehicle.ic(2)
    bus.clock.advance(120)
    bus.vehicle.call_at(Place(2, 0.983), 35.02, 135.5)
    bus.tap()
    bus.at(3)
    first, second = bus.details("called")
    assert [first[key] for key in ("stop", "sequence", "on_board", "boarded", "alighted")] == ["S1", 1, 4, 4, 0]
    assert [second[key] for key in ("stop", "on_board", "boarded", "alighted")] == ["S2", 3, 0, 1]
    assert (second["confidence"], second["latitude"], second["longitude"]) == (98, 35020000, 135500000)
    assert "latitude" not in first


def test_a_stop_knows_how_late_it_was_reached(bus):
    # the first call is at 10:05, where a bus that stands there since 10:00 is not early; the second at 10:10, reached at 10:02
    bus.at(2).at(3)
    assert [each["late_s"] for each in bus.details("called")] == [0, -480]
    assert bus.vehicle.late_s == 36000 + 240 - (36000 + 900)
    bus.vehicle.end_trip()
    assert bus.vehicle.late_s is None


def test_a_stop_that_is_left_tells_where_it_goes_on_to(bus):
    bus.at(3)
    bus.vehicle.end_trip()
    assert [(each["stop"], each["next_stop"]) for each in bus.details("called")] == [("S1", "S3"), ("S3", "S3")]


def test_counts_are_written_down(bus):
    bus.vehicle.cash(category="child")
    bus.vehicle.ic(3)
    cash, ic = bus.details("cash_boarded", "ic_boarded")
    assert (cash["category"], cash["count"], cash["stop"], ic["category"], ic["count"]) == (
        "child",
        1,
        "S1",
        "adult",
        3,
    )
    assert bus.vehicle.status().on_board == 4


def test_a_trip_that_begins_ends_the_one_before(bus):
    bus.tap()
    bus.at(2).begin("T2")
    assert [each.what for each in bus.records()][-4:] == ["ride", "called", "trip_ended", "trip_begun"]
    assert bus.vehicle.status().on_board == 0


def test_a_trip_may_begin_on_its_way(bus_of):
    bus = bus_of()
    bus.vehicle.begin_trip(bus.line.known["T1"], MONDAY, "schedule", 3)
    assert (bus.vehicle.status().stop, bus.details("called")) == ("S3停", [])


def test_the_driver_sees_where_he_is(bus):
    bus.at(2).tap()
    status = bus.vehicle.status()
    assert (status.number, status.headsign, status.stop, status.next_stop) == ("12", "駅前", "S2停", "S3停")
    assert (status.on_board, status.open_boardings, status.list_age_s) == (1, 1, 5 * 3600 + 120)
    assert status.queue == len(bus.records())


def test_after_a_power_cut_all_is_as_before(bus):
    bus.give("b", grant())
    bus.at(2).tap()
    bus.vehicle.cash()
    before = bus.vehicle.status()
    bus.restart()
    assert bus.vehicle.status() == before
    assert (bus.vehicle.trip.id, bus.vehicle.day) == ("T1", MONDAY)
    assert bus.at(4).tap().fare == 200


def test_a_ride_that_is_taken_back_leaves_its_rider_on_board(bus):
    bus.tap()
    wrong = bus.at(3).tap()
    voided = bus.vehicle.void_last()
    [void] = bus.details("void")
    assert (voided.what, void["record"], void["reason"]) == ("ride", wrong.record, "driver")
    assert bus.vehicle.status().on_board == 1
    assert bus.at(4).tap().fare == 300
    assert len({each["boarding"] for each in bus.details("ride")}) == 1


def test_what_is_taken_back_gives_its_quota_back_too(bus_of):
    bus = bus_of(fares="flat", passes={"a": [grant(left=400)]}, schemes=(scheme(benefit=POINTS),)).begin()
    assert bus.tap().points == 400
    bus.vehicle.void_last()
    bus.restart()
    assert bus.tap().points == 400


def test_taking_back_goes_on_to_what_was_before(bus):
    bus.vehicle.cash()
    bus.tap()
    bus.at(2).tap()
    assert [bus.vehicle.void_last().what for _ in range(3)] == ["ride", "boarded", "cash_boarded"]
    assert bus.vehicle.void_last() is None
    assert bus.vehicle.status().on_board == 0


def test_what_another_trip_did_is_not_taken_back(bus):
    bus.vehicle.cash()
    bus.begin("T2")
    assert bus.vehicle.void_last() is None


@pytest.mark.parametrize("fares", ["flat", "distance"])
def test_the_ledger_can_book_every_ride(bus_of, fares):
    bus = bus_of(fares=fares, schemes=(scheme(benefit=POINTS),), passes={"a": [grant(left=100)]}).begin()
    bus.tap()
    bus.at(3).tap()
    bus.tap(door=Door.ALIGHTING, fare=100)
    bus.vehicle.end_trip()
    for ride in bus.records("ride"):
        fact = Fact(ride.act, ride.at, "", ride.act, "ride", "note", ride.detail)
        assert POSTINGS["ride"].legs(fact, "terminal-1")


def test_no_record_names_a_card(bus):
    bus.give("jpki:77:rsa-2048", grant(), rider=7)
    bus.tap("jpki:77:rsa-2048")
    bus.at(2).tap("jpki:77:rsa-2048")
    bus.tap("felica:0114B34D5E6F7081")
    written = msgspec.json.encode(bus.details())
    assert b"jpki" not in written
    assert b"felica:" not in written


def test_a_trip_that_the_feed_no_longer_has_is_the_drivers_to_choose(bus):
    del bus.line.known["T1"]
    bus.restart()
    assert (bus.tap().outcome, bus.tap().driver.key) == (Outcome.REFUSED, "driver-trip-choose")
