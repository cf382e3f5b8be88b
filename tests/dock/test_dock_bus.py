"""A bus through the dock's HTTP face: riders' cards, the driver's keys, a hand on the position, and what is told of it all."""

import io
import threading
import time
import wave
from dataclasses import replace

import pytest
from acting import LONG, until
from PIL import Image

from dock.driving import Point, metres, way_to_point
from dock.running import Run


def test_idle_tells_the_trip_its_stops_and_the_drivers_keys(trainer):
    state = trainer.get("/state")
    vehicle = state["vehicle"]
    assert (state["role"], state["prompt"], state["card"]) == ("bus_validator", None, None)
    assert (vehicle["trip"], vehicle["route"], vehicle["number"]) == ("T10", "R", "12")
    assert (vehicle["headsign"], vehicle["sequence"], vehicle["next_stop"]) == ("みなと駅", 1, "停留所1")
    assert [(stop["sequence"], stop["name"], stop["time"]) for stop in vehicle["stops"]][:2] == [
        (1, "停留所0", "10:00"),
        (2, "停留所1", "10:05"),
    ]
    assert (vehicle["on_board"], vehicle["list_age_days"], vehicle["faults"]) == (0, 0, [])
    assert (vehicle["position"], vehicle["doors"], vehicle["running"]) == (None, False, False)
    assert state["driver"]["prompt"]["phrase"] == "driver-home"
    assert [option["key"] for option in state["driver"]["prompt"]["options"]] == ["1", "2", "3", "4", "5", "6"]
    assert state["signals"] == {"last": None, "count": 0, "accept": False, "refuse": False}


def test_a_card_that_is_tapped_is_answered_written_down_and_gone(trainer, bus):
    state = trainer.does("/card", name="senior", tap=True)
    assert (state["prompt"]["kind"], state["prompt"]["plate"], state["prompt"]["sign"]) == ("Tell", True, "good")
    assert state["signals"] == {"last": "senior", "count": 1, "accept": True, "refuse": False}
    assert (state["card"], bus.reader.card) == (None, None)
    assert len(bus.records("ride")) == 1
    assert state["vehicle"]["last"]["sign"] == "good"
    assert state["vehicle"]["on_board"] == 1


def test_a_plate_is_over_by_itself_and_nothing_is_asked_then(trainer, bus):
    assert trainer.does("/card", name="senior", tap=True)["prompt"]
    bus.clock.advance(10)
    until(lambda: trainer.get("/state")["prompt"] is None)
    until(lambda: not trainer.get("/state")["signals"]["accept"])


def test_a_card_that_is_held_stays_until_it_is_taken_away(trainer):
    state = trainer.does("/card", name="senior")
    assert (state["card"], state["signals"]["count"]) == ("senior", 1)
    assert "already lies on the reader" in trainer.is_refused("/card", 409, name="hanako", tap=True)
    assert trainer.does("/card", remove=True)["card"] is None


def test_every_card_has_its_own_answer(trainer):
    seen = {name: trainer.does("/card", name=name, tap=True) for name in ("hanako", "taro", "senior", "stranger")}
    assert {name: state["signals"]["last"] for name, state in seen.items()} == {
        "hanako": "accepted",
        "taro": "refused",
        "senior": "senior",
        "stranger": "refused",
    }
    assert seen["stranger"]["prompt"]["phrase"] == "ride-pass-unknown"
    assert seen["stranger"]["signals"]["count"] == 4


def test_a_copy_of_a_card_is_refused_where_the_true_one_is_not(trainer, bus):
    state = trainer.does("/card", name="hanako", tap=True, fault="copied")
    assert state["signals"]["last"] == "refused"
    assert [detail["why"] for _, detail in bus.records("refused")] == ["copy"]
    assert trainer.does("/card", name="hanako", tap=True)["signals"]["last"] == "accepted"


def test_a_validator_that_is_off_line_keeps_nobody_waiting(trainer):
    trainer.does("/device/reader", fault="offline")
    state = trainer.does("/card", name="senior", tap=True)
    assert (state["signals"]["count"], state["card"]) == (0, None)


def test_the_driver_has_keys_and_turns_of_his_own(trainer, bus):
    before = trainer.get("/state")
    turn = before["driver"]["turn"]
    state = trainer.does("/press", key="3", screen="driver", turn=turn)
    assert [told["phrase"] for told in state["driver"]["told"]] == ["driver-counted"]
    assert (state["vehicle"]["on_board"], state["turn"]) == (1, before["turn"])
    assert len(bus.records("cash_boarded")) == 1
    assert f"turn {turn} is over" in trainer.is_refused("/press", 409, key="3", screen="driver", turn=turn)
    assert "not used now" in trainer.is_refused("/press", 409, key="9", screen="driver")
    assert trainer.does("/press", key="1", screen="driver")["driver"]["prompt"]["kind"] == "Confirm"
    assert trainer.does("/press", key="ok", screen="driver")["vehicle"]["on_board"] == 0


def test_both_screens_are_pictures_that_can_be_touched(trainer):
    for path in ("/screen.png", "/driver.png"):
        status, headers, content = trainer.call("GET", path)
        assert (status, headers["Content-Type"]) == (200, "image/png")
        assert Image.open(io.BytesIO(content)).size == (800, 480)
    width, height = 800, 480
    asked = trainer.get("/state")["driver"]["prompt"]["phrase"]
    for x in range(40, width, 80):
        if asked != "driver-home":
            break
        status, _, _ = trainer.call("POST", "/touch", {"x": x, "y": height - 60, "screen": "driver"})
        asked = trainer.get("/state")["driver"]["prompt"]["phrase"]
    assert asked != "driver-home"


def test_driven_to_a_stop_the_bus_is_there_and_time_has_passed(trainer, bus):
    before = bus.clock.now()
    trainer.does("/position", stop=1)
    state = trainer.does("/position", stop=3)
    vehicle = state["vehicle"]
    assert (vehicle["sequence"], vehicle["stop"], vehicle["next_stop"]) == (3, "停留所2", "停留所3")
    assert vehicle["position"] == {"latitude": 35.01, "longitude": 139.0}
    assert (bus.clock.now() - before).total_seconds() > 600
    assert [detail["sequence"] for _, detail in bus.records("called")] == [1, 2]


def test_a_bus_that_is_put_back_goes_on_by_its_drivers_key_alone(trainer):
    trainer.does("/position", stop=4)
    state = trainer.does("/position", stop=2)
    assert (state["vehicle"]["sequence"], state["vehicle"]["position"]["latitude"]) == (4, 35.005)
    options = trainer.does("/press", key="5", screen="driver")["driver"]["prompt"]["options"]
    key = next(option["key"] for option in options if option["text"] == "停留所1")
    assert trainer.does("/press", key=key, screen="driver")["vehicle"]["sequence"] == 2


def test_a_hand_puts_the_bus_between_two_stops(trainer):
    trainer.does("/position", stop=2)
    vehicle = trainer.does("/position", latitude=35.0075, longitude=139.0)["vehicle"]
    assert (vehicle["sequence"], vehicle["next_stop"]) == (2, "停留所2")
    assert vehicle["position"] == {"latitude": 35.0075, "longitude": 139.0}


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({}, 'either "stop" or "latitude" and "longitude" are needed'),
        ({"stop": 2, "latitude": 35.0}, 'either "stop" or "latitude" and "longitude" are needed'),
        ({"latitude": 35.0}, 'either "stop" or "latitude" and "longitude" are needed'),
        ({"stop": 7}, "stop: the trip has calls 1 to 6"),
        ({"latitude": 99.0, "longitude": 139.0}, "Expected `float` <= 85"),
    ],
)
def test_a_wrong_position_is_refused_with_a_sentence(trainer, body, sentence):
    assert sentence in trainer.is_refused("/position", 400, **body)


def test_doors_open_and_shut(trainer, bus):
    assert trainer.does("/doors", open=True)["vehicle"]["doors"] is True
    assert trainer.does("/doors", open=False)["vehicle"]["doors"] is False
    assert bus.doors.openings == 1


def test_a_run_goes_from_stop_to_stop_with_open_doors_up_to_the_last(trainer, bus):
    trainer.does("/position", stop=1)
    run = Run(trainer.dock._terminal.vehicle, bus.position, bus.clock, threading.Lock())
    run.pace = 1e6
    run.start()
    until(lambda: not run.is_going)
    vehicle = trainer.get("/state")["vehicle"]
    assert (vehicle["sequence"], vehicle["stop"], bus.doors.openings) == (6, "停留所5", 5)


def test_a_run_is_stopped_by_its_switch_and_by_a_hand(trainer):
    assert trainer.does("/run", going=True)["vehicle"]["running"] is True
    assert trainer.does("/run", going=False)["vehicle"]["running"] is False
    assert trainer.does("/run", going=True)["vehicle"]["running"] is True
    assert trainer.does("/position", stop=2)["vehicle"]["running"] is False


def test_a_run_that_was_stopped_in_the_midst_of_an_act_moves_nothing_any_more(trainer, bus):
    trainer.does("/position", stop=2)
    acting, is_off = threading.Lock(), threading.Event()
    vehicle = trainer.dock._terminal.vehicle
    run = Run(replace(vehicle, sequence=lambda: is_off.set() or vehicle.sequence()), bus.position, bus.clock, acting)
    run.pace = 1e9
    with acting:
        run.start()
        assert is_off.wait(LONG)
        time.sleep(0.2)  # by now it waits for its turn
        run.stop()
        before = bus.clock.now()
    run._thread.join(LONG)
    assert bus.position.history[-1].latitude == 35.005
    assert (bus.clock.now() - before).total_seconds() < 5


def test_without_a_trip_there_is_no_stop_to_drive_to(trainer, bus):
    trainer.does("/clock", at="2026-11-25T03:00")
    until(lambda: trainer.get("/state")["vehicle"]["trip"] is None)
    assert trainer.get("/state")["vehicle"]["stops"] == []
    assert "on no trip" in trainer.is_refused("/position", 409, stop=2)
    assert "on no trip" in trainer.is_refused("/run", 409, going=True)
    assert trainer.does("/position", latitude=35.02, longitude=139.0)["vehicle"]["position"]["latitude"] == 35.02


@pytest.mark.parametrize("signal", ["accepted", "senior", "refused", "again"])
def test_each_signal_can_be_heard(trainer, signal):
    status, headers, content = trainer.call("GET", f"/tones/{signal}.wav")
    assert (status, headers["Content-Type"]) == (200, "audio/wav")
    with wave.open(io.BytesIO(content)) as sound:
        assert sound.getnframes() > 1000


def test_a_tone_that_is_not_there_is_refused(trainer):
    assert trainer.call("GET", "/tones/fanfare.wav")[0] == 404


def test_a_kiosk_has_neither_vehicle_nor_driver(person):
    state = person.get("/state")
    assert (state["vehicle"], state["driver"], state["signals"]) == (None, None, None)
    assert person.call("GET", "/driver.png")[0] == 404
    person.is_refused("/press", 404, key="1", screen="driver")
    person.is_refused("/touch", 404, x=1, y=1, screen="driver")
    person.is_refused("/position", 404, stop=1)
    person.is_refused("/doors", 404, open=True)
    person.is_refused("/run", 404, going=True)


def test_a_way_to_a_point_goes_by_the_stops_before_it(trainer, bus):
    trip = bus.terminal.role.vehicle.trip
    way, seconds = way_to_point(trip, 1, Point(35.0125, 139.0), Point(35.0, 139.0))
    assert [round(point.latitude, 4) for point in way] == [35.0, 35.005, 35.01, 35.0125]
    assert seconds == pytest.approx(metres(way[0], way[-1]) / 8.0)


def test_after_the_clock_was_moved_the_bus_is_where_its_next_trip_begins(trainer):
    trainer.does("/position", stop=4)
    vehicle = trainer.does("/clock", at="2026-11-24T14:11")["vehicle"]
    assert (vehicle["trip"], vehicle["sequence"], vehicle["stop"]) == ("T14", 3, "停留所2")


def test_a_receiver_goes_on_telling_where_it_stands(trainer, bus):
    trainer.does("/position", stop=2)
    told = len(bus.position.history)
    until(lambda: len(bus.position.history) > told)
    assert bus.position.history[-1].latitude == 35.005
