"""What firms claim for rides between stops; files, city and ledger come to the same for each firm and scheme."""

import csv
import io
import json
from dataclasses import asdict
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ledger.conftest import Clock
from ledger.fed import balance, post_all, record, ride, void
from rides.ridden import boarded, left, rides, told

from central.service.clock import JAPAN
from central.service.ledger.claims import CP932, UTF8, Line
from central.service.ledger.months import close, lines_in
from central.service.rides.settling import booked, booked_points, settlement
from central.service.stores.sqlite import SqliteStore
from firmware.cli import main

NOVEMBER = "2026-11"
EMICA = {"points": 100, "account": "a1", "city": "242012"}


@pytest.fixture
def december(clock):
    clock.move(datetime(2026, 12, 5, 9, tzinfo=JAPAN))
    return clock


def rows(closed, name, encoding=UTF8):
    return list(csv.DictReader(io.StringIO(closed.files[name].decode(encoding), newline="")))


def test_a_line_says_from_where_to_where_the_ride_went(store, december):
    on = boarded("a", party=2)
    off = left("a", of=on, party=2, rules="2026-04-01", **EMICA)
    told(store, december, on, off)
    line, total = rows(close(store, december, NOVEMBER), "firm-f1.csv")
    assert line == {
        "ride_id": off.id, "scheme": "senior", "rule_version": "2026-04-01", "service_date": "2026-11-10",
        "terminal": "bus-200", "rides": "1", "fare": "400", "subsidy": "350", "rider_paid": "50", "status": "offline",
        "corrects_id": "", "board_at": "2026-11-10T08:05:00.000000+09:00", "alight_at": "2026-11-10T08:31:00.000000+09:00",
        "vehicle": "bus-200", "route": "r1", "trip": "t1", "board_stop": "s1", "alight_stop": "s9", "party": "2",
        "category": "adult", "medium": "felica", "level": "1", "points": "100", "pairing": "paired",
    }  # fmt: skip
    assert (total["scheme"], total["subsidy"], total["party"], total["points"]) == ("count", "350", "2", "100")


def test_no_person_stands_in_a_file(store, december):
    told(store, december, left("a", rider=0xABCDEF0123456789, **EMICA | {"account": "emica-77"}))
    content = b"".join(close(store, december, NOVEMBER).files.values())
    assert b"abcdef0123456789" not in content
    assert b"emica-77" not in content


@pytest.mark.parametrize("encoding", [UTF8, CP932])
def test_a_hostile_stop_is_no_formula_and_a_sum_taken_back_stays_a_number(sqlite, december, encoding):
    evil = '=HYPERLINK("http://evil.example","駅前")'
    wrong = left("a", board=evil, alight="＝1+1", rules="+1")
    told(sqlite, december, wrong, void("v", wrong))
    _, void_line, _ = rows(close(sqlite, december, NOVEMBER, encoding), "firm-f1.csv", encoding)
    assert (void_line["board_stop"], void_line["alight_stop"], void_line["rule_version"], void_line["subsidy"]) == (
        *("'" + evil, "'＝1+1", "'+1"),
        "-350",
    )


def test_every_line_has_as_many_cells(sqlite, december):
    on = boarded("a")
    told(sqlite, december, on, left("a", of=on), left("b", unpaired=True, alight=""), left("c", alight=""))
    lines = list(csv.reader(io.StringIO(close(sqlite, december, NOVEMBER, CP932).files["firm-f1.csv"].decode("cp932"))))
    assert {len(line) for line in lines} == {24}
    assert sorted(line[-1] for line in lines[1:-1]) == ["paired", "single", "unpaired"]


def test_a_firm_without_stops_has_the_file_it_always_had(sqlite, december):
    told(sqlite, december, ride("a"), left("b", firm="f2"))
    closed = close(sqlite, december, NOVEMBER)
    assert closed.files["firm-f1.csv"].splitlines()[0].endswith(b",status,corrects_id")
    assert closed.files["firm-f2.csv"].splitlines()[0].endswith(b",points,pairing")


def test_a_month_that_was_closed_before_there_were_ways_is_still_what_it_was():
    line = Line("i", "s", "v", "2026-10-01", "t", 1, 3, 2, 1, "normal", "", "f")
    assert line.sealed() == (
        "Line(ride_id='i', scheme='s', rule_version='v', service_date='2026-10-01', terminal='t', rides=1, fare=3,"
        " subsidy=2, rider_paid=1, status='normal', corrects_id='', firm='f')"
    )


def test_a_correction_takes_back_points_and_way_with_the_sums(store, december):
    wrong = left("a", **EMICA)
    told(store, december, wrong, void("v", wrong), left("b", of=wrong, fare=200, subsidy=200))
    *lines, total = rows(close(store, december, NOVEMBER), "firm-f1.csv")
    assert sorted((line["status"], line["subsidy"], line["points"], line["alight_stop"]) for line in lines) == [
        ("corrected", "350", "100", "s9"),
        ("offline", "200", "0", "s9"),
        ("void", "-350", "-100", "s9"),
    ]
    assert (total["subsidy"], total["points"]) == ("200", "0")


def test_a_ride_after_midnight_belongs_to_the_day_of_its_trip(sqlite, december):
    told(sqlite, december, left("a", at="2026-11-11T00:20:00.000000+09:00"))
    assert rows(close(sqlite, december, NOVEMBER), "firm-f1.csv")[0]["service_date"] == "2026-11-10"


def test_a_ride_after_midnight_belongs_to_the_month_of_its_trip(sqlite, december):
    told(sqlite, december, left("a", day="2026-11-30", at="2026-12-01T00:20:00.000000+09:00"))
    [line, _] = rows(close(sqlite, december, NOVEMBER), "firm-f1.csv")
    assert line["service_date"] == "2026-11-30"


def test_a_ride_after_midnight_is_paid_by_the_fiscal_year_of_its_trip(store, clock):
    clock.move(datetime(2027, 4, 1, 9, tzinfo=JAPAN))
    told(store, clock, left("a", day="2027-03-31", at="2027-04-01T00:20:00.000000+09:00"))
    told(store, clock, left("b", day="2027-04-01", at="2027-04-01T05:20:00.000000+09:00", subsidy=300))
    assert [balance(store, f"yen/city/senior/{year}") for year in (2026, 2027)] == [-350, -300]
    assert [balance(store, f"rides/rider-offline/senior/{year}/{1:016x}") for year in (2026, 2027)] == [-1, -1]


@pytest.mark.parametrize("day", ["2020-04-01", "2026-11-11", "2026-11-1", "20270401", "yesterday"])
def test_a_day_that_cannot_be_the_trips_moves_no_money_to_another_year(store, december, day):
    told(store, december, left("a", day=day))
    assert balance(store, "yen/city/senior/2026") == -350
    assert rides(store, "day") == [("2026-11-10",)]


@st.composite
def months(draw):
    """Rides of several firms and schemes, some with points, some taken back, and used vouchers."""
    records = []
    for n in range(draw(st.integers(0, 25))):
        firm, scheme = draw(st.sampled_from(["f1", "f2", "f3"])), draw(st.sampled_from(["senior", "emica", "voucher"]))
        subsidy = draw(st.integers(0, 400))
        paid_by = EMICA | {"points": draw(st.integers(1, max(subsidy, 1)))} if draw(st.booleans()) else {}
        one = left(f"n{n}", firm=firm, scheme=scheme, fare=400, subsidy=subsidy, **paid_by)
        records += [one, void(f"v{n}", one)] if draw(st.integers(0, 3)) == 0 else [one]
        if draw(st.integers(0, 4)) == 0:
            records.append(record("voucher_used", f"u{n}", voucher=f"w{n}", firm=firm, yen=subsidy))
    return records


@settings(max_examples=40, suppress_health_check=list(HealthCheck), deadline=None)
@given(months())
def test_files_city_and_ledger_are_one_for_each_firm_and_scheme(tmp_path_factory, december, records):
    store = SqliteStore(tmp_path_factory.mktemp("settled") / "central.sqlite")
    try:
        told(store, december, *records)
        closed = close(store, december, NOVEMBER)
        with store.snapshot() as connection:
            settled = settlement(lines_in(connection, NOVEMBER))
            ledger, points = booked(connection, NOVEMBER), booked_points(connection, NOVEMBER)
        ours = {(each.firm, each.scheme): each.subsidy for each in settled}
        city = {(row["firm"], row["scheme"]): int(row["subsidy"]) for row in rows(closed, "city.csv")[:-1]}
        assert ours == city == {key: ledger.get(key, 0) for key in ours}
        assert set(ledger) <= set(ours)
        for firm in {each.firm for each in settled}:
            *lines, total = rows(closed, f"firm-{firm}.csv")
            assert int(total["subsidy"]) == sum(yen for (of, _), yen in ours.items() if of == firm)
            spent = sum(each.points for each in settled if each.firm == firm)
            assert spent == points.get(firm, 0) == sum(int(line.get("points") or 0) for line in lines)
    finally:
        store.close()


def test_the_office_asks_for_it_by_a_command(tmp_path, capsys):
    (tmp_path / "central.toml").write_text('state = "state"\n')
    store = SqliteStore(tmp_path / "state" / "central.sqlite")

    told(store, Clock(), left("a", **EMICA), left("b", firm="f2"))
    post_all(store, Clock())
    with store.snapshot() as connection:
        wanted = [asdict(each) for each in settlement(lines_in(connection, NOVEMBER))]
    store.close()
    central = ["central", "--config", str(tmp_path / "central.toml")]
    assert main([*central, "settle", NOVEMBER, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == wanted
    assert [(each["firm"], each["scheme"], each["subsidy"], each["points"]) for each in wanted] == [
        ("f1", "senior", 350, 100),
        ("f2", "senior", 350, 0),
    ]
    assert main([*central, "rides", NOVEMBER]) == 0
    table = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [(row["board"], row["alight"], row["status"]) for row in table] == [("s1", "s9", "settled")] * 2
    assert "rider" not in table[0]
    assert main([*central, "relist"]) == 0
    assert "2 rides, listed anew" in capsys.readouterr().out
    assert main([*central, "settle", "2026-13"]) == 2
    assert "'2026-13': is no month" in capsys.readouterr().err
