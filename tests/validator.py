"""A bus for tests: the real role, vehicle, journal and lists, virtual devices, a small operator's feed and two schemes."""

from __future__ import annotations

import io
import threading
import time
import tomllib
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import msgspec
from acting import LONG, Visitor
from card_issuers import ISSUERS
from sample_cards import CARDS, sample
from snapshots.made import Maker, file_of, made

from cards.apdu import Channel
from cards.identities import identity_text
from cards.possession import register
from central.snapshots.keys import hashed, name_of
from central.snapshots.passes import Entitlement, Pass, packed_key
from central.snapshots.tables import built
from central.wire import SnapshotKind
from drivers.protocols import Fix, Signal
from drivers.virtual.beeper import VirtualBeeper
from drivers.virtual.card_file import read as read_card
from drivers.virtual.doors import VirtualDoors
from drivers.virtual.indicator import VirtualIndicator
from drivers.virtual.position import VirtualPosition
from drivers.virtual.reader import VirtualReader
from firmware.clock import JAPAN, Clock
from firmware.config import read
from firmware.docking import docked_card
from firmware.snapshots.shelf import Shelf
from firmware.terminal import Terminal
from transit.gtfs.compiling import compile_feed
from transit.schemes.rules import Rules
from transit.schemes.scheme import Scheme
from transit.tracking import Place

TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=JAPAN)
NOWHERE = "http://127.0.0.1:1"
PASSES, KEYS, RULES, FARES = (SnapshotKind(kind) for kind in ("passes", "keys", "rules", "fares"))
STOPS = [f"S{n}" for n in range(6)]
FEED = {
    "feed_info.txt": "feed_publisher_name,feed_publisher_url,feed_lang,feed_start_date,feed_end_date,feed_version\n"
    "見本バス,http://example.jp,ja,20260401,20270331,1\n",
    "agency.txt": "agency_id,agency_name,agency_url,agency_timezone,agency_lang\nA,見本バス,http://example.jp,Asia/Tokyo,ja\n",
    "stops.txt": "stop_id,stop_name,stop_lat,stop_lon,zone_id\n"
    + "".join(f"S{n},停留所{n},{35.0 + n * 0.005:.4f},139.0000,S{n}\n" for n in range(6)),
    "routes.txt": "route_id,agency_id,route_short_name,route_long_name,route_type\nR,A,12,みなと線,3\n",
    "calendar.txt": "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
    "D,1,1,1,1,1,1,1,20260401,20270331\n",
    "trips.txt": "route_id,service_id,trip_id,trip_headsign,block_id\n"
    + "".join(f"R,D,T{hour},みなと駅,B1\n" for hour in range(6, 23)),
    "stop_times.txt": "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
    + "".join(
        f"T{hour},{hour}:{n * 5:02}:00,{hour}:{n * 5:02}:00,S{n},{n + 1}\n" for hour in range(6, 23) for n in range(6)
    ),
    "fare_attributes.txt": "fare_id,price,currency_type,payment_method,transfers\nF200,200,JPY,0,0\n",
    "fare_rules.txt": "fare_id,route_id\nF200,R\n",
    "translations.txt": "trans_id,lang,translation\n"
    + "".join(f"停留所{n},en,Stop {n}\n停留所{n},ja-Hrkt,ていりゅうじょ{n}\n" for n in range(6)),
}
SCHEME = """
id = "{id}"
number = {number}
version = "2026"
valid_from = 2026-04-01
name = {{ ja = "{name}" }}
city = "242012"
signal = "{signal}"
level = "{level}"
attendants = 2
eligible = {{ age = {{ least = 65 }} }}
grant = {grant}
[[offers]]
benefit = {benefit}
"""
STANDING, POINTS = '{ kind = "standing" }', '{ kind = "upfront", amount = 2000 }'
SCHEMES = [
    {"id": "silver", "number": 1, "name": "シルバーパス", "signal": "senior", "level": "number"}
    | {"grant": STANDING, "benefit": '{ kind = "free" }'},
    {"id": "points", "number": 2, "name": "ポイント", "signal": "accepted", "level": "number"}
    | {"grant": POINTS, "benefit": '{ kind = "points" }'},
    {"id": "sure", "number": 3, "name": "本人確認パス", "signal": "accepted", "level": "card"}
    | {"grant": STANDING, "benefit": '{ kind = "free" }'},
]
CONFIG = """
role = "bus_validator"
name = "bus-01"
panel = "7"
state = "state"
[central]
url = "{url}"
snapshots = ["passes", "keys", "rules", "fares"]
snapshot_key = "{key}"
[bus]
firm = "minato"
vehicle = "101"
block = "B1"
fares = "{fares}"
driver_panel = "7:1"
[devices]
reader = "virtual"
{more}
beeper = "virtual"
accept_light = "virtual"
refuse_light = "virtual"
position = "virtual"
doors = "virtual"
"""
SILVER, SPENDING, SURE = Entitlement(1), Entitlement(2, left=1000), Entitlement(3)


def rider_card(number):
    """One of many FeliCa cards, and the text that lists know it by."""
    idm = f"0112C0FFEE{number:06X}"
    return sample("senior", idm=bytes.fromhex(idm)), f"felica:{idm}"


@dataclass
class Lists:
    """What central hands down: who may, with which key, by which rules and fares."""

    maker: Maker = field(default_factory=Maker)
    passes: dict[str, Pass] = field(default_factory=dict)
    keys: dict[str, bytes] = field(default_factory=dict)
    at: datetime = TUESDAY - timedelta(hours=1)
    number: int = 1
    feed: dict[str, str] = field(default_factory=FEED.copy)

    def give(self, identity, *entitlements, key=None):
        self.passes[identity] = Pass(len(self.passes) + 1, entitlements)
        if key:
            self.keys[identity] = key

    def publish(self, folder, kinds=(PASSES, KEYS, RULES, FARES)):
        """Put the present lists in force in a terminal's folder, as a new number."""
        shelf = Shelf(folder, self.maker.public)
        for kind in kinds:
            if kind in (PASSES, KEYS):
                shelf.keep_key(kind, self.maker.list_key(kind))
            shelf.take(kind, self.file(kind))
        return shelf

    def file(self, kind):
        """A snapshot as it comes from central."""
        return file_of(self.maker.whole(self.snapshot(kind)))

    def snapshot(self, kind):
        if kind is RULES:
            rules = Rules(schemes=tuple(_schemes()), passback_s=60)
            return self.maker.document(rules.encoded(), self.number, RULES, made=self.at)
        if kind is FARES:
            return self.maker.document(_compiled(tuple(self.feed.items())), self.number, FARES, made=self.at)
        rows = (
            {name: each.packed() for name, each in self.passes.items()}
            if kind is PASSES
            else {name: packed_key(key) for name, key in self.keys.items()}
        )
        key = self.maker.list_key(kind)
        width = max((len(row) for row in rows.values()), default=8)
        payload = built(((hashed(key, name), row.ljust(width, b"\0")) for name, row in rows.items()), width)
        about = {"count": len(rows), "width": width, "list_key": name_of(key), "made": self.at}
        return made(payload, kind, self.number, **about)


def _schemes():
    return [msgspec.convert(tomllib.loads(SCHEME.format(**each)), Scheme) for each in SCHEMES]


@cache
def _compiled(feed):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in feed:
            archive.writestr(name, text)
    return compile_feed(packed.getvalue())[0]


class Bus:
    """A bus that runs: riders hold cards up at its units, a driver presses his keys."""

    def __init__(self, folder: Path, lists: Lists, clock: Clock, *, units=1, fares="flat", url=NOWHERE, **own) -> None:
        self.folder, self.lists, self.clock = folder, lists, clock
        names = [*(["exit_reader"] if units == 2 else []), *(name for name in ("driver_keys",) if name in own)]
        more = "\n".join(f'{name} = "virtual"' for name in names)
        config = folder / "terminal.toml"
        config.write_text(CONFIG.format(url=url, key=lists.maker.public, fares=fares, more=more), encoding="utf-8")
        self.reader, self.exit_reader, self.beeper = (
            VirtualReader(),
            VirtualReader(),
            own.get("beeper", VirtualBeeper()),
        )
        self.accept, self.refuse = VirtualIndicator(), VirtualIndicator()
        self.position, self.doors = VirtualPosition(), VirtualDoors()
        given = {
            "reader": self.reader,
            "exit_reader": self.exit_reader,
            "beeper": self.beeper,
            "accept_light": self.accept,
            "refuse_light": self.refuse,
            "position": self.position,
            "doors": self.doors,
            **own,
        }
        self.terminal = Terminal(read(config), clock, given)
        self.rider, self.driver = Visitor(self.terminal.talk), Visitor(self.terminal.driver_talk)
        self.plates: list[object] = []
        self.terminal.talk.listen(self._plate)

    def _plate(self, view) -> None:
        if view.prompt is not None and (not self.plates or self.plates[-1] is not view.prompt):
            self.plates.append(view.prompt)

    @property
    def snapshots(self) -> Path:
        return self.folder / "state" / "snapshots"

    @contextmanager
    def running(self):
        """Serve until the block ends; whatever went wrong inside is raised here."""
        serving = threading.Thread(target=self.terminal._serve_or_fail, args=(None,))
        serving.start()
        assert self.terminal.ready.wait(LONG)
        self.driver.sees("driver-home")
        try:
            yield self
        finally:
            self.terminal._stopping = True
            self.terminal.talk.stop()
            serving.join(LONG)
        assert self.terminal._status == 0, self.terminal._status
        assert not serving.is_alive()

    def tap(self, card, reader=None) -> Signal:
        """Hold a card up until it is answered, and take it away."""
        return self.hold(card, reader)[0]

    def drives(self, start, end, seconds=3) -> None:
        """Drive from one stop to the next at 10 m/s, a fix each few seconds, and stand there with open doors."""
        steps = int(556 / (10 * seconds))
        for step in range(1, steps + 1):
            self.clock.advance(seconds)
            self._at(start + (end - start) * step / steps, 10.0)
        self.doors.swing(are_open=True)
        for _ in range(5):
            self.clock.advance(seconds)
            self._at(end, 0.0)
        self.doors.swing(are_open=False)

    def stands(self, stop, seconds) -> None:
        """Let so much time pass at a stop, with one fix at its end."""
        self.clock.advance(seconds)
        self._at(stop, 0.0)

    def _at(self, stop, speed) -> None:
        self.position.put(Fix(self.clock.now(), 35.0 + stop * 0.005, 139.0, 5.0, speed))

    def hold(self, card, reader=None, second=None):
        """The same, with the seconds it took."""
        reader, before = reader or self.reader, len(self.beeper.history)
        began = time.monotonic()
        reader.place(card, second)
        self.until(lambda: len(self.beeper.history) > before, "a signal")
        at, signal = self.beeper.history[before]
        reader.remove()
        return signal, at - began

    def place(self, sequence) -> Place:
        """The bus at a stop, with nothing doubtful."""
        return Place(sequence, STOPS[sequence - 1], True, 1.0, None)

    def shown(self) -> str:
        """The phrase of the plate that was put up last."""
        return self.plates[-1].phrase.key if self.plates else ""

    def sees(self, phrase) -> object:
        """Wait until this plate has been put up; a later one may have ended it."""
        self.until(lambda: any(plate.phrase.key == phrase for plate in self.plates), phrase)
        return next(plate for plate in reversed(self.plates) if plate.phrase.key == phrase)

    @property
    def face(self):
        """What the driver's panel shows beside what is asked."""
        return self.terminal.driver_talk.view.vehicle

    def until(self, condition, what) -> None:
        end = time.monotonic() + LONG
        while not condition():
            assert time.monotonic() < end, f"waited for {what} in vain"
            time.sleep(0.0005)

    def records(self, *whats):
        """What the journal has, in order, as (what, detail)."""
        found = self.terminal.role.journal.entries("")
        return [(e.what, e.detail) for e in found if not whats or e.what in whats]


def my_number(name="hanako"):
    return sample(name), identity_text(read_card(CARDS / f"{name}.toml").serial)


def registered_key(card) -> bytes:
    """The key that this card was registered with."""
    with VirtualReader(card).connect() as connection:
        return register(Channel(connection), "1234", ISSUERS).to_bytes()


def copy_of(name):
    """What a cloner could make of a card: all that it shows, and other keys."""
    made_ = docked_card(read_card(CARDS / f"{name}.toml"), CARDS / f"{name}.toml").clone
    assert made_
    return made_()
