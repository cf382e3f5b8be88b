"""The lists that vehicles go by, made of riders and read back as a vehicle reads them, on both engines."""

import tomllib
from datetime import date, timedelta

import msgspec
import pytest
from central_line import TUESDAY, fresh
from registering import COMMON, IDM, OTHER_IDM, SCHEMES, Applicant, linked_key, lives
from rides.ridden import left, told

from cards.identities import certificate_identity
from central.client import CentralClient
from central.service.ledger.requests import grant
from central.service.riders import reviewing
from central.service.riders.counting import Counting
from central.service.riders.lists import TOLD_DAYS
from central.service.riders.publishing import EVERY, Lists
from central.service.riders.rows import Entitled
from central.service.stores import StoreFault
from central.snapshots.keys import hashed
from central.snapshots.passes import UNLIMITED, Pass, key_of
from central.snapshots.tables import ALLOWED, ENDED
from central.wire import SnapshotKind
from firmware.clock import Clock
from firmware.snapshots.fetching import Fetching
from firmware.snapshots.shelf import Shelf
from transit.schemes.rules import Rules
from transit.schemes.scheme import Scheme

KINDS = (SnapshotKind.PASSES, SnapshotKind.KEYS, SnapshotKind.RULES)
FELICA, OTHER_FELICA = f"felica:{IDM}", f"felica:{OTHER_IDM}"
SILVER, FLAT, VOUCHERS, FREE = 1, 2, 3, 4


class Vehicle:
    """A vehicle's shelf, brought up to date over the line."""

    def __init__(self, central, desk, folder):
        self.central, self.clock = central, Clock(TUESDAY, running=False)
        self.shelf = Shelf(folder, central.desk.snapshots.public_key)
        self.fetching = Fetching(self.shelf, KINDS, CentralClient(central.url, desk.signer), self.clock)

    def hears(self):
        """What central keeps up, and then fetches."""
        self.central.desk.tidy()
        self.clock.advance(3600)
        self.fetching.fetch_due()
        assert self.fetching.refused == {}

    def knows(self, identity):
        """Each scheme's status and what is left, by its number; None for whom nobody knows."""
        row = self.shelf.held(SnapshotKind.PASSES).row(identity)
        return None if row is None else {each.scheme: (each.status, each.left) for each in Pass.of(row).entitlements}

    def manifest(self, kind=SnapshotKind.PASSES):
        return self.shelf.held(kind).manifest


@pytest.fixture
def vehicle(central, desk, tmp_path):
    return Vehicle(central, desk, tmp_path / "vehicle")


@pytest.fixture
def hanako(central):
    found = Applicant()
    lives(central, found, birth=date(1950, 5, 5))
    return found


def test_a_vehicle_reads_what_was_registered(desk, vehicle, hanako, central):
    desk.applies(hanako, "silver", idm=IDM)
    desk.applies(hanako, "free", key=True)
    vehicle.hears()
    of_both = {SILVER: (ALLOWED, 2000), FREE: (ALLOWED, UNLIMITED)}
    card = certificate_identity(hanako.certificate)
    assert vehicle.knows(FELICA) == vehicle.knows(card) == of_both
    assert vehicle.knows(OTHER_FELICA) is None
    riders = {Pass.of(vehicle.shelf.held(SnapshotKind.PASSES).row(one)).rider_hex for one in (FELICA, card)}
    with central.desk.store.reading() as connection:
        assert riders == {connection.execute("SELECT pseudonym FROM rider").fetchone()[0]}
    key = key_of(vehicle.shelf.held(SnapshotKind.KEYS).row(card))
    assert key == linked_key(hanako.link(bytes(32)))
    assert vehicle.shelf.held(SnapshotKind.KEYS).row(FELICA) is None
    rules = Rules.decode(vehicle.shelf.held(SnapshotKind.RULES).document())
    assert rules == central.desk.city.schemes


def test_before_anybody_has_registered_a_vehicle_has_empty_lists(vehicle):
    vehicle.hears()
    assert vehicle.knows(FELICA) is None
    assert (vehicle.manifest().count, vehicle.manifest(SnapshotKind.KEYS).count) == (0, 0)


def test_what_changed_comes_as_a_delta_and_nothing_new_as_nothing(desk, vehicle, hanako, central):
    desk.applies(hanako, "silver", idm=IDM)
    vehicle.hears()
    first = vehicle.manifest()
    central.desk.riders.lists.publish()
    vehicle.hears()
    assert vehicle.manifest().number == first.number
    desk.applies(hanako, "silver", idm=OTHER_IDM)
    vehicle.hears()
    assert (vehicle.manifest().number, vehicle.manifest().width) == (first.number + 1, first.width)
    assert vehicle.knows(FELICA) == {SILVER: (ENDED, 2000)}
    assert vehicle.knows(OTHER_FELICA) == {SILVER: (ALLOWED, 2000)}


def test_a_lost_card_is_told_of_for_a_while_and_then_forgotten(desk, vehicle, hanako, central):
    desk.applies(hanako, "silver", idm=IDM)
    desk.applies(hanako, "silver", idm=OTHER_IDM)
    central.desk.clock.move(TUESDAY + timedelta(days=TOLD_DAYS + 1))
    central.desk.tidy()
    with central.desk.store.reading() as connection:
        assert connection.execute("SELECT count(*) FROM rider_identity").fetchone()[0] == 1


@pytest.mark.parametrize(("status", "why"), [("moved_out", "left_city"), ("deceased", "deceased")])
def test_who_left_is_told_of_as_ended(desk, vehicle, hanako, central, status, why):
    desk.applies(hanako, "silver", idm=IDM)
    vehicle.hears()
    lives(central, hanako, status=status)
    central.desk.clock.move(TUESDAY + timedelta(days=1))
    vehicle.hears()
    assert vehicle.knows(FELICA) == {SILVER: (ENDED, 2000)}
    with central.desk.store.reading() as connection:
        assert connection.execute("SELECT why FROM entitlement").fetchall() == [(why,)]


def test_a_my_number_card_that_the_register_let_go_of_ends(desk, vehicle, hanako, central):
    desk.applies(hanako, "silver")
    vehicle.hears()
    card = certificate_identity(hanako.certificate)
    assert vehicle.knows(card) == {SILVER: (ALLOWED, 2000)}
    with central.desk.store.writing() as connection:
        kept = connection.execute("SELECT card FROM rider_identity").fetchone()[0]
        [row] = connection.execute("SELECT hash, resident FROM card WHERE hash = ?", (kept,)).fetchall()
        connection.execute("DELETE FROM card WHERE hash = ?", (kept,))
    central.desk.riders.lists.publish()
    vehicle.hears()
    with central.desk.store.writing() as connection:
        connection.insert("card", ("hash", "resident"), [row])
    assert vehicle.knows(card) == {SILVER: (ENDED, 2000)}


def test_what_is_past_its_last_day_ends(desk, vehicle, hanako, central):
    desk.applies(hanako, "flat", idm=IDM)
    vehicle.hears()
    row = vehicle.shelf.held(SnapshotKind.PASSES).row(FELICA)
    assert Pass.of(row).entitlements[0].last_day == date(2027, 3, 31)
    for day, ended in ((date(2027, 3, 31), None), (date(2027, 4, 1), "over")):
        central.desk.clock.move(TUESDAY.replace(year=day.year, month=day.month, day=day.day))
        central.desk.tidy()
        with central.desk.store.reading() as connection:
            assert connection.execute("SELECT why FROM entitlement").fetchone()[0] == ended


def test_two_identities_with_one_key_bring_another_key(desk, vehicle, hanako, central):
    desk.applies(hanako, "silver", idm=IDM)
    desk.applies(hanako, "flat")
    before = central.desk.snapshots.generation(SnapshotKind.PASSES)
    lists = central.desk.riders.lists
    first = central.desk.snapshots.list_key(SnapshotKind.PASSES, before)
    lists.hashing = lambda key, identity: 7 if key == first else hashed(key, identity)
    vehicle.hears()
    lists.hashing = hashed
    assert central.desk.snapshots.generation(SnapshotKind.PASSES) == before + 1
    assert vehicle.knows(FELICA) == {SILVER: (ALLOWED, 2000), FLAT: (ALLOWED, UNLIMITED)}


def test_rides_that_a_bus_told_are_counted_and_their_points_are_gone(desk, vehicle, hanako, central):
    desk.applies(hanako, "silver", idm=IDM)
    vehicle.hears()
    with central.desk.store.reading() as connection:
        rider = connection.execute("SELECT pseudonym FROM rider").fetchone()[0]
    account = {"account": f"{rider}.silver", "city": "990012", "points": 120, "fare": 120, "subsidy": 120, "paid": 0}
    for name, day in (("today", "2026-11-24"), ("lately", "2026-11-03")):
        ride = left(fresh(name), rider=int(rider, 16), scheme="silver", day=day, at=f"{day}T09:00:00+09:00", **account)
        told(central.desk.store, central.desk.clock, ride)
    central.desk.clock.move(TUESDAY + EVERY)
    vehicle.hears()
    [entitlement] = Pass.of(vehicle.shelf.held(SnapshotKind.PASSES).row(FELICA)).entitlements
    assert (entitlement.used_today, entitlement.used_month, entitlement.left) == (1, 2, 2000 - 240)


def test_rides_that_are_left_follow_the_ledger(desk, vehicle, hanako, central):
    desk.applies(hanako, "vouchers", idm=IDM)
    with central.desk.store.reading() as connection:
        rider = connection.execute("SELECT pseudonym FROM rider").fetchone()[0]
    taken = ("rides/rider/vouchers/2026/" + rider, "rides/rides-taken/vouchers/2026", 3)
    grant(central.desk.store, central.desk.clock, "taken-" + rider, [taken])
    vehicle.hears()
    assert vehicle.knows(FELICA) == {VOUCHERS: (ALLOWED, 17)}


class Falling:
    """Snapshots of a central that falls when it hands out its first list."""

    def __init__(self, snapshots):
        self.snapshots = snapshots

    def __getattr__(self, name):
        return getattr(self.snapshots, name)

    def publish(self, *_args, **_named):
        raise StoreFault("the database went away")


def lists_of(desk, snapshots):
    return Lists(desk.store, desk.clock, desk.city.veil, snapshots, desk.city.schemes)


def test_a_central_that_falls_before_its_lists_are_out_makes_them_when_it_is_up_again(desk, vehicle, hanako, central):
    desk.applies(hanako, "silver", idm=IDM)
    vehicle.hears()
    desk.applies(hanako, "silver", idm=OTHER_IDM)
    with pytest.raises(StoreFault):
        lists_of(central.desk, Falling(central.desk.snapshots)).publish()
    vehicle.hears()
    assert vehicle.knows(FELICA) == {SILVER: (ENDED, 2000)}


def test_a_list_of_older_rows_never_comes_after_one_of_newer(desk, vehicle, hanako, central):
    desk.applies(hanako, "silver", idm=IDM)
    vehicle.hears()
    desk.applies(hanako, "flat", idm=IDM)
    slow, quick = (lists_of(central.desk, central.desk.snapshots) for _ in range(2))

    def overtaken(key, identity):
        slow.hashing = hashed
        desk.applies(hanako, "silver", idm=OTHER_IDM)
        quick.publish()
        return hashed(key, identity)

    slow.hashing = overtaken
    with pytest.raises(ValueError, match="a number must be higher"):
        slow.publish()
    vehicle.hears()
    assert vehicle.knows(FELICA) == {SILVER: (ENDED, 2000), FLAT: (ENDED, UNLIMITED)}


def test_lists_that_cannot_be_made_are_told_of_and_keep_central_from_nothing(desk, hanako, central, caplog):
    desk.applies(hanako, "silver", idm=IDM)
    desk.applies(hanako, "flat")
    lists = central.desk.riders.lists
    lists.hashing = lambda _key, _identity: 7
    central.desk.tidy()
    lists.hashing = hashed
    assert "two identities share a key" in caplog.text
    assert lists.is_due()


def test_an_empty_register_ends_nobody(desk, hanako, central):
    desk.applies(hanako, "silver")
    with central.desk.store.writing() as connection:
        # these stand before the city's own for as long as they are there
        connection.execute("CREATE TEMPORARY TABLE resident (id BIGINT, status TEXT)")
        connection.execute("CREATE TEMPORARY TABLE card (hash TEXT)")
        found = reviewing.look(connection, central.desk.city.veil)
        for table in ("resident", "card"):
            connection.execute(f"DROP TABLE {'temp' if connection.engine == 'sqlite' else 'pg_temp'}.{table}")
    assert found == ([], [])


def test_rides_up_to_a_day_are_not_given_again_to_who_ends_and_begins_anew(desk, hanako, central):
    text = 'quotas = [{ per = "until", until = 2027-03-31, most = 5 }]'
    own = SCHEMES["yearly"].replace("number = 6", f"number = 7\n{text}")
    scheme = msgspec.convert(tomllib.loads(f'id = "spring"\n{COMMON}{own}'), Scheme)
    day = TUESDAY.date()
    for name in ("one", "two"):
        told(central.desk.store, central.desk.clock, left(fresh(name), rider=7, scheme="spring", day="2026-11-03"))
    row = Entitled("new", f"{7:016x}", "spring", "1", day.isoformat(), None, None, None, None)
    with central.desk.store.reading() as connection:
        assert Counting(connection, {"spring": scheme}, day)(row).left == 3
