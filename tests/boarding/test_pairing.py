"""Boarding and alighting: one unit or two, flat fares or by distance, and taps that lack their pair."""

import threading

import pytest
from boarding.bus import FREE, grant, scheme

from drivers.protocols import Signal
from firmware.boarding.answers import Door, Outcome


def test_a_ride_by_distance_is_paid_when_alighting(bus):
    assert bus.tap().outcome is Outcome.BOARDED
    answer = bus.at(4).tap()
    assert (answer.outcome, answer.fare, answer.due, answer.phrase.key) == (Outcome.RIDDEN, 300, 150, "ride-alighted")
    [boarded], [ride] = bus.records("boarded"), bus.details("ride")
    assert (ride["fare"], ride["subsidy"], ride["paid"], ride["boarding"]) == (300, 150, 150, boarded.act)
    assert (ride["board"], ride["board_seq"], ride["alight"], ride["alight_seq"]) == ("S1", 1, "S4", 4)
    assert "制度1(1)：運賃300円。2分の1を助成、150円。支払い150円。" in ride["explained"]


def test_two_units_know_by_themselves_who_gets_in_and_who_leaves(bus):
    assert bus.tap(door=Door.BOARDING).outcome is Outcome.BOARDED
    assert bus.at(2).tap(door=Door.BOARDING).outcome is Outcome.REPEATED
    assert bus.at(3).tap(door=Door.ALIGHTING).outcome is Outcome.RIDDEN
    assert bus.details("ride")[0]["fare"] == 200


def test_a_flat_fare_takes_one_tap(bus_of):
    bus = bus_of(fares="flat").begin()
    answer = bus.tap()
    assert (answer.outcome, answer.fare, answer.due) == (Outcome.RIDDEN, 400, 200)
    assert bus.details("boarded") == []


def test_a_flat_fare_paid_on_leaving_takes_one_tap_at_the_front(bus_of):
    bus = bus_of(fares="flat").begin().at(3)
    answer = bus.tap(door=Door.ALIGHTING)
    assert (answer.outcome, answer.phrase.key) == (Outcome.RIDDEN, "ride-alighted")
    assert bus.details("ride")[0]["alight"] == "S3"


def test_whoever_paid_when_getting_in_pays_nothing_by_habit_when_leaving(bus_of):
    bus = bus_of(fares="flat").begin()
    first = bus.tap(door=Door.BOARDING)
    again = bus.at(4).tap(door=Door.ALIGHTING)
    assert (again.outcome, again.record) == (Outcome.REPEATED, first.record)
    bus.begin("T2")
    assert bus.at(2).tap(door=Door.ALIGHTING).outcome is Outcome.RIDDEN


@pytest.mark.parametrize(("on_boarding", "outcome"), [(True, Outcome.RIDDEN), (False, Outcome.BOARDED)])
def test_the_feed_says_whether_one_tap_is_enough(bus_of, on_boarding, outcome):
    bus = bus_of(fares="feed")
    bus.line.on_boarding = on_boarding
    assert bus.begin().tap().outcome is outcome


def test_a_repeated_card_is_charged_once(bus):
    first = bus.tap()
    again = bus.tap()
    assert (again.outcome, again.record, again.phrase.key) == (Outcome.REPEATED, first.record, "ride-already-touched")
    assert (again.signal, again.driver.key) == (Signal.ACCEPTED, "driver-pass-again")
    assert len(bus.details("boarded")) == 1


def test_a_repeated_card_is_charged_once_however_the_trip_changed(bus_of):
    bus = bus_of(fares="flat").begin()
    bus.tap()
    bus.begin("T2")
    assert bus.tap().outcome is Outcome.REPEATED
    bus.clock.advance(61)
    assert bus.tap().outcome is Outcome.RIDDEN


def test_a_repeated_card_is_known_after_a_power_cut(bus):
    first = bus.tap()
    bus.restart()
    assert bus.tap().record == first.record


def test_whoever_still_stands_where_he_got_in_does_not_leave(bus):
    bus.tap()
    bus.clock.advance(600)
    assert bus.tap().outcome is Outcome.REPEATED


def test_two_cards_of_one_rider_are_one_rider(bus):
    bus.give("b", grant(), rider=7)
    bus.give("c", grant(), rider=7)
    bus.tap("b")
    assert bus.tap("c").outcome is Outcome.REPEATED
    assert bus.at(2).tap("c").outcome is Outcome.RIDDEN


@pytest.mark.parametrize(
    ("unpaired", "subsidy"), [({"rule": "zero"}, 0), ({"rule": "maximum"}, 200), ({"rule": "fixed", "yen": 260}, 130)]
)
def test_a_boarding_without_an_alighting_counts_by_the_schemes_rule(bus_of, unpaired, subsidy):
    bus = bus_of(schemes=(scheme(unpaired=unpaired),)).begin()
    bus.tap()
    bus.at(5)
    assert bus.vehicle.end_trip() == 1
    [ride] = bus.details("ride")
    assert (ride["subsidy"], ride["paid"], ride["fare"], ride["unpaired"]) == (subsidy, 0, subsidy, True)
    assert bus.details("trip_ended")[0]["open"] == 1


def test_whoever_got_in_at_the_end_rides_on_the_next_trip(bus):
    bus.at(5).tap()
    bus.begin("T2").at(3)
    bus.tap()
    [ride] = bus.details("ride")
    assert (ride["trip"], ride["board"], ride["board_seq"], ride["fare"]) == ("T2", "S1", 1, 200)


@pytest.mark.parametrize(
    ("unpaired", "proposed"), [({"rule": "zero"}, 0), ({"rule": "maximum"}, 200), ({"rule": "fixed", "yen": 260}, 260)]
)
def test_leaving_without_having_got_in_asks_the_driver(bus_of, unpaired, proposed):
    bus = bus_of(schemes=(scheme(unpaired=unpaired),)).begin().at(3)
    answer = bus.tap(door=Door.ALIGHTING)
    assert (answer.outcome, answer.choices, answer.phrase.key) == (Outcome.ASKED, (proposed,), "ride-boarding-missing")
    assert bus.tap(door=Door.ALIGHTING, fare=100).due == 50
    [ride] = bus.details("ride")
    assert (ride["unpaired"], ride["fare_by"], ride["board"]) == (True, "driver", "")


def test_a_fare_that_the_feed_has_twice_is_the_drivers_to_choose(bus):
    bus.line.unclear["S1", "S3"] = (210, 320)
    bus.tap()
    asked = bus.at(3).tap()
    assert (asked.outcome, asked.choices, asked.phrase.key) == (Outcome.ASKED, (210, 320), "ride-fare-asked")
    assert bus.details("ride") == []
    assert bus.tap(fare=320).due == 160
    assert bus.details("refused")[0]["why"] == "fare_conflict"
    assert bus.details("ride")[0]["fare"] == 320


def test_a_fare_that_the_driver_says_too_late_lets_nobody_in(bus):
    bus.line.unclear["S1", "S3"] = ()
    bus.tap()
    bus.at(3).tap()
    bus.begin("T2")
    assert bus.tap(fare=320).outcome is Outcome.REFUSED
    assert bus.vehicle.status().open_boardings == 0
    assert [ride["unpaired"] for ride in bus.details("ride")] == [True]


def test_a_fare_that_the_feed_lacks_is_the_drivers_to_say(bus):
    bus.line.unclear["S1", "S3"] = ()
    bus.tap()
    assert (bus.at(3).tap().choices, bus.details("refused")[0]["why"]) == ((), "no_fare")


@pytest.mark.parametrize("medium", ["felica", "phone", "my_number"])
def test_where_ic_cards_are_not_taken_a_transit_card_rides_at_the_fare_in_cash(bus, medium):
    bus.line.takes_ic = False
    bus.tap(medium=medium)
    assert (bus.at(3).tap(medium=medium).due, bus.details("ride")[0]["fare"]) == (100, 200)


def test_without_a_trip_the_driver_is_sent_for(bus_of):
    answer = bus_of().tap()
    assert (answer.outcome, answer.driver.key) == (Outcome.REFUSED, "driver-trip-choose")


def test_what_is_free_is_said_to_be_free(bus_of):
    bus = bus_of(schemes=(scheme(benefit=FREE, signal="senior"),)).begin()
    bus.tap()
    answer = bus.at(2).tap()
    assert (answer.phrase.key, answer.signal, answer.due) == ("ride-free", Signal.SENIOR, 0)


def test_a_stop_that_the_driver_mends_backwards_makes_nobody_leave(bus):
    bus.at(3).tap()
    assert bus.at(2).tap().outcome is Outcome.REPEATED
    asked = bus.tap(door=Door.ALIGHTING)
    assert (asked.outcome, bus.details("refused")[0]["why"]) == (Outcome.ASKED, "no_way")


def test_one_rider_at_both_units_at_once_rides_once(bus):
    barrier, answers = threading.Barrier(2), []

    def hold_up():
        barrier.wait()
        answers.append(bus.tap())

    threads = [threading.Thread(target=hold_up) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(each.outcome for each in answers) == [Outcome.BOARDED, Outcome.REPEATED]
    assert len({each.record for each in answers}) == 1
