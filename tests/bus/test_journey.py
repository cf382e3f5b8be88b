"""Where the bus is: trip by block and schedule, stops by position, and the driver asked for nothing."""

from validator import SPENDING, rider_card

from drivers.protocols import Fault, Signal


def test_stops_are_followed_by_position_and_each_departure_is_written_down(bus, lists):
    cards = [rider_card(number) for number in range(3)]
    for _, name in cards:
        lists.give(name, SPENDING)
    with bus() as running:
        seen = list(running.driver.seen)
        for stop in range(5):
            if stop < 3:
                assert running.tap(cards[stop][0]) is Signal.ACCEPTED
            running.drives(stop, stop + 1)
        assert [detail["board"] for _, detail in running.records("ride")] == ["S0", "S1", "S2"]
        called = [detail for _, detail in running.records("called")]
        assert [(each["stop"], each["boarded"], each["on_board"]) for each in called[:4]] == [
            ("S0", 1, 1),
            ("S1", 1, 2),
            ("S2", 1, 3),
            ("S3", 0, 3),
        ]
        assert all(34_900_000 < each["latitude"] < 35_100_000 for each in called[:4])
        assert running.driver.seen == seen


def test_riders_and_driver_see_the_next_stop(bus):
    with bus() as running:
        running.drives(0, 1)
        face = running.terminal.talk.view.vehicle
        assert (face.number, face.next_stop.values["name"].written) == ("12", "停留所2")
        assert face.next_stop.values["name"].kana == "ていりゅうじょ2"
        assert face.next_stop.own["en"]["text"] == "Stop 2"
        assert (face.fare.values, face.headsign.values) == ({"yen": 200}, {"name": "みなと駅"})


def test_the_next_trip_of_the_block_begins_by_itself(bus):
    with bus() as running:
        for stop in range(5):
            running.drives(stop, stop + 1)
        running.clock.move(running.clock.now().replace(hour=10, minute=50))
        running.until(lambda: running.face.trip == "T11", "the next trip")
        begun = [(detail["trip"], detail["by"]) for _, detail in running.records("trip_begun")]
        assert begun == [("T10", "schedule"), ("T11", "schedule")]
        assert len(running.records("trip_ended")) == 1


def test_a_receiver_that_fails_is_told_to_the_driver_and_taps_go_on(bus, lists):
    card, name = rider_card(1)
    lists.give(name, SPENDING)
    with bus() as running:
        running.position.set_fault(Fault.OFFLINE)
        running.clock.advance(10)
        running.until(lambda: running.face.faults, "the fault")
        assert [fault.key for fault in running.face.faults] == ["driver-position-fault"]
        assert running.tap(card) is Signal.ACCEPTED


def test_a_fare_that_the_feed_has_twice_is_decided_by_the_driver_while_others_board(bus, lists):
    (card, name), (other, its) = rider_card(1), rider_card(2)
    lists.give(name, SPENDING)
    lists.give(its, SPENDING)
    lists.feed["fare_attributes.txt"] += "F210,210,JPY,0,0\n"
    lists.feed["fare_rules.txt"] += "F210,R\n"
    with bus() as running:
        assert running.tap(card) is Signal.REFUSED
        fares = running.driver.sees("driver-fare-choose")
        assert [option.name for option in fares.options] == ["200", "210"]
        assert running.records("ride") == []
        # whoever comes next is told at once, though the driver has not decided
        assert running.tap(other) is Signal.REFUSED
        running.driver.answers("driver-fare-choose", "2")
        running.until(lambda: running.records("ride"), "the ride")
        running.driver.answers("driver-fare-choose", "1")
        running.until(lambda: len(running.records("ride")) == 2, "both rides")
        assert [detail["points"] for _, detail in running.records("ride")] == [210, 200]
        running.until(lambda: len(running.beeper.signals) == 4, "both to be told")
        assert running.beeper.signals == [Signal.REFUSED, Signal.REFUSED, Signal.ACCEPTED, Signal.ACCEPTED]


def test_without_lists_every_card_is_asked_for_its_fare_and_the_driver_is_told(bus, lists, tmp_path):
    (tmp_path / "state" / "snapshots").mkdir(parents=True)
    card, _ = rider_card(1)
    with bus() as running:
        assert running.tap(card) is Signal.REFUSED
        assert "driver-list-missing" in [fault.key for fault in running.face.faults]
        running.driver.answers("driver-home", "3")
        running.driver.sees("driver-home")
        assert len(running.records("cash_boarded")) == 1


def test_a_rider_who_holds_his_card_up_again_is_asked_about_once(bus, lists):
    (card, name), (other, its) = rider_card(1), rider_card(2)
    lists.give(name, SPENDING)
    lists.give(its, SPENDING)
    lists.feed["fare_attributes.txt"] += "F210,210,JPY,0,0\n"
    lists.feed["fare_rules.txt"] += "F210,R\n"
    with bus() as running:
        for each in (card, other, card, card):
            assert running.tap(each) is Signal.REFUSED
        running.driver.answers("driver-fare-choose", "1")
        running.until(lambda: len(running.records("ride")) == 1, "the ride")
        running.driver.answers("driver-fare-choose", "1")
        running.driver.sees("driver-home")
        assert len({detail["rider"] for _, detail in running.records("ride")}) == 2


def test_a_question_that_the_driver_has_no_time_for_holds_nobody_up(bus, lists):
    card, name = rider_card(1)
    lists.give(name, SPENDING)
    lists.feed["fare_attributes.txt"] += "F210,210,JPY,0,0\n"
    lists.feed["fare_rules.txt"] += "F210,R\n"
    with bus() as running:
        running.tap(card)
        running.driver.sees("driver-fare-choose")
        running.clock.advance(25)
        running.driver.sees("driver-home")
        assert running.records("ride") == []


def test_a_card_without_a_pass_is_refused_at_both_doors_of_a_line_with_distances(bus, lists):
    card, _ = rider_card(1)
    with bus(units=2, fares="distance") as running:
        for reader in (running.reader, running.exit_reader):
            assert running.tap(card, reader) is Signal.REFUSED
        assert [detail["why"] for _, detail in running.records("refused")] == ["unknown", "unknown"]
        assert running.terminal.role.vehicle.status().on_board == 0
