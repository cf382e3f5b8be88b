"""The morning of 1 April: whoever may ride rides, by a list of the day before too, and whoever may not any more does not."""

import tomllib
from dataclasses import replace
from datetime import date, timedelta

import msgspec
import pytest
from boarding.bus import Line
from central_line import TUESDAY, fresh
from registering import COMMON, IDM, SCHEMES, Applicant, lives
from rides.ridden import left, told

from central.client import CentralClient
from central.service.ledger import book
from central.service.ledger.accounts import OFFLINE
from central.service.riders.new_year import begin_year, keep_year
from central.service.riders.publishing import Lists
from central.service.riders.riders import Riders
from central.wire import SnapshotKind
from firmware.boarding.answers import Door, Outcome
from firmware.boarding.lists import ShelfLists
from firmware.boarding.vehicle import Vehicle
from firmware.clock import Clock
from firmware.config import BusSettings
from firmware.journal import Journal
from firmware.snapshots.aging import Aging
from firmware.snapshots.fetching import Fetching
from firmware.snapshots.shelf import Shelf
from transit.levels import Identity, Level
from transit.schemes.rules import Rules
from transit.schemes.scheme import Scheme

APRIL = TUESDAY.replace(year=2027, month=4, day=1, hour=0, minute=10)
EVENING = APRIL - timedelta(hours=6)
CARD = Identity(f"felica:{IDM}", "felica", Level.NUMBER)
KINDS = (SnapshotKind.PASSES, SnapshotKind.KEYS, SnapshotKind.RULES)
POINTS = "points.990012"


def scheme_of(name, text):
    return msgspec.convert(tomllib.loads(f'id = "{name}"\n{COMMON}{text}'), Scheme)


class Bus:
    """A vehicle that may fetch lists, and whoever holds up a card in it."""

    def __init__(self, central, desk, folder):
        self.central, self.clock = central, Clock(TUESDAY, running=False)
        self.shelf = Shelf(folder / "snapshots", central.desk.snapshots.public_key)
        self.fetching = Fetching(self.shelf, KINDS, CentralClient(central.url, desk.signer), self.clock)
        self.journal = Journal(folder / "journal.db", self.clock, bytes(32))
        lists = ShelfLists(self.shelf, Aging(self.shelf, KINDS, self.journal.moment), lambda _: Line(), network=Line())
        self.vehicle = Vehicle(self.journal, BusSettings(firm="f1", vehicle="M-101", fares="flat"), lists, self.clock)

    def fetches(self, at):
        """What central has by then."""
        self.is_at(at)
        self.central.desk.clock.move(at)
        self.central.desk.tidy()
        self.fetching.fetch_due()
        assert self.fetching.refused == {}

    def is_at(self, at):
        self.clock.advance((at - self.clock.now()).total_seconds())

    def rides(self, at, on=None):
        """What a card is told at a time, on a trip of a service day."""
        self.is_at(at)
        self.vehicle.begin_trip(Line().known["T1"], on or at.date())
        return self.vehicle.take(self.vehicle.find(CARD), Level.NUMBER, Door.BOARDING)


@pytest.fixture
def bus(central, desk, tmp_path):
    found = Bus(central, desk, tmp_path)
    yield found
    found.journal.close()


@pytest.fixture
def hanako(central):
    found = Applicant()
    lives(central, found, birth=date(1950, 5, 5))
    return found


def rights(central):
    with central.desk.store.reading() as connection:
        return [tuple(row) for row in connection.execute("SELECT scheme, until, why FROM entitlement ORDER BY id")]


def points(central):
    with central.desk.store.reading() as connection:
        rider = connection.execute("SELECT pseudonym FROM rider").fetchone()[0]
        # what was spent off line stands in an account beside it
        return rider, sum(
            book.account(connection, f"{POINTS}/points{suffix}/{rider}.silver").free for suffix in ("", OFFLINE)
        )


def spends(central, amount, at):
    """Points spent on a bus, whenever central hears of it."""
    rider, _ = points(central)
    sums = {
        "account": f"{rider}.silver",
        "city": "990012",
        "points": amount,
        "fare": amount,
        "subsidy": amount,
        "paid": 0,
    }
    ride = left(fresh("spent"), rider=int(rider, 16), scheme="silver", day=f"{at:%Y-%m-%d}", at=at.isoformat(), **sums)
    told(central.desk.store, central.desk.clock, ride)


def with_schemes(central, **changed):
    """The ground of a central whose files of schemes have been changed; one that is changed to "" is gone."""
    texts = {name: text for name, text in (SCHEMES | changed).items() if text}
    rules = Rules(schemes=tuple(scheme_of(name, text) for name, text in texts.items()))
    return replace(central.desk.ground, rules=rules)


def test_a_senior_rides_ten_minutes_into_the_year_by_the_list_of_the_evening_before(central, desk, bus, hanako):
    desk.applies(hanako, "yearly", idm=IDM)
    bus.fetches(EVENING)
    answer = bus.rides(APRIL)
    assert (answer.outcome, answer.due, answer.name["ja"]) == (Outcome.RIDDEN, 200, "年度パス")
    assert rights(central) == [("yearly", "2028-03-31", None)]


def test_three_days_without_a_line_over_the_turn_of_the_year_stop_nobody(central, desk, bus, hanako):
    desk.applies(hanako, "yearly", idm=IDM)
    bus.fetches(APRIL - timedelta(hours=60))
    assert bus.rides(APRIL + timedelta(hours=11)).outcome is Outcome.RIDDEN


def test_whoever_registers_on_the_last_day_rides_on_the_first(central, desk, bus, hanako):
    bus.fetches(EVENING - timedelta(hours=8))
    central.desk.clock.move(EVENING - timedelta(hours=1))
    desk.applies(hanako, "yearly", idm=IDM)
    bus.fetches(EVENING)
    assert bus.rides(APRIL).outcome is Outcome.RIDDEN


def test_a_central_that_was_down_over_midnight_begins_the_year_when_it_is_back_at_nine(central, desk, bus, hanako):
    desk.applies(hanako, "yearly", idm=IDM)
    desk.applies(hanako, "silver", idm=IDM)
    spends(central, 300, TUESDAY)
    bus.fetches(EVENING)
    assert points(central)[1] == 1700
    assert bus.rides(APRIL + timedelta(hours=8)).outcome is Outcome.RIDDEN
    bus.fetches(APRIL + timedelta(hours=9))
    assert points(central)[1] == 2000
    assert bus.rides(APRIL + timedelta(hours=9, minutes=5)).outcome is Outcome.RIDDEN


def test_a_central_that_slept_all_march_mends_it_with_its_first_lists(central, desk, bus, hanako):
    desk.applies(hanako, "yearly", idm=IDM)
    bus.fetches(TUESDAY)
    bus.fetches(APRIL + timedelta(hours=9))
    assert bus.rides(APRIL + timedelta(hours=10)).outcome is Outcome.RIDDEN


def test_nobody_is_granted_anything_of_the_coming_year_before_march(central, desk, hanako):
    desk.applies(hanako, "yearly", idm=IDM)
    for day, until in ((28, "2027-03-31"), (29, "2028-03-31")):
        central.desk.clock.move(APRIL.replace(month=2, day=1) + timedelta(days=day - 1))
        central.desk.tidy()
        assert rights(central) == [("yearly", until, None)]


def test_points_of_the_new_year_are_there_on_its_first_day_and_not_before(central, desk, hanako):
    desk.applies(hanako, "silver", idm=IDM)
    spends(central, 300, TUESDAY)
    for at, has in ((EVENING, 1700), (APRIL, 2000), (APRIL, 2000), (APRIL + timedelta(days=1), 2000)):
        central.desk.clock.move(at)
        central.desk.tidy()
        assert points(central)[1] == has


def test_a_vehicle_that_tells_of_march_in_april_raises_the_top_up_by_itself(central, desk, hanako):
    desk.applies(hanako, "silver", idm=IDM)
    spends(central, 300, TUESDAY)
    central.desk.clock.move(APRIL)
    central.desk.tidy()
    spends(central, 50, EVENING)
    assert points(central)[1] == 1950
    central.desk.clock.move(APRIL + timedelta(days=1))
    central.desk.tidy()
    assert points(central)[1] == 2000


def test_what_was_begun_by_itself_is_granted_once_by_hand_and_by_another_process(central, desk, hanako):
    desk.applies(hanako, "silver", idm=IDM)
    desk.applies(hanako, "yearly", idm=IDM)
    spends(central, 300, TUESDAY)
    central.desk.clock.move(APRIL)
    central.desk.tidy()
    own = (central.desk.store, central.desk.clock, central.desk.ground)
    assert {tuple(begun[1:]) for begun in begin_year(*own)} == {(0, 0, 0)}
    with central.desk.store.writing() as connection:
        connection.execute("DELETE FROM about WHERE name = 'riders year'")
    keep_year(*own)
    assert points(central)[1] == 2000
    assert rights(central).count(("yearly", "2028-03-31", None)) == 1


@pytest.mark.parametrize(("status", "why"), [("moved_out", "left_city"), ("deceased", "deceased")])
def test_who_left_in_march_gets_nothing_though_it_was_granted_ahead(central, desk, bus, hanako, status, why):
    desk.applies(hanako, "yearly", idm=IDM)
    desk.applies(hanako, "silver", idm=IDM)
    spends(central, 300, TUESDAY)
    bus.fetches(EVENING - timedelta(days=20))
    lives(central, hanako, status=status)
    bus.fetches(EVENING)
    assert bus.rides(APRIL).outcome is Outcome.REFUSED
    bus.fetches(APRIL + timedelta(hours=1))
    assert bus.rides(APRIL + timedelta(hours=2)).outcome is Outcome.REFUSED
    assert points(central)[1] == 1700
    assert {each[2] for each in rights(central)} == {why}


def test_what_is_of_a_group_ends_for_it_is_chosen_anew(central, desk, bus, hanako):
    desk.applies(hanako, "flat", idm=IDM)
    bus.fetches(EVENING)
    assert bus.rides(APRIL).outcome is Outcome.REFUSED
    # the night bus of the day before is still the old year's
    assert bus.rides(APRIL, date(2027, 3, 31)).outcome is Outcome.RIDDEN


def test_a_choice_that_stays_goes_on_and_may_still_be_changed(central, desk, hanako):
    desk.applies(hanako, "flat", idm=IDM)
    stays = SCHEMES["flat"].replace('change_by = "12-31"', 'change_by = "12-31", stays = true')
    central.desk.clock.move(EVENING)
    keep_year(central.desk.store, central.desk.clock, with_schemes(central, flat=stays))
    assert rights(central) == [("flat", "2028-03-31", None)]
    central.desk.clock.move(APRIL)
    assert desk.applies(hanako, "vouchers", idm=IDM).rides == 48
    assert [each for each in rights(central) if each[2] is None] == [("vouchers", "2028-03-31", None)]


def test_what_is_bought_for_march_is_not_given_for_april(central, desk, hanako):
    bought = SCHEMES["yearly"].replace('kind = "standing"', 'kind = "bought", yen = 1000')
    desk.applies(hanako, "yearly", idm=IDM)
    ground = with_schemes(central, yearly=bought)
    for at in (EVENING, APRIL):
        central.desk.clock.move(at)
        keep_year(central.desk.store, central.desk.clock, ground)
    assert rights(central) == [("yearly", "2027-03-31", "over")]


def test_what_was_granted_ahead_by_rules_that_changed_in_march_is_taken_back(central, desk, hanako):
    desk.applies(hanako, "yearly", idm=IDM)
    own = (central.desk.store, central.desk.clock)
    central.desk.clock.move(EVENING)
    keep_year(*own, central.desk.ground)
    assert rights(central) == [("yearly", "2028-03-31", None)]
    central.desk.clock.move(APRIL)
    keep_year(*own, with_schemes(central, yearly=SCHEMES["yearly"].replace("least = 75", "least = 80")))
    assert rights(central) == [("yearly", "2027-03-31", "over")]


@pytest.mark.parametrize(("most", "until"), [(76, "2027-05-03"), (75, "2027-03-31")])
def test_a_right_that_age_ends_goes_on_to_its_day_and_no_further(central, desk, hanako, most, until):
    """Born on 5 May 1950: of 77 from 4 May 2027 on, and of 76 from 4 May 2026 on."""
    desk.applies(hanako, "yearly", idm=IDM)
    central.desk.clock.move(EVENING)
    young = SCHEMES["yearly"].replace("least = 75", f"least = 60, most = {most}")
    keep_year(central.desk.store, central.desk.clock, with_schemes(central, yearly=young))
    assert rights(central) == [("yearly", until, None)]


def test_what_is_suspended_is_renewed_and_stays_suspended(central, desk, bus, hanako):
    desk.applies(hanako, "yearly", idm=IDM)
    with central.desk.store.writing() as connection:
        connection.execute("UPDATE entitlement SET suspended = '2027-02-01'")
    bus.fetches(EVENING)
    assert bus.rides(APRIL).outcome is Outcome.REFUSED
    bus.fetches(APRIL + timedelta(hours=1))
    assert bus.rides(APRIL + timedelta(hours=2)).outcome is Outcome.REFUSED
    assert rights(central) == [("yearly", "2028-03-31", None)]


def test_a_record_that_cannot_be_read_keeps_nobody_else_from_his_right(central, desk, caplog):
    hanako, taro = Applicant(), Applicant("taro")
    for one in (hanako, taro):
        lives(central, one, birth=date(1950, 5, 5))
        desk.applies(one, "yearly")
    lives(central, taro, birth="not a day")
    central.desk.clock.move(EVENING)
    central.desk.tidy()
    assert sorted(until for _, until, _ in rights(central)) == ["2027-03-31", "2028-03-31"]
    assert "1 residents cannot be read" in caplog.text


RIDES = """number = 6
name = { ja = "年24回" }
grant = { kind = "standing" }
offers = [{ benefit = { kind = "share", part = [1, 2] } }]
eligible = { age = { least = 75 } }
quotas = [{ per = "fiscal_year", most = 2 }]
"""


def test_rides_of_a_year_begin_anew_in_a_vehicle_without_a_line(central, desk, bus, hanako):
    desk.applies(hanako, "yearly", idm=IDM)
    ground = with_schemes(central, yearly=RIDES)
    central.desk.clock.move(EVENING)
    own = (central.desk.store, central.desk.clock)
    lists = Lists(*own, ground.veil, central.desk.snapshots, ground.rules)
    Riders(*own, ground, lists).keep_lists()
    bus.fetches(EVENING)
    night = APRIL - timedelta(hours=2)
    outcomes = [bus.rides(night + timedelta(minutes=10 * n)).outcome for n in range(3)]
    assert outcomes == [Outcome.RIDDEN, Outcome.RIDDEN, Outcome.REFUSED]
    morning = [bus.rides(APRIL + timedelta(minutes=10 * n)) for n in range(3)]
    assert [answer.outcome for answer in morning] == outcomes
    assert [answer.left for answer in morning[:2]] == [1, 0]
