"""GTFS-realtime 2.0 out of what is known of vehicles: their positions with occupancy, and how late their trips are.

Public: nothing of any person stands in it. How full a bus is comes in four words and never as a number, so that nobody can be
seen getting on or off (GTFS-realtime reference, VehiclePosition.occupancy_percentage); who is alone in it counts as nobody.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from google.transit import gtfs_realtime_pb2 as gtfs

from central.wire import MANY_SEATS, Vehicle

VERSION = "2.0"
FEW = 2
"""Up to so many a bus is told as empty: "few or no passengers"."""
Position = gtfs.VehiclePosition
LOADS = (
    (MANY_SEATS, Position.MANY_SEATS_AVAILABLE),
    (0.75, Position.FEW_SEATS_AVAILABLE),
    (1.0, Position.STANDING_ROOM_ONLY),
)
"""Up to which share of its capacity a bus is told as what."""


def vehicle_positions(vehicles: Iterable[Vehicle], now: datetime) -> bytes:
    """A FeedMessage (protocol buffers) with a VehiclePosition of each."""
    feed = _feed(now)
    for where in vehicles:
        entity = feed.entity.add(id=f"vehicle:{where.vehicle}")
        _position(entity.vehicle, where, now)
    return _bytes(feed)


def trip_updates(vehicles: Iterable[Vehicle], now: datetime) -> bytes:
    """A FeedMessage with a TripUpdate of each trip of which it is known how late it is, from its next stop on."""
    feed = _feed(now)
    told: set[tuple[str, str]] = set()
    for where in vehicles:
        # one update at most for each run of a trip; the newest comes first
        if where.late_s is None or not where.trip or not where.stop or (where.trip, where.day) in told:
            continue
        told.add((where.trip, where.day))
        _update(feed.entity.add(id=f"trip:{where.trip}:{where.day}").trip_update, where, now)
    return _bytes(feed)


def occupancy(on_board: int | None, capacity: int | None) -> Position.OccupancyStatus:
    """How full a bus is, in the words of the specification."""
    if on_board is None or capacity is None:
        return Position.NO_DATA_AVAILABLE
    if on_board <= FEW:
        return Position.EMPTY
    return next((word for share, word in LOADS if on_board <= share * capacity), Position.FULL)


def _feed(now: datetime) -> gtfs.FeedMessage:
    feed = gtfs.FeedMessage()
    feed.header.gtfs_realtime_version = VERSION
    feed.header.incrementality = gtfs.FeedHeader.FULL_DATASET
    feed.header.timestamp = int(now.timestamp())
    return feed


def _position(position: gtfs.VehiclePosition, where: Vehicle, now: datetime) -> None:
    _trip(position.trip, where)
    position.vehicle.id = position.vehicle.label = where.vehicle
    if where.latitude is not None and where.longitude is not None:
        position.position.latitude, position.position.longitude = where.latitude, where.longitude
        if where.speed is not None:
            position.position.speed = where.speed
    if where.sequence is not None:
        position.current_stop_sequence = where.sequence
    if where.stop:
        position.stop_id = where.stop
        position.current_status = Position.STOPPED_AT if where.is_at_stop else Position.IN_TRANSIT_TO
    position.timestamp = _seconds(where, now)
    position.occupancy_status = occupancy(where.on_board, where.capacity)


def _update(update: gtfs.TripUpdate, where: Vehicle, now: datetime) -> None:
    _trip(update.trip, where)
    update.vehicle.id = update.vehicle.label = where.vehicle
    update.timestamp = _seconds(where, now)
    stop = update.stop_time_update.add(stop_id=where.stop)
    if where.sequence is not None:
        stop.stop_sequence = where.sequence
    # where it stands it has arrived; from there on the delay holds for all that follow
    event = stop.departure if where.is_at_stop else stop.arrival
    event.delay = where.late_s or 0


def _trip(trip: gtfs.TripDescriptor, where: Vehicle) -> None:
    if where.trip:
        trip.trip_id = where.trip
        trip.schedule_relationship = gtfs.TripDescriptor.SCHEDULED
        if where.route:
            trip.route_id = where.route
        if where.day:
            trip.start_date = where.day.replace("-", "")


def _seconds(where: Vehicle, now: datetime) -> int:
    """When it was seen; a clock that is a little ahead may not put it into the future."""
    return int(min(where.at, now).timestamp())


def _bytes(feed: gtfs.FeedMessage) -> bytes:
    return bytes(feed.SerializeToString())  # type: ignore[no-untyped-call]  # the library comes without types
