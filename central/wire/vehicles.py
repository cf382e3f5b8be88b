"""Where a vehicle is."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from central.wire.parts import Count, Moment

FeedId = Annotated[str, Meta(max_length=256, description='an id of the operator\'s feed, "" when there is none')]
Seconds = Annotated[int, Meta(ge=-86_400, le=86_400)]

MANY_SEATS = 0.5
"""Up to this share of its capacity the public is told that a vehicle has many seats left (GTFS-realtime, OccupancyStatus)."""


class Vehicle(Struct, kw_only=True, frozen=True):
    """PUT /v1/vehicle: where a vehicle is now. Only the newest is kept; what counts for good comes as records.

    `vehicle` is what stands on it, `day` the service day (YYYY-MM-DD) of its `trip`. `stop`, with its `sequence` as
    stop_times.txt has it, is where it stands (`is_at_stop`) or goes next. Degrees in WGS 84, speed in m/s; `on_board` people
    of `capacity`; `late_s` seconds behind its timetable at the last stop, negative when ahead.
    """

    vehicle: Annotated[str, Meta(min_length=1, max_length=64)]
    at: Moment
    trip: FeedId = ""
    route: FeedId = ""
    day: Annotated[str, Meta(pattern=r"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$(?!\n)")] = ""
    stop: FeedId = ""
    sequence: Annotated[int, Meta(ge=0, le=1_000_000)] | None = None
    is_at_stop: bool = False
    latitude: Annotated[float, Meta(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Meta(ge=-180, le=180)] | None = None
    speed: Annotated[float, Meta(ge=0, le=200)] | None = None
    on_board: Count | None = None
    capacity: Annotated[int, Meta(ge=1, le=10_000)] | None = None
    late_s: Seconds | None = None
