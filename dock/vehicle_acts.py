"""What a person at the dock can do with a vehicle: one function for each POST, each with the shape of its body."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from dock.acts import Act, Body
from dock.bench import Bench
from dock.docked import DockedVehicle
from dock.driving import Point, drive, here, way_to_call, way_to_point
from dock.refusal import Refusal, impossible
from dock.running import Run
from drivers.virtual.position import VirtualPosition
from transit.network import Trip


class PositionBody(Body):
    """Where to drive: to a call of the trip by its sequence, or to any point in degrees of WGS 84."""

    stop: int | None = None
    latitude: Annotated[float, Meta(ge=-85, le=85)] | None = None
    longitude: Annotated[float, Meta(ge=-180, le=180)] | None = None


class DoorsBody(Body):
    """Whether the doors stand open."""

    open: bool


class RunBody(Body):
    """Whether the vehicle drives by itself, by its timetable."""

    going: bool


def move_vehicle(bench: Bench, body: PositionBody) -> None:
    """Drive somewhere; the time that it takes passes."""
    vehicle, position = _movable(bench)
    _halt(bench)
    way, seconds = _way(vehicle, body, here(position) if position.history else None)
    try:
        drive(position, bench.terminal.clock, way, seconds)
    except OSError:
        raise impossible("central", "the time was moved here, but central did not hear of it") from None


def swing_doors(bench: Bench, body: DoorsBody) -> None:
    """Open or shut the doors."""
    vehicle = bench.terminal.vehicle
    if vehicle is None or vehicle.doors is None:
        raise Refusal(404, "no-doors", "this terminal has no virtual doors")
    vehicle.doors.swing(are_open=body.open)


def run(bench: Bench, body: RunBody) -> None:
    """Let it drive by itself, or stop it."""
    vehicle, position = _movable(bench)
    _halt(bench)
    if not body.going:
        return
    _trip(vehicle)
    bench.run = Run(vehicle, position, bench.terminal.clock, bench.acting)
    bench.run.start()


def _way(vehicle: DockedVehicle, body: PositionBody, start: Point | None) -> tuple[list[Point], float]:
    """The points to drive along and the seconds for it. Raises Refusal."""
    match body:
        case PositionBody(stop=int(stop), latitude=None, longitude=None):
            calls = _trip(vehicle).calls
            if not 1 <= stop <= len(calls):
                raise Refusal(400, "unknown", f"stop: the trip has calls 1 to {len(calls)}")
            return way_to_call(_trip(vehicle), vehicle.sequence(), stop, start)
        case PositionBody(stop=None, latitude=float(latitude), longitude=float(longitude)):
            trip = vehicle.trip()
            return way_to_point(trip, vehicle.sequence() if trip else 0, Point(latitude, longitude), start)
    raise Refusal(400, "body", 'either "stop" or "latitude" and "longitude" are needed')


def _movable(bench: Bench) -> tuple[DockedVehicle, VirtualPosition]:
    vehicle = bench.terminal.vehicle
    if vehicle is None or vehicle.position is None:
        raise Refusal(404, "no-position", "this terminal has no virtual receiver of positions")
    return vehicle, vehicle.position


def _trip(vehicle: DockedVehicle) -> Trip:
    trip = vehicle.trip()
    if trip is None:
        raise impossible("no-trip", "the vehicle is on no trip now")
    return trip


def _halt(bench: Bench) -> None:
    if bench.run:
        bench.run.stop()


VEHICLE_ACTS: dict[str, tuple[type[Body], Act]] = {
    "/position": (PositionBody, move_vehicle),
    "/doors": (DoorsBody, swing_doors),
    "/run": (RunBody, run),
}
