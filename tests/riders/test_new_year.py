"""A new fiscal year: the top-up is what was used last year and 2,000 at most, once; what ended with the year is renewed."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta

import pytest
from central_line import TUESDAY
from registering import IDM, OTHER_IDM, Applicant, lives

from central.service.ledger import book
from central.service.ledger.checking import findings
from central.service.ledger.requests import grant
from central.service.riders.new_year import begin_year
from transit.schemes.rules import Rules

APRIL = TUESDAY.replace(year=2027, month=4, day=1)
CITY = "points.990012"


def rider_in(central):
    with central.desk.store.reading() as connection:
        return connection.execute("SELECT pseudonym FROM rider").fetchone()[0]


def spends(central, points, word=""):
    """Points spent at a shop of the city's, as a terminal with a line spends them."""
    rider = rider_in(central)
    leg = (f"{CITY}/points/{rider}.silver", f"{CITY}/shop/bus", points)
    grant(central.desk.store, central.desk.clock, f"spent-{rider}-{word}", [leg])


def has(central):
    with central.desk.store.reading() as connection:
        return book.account(connection, f"{CITY}/points/{rider_in(central)}.silver").free


def begins(central, on=APRIL):
    central.desk.clock.move(on)
    return {
        begun.scheme: begun[1:] for begun in begin_year(central.desk.store, central.desk.clock, central.desk.ground)
    }


@pytest.fixture
def hanako(central):
    found = Applicant()
    lives(central, found, birth=date(1950, 5, 5))
    return found


@pytest.mark.parametrize(("used", "given"), [(0, 0), (1, 1), (1999, 1999), (2000, 2000)])
def test_what_was_used_last_year_is_topped_up(central, desk, hanako, used, given):
    desk.applies(hanako, "silver", idm=IDM)
    spends(central, used)
    assert begins(central)["silver"] == (0, int(given > 0), given)
    assert has(central) == 2000 - used + given == 2000
    assert list(findings(central.desk.store, central.desk.clock)) == []


def test_never_more_than_2000_is_topped_up(central, desk, hanako):
    desk.applies(hanako, "silver", idm=IDM)
    rider = rider_in(central)
    gift = (f"{CITY}/points-granted/event", f"{CITY}/points/{rider}.silver", 600)
    grant(central.desk.store, central.desk.clock, f"gift-{rider}", [gift])
    spends(central, 2500)
    assert begins(central)["silver"] == (0, 1, 2000)
    assert has(central) == 2100


def test_run_twice_it_grants_once_and_what_was_told_late_in_the_next_run(central, desk, hanako):
    desk.applies(hanako, "silver", idm=IDM)
    spends(central, 300, "first")
    assert begins(central)["silver"] == (0, 1, 300)
    assert begins(central)["silver"] == (0, 0, 0)
    central.desk.clock.move(APRIL - timedelta(days=1))
    spends(central, 50, "late")
    assert begins(central)["silver"] == (0, 1, 50)
    assert has(central) == 2000


def test_what_is_used_in_the_new_year_waits_for_the_next(central, desk, hanako):
    desk.applies(hanako, "silver", idm=IDM)
    central.desk.clock.move(APRIL)
    spends(central, 400)
    assert begins(central)["silver"] == (0, 0, 0)
    assert begins(central, APRIL.replace(year=2028))["silver"] == (0, 1, 400)


def test_who_registers_in_the_new_year_is_granted_once(central, desk, hanako):
    central.desk.clock.move(APRIL)
    assert desk.applies(hanako, "silver", idm=IDM).points == 2000
    assert begins(central)["silver"] == (0, 0, 0)


def test_to_leave_and_come_back_makes_nobody_richer(central, desk, hanako):
    desk.applies(hanako, "silver", idm=IDM)
    with central.desk.store.writing() as connection:
        connection.execute("UPDATE entitlement SET ended = '2026-12-01', why = 'withdrawn'")
    assert desk.applies(hanako, "silver", idm=OTHER_IDM).points == 2000
    with central.desk.store.writing() as connection:
        connection.execute("UPDATE entitlement SET ended = '2026-12-01', why = 'withdrawn'")
    central.desk.clock.move(APRIL)
    assert desk.applies(hanako, "silver", idm=IDM).points == 2000


def test_what_a_fall_in_the_midst_of_an_application_left_out_is_granted_with_the_next_lists(central, desk, hanako):
    desk.applies(hanako, "flat", idm=IDM)
    row = ("cut-off", rider_in(central), "silver", "1", "2026-11-24")
    with central.desk.store.writing() as connection:
        connection.insert("entitlement", ("id", "rider", "scheme", "version", "begins"), [row])
    assert has(central) == 0
    for _ in range(2):
        central.desk.riders.keep_lists()
        assert has(central) == 2000


def test_a_right_of_a_group_is_chosen_anew_and_not_renewed(central, desk, hanako):
    desk.applies(hanako, "flat", idm=IDM)
    assert begins(central)["flat"] == (0, 0, 0)
    central.desk.tidy()
    assert desk.applies(hanako, "vouchers", idm=IDM).rides == 48


@pytest.mark.parametrize(("status", "renewed"), [("present", 1), ("moved_out", 0), ("deceased", 0)])
def test_a_right_for_a_year_is_renewed_for_who_still_lives_here(central, desk, hanako, status, renewed):
    desk.applies(hanako, "yearly", idm=IDM)
    lives(central, hanako, status=status)
    assert begins(central)["yearly"] == (renewed, 0, 0)
    assert begins(central)["yearly"] == (0, 0, 0)
    with central.desk.store.reading() as connection:
        row = connection.execute("SELECT until, ended IS NULL, why FROM entitlement").fetchone()
    assert tuple(row) == (("2028-03-31", 1, None) if renewed else ("2027-03-31", 0, "over"))


def test_what_must_be_chosen_anew_grants_nothing_until_it_is(central, desk, hanako):
    desk.applies(hanako, "vouchers", idm=IDM)
    assert begins(central)["vouchers"] == (0, 0, 0)
    central.desk.clock.move(APRIL.replace(month=12))
    # four rides a month from December on, and not all of the year's
    assert desk.applies(hanako, "vouchers", idm=IDM).rides == 16


def test_who_has_left_is_granted_nothing(central, desk, hanako):
    desk.applies(hanako, "silver", idm=IDM)
    spends(central, 300)
    lives(central, hanako, status="moved_out")
    assert begins(central)["silver"] == (0, 0, 0)


class Meanwhile:
    """A store in which something happens after each look at it."""

    def __init__(self, store, act):
        self.store, self.act = store, act

    def __getattr__(self, name):
        return getattr(self.store, name)

    @contextmanager
    def snapshot(self):
        with self.store.snapshot() as connection:
            yield connection
        self.act(self.store)


def test_who_is_ended_while_the_year_begins_is_not_brought_back(central, desk, hanako):
    desk.applies(hanako, "yearly", idm=IDM)
    rider = rider_in(central)

    def withdraws(store):
        with store.writing() as connection:
            connection.execute("UPDATE entitlement SET why = 'withdrawn' WHERE rider = ? AND why = 'over'", (rider,))

    central.desk.clock.move(APRIL)
    ground = central.desk.ground
    ground = replace(ground, rules=Rules(schemes=tuple(each for each in ground.rules.schemes if each.id == "yearly")))
    begun = begin_year(Meanwhile(central.desk.store, withdraws), central.desk.clock, ground)
    assert {each.scheme: each.renewed for each in begun}["yearly"] == 0
    with central.desk.store.reading() as connection:
        assert connection.execute("SELECT why FROM entitlement").fetchall() == [("withdrawn",)]
