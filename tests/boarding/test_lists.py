"""The lists of a terminal's shelf: swapped while people tap, grown old, missing, unreadable; and three days without a line."""

from datetime import timedelta

import pytest
from boarding.bus import MONDAY, Line, grant, scheme, trip
from snapshots.made import TUESDAY, Maker, file_of, made

from central.snapshots.keys import hashed, name_of
from central.snapshots.manifest import Permit
from central.snapshots.passes import Pass
from central.snapshots.tables import built
from central.wire import SnapshotKind
from firmware.boarding.answers import Door, Outcome
from firmware.boarding.lists import ShelfLists
from firmware.boarding.vehicle import Vehicle
from firmware.clock import Clock
from firmware.config import BusSettings
from firmware.journal import Journal
from firmware.snapshots.aging import Aging
from firmware.snapshots.shelf import Shelf
from transit.levels import Identity, Level
from transit.schemes.rules import Rules

PASSES, RULES, FARES = SnapshotKind.PASSES, SnapshotKind.RULES, SnapshotKind.FARES
HALF, FREE = scheme(1), scheme(2, {"kind": "free"})
HOUR = 3600


class Terminal:
    """A shelf with central's snapshots behind a vehicle."""

    def __init__(self, folder):
        self.maker, self.clock, self.opened = Maker(), Clock(TUESDAY, running=False), 0
        self.shelf = Shelf(folder / "snapshots", self.maker.public)
        self.shelf.keep_key(PASSES, self.maker.list_key(PASSES))
        self.journal = Journal(folder / "journal.db", self.clock, bytes(32))
        aging = Aging(self.shelf, (PASSES, RULES, FARES), self.journal.moment)
        self.lists = ShelfLists(self.shelf, aging, self.open)
        settings = BusSettings(firm="minato-bus", vehicle="M-101", fares="flat")
        self.vehicle = Vehicle(self.journal, settings, self.lists, self.clock)

    def open(self, document):
        self.opened += 1
        if document == b"no feed":
            raise ValueError("no feed")
        return Line()

    def put(self, snapshot):
        self.shelf.take(snapshot.manifest.kind, file_of(self.maker.whole(snapshot)))

    def riders(self, number=1, **people):
        key = self.maker.list_key(PASSES)
        rows = [(hashed(key, name), Pass(n, tuple(held)).packed()) for n, (name, held) in enumerate(people.items(), 1)]
        table = built(rows, 20)
        self.put(made(table, PASSES, number, count=len(rows), width=20, list_key=name_of(key), made=self.clock.now()))

    def rules(self, number=1, *schemes):
        rules = Rules(schemes=schemes or (HALF, FREE), passback_s=0)
        self.put(self.maker.document(rules.encoded(), number, made=self.clock.now()))

    def fares(self, number=1, document=b"feed"):
        self.put(self.maker.document(document, number, FARES, made=self.clock.now()))

    def tap(self, name):
        passenger = self.vehicle.find(Identity(name, "felica", Level.NUMBER))
        return self.vehicle.take(passenger, Level.NUMBER, Door.EITHER)


@pytest.fixture
def terminal(tmp_path):
    found = Terminal(tmp_path)
    found.riders(half=[grant(1)], free=[grant(2)])
    found.rules()
    found.fares()
    found.vehicle.begin_trip(trip(), MONDAY)
    yield found
    found.journal.close()


def test_a_rider_is_found_by_his_identity(terminal):
    assert [terminal.tap(name).outcome for name in ("half", "free", "nobody")] == [
        Outcome.RIDDEN,
        Outcome.RIDDEN,
        Outcome.REFUSED,
    ]


def test_rules_and_fares_are_opened_once_for_each_snapshot(terminal):
    for _ in range(3):
        terminal.tap("half")
    assert terminal.opened == 1
    terminal.fares(2)
    terminal.tap("half")
    assert terminal.opened == 2


def test_a_list_that_comes_between_finding_and_taking_counts_from_the_next_tap_on(terminal):
    passenger = terminal.vehicle.find(Identity("half", "felica", Level.NUMBER))
    terminal.riders(2, free=[grant(2)])
    assert terminal.vehicle.take(passenger, Level.NUMBER, Door.EITHER).outcome is Outcome.RIDDEN
    assert terminal.tap("half").outcome is Outcome.REFUSED


def test_a_document_that_cannot_be_read_leaves_the_one_before(terminal):
    terminal.fares(2, b"no feed")
    terminal.put(terminal.maker.document(b"{}}", 2, made=terminal.clock.now()))
    assert terminal.tap("half").due == 200


@pytest.mark.parametrize(
    ("hours", "permit", "outcomes"),
    [
        (0, Permit.EVERYTHING, [Outcome.RIDDEN, Outcome.RIDDEN]),
        (23, Permit.EVERYTHING, [Outcome.RIDDEN, Outcome.RIDDEN]),
        (25, Permit.LESS, [Outcome.RIDDEN, Outcome.RIDDEN]),
        (71, Permit.LESS, [Outcome.RIDDEN, Outcome.RIDDEN]),
        (73, Permit.FREE, [Outcome.REFUSED, Outcome.RIDDEN]),
    ],
)
def test_without_a_line_it_goes_by_the_age_of_the_list(terminal, hours, permit, outcomes):
    terminal.clock.advance(hours * HOUR)
    assert terminal.lists.now().permit is permit
    assert [terminal.tap(name).outcome for name in ("half", "free")] == outcomes


def test_three_days_without_a_line_change_no_fare_and_lose_nothing(terminal):
    due = []
    for _ in range(36):
        terminal.clock.advance(2 * HOUR - 1)
        terminal.vehicle.begin_trip(trip(), terminal.clock.now().date())
        due.append(terminal.tap("half").due)
    assert due == [200] * 36
    start = TUESDAY - timedelta(days=1)
    rows = list(terminal.journal.between(start, start + timedelta(days=9)))
    assert sum(each.what == "ride" for each in rows) == 36


def test_the_status_tells_how_old_the_list_is(terminal):
    terminal.clock.advance(25 * HOUR)
    status = terminal.vehicle.status()
    assert (status.list_age_s, status.permit) == (25 * HOUR, "less")


def test_without_snapshots_the_configurations_rules_and_fares_count(tmp_path):
    terminal = Terminal(tmp_path)
    aging = Aging(terminal.shelf, (PASSES,), terminal.journal.moment)
    lists = ShelfLists(terminal.shelf, aging, terminal.open, rules=Rules(schemes=(HALF,)), network=Line())
    assert lists.now().rules.schemes == (HALF,)
    assert (lists.now().network.version, lists.now().permit, lists.now().made) == (Line.version, Permit.FREE, None)
    terminal.journal.close()
