"""Where buses are, as the public gets it: read by the library's own parser, held against what GTFS-realtime 2.0 requires."""

import math
from datetime import timedelta

import msgspec
import pytest
import requests
from acting import LONG
from central_line import Terminal
from google.transit import gtfs_realtime_pb2 as gtfs
from ledger.fed import record
from rides.conftest import NOW
from rides.ridden import told

from central.service.rides.realtime import occupancy, trip_updates, vehicle_positions
from central.service.rides.vehicles import fresh
from central.wire import Vehicle

Seen = gtfs.VehiclePosition
WHERE = Vehicle(
    vehicle="200", at=NOW, trip="t1", route="r1", day="2026-11-10", stop="s4", sequence=40, latitude=41.77, longitude=140.73,
    speed=8.5, on_board=12, capacity=40, late_s=90,
)  # fmt: skip


def but(**other):
    return msgspec.structs.replace(WHERE, **other)


def parsed(content):
    feed = gtfs.FeedMessage()
    feed.ParseFromString(content)
    assert feed.IsInitialized()
    return feed


def asked(central, name="vehicle_positions"):
    answer = requests.get(f"{central.url}/realtime/{name}.pb", timeout=LONG)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/x-protobuf")
    return parsed(answer.content)


def called(name, at, **more):
    detail = {"trip": "t1", "route": "r1", "day": "2026-11-10", "vehicle": "200", "stop": "s4", "sequence": 4}
    return record("called", name, at=at, **(detail | {"on_board": 3, "late_s": 60, "latitude": 41770000,
                  "longitude": 140730000, "confidence": 90} | more))  # fmt: skip


def test_a_bus_that_tells_where_it_is_stands_in_the_feed(central, bus):
    bus.client.vehicle(WHERE)
    feed = asked(central)
    assert (feed.header.gtfs_realtime_version, feed.header.timestamp) == ("2.0", int(NOW.timestamp()))
    assert feed.header.incrementality == gtfs.FeedHeader.FULL_DATASET
    [entity] = feed.entity
    seen = entity.vehicle
    assert (seen.trip.trip_id, seen.trip.route_id, seen.trip.start_date) == ("t1", "r1", "20261110")
    assert (seen.vehicle.id, seen.timestamp) == ("200", int(NOW.timestamp()))
    assert (seen.stop_id, seen.current_stop_sequence, seen.current_status) == ("s4", 40, Seen.IN_TRANSIT_TO)
    assert (round(seen.position.latitude, 4), round(seen.position.speed, 1)) == (41.77, 8.5)
    assert seen.occupancy_status == Seen.MANY_SEATS_AVAILABLE


def test_how_late_it_is_holds_from_its_next_stop_on(central, bus):
    bus.client.vehicle(WHERE)
    [update] = [entity.trip_update for entity in asked(central, "trip_updates").entity]
    assert (update.trip.trip_id, update.vehicle.id, update.timestamp) == ("t1", "200", int(NOW.timestamp()))
    [stop] = update.stop_time_update
    assert (stop.stop_id, stop.stop_sequence, stop.arrival.delay) == ("s4", 40, 90)
    assert not stop.HasField("departure")


def test_only_the_newest_counts_whatever_comes_late(central, bus):
    bus.client.vehicle(WHERE)
    bus.client.vehicle(but(stop="s3", at=NOW - timedelta(seconds=30)))
    assert [entity.vehicle.stop_id for entity in asked(central).entity] == ["s4"]


def test_what_is_old_or_from_a_clock_ahead_falls_out(central, bus):
    bus.client.vehicle(WHERE)
    central.clock.move(NOW + timedelta(seconds=91))
    assert list(asked(central).entity) == []
    bus.client.vehicle(but(at=NOW + timedelta(minutes=4)))
    assert list(asked(central).entity) == []


def test_a_clock_a_little_ahead_is_not_told_as_the_future(central, bus):
    bus.client.vehicle(but(at=NOW + timedelta(seconds=30)))
    assert asked(central).entity[0].vehicle.timestamp == int(NOW.timestamp())


def test_a_stranger_puts_no_bus_on_the_map(central):
    body = msgspec.json.encode(WHERE)
    assert requests.put(f"{central.url}/v1/vehicle", data=body, timeout=LONG).status_code == 401
    assert list(asked(central).entity) == []


@pytest.mark.parametrize(
    "wrong", [{"latitude": 91}, {"on_board": -1}, {"at": "now"}, {"vehicle": ""}, {"day": "today"}]
)
def test_nonsense_is_refused_with_the_field(central, bus, wrong):
    answer = bus.sends("PUT", "/v1/vehicle", msgspec.to_builtins(WHERE) | wrong)
    assert (answer.status_code, next(iter(wrong)) in answer.json()["sentence"]) == (400, True)


def test_a_bus_is_told_once_though_two_terminals_speak_for_it(central, bus):
    bus.client.vehicle(WHERE)
    Terminal(central, "bus-201", b"3" * 32).client.vehicle(but(stop="s5", at=NOW + timedelta(seconds=1)))
    assert [entity.vehicle.stop_id for entity in asked(central).entity] == ["s5"]


def test_records_of_calls_put_a_bus_on_the_map_too(store, clock):
    clock.move(NOW)
    told(
        store,
        clock,
        called("a", "2026-11-10T08:29:00.000000+09:00"),
        called("b", "2026-11-10T08:29:50.000000+09:00", stop="s5"),
    )
    told(store, clock, called("c", "2026-11-10T08:20:00.000000+09:00", stop="s1"))
    told(store, clock, called("d", "yesterday"), called("e", "2026-11-10T08:29:55.000000+09:00", latitude=10**9))
    [entity] = parsed(vehicle_positions(fresh(store, clock), NOW)).entity
    seen = entity.vehicle
    assert (seen.stop_id, seen.current_status, round(seen.position.longitude, 2)) == ("s5", Seen.STOPPED_AT, 140.73)
    assert not seen.HasField("current_stop_sequence")
    [update] = parsed(trip_updates(fresh(store, clock), NOW)).entity
    assert update.trip_update.stop_time_update[0].departure.delay == 60


def test_a_bus_that_has_left_a_stop_is_on_its_way_to_the_next(store, clock):
    clock.move(NOW)
    left = {"next": 5, "next_stop": "s5"}
    told(store, clock, called("a", "2026-11-10T08:29:50.000000+09:00", **left))
    told(store, clock, called("b", "2026-11-10T08:29:50.000000+09:00", vehicle="201", next=4), terminal="bus-201")
    seen = {each.vehicle: (each.stop, each.is_at_stop) for each in fresh(store, clock)}
    assert seen == {"200": ("s5", False), "201": ("s4", True)}
    updates = [entity.trip_update for entity in parsed(trip_updates(fresh(store, clock), NOW)).entity]
    assert [each.stop_time_update[0].arrival.delay for each in updates if each.vehicle.id == "200"] == [60]


def test_a_bus_that_knows_nothing_of_itself_is_told_as_far_as_it_goes():
    [entity] = parsed(vehicle_positions([Vehicle(vehicle="200", at=NOW)], NOW)).entity
    seen = entity.vehicle
    assert {field.name for field, _ in seen.ListFields()} == {"vehicle", "timestamp", "occupancy_status"}
    assert seen.occupancy_status == Seen.NO_DATA_AVAILABLE
    assert list(parsed(trip_updates([Vehicle(vehicle="200", at=NOW)], NOW)).entity) == []


@pytest.mark.parametrize(
    ("on_board", "capacity", "word"),
    [(0, 40, Seen.EMPTY), (2, 40, Seen.EMPTY), (3, 40, Seen.MANY_SEATS_AVAILABLE), (20, 40, Seen.MANY_SEATS_AVAILABLE),
     (21, 40, Seen.FEW_SEATS_AVAILABLE), (31, 40, Seen.STANDING_ROOM_ONLY), (41, 40, Seen.FULL), (None, 40, Seen.NO_DATA_AVAILABLE),
     (5, None, Seen.NO_DATA_AVAILABLE)],
)  # fmt: skip
def test_how_full_it_is_comes_in_words_and_who_is_alone_counts_as_nobody(on_board, capacity, word):
    assert occupancy(on_board, capacity) == word


def test_every_entity_has_what_the_specification_requires(central, bus):
    bus.client.vehicle(WHERE)
    Terminal(central, "bus-201", b"3" * 32).client.vehicle(but(vehicle="201", trip="t2", is_at_stop=True, late_s=-30))
    for name, part in (("vehicle_positions", "vehicle"), ("trip_updates", "trip_update")):
        feed = asked(central, name)
        assert len({entity.id for entity in feed.entity}) == 2
        for entity in feed.entity:
            assert [field.name for field, _ in entity.ListFields()] == ["id", part]
    for entity in asked(central, "trip_updates").entity:
        update = entity.trip_update
        assert update.trip.trip_id
        assert update.stop_time_update
        assert all(
            (stop.stop_id or stop.HasField("stop_sequence"))
            and (stop.HasField("arrival") or stop.HasField("departure"))
            for stop in update.stop_time_update
        )
    for entity in asked(central).entity:
        place = entity.vehicle.position
        assert math.isfinite(place.latitude)
        assert math.isfinite(place.longitude)
