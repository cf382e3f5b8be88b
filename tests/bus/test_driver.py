"""The driver: nothing to do for an ordinary ride, one key for each thing that is out of the ordinary."""

from validator import SILVER, rider_card

from drivers.protocols import Signal
from drivers.virtual.keypad import VirtualKeypad
from firmware.driving.desk import VOLUMES

VOID, ATTENDANT, CASH, IC, STOP, STATE = "123456"


def test_an_ordinary_ride_asks_nothing_of_the_driver(bus, lists):
    card, name = rider_card(1)
    lists.give(name, SILVER)
    with bus() as running:
        seen = list(running.driver.seen)
        running.tap(card)
        running.until(lambda: running.face.last is not None and running.face.on_board == 1, "his line")
        assert running.driver.seen == seen == ["driver-home"]
        assert (running.face.last.sign, running.face.last.at) == ("good", "10:00")
        assert (running.face.number, running.face.trip, running.face.queue > 0) == ("12", "T10", True)


def test_cash_and_transit_card_riders_are_counted_with_one_key_each(bus):
    with bus() as running:
        for key in (CASH, IC, IC):
            running.driver.answers("driver-home", key)
            running.driver.sees("driver-home")
        running.until(lambda: running.face.on_board == 3, "three on board")
        assert [what for what, _ in running.records("cash_boarded", "ic_boarded")] == [
            "cash_boarded",
            "ic_boarded",
            "ic_boarded",
        ]


def test_the_last_ride_is_taken_back_once_he_has_agreed(bus, lists):
    card, name = rider_card(1)
    lists.give(name, SILVER)
    with bus() as running:
        running.tap(card)
        running.driver.answers("driver-home", VOID)
        running.driver.answers("driver-void-ride", "ok")
        running.driver.sees("driver-home")
        [(_, void)] = running.records("void")
        assert void["record"]
        running.until(lambda: running.face.on_board == 0, "nobody on board")
        assert running.driver.told()[-1] == "driver-ride-voided"
        running.driver.answers("driver-home", VOID)
        running.until(lambda: running.driver.told()[-1] == "driver-void-nothing", "to be told so")


def test_a_ride_is_taken_back_though_others_board_while_he_is_asked(bus, lists):
    (one, name), (other, its) = rider_card(1), rider_card(2)
    lists.give(name, SILVER)
    lists.give(its, SILVER)
    with bus() as running:
        running.tap(one)
        [(_, meant)] = running.records("ride")
        running.driver.answers("driver-home", VOID)
        running.driver.sees("driver-void-ride")
        running.tap(other)
        running.driver.presses("ok")
        running.driver.sees("driver-home")
        running.until(lambda: running.face.on_board == 1, "one on board")
        # who was taken back may ride again; the other is known
        running.tap(one)
        rides = [ride["rider"] for _, ride in running.records("ride")]
        assert rides == [meant["rider"], rides[1], meant["rider"]]


def test_attendants_ride_with_the_next_rider(bus, lists):
    card, name = rider_card(1)
    lists.give(name, SILVER)
    with bus() as running:
        running.driver.answers("driver-home", ATTENDANT)
        running.driver.answers("driver-attendants-choose", "2")
        running.driver.sees("driver-home")
        assert running.tap(card) is Signal.SENIOR
        [(_, ride)] = running.records("ride")
        assert ride["party"] == 3


def test_one_key_mends_where_the_bus_is(bus, lists):
    card, name = rider_card(1)
    lists.give(name, SILVER)
    with bus() as running:
        running.driver.answers("driver-home", STOP)
        stops = running.driver.sees("driver-stop-choose")
        assert [option.name for option in stops.options] == ["1", "2", "3", "4", "5", "6", "trip"]
        running.driver.presses("4")
        running.driver.sees("driver-home")
        running.tap(card)
        [(_, ride)] = running.records("ride")
        assert ride["board"] == "S3"
        running.until(lambda: running.face.stop and running.face.stop.values["name"].written == "停留所3", "the stop")


def test_the_trip_is_changed_by_the_driver(bus):
    with bus() as running:
        running.driver.answers("driver-home", STATE)
        running.driver.answers("driver-state", "1")
        trips = running.driver.sees("driver-trip-choose")
        assert len(trips.options) == 8
        running.driver.presses("2")
        running.driver.sees("driver-home")
        begun = [detail for _, detail in running.records("trip_begun")]
        assert (begun[0]["by"], begun[0]["trip"]) == ("schedule", "T10")
        assert begun[-1]["by"] == "driver"


def test_keys_and_taps_do_not_wait_for_each_other(bus, lists):
    cards = [rider_card(number) for number in range(15)]
    for _, name in cards:
        lists.give(name, SILVER)
    with bus() as running:
        running.driver.answers("driver-home", STOP)
        running.driver.sees("driver-stop-choose")
        # the driver's question stays open while people board
        assert [running.tap(card) for card, _ in cards] == [Signal.SENIOR] * 15
        assert running.driver.talk.view.prompt.phrase.key == "driver-stop-choose"
        running.driver.presses("1")
        for _ in range(5):
            running.driver.answers("driver-home", CASH)
            running.driver.sees("driver-home")
        running.until(lambda: running.face.on_board == 20, "all on board")


def test_a_question_that_the_driver_leaves_alone_is_over(bus):
    with bus() as running:
        running.driver.answers("driver-home", CASH)
        running.driver.sees("driver-home")
        running.driver.answers("driver-home", VOID)
        running.driver.sees("driver-void-ride")
        running.clock.advance(25)
        running.driver.sees("driver-home")
        assert running.records("void") == []


def test_a_stop_that_he_chose_on_a_trip_that_is_over_moves_nothing(bus):
    with bus() as running:
        for stop in range(4):
            running.drives(stop, stop + 1)
        while running.clock.now().hour == 10 and running.clock.now().minute < 44:
            running.stands(4, 60)
        running.drives(4, 5)
        running.stands(5, 90)
        running.driver.answers("driver-home", STOP)
        running.driver.sees("driver-stop-choose")
        # while his question is open everybody has got off, and the next trip's time has come
        running.clock.advance(19)
        running.until(lambda: running.face.trip == "T11", "the next trip")
        running.driver.presses("6")
        running.driver.sees("driver-home")
        assert running.terminal.role.vehicle.status().sequence == 1


def test_a_group_rides_together(bus, lists):
    cards = [rider_card(number) for number in range(3)]
    for _, name in cards:
        lists.give(name, SILVER)
    with bus() as running:
        running.driver.answers("driver-home", ATTENDANT)
        running.driver.answers("driver-attendants-choose", "5")
        running.driver.answers("driver-group-choose", "1")
        running.driver.sees("driver-home")
        for card, _ in cards:
            running.tap(card)
        assert [ride["group"] for _, ride in running.records("ride")] == [2, 2, 1]


def test_the_riders_sound_is_made_louder(bus):
    with bus() as running:
        running.driver.answers("driver-home", STATE)
        running.driver.answers("driver-state", "2")
        running.driver.answers("driver-sound-choose", "1")
        running.driver.sees("driver-home")
        # it stays so, by night too
        running.clock.move(running.clock.now().replace(hour=20))
        running.until(lambda: running.terminal.talk.view.settings.theme == "night", "the night")
        assert running.terminal.talk.view.settings.volume == VOLUMES["loud"]


def test_a_ten_key_does_where_the_driver_has_no_panel(bus):
    keys = VirtualKeypad()
    with bus(driver_keys=keys) as running:
        keys.press(CASH)
        running.driver.sees("driver-home")
        running.until(lambda: running.face.on_board == 1, "one on board")
        keys.press(VOID)
        running.driver.sees("driver-void-ride")
        keys.press("ok")
        running.until(lambda: running.face.on_board == 0, "nobody on board")
