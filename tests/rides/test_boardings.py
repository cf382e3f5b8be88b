"""The page for the city's staff: how many got in where and when, and nobody among them who can be followed."""

import csv
import io
import re
from collections import Counter

import pytest
import requests
from acting import LONG
from hypothesis import given, settings
from hypothesis import strategies as st
from ledger.conftest import Clock
from ledger.fed import void
from real_stacks.browser import chromium
from rides.conftest import OFFICER
from rides.ridden import boarded, counted, follow_all, left, told

from central.service.rides.counting import FEWEST, Cell, Place, hidden, lines, months, together
from firmware.cli import main

NOVEMBER = "2026-11"


def on(name, rider, stop="s1", hour=8, day=10, route="r1", sequence=1):
    at = f"2026-11-{day:02}T{hour:02}:15:00.000000+09:00"
    return boarded(name, rider=rider, stop=stop, at=at, day=f"2026-11-{day:02}", route=route, sequence=sequence)


def of(store, month=NOVEMBER):
    with store.reading() as connection:
        return lines(connection, month)


def test_people_are_counted_by_line_stop_and_hour_once_each(store, clock):
    four, leaving = [on(str(n), n) for n in range(4)], on("x", 9)
    told(store, clock, *four, leaving, left("x", of=leaving, rider=9), counted("cash_boarded", "c", 3, "s2", hour=9))
    [line] = of(store)
    assert (line.route, line.total, line.shown) == ("r1", 8, {Place("s1", 8): 5, Place("s2", 8): 3})


def test_what_is_taken_back_is_not_counted(store, clock):
    five, wrong = [on(str(n), n) for n in range(5)], on("x", 9)
    told(store, clock, *five, wrong, void("v", wrong))
    assert of(store)[0].total == 5


def test_stops_stand_in_the_order_of_the_trip_and_lines_by_how_busy_they_are(store, clock):
    told(store, clock, *(on(f"{n}", n, stop=f"s{9 - k}", sequence=k) for n in range(12) for k in [n % 3 + 1]))
    told(
        store, clock, *(on(f"q{n}", n, route="r2") for n in range(20)), *(on(f"z{n}", 1, route="r3") for n in range(40))
    )
    found = of(store)
    assert [(line.route, line.total) for line in found] == [("r2", 20), ("r1", 12), ("r3", None)]
    assert found[1].stops == ["s8", "s7", "s6"]


def test_one_commuter_of_forty_mornings_is_hidden(store, clock):
    mornings = [on(f"m{day}-{hour}", 1, stop="s7", hour=hour, day=day) for day in range(1, 21) for hour in (7, 17)]
    told(store, clock, *mornings, *(on(f"{n}", n) for n in range(2, 30)), *(on(f"e{n}", n, "s2") for n in range(2, 40)))
    shown = of(store)[0].shown
    assert shown[Place("s7", 7)] is shown[Place("s7", 17)] is None
    # alone with each other they would tell of the one who is in both: the next smallest goes too
    assert shown == {Place("s1", 8): None, Place("s2", 8): 38, Place("s7", 7): None, Place("s7", 17): None}


def test_people_whom_the_driver_counted_are_as_many_as_on_their_busiest_day(store, clock):
    days = [counted("ic_boarded", f"{day}", 1, at=f"2026-11-{day:02}T08:00:00.000000+09:00", day=f"2026-11-{day:02}")
            for day in range(1, 15)]  # fmt: skip
    told(store, clock, *days)
    assert of(store)[0].total is None
    told(store, clock, counted("ic_boarded", "more", 2, at="2026-11-03T08:30:00.000000+09:00", day="2026-11-03"))
    assert of(store)[0].total == 16


def test_months_go_from_the_first_to_the_last(store, clock):
    days = "2025-12-31", "2026-02-01"
    told(
        store,
        clock,
        *(left(day[:4], day=day, at=f"{day}T08:31:00.000000+09:00") for day in days),
        left("c", at="soon", day="soon"),
    )
    with store.reading() as connection:
        assert months(connection) == ["2026-02", "2026-01", "2025-12"]


cells = st.builds(
    lambda boardings, riders, crowd: Cell(boardings + len(riders) + crowd, set(riders), crowd),
    st.integers(0, 30), st.sets(st.sampled_from("abcdef"), max_size=4), st.integers(0, 4),
)  # fmt: skip


@settings(max_examples=300)
@given(st.dictionaries(st.integers(0, 12), cells, max_size=12))
def test_no_sum_gives_away_what_is_hidden(found):
    closed = hidden(found)
    assert all(found[key].people >= FEWEST for key in found.keys() - closed)
    if closed and found.keys() - closed:
        assert len(closed) > 1
        assert together(found[key] for key in closed).people >= FEWEST


@pytest.fixture(scope="module")
def filled(city):
    """A month of three lines, in the central's own database."""
    store, clock = city.desk.store, Clock()
    places = [(n, stop, hour) for n, (stop, hour) in enumerate((s, h) for s in range(1, 6) for h in range(7, 19))]
    records = [
        on(f"{n}-{k}", k + 20 * (n % 3), f"s{stop}", hour, 1 + k % 28, "r1", stop)
        for n, stop, hour in places
        for k in range((n * 7) % 31)
    ]
    told(store, clock, *records, *(on(f"o{k}", k, "q1", 9, 3, "r2") for k in range(6)))
    told(store, clock, *(on(f"i{k}", k, "@<b>&", 10, 3, "=1+1") for k in range(5)), epoch="more")
    follow_all(store)
    return city, records


def page(central, auth=OFFICER, **query):
    return requests.get(f"{central.url}/boardings", params=query, auth=auth, timeout=LONG)


@pytest.mark.parametrize("auth", [None, ("suzuki", "wrong"), ("nobody", ""), ("", ""), (OFFICER[0], OFFICER[1] + "\n")])
def test_only_an_officer_may_look(central, auth):
    for path in ("boardings", "boardings.csv"):
        answer = requests.get(f"{central.url}/{path}", auth=auth, timeout=LONG)
        assert (answer.status_code, answer.content) == (401, b"")
        assert answer.headers["WWW-Authenticate"].startswith("Basic ")


@pytest.mark.parametrize("header", ["Basic", "Basic =", "Basic /w==", "Bearer c3V6dWtpOmthemFndXJ1bWE="])
def test_what_is_no_basic_authentication_is_nobody(central, header):
    answer = requests.get(f"{central.url}/boardings", headers={"Authorization": header}, timeout=LONG)
    assert answer.status_code == 401


def test_a_month_that_is_none_is_refused(central):
    for month in ("2026-13", "2026", "x", "2026-11-01"):
        assert page(central, month=month).status_code == 400


def test_the_command_makes_a_password_that_the_page_takes(central, capsys):
    assert main(["central", "officer", "tanaka"]) == 0
    said = capsys.readouterr().out
    password, kept = re.search(r"is (\S+) -", said).group(1), re.search(r'tanaka = "([0-9a-f]{64})"', said).group(1)
    assert len(set(password)) > 8
    central.config.officers["tanaka"] = kept
    assert page(central, auth=("tanaka", password)).status_code == 200
    assert page(central, auth=("tanaka", kept)).status_code == 401


def test_picture_table_and_file_say_the_same(filled):
    central, records = filled
    shown = page(central, month=NOVEMBER).text
    answer = requests.get(f"{central.url}/boardings.csv?month={NOVEMBER}", auth=OFFICER, timeout=LONG)
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    table = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    counts = Counter((each.detail["stop"], int(each.at[11:13])) for each in records)
    of_file = {(row["stop"], int(row["hour"])): row["boardings"] for row in table if row["route"] == "r1"}
    assert set(of_file) == set(counts)
    assert all(told in ("<3", str(counts[place])) for place, told in of_file.items())
    assert "<3" in of_file.values()
    in_picture = re.findall(r'<text class="in [^"]*"[^>]*>([^<]*)</text>', shown)
    in_table = [
        cell for row in re.findall(r"<tbody>.*</tbody>", shown) for cell in re.findall(r"<td>([^<]*)</td>", row)
    ]
    of_file_too = Counter(told.replace("<", "&lt;") for told in of_file.values())
    assert Counter(in_picture) == of_file_too
    assert of_file_too <= Counter(in_table)


def test_each_picture_on_the_page_is_called_by_its_own_words(filled):
    central, _ = filled
    shown = page(central, month=NOVEMBER, route="r1").text
    ids = re.findall(r' id="([^"]*)"', shown)
    assert len(ids) == len(set(ids))
    named = [each.split() for each in re.findall(r'aria-labelledby="([^"]*)"', shown)]
    assert len(named) == 2
    assert {word for each in named for word in each} <= set(ids)


def test_names_that_come_from_outside_are_only_text(filled):
    central, _ = filled
    shown = page(central, month=NOVEMBER, route="=1+1").text
    assert "<b>&" not in shown
    assert "&lt;b&gt;&amp;" in shown
    table = requests.get(f"{central.url}/boardings.csv", auth=OFFICER, timeout=LONG).content.decode("utf-8-sig")
    assert "\r\n2026-11,'=1+1,'=1+1,'@<b>&,'@<b>&,10,5\r\n" in table


@pytest.mark.real
def test_an_officer_chooses_a_line_and_sees_it(filled):
    central, _ = filled
    there = central.url.replace("://", f"://{OFFICER[0]}:{OFFICER[1]}@")
    with chromium(1280, 900) as browser:
        browser.get(f"{there}/boardings")
        assert browser.find_element("id", "line").text.startswith("r1")
        links = browser.find_elements("css selector", "svg a")
        assert [link.text.split()[0] for link in links] == ["r1", "r2", "=1+1"]
        links[1].click()
        assert browser.find_element("id", "line").text.startswith("r2")
        assert "6" in browser.find_element("css selector", "table").text
        for svg in browser.find_elements("css selector", "svg"):
            assert browser.execute_script("return arguments[0].querySelector('title').textContent.length > 0", svg)
        wide = browser.execute_script("return document.documentElement.scrollWidth <= innerWidth")
        assert wide
        assert browser.get_log("browser") == []
