"""A bus without a bus: a line of five stops whose fares are counted, lists that can be swapped, a journal in a folder."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

import msgspec

from central.service.clock import JAPAN
from central.snapshots.manifest import Permit
from central.snapshots.passes import Entitlement, Pass
from firmware.boarding.answers import Door
from firmware.boarding.lists import Lists
from firmware.boarding.vehicle import Vehicle
from firmware.clock import Clock
from firmware.config import BusSettings
from firmware.journal import Journal
from transit.levels import Identity, Level
from transit.network import ADULT, Call, Fare, FareConflict, NoFare, Route, Stop, Trip
from transit.schemes.rules import Rules
from transit.schemes.scheme import Scheme

MONDAY = date(2026, 11, 23)
TEN = datetime(2026, 11, 23, 10, 0, tzinfo=JAPAN)
STOPS = ("S1", "S2", "S3", "S4", "S5")


def trip(name="T1", route="R1", stops=STOPS):
    calls = tuple(
        Call(n, stop, 36000 + 300 * n, 36000 + 300 * n, True, True, 35.0 + n / 100, 135.0)
        for n, stop in enumerate(stops, 1)
    )
    return Trip(name, route, "駅前", calls, block="B1")


class Line:
    """A network: 100 yen for each stop further, for a child half; `clear` may be taken from a way."""

    version = "test 2026-11-01"

    def __init__(self, on_boarding=False):
        self.on_boarding = on_boarding
        self.unclear: dict[tuple[str, str], tuple[int, ...]] = {}
        self.takes_ic = True
        self.known = {each.id: each for each in (trip(), trip("T2"), trip("T3", "R2"))}

    def stop(self, stop):
        return Stop(stop, f"{stop}停", 35.0, 135.0)

    def route(self, route):
        return Route(route, "12", "みなと線")

    def trip(self, trip):
        return self.known[trip]

    def trips(self, day):
        return list(self.known.values())

    def word(self, text, language):
        return text

    def fare(self, route, origin, destination, category=ADULT):
        yen = self.unclear.get((origin, destination))
        if yen:
            raise FareConflict(yen)
        if yen == () or origin == destination:
            raise NoFare
        far = 100 * abs(int(destination[1]) - int(origin[1]))
        yen = far // 2 if category == "child" else far
        return Fare(yen, yen if self.takes_ic else -1, self.on_boarding)


def scheme(number=1, benefit=None, **other):
    """A scheme that grants half the fare to everybody, unless told otherwise."""
    raw = {
        "id": f"scheme-{number}",
        "number": number,
        "version": "1",
        "valid_from": "2026-04-01",
        "name": {"ja": f"制度{number}"},
        "city": "990012",
        "eligible": {"city": ["990012"]},
        "grant": {"kind": "standing"},
        "offers": [{"benefit": benefit or {"kind": "share", "part": [1, 2]}}],
    }
    return msgspec.convert(raw | other, Scheme)


POINTS = {"kind": "points"}
FREE = {"kind": "free"}


class People(dict):
    """A list of rows by identity."""

    def row(self, identity):
        return self.get(identity)


@dataclass
class Desk:
    """What the vehicle is given per tap; change it as a new snapshot would."""

    lists: Lists

    def now(self):
        return self.lists


@dataclass
class Place:
    sequence: int
    confidence: float = 1.0


def grant(number=1, **other):
    return Entitlement(number, left=2**32 - 1)._replace(**other)


@dataclass
class Bus:
    """One vehicle with all around it; `restart` is a power cut."""

    folder: object
    fares: str = "distance"
    schemes: tuple = ()
    passes: dict = field(default_factory=dict)
    passback_s: int = 60

    def __post_init__(self):
        self.clock = Clock(TEN, running=False)
        self.line = Line()
        self.people = People()
        rules = Rules(schemes=self.schemes or (scheme(),), passback_s=self.passback_s)
        made = TEN - timedelta(hours=5)
        self.desk = Desk(Lists(self.people, People(), rules, self.line, Permit.EVERYTHING, made))
        for identity, entitlements in (self.passes or {"a": [grant()]}).items():
            self.give(identity, *entitlements)
        self.journal = None
        self.restart()

    def give(self, identity, *entitlements, rider=None):
        rider = rider or int.from_bytes(identity.encode().ljust(8, b"\0")[:8], "big")
        self.people[identity] = Pass(rider, entitlements).packed()

    def swap(self, **lists):
        """Another snapshot comes in."""
        self.desk.lists = replace(self.desk.lists, **lists)

    def restart(self):
        if self.journal:
            self.journal.close()
        self.journal = Journal(self.folder / "journal.db", self.clock, bytes(32))
        settings = BusSettings(firm="minato-bus", vehicle="M-101", fares=self.fares)
        self.vehicle = Vehicle(self.journal, settings, self.desk, self.clock)

    def begin(self, name="T1"):
        self.vehicle.begin_trip(self.line.known[name], MONDAY)
        return self

    def at(self, sequence, confidence=1.0):
        self.clock.advance(120)
        self.vehicle.call_at(Place(sequence, confidence))
        return self

    def tap(self, identity="a", door=Door.EITHER, level=Level.NUMBER, medium="my_number", fare=None):
        passenger = self.vehicle.find(Identity(identity, medium, Level.NUMBER))
        return self.vehicle.take(passenger, level, door, fare)

    def records(self, *kinds):
        start = datetime(2000, 1, 1, tzinfo=JAPAN)
        every = self.journal.between(start, datetime(2100, 1, 1, tzinfo=JAPAN))
        return [entry for entry in every if not kinds or entry.what in kinds]

    def details(self, *kinds):
        return [entry.detail for entry in self.records(*kinds)]
