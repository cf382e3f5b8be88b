"""Quotas, points, levels, ages of lists, attendants and groups: what a rider has at the door."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from boarding.bus import FREE, MONDAY, POINTS, TEN, Place, grant, scheme

from central.snapshots.manifest import Permit
from central.snapshots.passes import EPOCH, packed_key
from central.snapshots.tables import ENDED, SUSPENDED
from central.wire import Quality
from drivers.protocols import Signal
from firmware.boarding.answers import Door, Outcome
from firmware.boarding.lists import Lists
from firmware.clock import Clock
from transit.levels import Identity, Level

HALF = {"kind": "share", "part": [1, 2]}


class Unkept(Clock):
    """A clock that nobody vouches for."""

    def quality(self):
        return Quality.UNSURE


def flat(bus_of, *schemes, **passes):
    bus = bus_of(fares="flat", schemes=schemes, passes=passes or {"a": [grant()]}, passback_s=0)
    return bus.begin()


def days(day):
    return (day - EPOCH).days


def test_somebody_unknown_pays(bus):
    answer = bus.tap("stranger")
    assert (answer.outcome, answer.signal, answer.phrase.key) == (Outcome.REFUSED, Signal.REFUSED, "ride-pass-unknown")
    [refused] = bus.details("refused")
    assert (refused["why"], refused["stop"], "rider" in refused) == ("unknown", "S1", False)


@pytest.mark.parametrize(
    ("entitlement", "phrase", "driver"),
    [
        (grant(status=SUSPENDED), "ride-pass-stopped", "driver-pass-stopped"),
        (grant(status=ENDED), "ride-pass-stopped", "driver-pass-stopped"),
        (grant(until=days(MONDAY) - 1), "ride-pass-expired", "driver-pass-expired"),
        (grant(9), "ride-not-today", "driver-pass-unknown"),
    ],
)
def test_a_pass_that_does_not_count_is_told_why(bus_of, entitlement, phrase, driver):
    bus = flat(bus_of, scheme(), a=[entitlement])
    answer = bus.tap()
    assert (answer.outcome, answer.phrase.key, answer.driver.key, answer.due) == (Outcome.REFUSED, phrase, driver, 400)
    assert bus.details("ride") == []


def test_a_pass_counts_on_its_last_day_and_says_when_it_ends(bus_of):
    bus = bus_of(passes={"a": [grant(until=days(date(2026, 12, 3)))]}).begin()
    answer = bus.tap()
    assert (answer.phrase.key, answer.phrase.values) == ("ride-renew-soon", {"until": "12月3日"})


def test_points_pay_as_far_as_they_go_and_the_rest_is_cash(bus_of):
    bus = flat(bus_of, scheme(benefit=POINTS), a=[grant(left=500)])
    first, second, third = bus.tap(), bus.at(2).tap(), bus.at(3).tap()
    assert [(each.points, each.due, each.left) for each in (first, second, third)] == [
        (400, 0, 100),
        (100, 200, 0),
        (0, 200, 0),
    ]
    assert (second.phrase.key, second.phrase.values) == ("ride-points-short", {"due": 200})
    rides = bus.details("ride")
    assert [(ride["fare"], ride["subsidy"], ride.get("points")) for ride in rides] == [
        (400, 400, 400),
        (300, 100, 100),
        (200, 0, None),
    ]
    assert (rides[0]["account"], rides[0]["city"], rides[0]["rides"]) == ("6100000000000000.scheme-1", "990012", 0)


def test_points_that_went_here_are_gone_after_a_power_cut(bus_of):
    bus = flat(bus_of, scheme(benefit=POINTS), a=[grant(left=500)])
    bus.tap()
    bus.restart()
    assert bus.at(2).tap().points == 100


def test_a_daily_quota_counts_the_list_and_what_happened_here(bus_of):
    daily = scheme(quotas=[{"per": "day", "most": 3}])
    bus = flat(bus_of, daily, a=[grant(used_today=1)])
    outcomes = [bus.tap().outcome for _ in range(3)]
    assert outcomes == [Outcome.RIDDEN, Outcome.RIDDEN, Outcome.REFUSED]
    assert bus.details("refused")[0]["why"] == "day"


def test_what_the_list_says_of_yesterday_does_not_count_today(bus_of):
    bus = flat(bus_of, scheme(quotas=[{"per": "day", "most": 1}]), a=[grant(used_today=1)])
    bus.swap(made=TEN - timedelta(days=1))
    assert bus.tap().outcome is Outcome.RIDDEN


def test_a_yearly_quota_counts_on_from_what_is_left(bus_of):
    bus = flat(bus_of, scheme(quotas=[{"per": "fiscal_year", "most": 70}]), a=[grant(left=2)])
    answers = [bus.tap() for _ in range(3)]
    assert [(each.outcome, each.left) for each in answers[:2]] == [(Outcome.RIDDEN, 1), (Outcome.RIDDEN, 0)]
    assert bus.details("ride")[0]["rides"] == 1
    assert answers[2].phrase.key == "ride-not-today"


def test_two_cards_of_one_rider_share_one_quota(bus_of):
    bus = flat(bus_of, scheme(quotas=[{"per": "day", "most": 1}]))
    bus.give("b", grant(), rider=7)
    bus.give("c", grant(), rider=7)
    assert [bus.tap(each).outcome for each in "bc"] == [Outcome.RIDDEN, Outcome.REFUSED]


def test_a_quota_is_asked_for_when_getting_in(bus_of):
    bus = bus_of(schemes=(scheme(quotas=[{"per": "day", "most": 1}]),), passes={"a": [grant(used_today=1)]}).begin()
    assert bus.tap().outcome is Outcome.REFUSED


def sync(bus, **entitlement):
    """Central has all records now, and makes a list by them."""
    bus.journal.acknowledge(bus.journal.last, {})
    bus.clock.advance(1)
    bus.vehicle.call_at(Place(bus.vehicle.status().sequence))
    bus.clock.advance(1)
    bus.give("a", grant(**entitlement))
    bus.swap(made=bus.clock.now())


def test_a_ride_that_central_has_counted_is_not_counted_again(bus_of):
    bus = flat(bus_of, scheme(quotas=[{"per": "day", "most": 2}]))
    bus.tap()
    sync(bus, used_today=1)
    assert [bus.tap().outcome for _ in range(2)] == [Outcome.RIDDEN, Outcome.REFUSED]


def test_what_central_has_is_seen_whenever_the_driver_is_shown_how_the_vehicle_is(bus_of):
    bus = flat(bus_of, scheme(quotas=[{"per": "day", "most": 2}]))
    bus.tap()
    bus.journal.acknowledge(bus.journal.last, {})
    bus.clock.advance(1)
    bus.vehicle.status()
    bus.clock.advance(1)
    bus.give("a", grant(used_today=1))
    bus.swap(made=bus.clock.now())
    assert [bus.tap().outcome for _ in range(2)] == [Outcome.RIDDEN, Outcome.REFUSED]


def test_a_tap_writes_once_and_reads_nothing_of_the_journal(bus_of):
    bus, statements = flat(bus_of, scheme()), []
    bus.journal._db.set_trace_callback(statements.append)
    assert [bus.tap().outcome for _ in range(3)] == [Outcome.RIDDEN] * 3
    assert {each.split()[0] for each in statements} == {"INSERT"}


def test_a_list_that_was_made_before_central_heard_does_not_give_points_back(bus_of):
    bus = flat(bus_of, scheme(benefit=POINTS), a=[grant(left=400)])
    bus.tap()
    bus.clock.advance(600)
    bus.swap(made=bus.clock.now())
    bus.journal.acknowledge(bus.journal.last, {})
    assert bus.at(2).tap().points == 0
    sync(bus, left=0)
    assert bus.at(3).tap().points == 0


@pytest.mark.parametrize("is_cut", [False, True])
def test_points_that_were_spent_while_the_line_was_down_for_days_are_not_given_back_by_the_first_list(bus_of, is_cut):
    bus = flat(bus_of, scheme(benefit=POINTS), a=[grant(left=400)])
    bus.tap()
    bus.clock.advance(90 * 3600)
    # made in the night, before the line was up again and the queue had left
    bus.swap(made=bus.clock.now())
    if is_cut:
        bus.restart()
    bus.begin("T2")
    assert bus.tap().points == 0


@pytest.mark.parametrize(("later", "points"), [(3600, 0), (86400, 400)])
def test_after_a_power_cut_a_list_of_the_next_day_is_believed_to_know_what_central_has(bus_of, later, points):
    bus = flat(bus_of, scheme(benefit=POINTS), a=[grant(left=400)])
    bus.tap()
    bus.journal.acknowledge(bus.journal.last, {})
    bus.clock.advance(later)
    bus.swap(made=bus.clock.now())
    bus.clock.advance(60)
    bus.restart()
    assert bus.at(2).tap().points == min(points, 300)


def test_after_a_power_cut_what_central_has_not_is_counted_on(bus_of):
    bus = flat(bus_of, scheme(benefit=POINTS), a=[grant(left=400)])
    bus.tap()
    bus.clock.advance(86400)
    bus.swap(made=bus.clock.now())
    bus.restart()
    assert bus.at(2).tap().points == 0


def test_the_scheme_that_takes_least_from_the_rider_counts(bus_of):
    both = flat(bus_of, scheme(1, POINTS), scheme(2, FREE), a=[grant(1, left=2000), grant(2)])
    assert both.tap().points == 0
    assert both.details("ride")[0]["scheme"] == "scheme-2"


def test_an_old_list_leaves_what_is_free(bus_of):
    bus = flat(bus_of, scheme(1, POINTS), scheme(2, FREE), a=[grant(1, left=2000)], b=[grant(2)])
    bus.swap(permit=Permit.FREE)
    assert [bus.tap(each).outcome for each in "ab"] == [Outcome.REFUSED, Outcome.RIDDEN]
    bus.swap(permit=Permit.NOTHING)
    assert bus.tap("b").phrase.key == "ride-not-today"


def test_a_doubtful_list_lowers_the_cap(bus_of):
    bus = flat(bus_of, scheme(offers=[{"benefit": POINTS, "cap_less": 150}]), a=[grant(left=2000)])
    bus.swap(permit=Permit.LESS)
    answer = bus.tap()
    assert (answer.points, answer.due) == (150, 250)
    assert bus.details("ride")[0]["permit"] == "less"


def test_whoever_got_in_by_a_list_leaves_by_it(bus_of):
    bus = bus_of(schemes=(scheme(),)).begin()
    bus.tap()
    bus.swap(permit=Permit.FREE)
    assert bus.at(3).tap().outcome is Outcome.RIDDEN


def test_a_lost_card_is_refused_though_its_rider_has_just_got_in_with_another(bus):
    bus.tap()
    bus.give("lost", grant(status=ENDED), rider=bus.desk.lists.find("a").rider)
    answer = bus.tap("lost")
    assert (answer.outcome, answer.phrase.key) == (Outcome.REFUSED, "ride-pass-stopped")
    assert bus.at(3).tap().outcome is Outcome.RIDDEN


def test_a_pass_that_is_stopped_on_the_way_is_paid_for_when_leaving(bus):
    bus.tap()
    bus.give("a", grant(status=SUSPENDED))
    answer = bus.at(3).tap()
    assert (answer.outcome, answer.due) == (Outcome.REFUSED, 200)
    assert bus.vehicle.status().on_board == 0
    assert bus.vehicle.end_trip() == 0


@pytest.mark.parametrize(("level", "fare"), [(Level.CARD, 0), (Level.NUMBER, 200)])
def test_a_card_that_proves_itself_gets_more(bus_of, level, fare):
    lower = scheme(offers=[{"benefit": FREE, "level": "card"}, {"benefit": HALF}])
    bus = flat(bus_of, lower)
    bus.desk.lists.keys["a"] = packed_key(b"the key")
    passenger = bus.vehicle.find(Identity("a", "my_number", Level.NUMBER))
    assert (passenger.needs, passenger.key) == (Level.CARD, b"the key")
    assert bus.tap(level=level).due == fare
    assert bus.details("ride")[0]["level"] == level.name.lower()


def test_a_card_without_a_key_is_refused_where_the_scheme_wants_proof(bus_of):
    bus = flat(bus_of, scheme(level="card"))
    answer = bus.tap()
    assert (answer.phrase.key, answer.driver.key) == ("ride-pass-stopped", "driver-look-only")


def test_nothing_is_asked_of_a_card_when_no_scheme_wants_it(bus):
    bus.desk.lists.keys["a"] = packed_key(b"the key")
    passenger = bus.vehicle.find(Identity("a", "my_number", Level.NUMBER))
    assert (passenger.needs, passenger.key) == (Level.NUMBER, None)


def test_a_copy_is_refused_and_its_original_stays_on_board(bus):
    bus.tap()
    bus.at(2)
    passenger = bus.vehicle.find(Identity("a", "my_number", Level.NUMBER))
    assert bus.vehicle.refuse("copy", passenger).phrase.key == "ride-pass-stopped"
    assert bus.details("refused")[0]["why"] == "copy"
    assert bus.tap().outcome is Outcome.RIDDEN


def test_a_medium_that_nobody_knows_is_written_down_without_a_person(bus):
    assert bus.vehicle.refuse("unknown_medium").phrase.key == "ride-pass-unknown"
    assert "rider" not in bus.details("refused")[0]


def test_attendants_ride_with_the_rider_as_far_as_the_scheme_allows(bus_of):
    bus = bus_of(schemes=(scheme(attendants=1),)).begin()
    bus.vehicle.attendants(3)
    bus.tap()
    assert bus.vehicle.status().on_board == 2
    assert bus.at(3).tap().due == 200
    assert (bus.details("ride")[0]["party"], bus.details("ride")[0]["fare"]) == (2, 400)
    bus.at(4).tap()
    assert bus.vehicle.status().on_board == 1


def test_a_group_is_as_many_taps_as_the_driver_said(bus_of):
    together = scheme(offers=[{"benefit": {"kind": "fixed", "yen": 300}, "party_from": 2}, {"benefit": HALF}])
    bus = flat(bus_of, together, a=[grant()], b=[grant()], c=[grant()])
    bus.vehicle.group(2)
    assert [bus.tap(each).due for each in "abc"] == [100, 100, 200]
    assert [ride["group"] for ride in bus.details("ride")] == [2, 2, 1]


def test_a_group_that_got_in_together_leaves_as_one(bus_of):
    together = scheme(offers=[{"benefit": {"kind": "fixed", "yen": 100}, "party_from": 2}, {"benefit": HALF}])
    bus = bus_of(schemes=(together,), passes={name: [grant()] for name in "abc"}).begin()
    bus.vehicle.group(2)
    assert [bus.tap(each).outcome for each in "abc"] == [Outcome.BOARDED] * 3
    bus.at(4)
    assert [bus.tap(each).due for each in "abc"] == [200, 200, 150]
    assert [ride["group"] for ride in bus.details("ride")] == [2, 2, 1]


def test_attendants_are_of_who_gets_in_and_not_of_who_gets_out_beside_him(bus_of):
    bus = bus_of(schemes=(scheme(attendants=1),), passes={name: [grant()] for name in "ab"}).begin()
    bus.tap("a")
    bus.at(2).vehicle.attendants(1)
    bus.tap("a")
    bus.tap("b")
    assert [ride["party"] for ride in bus.details("ride")] == [1]
    assert bus.details("boarded")[1]["party"] == 2


def test_the_part_outside_of_a_city_is_from_its_last_stop_on(bus_of):
    outside = scheme(
        areas={"city": ["S1", "S2"]},
        offers=[
            {"benefit": FREE, "within": "city"},
            {"benefit": {"kind": "outside", "pays": [1, 2]}, "beyond": "city"},
        ],
    )
    bus = bus_of(schemes=(outside,), passes={"a": [grant()], "b": [grant()], "c": [grant()]}).begin()
    bus.tap("a"), bus.tap("b")
    assert bus.at(2).tap("a").phrase.key == "ride-free"
    bus.at(3).tap("c")
    # two stops outside of 300 yen to stop 4; from 3 to 5 all of it lies outside
    assert bus.at(4).tap("b").due == 100
    assert bus.at(5).tap("c").due == 100


def test_a_childs_fare_is_the_feeds(bus_of):
    bus = flat(bus_of, scheme(benefit={"kind": "category", "category": "child"}))
    assert bus.tap().due == 200
    bus.line.unclear["S2", "S5"] = (200, 300)
    assert bus.at(2).tap().choices == (200, 300)


def test_a_handbook_is_for_the_driver_to_look_at(bus_of):
    assert bus_of(schemes=(scheme(look=True),)).begin().tap().driver.key == "driver-look-only"


def test_by_a_clock_that_nobody_vouches_for_a_pass_ends_no_earlier_than_it_must(bus_of):
    bus = flat(bus_of, scheme(), a=[grant(until=days(MONDAY) - 1)])
    bus.clock = Unkept(bus.clock.now(), running=False)
    bus.swap(made=TEN - timedelta(days=2), permit=Permit.LESS)
    bus.restart()
    assert bus.tap().outcome is Outcome.RIDDEN


def test_without_lists_everybody_pays(bus):
    bus.desk.lists = Lists()
    assert bus.tap().phrase.key == "ride-pass-unknown"


def test_a_tap_uses_the_set_that_it_began_with(bus_of):
    bus = flat(bus_of, scheme())
    passenger = bus.vehicle.find(Identity("a", "my_number", Level.NUMBER))
    bus.people.clear()
    bus.desk.lists = replace(bus.desk.lists, network=None)
    assert bus.vehicle.take(passenger, Level.NUMBER, Door.EITHER).outcome is Outcome.RIDDEN
