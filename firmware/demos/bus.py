"""What a bus of the sample city needs before it leaves: riders enrolled, lists and rules published, the feed compiled and published.

Each step is one that an operator does too: at a desk for passes, `kazasu central riders`, `kazasu gtfs compile`, `kazasu central publish`.
"""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from cards.card_certificates import IssuerKeys
from cards.identities import felica_identity
from central.client import CentralClient
from central.service.config import read_config
from central.service.riders.ending import end_card
from central.service.riders.opening import Office, open_office
from central.service.riders.rows import LOCK, Why
from central.service.snapshots.opening import open_snapshots
from central.service.snapshots.snapshots import Content
from central.signing import Signer
from central.snapshots.documents import packed
from central.wire import SnapshotKind
from dock.driving import stand_at_schedule
from firmware.config import CentralSettings
from firmware.demos.city import City
from firmware.demos.riders import Desk, Rider
from firmware.demos.roles import EXAMPLES, ISSUER_KEYS
from firmware.snapshots.fetching import FIRST_S
from firmware.terminal_key import load_or_make
from transit.gtfs.compiling import compile_feed

if TYPE_CHECKING:
    from firmware.terminal import Terminal

DESK = "desk-01"
FEED = EXAMPLES / "bus" / "feed"
SNAPSHOTS = tuple(SnapshotKind(kind) for kind in ("passes", "keys", "rules", "fares"))
RIDERS = (Rider("hanako", "minato-card", has_key=True), Rider("genzo", "minato-points"))
BEFORE, AFTER = Rider("sai", "minato-senior", "lost"), Rider("sai", "minato-senior", "senior")
"""Who lost the first card that was linked, and now has another one."""
LOOK_S = 0.1


def begin(terminal: Terminal) -> None:
    """Let the bus fetch its lists and stand where its timetable has it, once its trip is known."""
    threading.Thread(target=_set_out, args=(terminal,), name="setting out", daemon=True).start()


def _set_out(terminal: Terminal) -> None:
    terminal.ready.wait()
    # a fleet looks for its lists spread over a first while: here that is over at once
    terminal.clock.advance(FIRST_S)
    vehicle = terminal.role.vehicle
    # the trip on which the last demo ended may still be on
    while vehicle.trip is None or vehicle.day != terminal.clock.now().date():
        time.sleep(LOOK_S)
    stand_at_schedule(vehicle.trip, terminal.role.position, terminal.clock)


def prepare(city: City, folder: Path) -> CentralSettings:
    """Enrol, publish, and tell how the bus finds it; `folder` is the demo's. Raises ConfigError and errors of central's."""
    signer = Signer(DESK, load_or_make(folder / "desk"), city.clock.now)
    desk = Desk(city.clock.now, CentralClient(city.url, signer), folder / "cards", IssuerKeys.read(ISSUER_KEYS))
    config = read_config(city.config)
    with open_office(config, city.clock) as office:
        _enrol(desk, office)
        office.lists.publish()
    with open_snapshots(config, city.clock) as snapshots:
        snapshots.publish(SnapshotKind.FARES, Content(packed(compile_feed(FEED)[0])))
        return CentralSettings(url=city.url, snapshots=SNAPSHOTS, snapshot_key=snapshots.public_key)


def _enrol(desk: Desk, office: Office) -> None:
    print("kazasu: riders of the sample city apply for their passes", flush=True)
    for rider in RIDERS:
        desk.enrol(rider)
    if desk.enrol(BEFORE):
        lost = felica_identity(desk.idm(BEFORE.holds))
        with office.store.writing() as connection:
            connection.alone(LOCK)
            end_card(connection, office.ground.veil, lost, Why.LOST, office.clock.now())
        desk.enrol(AFTER, again=True)
