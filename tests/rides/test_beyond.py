"""Which rides central finds to be beyond a quota, when vehicles that were off line have told of them."""

import json
from datetime import date

import pytest
from ledger.fed import void
from rides.ridden import left, told

from central.service.rides.authorising import beyond
from central.service.rides.listing import beyond_of, rides_of, sums_of
from central.service.stores.sqlite import SqliteStore
from firmware.cli import main
from transit.schemes.rules import Rules

SCHEME = """
id = "senior"
number = 1
version = "2026-04"
valid_from = 2026-04-01
name = { ja = "高齢者" }
city = "282014"
grant = { kind = "standing" }
eligible = { age = { least = 75 } }
quotas = [{ per = "day", most = 2 }, { per = "fiscal_year", most = 4 }]
offers = [{ benefit = { kind = "flat", yen = 50 } }]
"""


def at(hour, day=10):
    return {"day": f"2026-11-{day}", "at": f"2026-11-{day}T{hour:02}:00:00.000000+09:00",
            "board_at": f"2026-11-{day}T{hour - 1:02}:30:00.000000+09:00"}  # fmt: skip


def riding(name, hour, day=10, **more):
    return left(name, **(at(hour, day) | more))


@pytest.fixture
def rules(tmp_path):
    (tmp_path / "schemes").mkdir()
    (tmp_path / "schemes" / "senior.toml").write_text(SCHEME, encoding="utf-8")
    return Rules.read(tmp_path / "schemes")


def found(store, rules, first=date(2026, 11, 1), last=date(2026, 11, 30)):
    with store.reading() as connection:
        return [(each.ride, each.per, each.nth, each.most) for each in beyond(connection, rules.schemes, first, last)]


def test_the_third_ride_of_a_day_is_beyond_it_whichever_vehicle_told_first(store, clock, rules):
    first, second, third = (riding(name, hour) for name, hour in (("a", 8), ("b", 12), ("c", 17)))
    told(store, clock, third, first, terminal="bus-1")
    told(store, clock, second, terminal="bus-2")
    assert found(store, rules) == [(third.id, "day", 3, 2)]


def test_a_ride_that_is_taken_back_makes_room(store, clock, rules):
    first = riding("a", 8)
    told(store, clock, first, riding("b", 12), riding("c", 17), void("v", first))
    assert found(store, rules) == []


def test_the_year_counts_from_april_and_names_the_longer_period(store, clock, rules):
    march = left(
        "m", day="2026-03-31", board_at="2026-03-31T08:00:00.000000+09:00", at="2026-03-31T08:20:00.000000+09:00"
    )
    five = [riding(str(day), 9, day) for day in range(11, 16)]
    told(store, clock, march, *five, riding("x", 10, 15), riding("y", 11, 15))
    assert [(per, nth, most) for _, per, nth, most in found(store, rules)] == [
        ("fiscal_year", 5, 4),
        ("fiscal_year", 6, 4),
        ("fiscal_year", 7, 4),
    ]


def test_riders_and_schemes_do_not_count_for_each_other(store, clock, rules):
    told(store, clock, *(riding(f"{n}", 8 + n, rider=n % 2, scheme=("senior", "other")[n % 3 == 0]) for n in range(8)))
    assert len(found(store, rules)) == 1


def test_the_list_of_a_month_says_it_and_what_it_cost(store, clock, rules):
    told(store, clock, *(riding(str(hour), hour, subsidy=100 + hour) for hour in (8, 9, 10, 11)))
    with store.snapshot() as connection:
        listed = [row[-3:] for row in rides_of(connection, rules, "2026-11")]
        sums = sums_of(beyond_of(connection, rules, "2026-11"))
    assert listed == [["", "", ""], ["", "", ""], ["day", 3, 2], ["day", 4, 2]]
    assert sums == {("senior", "day"): (2, 110 + 111)}


def test_the_office_asks_for_it_by_a_command(tmp_path, clock, capsys, rules):
    (tmp_path / "central.toml").write_text('state = "state"\nschemes = "schemes"\n')
    store = SqliteStore(tmp_path / "state" / "central.sqlite")
    told(store, clock, *(riding(str(hour), hour) for hour in (8, 9, 10)))
    store.close()
    central = ["central", "--config", str(tmp_path / "central.toml"), "beyond", "2026-11"]
    assert main(central) == 0
    assert "senior: 1 rides beyond what a day has, 350 yen, borne by the city" in capsys.readouterr().out
    assert main([*central, "--json"]) == 0
    assert [each["nth"] for each in json.loads(capsys.readouterr().out)] == [3]
