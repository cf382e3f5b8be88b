"""The close of a month: what each firm claims, checked against the ledger, the same whenever it is asked."""

import csv
import hashlib
import io
from datetime import datetime

import pytest
from ledger.fed import balance, feed, granted, post_all, record, ride, spent, transfers, void

from central.service.clock import JAPAN
from central.service.ledger import checking
from central.service.ledger.claims import CP932, UTF8
from central.service.ledger.months import close, write
from central.service.stores import Conflict

OCTOBER, NOVEMBER = "2026-10", "2026-11"
IN_OCTOBER, LATER = "2026-10-30T09:00:00.000000+09:00", "2026-12-01T09:00:00.000000+09:00"
IN_TIME = "2026-10-30T00:00:05+00:00"


@pytest.fixture
def clock(clock):
    clock.move(datetime(2026, 12, 5, 9, tzinfo=JAPAN))
    return clock


def october(name, **more):
    return ride(name, at=IN_OCTOBER, **more)


def told(store, clock, *records, terminal="taxi-1", received=IN_TIME):
    feed(store, terminal, records, received=received)
    post_all(store, clock)


def rows(closed, name):
    return list(csv.DictReader(io.StringIO(closed.files[name].decode(UTF8), newline="")))


def test_a_firm_claims_a_line_for_each_ride_and_a_total_at_the_end(store, clock):
    first, second = october("a", rides=2), october("b", fare=999, subsidy=400, rider=7)
    told(store, clock, first, second, october("c", firm="f2"))
    closed = close(store, clock, OCTOBER)
    assert sorted(closed.files) == ["city.csv", "firm-f1.csv", "firm-f2.csv"]
    *lines, total = rows(closed, "firm-f1.csv")
    assert sorted(line["ride_id"] for line in lines) == sorted([first.id, second.id])
    line = next(line for line in lines if line["ride_id"] == first.id)
    assert line == {
        "ride_id": first.id,
        "scheme": "maitaku",
        "rule_version": "2026-10",
        "service_date": "2026-10-30",
        "terminal": "taxi-1",
        "rides": "2",
        "fare": "1500",
        "subsidy": "750",
        "rider_paid": "750",
        "status": "normal",
        "corrects_id": "",
    }
    assert [total[name] for name in ("scheme", "rule_version", "rides", "fare", "subsidy", "rider_paid")] == [
        "count", "2", "3", "2499", "1150", "1349",
    ]  # fmt: skip


def test_the_total_seals_all_that_stands_before_it(sqlite, clock):
    told(sqlite, clock, october("a"))
    content = close(sqlite, clock, OCTOBER).files["firm-f1.csv"]
    body, total = content[: content.rindex(b"total,")], content[content.rindex(b"total,") :].decode()
    assert total.rstrip("\r\n").endswith("sha256," + hashlib.sha256(body).hexdigest())
    assert content.startswith(b"\xef\xbb\xbfride_id,")
    assert content.count(b"\r\n") == content.count(b"\n") == 3


def test_files_city_and_ledger_come_to_the_same(store, clock):
    told(store, clock, *(october(str(n), firm=f"f{n % 9}", fare=1000 + n, subsidy=n) for n in range(60)))
    told(
        store,
        clock,
        record("voucher_used", "u", at=IN_OCTOBER, voucher="v", firm="f1", yen=500),
        void("x", october("1")),
    )
    closed = close(store, clock, OCTOBER)
    of_firms = {f"f{n}": int(rows(closed, f"firm-f{n}.csv")[-1]["subsidy"]) for n in range(9)}
    *city, total = rows(closed, "city.csv")
    assert sum(of_firms.values()) == int(total["subsidy"]) == closed.subsidy == sum(range(60)) + 500
    assert {firm: sum(int(row["subsidy"]) for row in city if row["firm"] == firm) for firm in of_firms} == of_firms
    digests = {row["firm"]: row["sha256"] for row in city}
    assert digests["f3"] == hashlib.sha256(closed.files["firm-f3.csv"]).hexdigest()
    in_october = [each for each in transfers(store) if each.month == OCTOBER and each.credit.startswith("yen/firm/")]
    assert sum(each.amount for each in in_october) == closed.subsidy


def test_closing_again_gives_the_same_bytes(store, clock, tmp_path):
    told(store, clock, october("a"), granted("g", 5), spent("s", 9))
    first = close(store, clock, OCTOBER)
    told(store, clock, october("late"), void("v", october("a")))
    clock.move(datetime(2027, 3, 1, tzinfo=JAPAN))
    again = close(store, clock, OCTOBER)
    assert again.files == first.files
    assert write(first, tmp_path) == write(again, tmp_path) == tmp_path / OCTOBER
    assert {path.name: path.read_bytes() for path in (tmp_path / OCTOBER).iterdir()} == first.files


def test_a_close_that_was_cut_off_before_its_files_stood_is_asked_for_again(store, clock, tmp_path):
    told(store, clock, october("a"), october("b", firm="f2"))
    closed = close(store, clock, OCTOBER)
    claims = tmp_path / "claims"
    half = claims / f".{OCTOBER}-cut"
    half.mkdir(parents=True)
    (half / "firm-f1.csv").write_bytes(closed.files["firm-f1.csv"][:9])
    told(store, clock, october("late"))
    clock.move(datetime(2027, 3, 1, tzinfo=JAPAN))
    folder = write(close(store, clock, OCTOBER), claims)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == closed.files
    assert list(claims.iterdir()) == [folder]


def test_a_late_ride_and_a_correction_come_in_the_open_month_with_their_own_day(store, clock):
    old = october("a")
    told(store, clock, old)
    clock.move(datetime(2026, 11, 2, tzinfo=JAPAN))
    close(store, clock, OCTOBER)
    late = october("late", subsidy=300)
    told(
        store, clock, late, void("v", old, at="2026-11-03T09:00:00.000000+09:00"), received="2026-11-03T00:00:00+00:00"
    )
    clock.move(datetime(2026, 12, 1, tzinfo=JAPAN))
    *lines, total = rows(close(store, clock, NOVEMBER), "firm-f1.csv")
    assert sorted((line["status"], line["service_date"], line["subsidy"]) for line in lines) == [
        ("offline", "2026-10-30", "300"),
        ("void", "2026-10-30", "-750"),
    ]
    assert next(line for line in lines if line["status"] == "void")["corrects_id"] == old.id
    assert total["subsidy"] == "-450"
    assert balance(store, "yen/firm/f1") == 300


def test_a_ride_that_is_corrected_in_its_own_month_says_so(sqlite, clock):
    told(sqlite, clock, october("a"), void("v", october("a"), at=IN_OCTOBER))
    *lines, total = rows(close(sqlite, clock, OCTOBER), "firm-f1.csv")
    assert [(line["status"], line["rides"]) for line in lines] == [("corrected", "1"), ("void", "-1")]
    assert total["subsidy"] == "0"


def test_nothing_more_is_booked_in_a_closed_month(store, clock):
    told(store, clock, october("a"))
    close(store, clock, OCTOBER)
    told(store, clock, october("b"))
    assert {each.month for each in transfers(store, october("b"))} == {NOVEMBER}
    with pytest.raises(Conflict), store.writing() as connection:
        connection.execute("UPDATE month SET transfers = 0 WHERE name = '2026-10'")


def test_what_was_told_off_line_is_balanced_and_the_city_bears_the_rest_in_the_open(store, clock):
    told(store, clock, granted("g", 50), spent("s", 30), granted("h", 10, account="a2"), spent("t", 25, account="a2"))
    closed = close(store, clock, NOVEMBER)
    city = "points.242012"
    assert (balance(store, f"{city}/points/a1"), balance(store, f"{city}/points-offline/a1")) == (20, 0)
    assert (balance(store, f"{city}/points/a2"), balance(store, f"{city}/points-offline/a2")) == (0, 0)
    assert balance(store, f"{city}/offline-risk/points/a2") == -15
    assert closed.at_risk == {city: 15}
    assert list(checking.findings(store, clock)) == []


def test_a_scheme_or_a_city_that_is_called_as_an_offline_account_is_none(store, clock):
    told(store, clock, october("a", scheme="bus-offline"), granted("g", 50), record("points_granted", "h", account="a",
         city="x-offline", points=5, lot="l"))  # fmt: skip
    closed = close(store, clock, OCTOBER)
    assert (closed.lines, set(closed.at_risk)) == (1, {"rides"})
    assert list(checking.findings(store, clock)) == []


def test_what_is_taken_back_after_the_balance_goes_back_to_the_rider(store, clock):
    told(store, clock, granted("g", 50), spent("s", 30))
    close(store, clock, NOVEMBER)
    told(store, clock, void("v", spent("s", 30), at=LATER))
    clock.move(datetime(2027, 1, 2, tzinfo=JAPAN))
    assert close(store, clock, "2026-12").at_risk == {}
    assert balance(store, "points.242012/points/a1") == 50


@pytest.mark.parametrize(
    ("month", "sentence"), [("2026-12", "is not over"), (NOVEMBER, "2026-10 is still open"), ("26-1", "is no month")]
)
def test_a_month_is_closed_when_it_is_over_and_in_its_turn(sqlite, clock, month, sentence):
    told(sqlite, clock, october("a"))
    with pytest.raises(ValueError, match=sentence):
        close(sqlite, clock, month)


def test_early_is_this_month_and_none_that_has_not_begun(sqlite, clock):
    for month in ("2027-01", "9999-12"):
        with pytest.raises(ValueError, match=f"{month}: has not begun"):
            close(sqlite, clock, month, early=True)
    close(sqlite, clock, "2026-12", early=True)
    told(sqlite, clock, ride("a"))
    assert {each.month for each in transfers(sqlite)} == {"2027-01"}


def test_a_month_before_a_closed_one_cannot_be_closed_any_more(sqlite, clock):
    told(sqlite, clock, october("a"))
    close(sqlite, clock, OCTOBER)
    with pytest.raises(ValueError, match="a later month is closed"):
        close(sqlite, clock, "2026-09")


def test_an_empty_month_is_closed_all_the_same(store, clock):
    closed = close(store, clock, NOVEMBER)
    assert (list(closed.files), closed.lines) == (["city.csv"], 0)
    told(store, clock, ride("a"))
    assert {each.month for each in transfers(store)} == {"2026-12"}


def test_what_cp932_cannot_hold_is_named_with_its_place_and_nothing_is_closed(sqlite, clock):
    told(sqlite, clock, record("ride", "a", at=IN_OCTOBER, rules="規則①", **october("a").detail))
    assert "規則①" in close(sqlite, clock, OCTOBER, CP932).files["firm-f1.csv"].decode(CP932)
    told(sqlite, clock, record("ride", "b", rules="第2版\U0001f68c", **october("a").detail))
    with pytest.raises(ValueError, match=r"firm-f1\.csv: line 2, rule_version: '\U0001f68c' does not exist in cp932"):
        close(sqlite, clock, NOVEMBER, CP932)
    told(sqlite, clock, ride("c"))
    assert {each.month for each in transfers(sqlite, ride("c"))} == {NOVEMBER}


def test_files_that_somebody_has_changed_are_not_written_over(sqlite, clock, tmp_path):
    told(sqlite, clock, october("a"))
    closed = close(sqlite, clock, OCTOBER)
    folder = write(closed, tmp_path)
    (folder / "firm-f1.csv").write_bytes(b"more money")
    with pytest.raises(ValueError, match=r"firm-f1\.csv"):
        write(closed, tmp_path)
    assert (folder / "firm-f1.csv").read_bytes() == b"more money"


def test_lines_that_do_not_come_to_what_the_ledger_says_close_nothing(sqlite, clock):
    told(sqlite, clock, october("a"))
    with sqlite.writing() as connection:
        connection.execute("DROP TRIGGER transfer_stays")
        connection.execute("UPDATE transfer SET amount = 751 WHERE credit = 'yen/firm/f1'")
    with pytest.raises(ValueError, match="firm f1: its lines come to 750 yen, the ledger to 751"):
        close(sqlite, clock, OCTOBER)


def test_no_file_names_a_rider(sqlite, clock):
    told(sqlite, clock, october("a", rider=0xABCDEF0123456789))
    assert all(b"abcdef0123456789" not in content for content in close(sqlite, clock, OCTOBER).files.values())
