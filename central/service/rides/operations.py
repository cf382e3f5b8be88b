"""Vehicles over HTTP: they tell where they are, and anybody may ask at /realtime."""

from __future__ import annotations

from litestar import Response, Router, get, put
from litestar.di import NamedDependency
from litestar.params import JSONBody

from central.service.desk import Desk
from central.service.operations import REFUSALS
from central.service.rides import vehicles
from central.wire import Vehicle

PROTOBUF = "application/x-protobuf"
HEADERS = {"Cache-Control": "public, max-age=5", "Access-Control-Allow-Origin": "*"}


@put("/vehicle", status_code=204, sync_to_thread=True, responses=REFUSALS)
def vehicle(desk: NamedDependency[Desk], terminal: NamedDependency[str], data: JSONBody[Vehicle]) -> None:
    """Tell where this terminal's vehicle is; only the newest is kept."""
    vehicles.keep(desk.store, terminal, data)


@get("/vehicle_positions.pb", sync_to_thread=True, media_type=PROTOBUF)
def vehicle_positions(desk: NamedDependency[Desk]) -> Response[bytes]:
    """All vehicles that are known to be somewhere now, as a GTFS-realtime feed."""
    return _feed(desk, "vehicle_positions")


@get("/trip_updates.pb", sync_to_thread=True, media_type=PROTOBUF)
def trip_updates(desk: NamedDependency[Desk]) -> Response[bytes]:
    """How late trips are, as a GTFS-realtime feed."""
    return _feed(desk, "trip_updates")


def realtime() -> Router:
    """The routes under /realtime, which nobody has to sign for."""
    return Router("/realtime", route_handlers=[vehicle_positions, trip_updates], response_headers=HEADERS)


def _feed(desk: Desk, name: str) -> Response[bytes]:
    # only here: a city without buses needs no protocol buffers
    from central.service.rides import realtime as feeds  # noqa: PLC0415

    made = getattr(feeds, name)(vehicles.fresh(desk.store, desk.clock), desk.clock.now())
    return Response(made, media_type=PROTOBUF)


VEHICLES = [vehicle]
"""What only a registered terminal may tell."""
