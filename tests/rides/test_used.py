"""How much riders have used, and what happens to what was given beyond it."""

from datetime import date, datetime

import pytest
from ledger.fed import aside, balance, post_all, spent, transfers, void
from rides.ridden import BOARDED_AT, boarded, left, told

from central.service.clock import JAPAN
from central.service.ledger import checking
from central.service.ledger.months import close
from central.service.ledger.requests import grant, reserve, settle
from central.service.ledger.transfers import Kind
from central.service.rides.using import Used, points_used, used

TODAY, APRIL = date(2026, 11, 10), date(2026, 4, 1)
RIDER = f"{1:016x}"
YEAR = "senior/2026"
QUOTA, OFFLINE = f"rides/rider/{YEAR}/{RIDER}", f"rides/rider-offline/{YEAR}/{RIDER}"
RISK = f"rides/offline-risk/rider/{YEAR}/{RIDER}"
CITY = "points.242012"
EMICA = {"points": 100, "account": "a1", "city": "242012"}


def of(store, day=TODAY, since=APRIL, scheme="senior"):
    with store.reading() as connection:
        return used(connection, scheme, day, since)


def points(store, first=APRIL, last=date(2027, 3, 31)):
    with store.reading() as connection:
        return points_used(connection, "242012", first, last)


def test_rides_are_counted_by_service_day_month_and_period(store, clock):
    days = "2026-11-09", "2026-10-31", "2026-03-31", "2026-11-11"
    on = [{"day": day, "at": f"{day}T08:31:00.000000+09:00"} for day in days]
    told(store, clock, left("a", rides=2), *(left(str(n), **day) for n, day in enumerate(on)), left("b", rider=2))
    assert of(store) == {RIDER: Used(2, 3, 4, 0), f"{2:016x}": Used(1, 1, 1, 0)}


def test_a_journey_is_used_once_from_its_boarding_on_unless_it_is_taken_back(store, clock):
    wrong, on, free = left("a"), boarded("b"), left("d", rides=0, rider=2)
    told(store, clock, wrong, void("v", wrong), on, left("c", scheme="other"), free)
    assert of(store) == {RIDER: Used(1, 1, 1), f"{2:016x}": Used(1, 1, 1)}
    told(store, clock, left("b", of=on))
    assert of(store)[RIDER] == Used(1, 1, 1)
    assert set(of(store, scheme="other")) == {RIDER}


def test_a_ride_paid_with_points_moves_yen_points_and_quota_in_one_set(store, clock):
    paid = left("a", fare=400, subsidy=350, **EMICA)
    told(store, clock, paid)
    assert len(transfers(store, paid)) == 4
    assert balance(store, "yen/firm/f1") == 350
    assert balance(store, f"{CITY}/points-offline/a1") == -100
    assert balance(store, f"{CITY}/ridden/f1") == 100
    assert balance(store, OFFLINE) == -1
    assert of(store)[RIDER].points == 100
    told(store, clock, void("v", paid))
    assert {each.debit: balance(store, each.debit) for each in transfers(store)} == {
        each.debit: 0 for each in transfers(store)
    }


@pytest.mark.parametrize(
    "wrong", [{"points": 351}, {"points": -1}, {"account": None}, {"city": "a/b"}, {"points": "100"}]
)
def test_a_ride_whose_points_say_nonsense_is_set_aside_whole(sqlite, clock, wrong):
    told(sqlite, clock, left("a", **(EMICA | wrong)))
    assert len(aside(sqlite)) == 1
    assert transfers(sqlite) == []


def test_points_are_counted_whatever_they_were_spent_on(store, clock):
    grant(store, clock, "g", [(f"{CITY}/points-granted/2026", f"{CITY}/points/a1", 1000)])
    reserve(store, clock, "r", [(f"{CITY}/points/a1", f"{CITY}/shop/s1", 30)])
    settle(store, clock, "r", Kind.DONE)
    reserve(store, clock, "q", [(f"{CITY}/points/a1", f"{CITY}/shop/s1", 40)])
    settle(store, clock, "q", Kind.VOID)
    wrong = left("b", **EMICA)
    told(store, clock, left("a", **EMICA), spent("s", 7), wrong, void("v", wrong), spent("t", 9, account="a2"))
    clock.move(datetime(2026, 12, 5, tzinfo=JAPAN))
    close(store, clock, "2026-11")
    assert points(store) == {"a1": 137, "a2": 9}
    assert points(store, last=date(2026, 10, 31)) == {}


def beyond(store, clock):
    """A rider with two rides left, and three told by two vehicles that were off line."""
    grant(store, clock, "g", [(f"rides/rides-granted/{YEAR}", QUOTA, 2)])
    third = left("c", at=BOARDED_AT)
    told(store, clock, left("a"), left("b"), terminal="bus-1")
    told(store, clock, third, terminal="bus-2")
    clock.move(datetime(2026, 12, 5, tzinfo=JAPAN))
    return third, close(store, clock, "2026-11")


def test_what_two_vehicles_off_line_gave_beyond_the_quota_is_the_citys_risk(store, clock):
    _, closed = beyond(store, clock)
    assert closed.at_risk == {"rides": 1}
    assert [balance(store, account) for account in (QUOTA, OFFLINE, RISK)] == [0, 0, -1]
    assert list(checking.findings(store, clock)) == []


def test_no_later_grant_of_the_rider_pays_for_it(store, clock):
    beyond(store, clock)
    grant(store, clock, "h", [(f"rides/rides-granted/{YEAR}", QUOTA, 5)])
    clock.move(datetime(2027, 1, 5, tzinfo=JAPAN))
    close(store, clock, "2026-12")
    assert [balance(store, account) for account in (QUOTA, OFFLINE, RISK)] == [5, 0, -1]


def test_what_is_taken_back_relieves_the_city_first(store, clock):
    third, _ = beyond(store, clock)
    told(store, clock, void("v", third), terminal="bus-2")
    told(store, clock, void("w", left("a")), terminal="bus-1")
    clock.move(datetime(2027, 1, 5, tzinfo=JAPAN))
    assert close(store, clock, "2026-12").at_risk == {}
    assert [balance(store, account) for account in (QUOTA, OFFLINE, RISK)] == [1, 0, 0]
    assert list(checking.findings(store, clock)) == []


def test_points_beyond_what_there_was_are_the_citys_risk_too(store, clock):
    grant(store, clock, "g", [(f"{CITY}/points-granted/2026", f"{CITY}/points/a1", 150)])
    told(store, clock, left("a", **EMICA), terminal="bus-1")
    told(store, clock, left("b", **EMICA), terminal="bus-2")
    clock.move(datetime(2026, 12, 5, tzinfo=JAPAN))
    assert close(store, clock, "2026-11").at_risk == {CITY: 50, "rides": 2}
    grant(store, clock, "h", [(f"{CITY}/points-granted/2027", f"{CITY}/points/a1", 2000)])
    reserve(store, clock, "r", [(f"{CITY}/points/a1", f"{CITY}/shop/s1", 2000)])
    assert balance(store, f"{CITY}/offline-risk/points/a1") == -50


def test_whom_nothing_was_granted_stays_in_the_open(store, clock):
    told(store, clock, left("a"))
    post_all(store, clock)
    clock.move(datetime(2026, 12, 5, tzinfo=JAPAN))
    assert close(store, clock, "2026-11").at_risk == {"rides": 1}
    assert [balance(store, account) for account in (OFFLINE, RISK)] == [-1, 0]
