"""`GET /state` of a vehicle: its trip, where it is and what its panels show, its driver's prompt, how riders were answered."""

from __future__ import annotations

from dock.bench import Bench
from dock.docked import DockedVehicle
from dock.words import Json, Words, keys
from firmware.phrases import Phrase
from firmware.view import Boarded, VehicleFace
from transit.network import Network, Trip


def vehicle(bench: Bench, words: Words) -> Json | None:
    """The trip with its stops, where the terminal believes the vehicle and where it is, and what its driver is shown of it."""
    docked = bench.terminal.vehicle
    if docked is None:
        return None
    face, trip = docked.driver.view.vehicle or VehicleFace(), docked.trip()
    return {
        "trip": trip.id if trip else None,
        "route": trip.route if trip else None,
        "number": face.number,
        **{name: _text(words, getattr(face, name)) for name in ("headsign", "stop", "next_stop", "fare")},
        "sequence": docked.sequence() if trip else 0,
        "on_board": face.on_board,
        "online": face.online,
        "list_age_days": face.list_age_days,
        "queue": face.queue,
        "faults": [words.said(fault) for fault in face.faults],
        "last": _last(words, face.last),
        "stops": _stops(trip, docked.network()) if trip else [],
        "position": _position(docked),
        "doors": docked.doors.are_open if docked.doors else None,
        "running": bench.run is not None and bench.run.is_going,
    }


def driver(bench: Bench, words: Words) -> Json | None:
    """What the driver is asked and told, in the shape of the visitor's."""
    docked = bench.terminal.vehicle
    if docked is None:
        return None
    view = docked.driver.view
    return {
        "turn": view.turn,
        "prompt": words.prompt(view) if view.prompt else None,
        "told": [words.said(phrase) for phrase in view.told],
        "keys": keys(view),
        "frame": docked.screen.frames if docked.screen else 0,
    }


def signals(bench: Bench) -> Json | None:
    """How often riders were answered, how the last one was, and which lights shine."""
    docked = bench.terminal.vehicle
    if docked is None:
        return None
    given = docked.beeper.signals if docked.beeper else []
    return {
        "last": given[-1] if given else None,
        "count": len(given),
        "accept": bool(docked.accept_light and docked.accept_light.is_lit),
        "refuse": bool(docked.refuse_light and docked.refuse_light.is_lit),
    }


def _text(words: Words, phrase: Phrase | None) -> str | None:
    return words.text(phrase) if phrase else None


def _last(words: Words, last: Boarded | None) -> Json | None:
    if last is None:
        return None
    return {"sign": last.sign, "what": words.text(last.what), "amount": _text(words, last.amount), "at": last.at}


def _stops(trip: Trip, network: Network | None) -> list[Json]:
    """The calls in their order; `time` is when it leaves, as passengers read it."""
    return [
        {
            "sequence": call.sequence,
            "id": call.stop,
            "name": network.stop(call.stop).name if network else call.stop,
            "time": f"{call.departure // 3600 % 24}:{call.departure // 60 % 60:02}",
            "latitude": call.latitude,
            "longitude": call.longitude,
        }
        for call in trip.calls
    ]


def _position(docked: DockedVehicle) -> Json | None:
    """Where it is, told or not; None before it was put anywhere."""
    fixes = docked.position.history if docked.position else []
    return {"latitude": fixes[-1].latitude, "longitude": fixes[-1].longitude} if fixes else None
