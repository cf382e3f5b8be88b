"""Each thing that can be wrong is told with its file and line."""

import pytest
from feeds import REAL, TINY, lines, write

from transit.gtfs.compiling import check_feed
from transit.gtfs.faults import LISTED, WARNING

STOPS, TIMES, TRIPS, RULES = TINY["stops"], TINY["stop_times"], TINY["trips"], TINY["fare_rules"]

WRONG = [
    ("missing_file", {"stops": None}, [("stops.txt", 0)]),
    ("missing_file", {"feed_info": None}, [("feed_info.txt", 0)]),
    ("missing_file", {"calendar": None}, [("calendar.txt", 0), ("calendar.txt", 0)]),
    ("missing_column", {"routes": TINY["routes"].replace("route_type", "kind")}, [("routes.txt", 1)]),
    ("unknown_column", {"routes": TINY["routes"].replace("route_type", "route_type,x")}, [("routes.txt", 1)]),
    ("duplicate_column", {"stops": STOPS.replace("location_type", "stop_name")}, [("stops.txt", 1)]),
    ("empty_file", {"stops": ""}, [("stops.txt", 0)]),
    ("unknown_file", {"fares_of_ours": "a,b\n"}, [("fares_of_ours.txt", 0)]),
    ("blank", {"stops": STOPS.replace("b,病院前", ",病院前")}, [("stops.txt", 3)]),
    ("blank", {"stops": STOPS.replace("病院前", "")}, [("stops.txt", 3)]),
    ("blank", {"stops": STOPS.replace("35.003", "")}, [("stops.txt", 3)]),
    ("blank", {"stop_times": TIMES.replace("10:10:00,10:10:00", ",")}, [("stop_times.txt", 4)]),
    ("duplicate_id", {"stops": STOPS + "b,別,35,139,z,0\n"}, [("stops.txt", 5)]),
    ("duplicate_id", {"stop_times": TIMES.replace("c,3", "c,2")}, [("stop_times.txt", 4)]),
    (
        "duplicate_id",
        {"calendar_dates": "service_id,date,exception_type\nall,20260501,1\nall,20260501,2\n"},
        [("calendar_dates.txt", 3)],
    ),
    ("unknown_reference", {"trips": TRIPS + "q,all,u,x,,\n"}, [("trips.txt", 3)]),
    ("unknown_reference", {"trips": TRIPS + "r,never,u,x,,\n"}, [("trips.txt", 3)]),
    ("unknown_reference", {"stop_times": TIMES + "t,11:00:00,11:00:00,zz,9,0,0\n"}, [("stop_times.txt", 5)]),
    ("unknown_reference", {"fare_rules": RULES + "f9,r,a,c\n"}, [("fare_rules.txt", 5)]),
    ("unknown_reference", {"fare_rules": RULES + "f1,r,a,nowhere\n"}, [("fare_rules.txt", 5)]),
    (
        "unknown_reference",
        {"stops": STOPS.replace("location_type", "parent_station").replace(",c,0", ",c,st")},
        [("stops.txt", n) for n in (2, 3, 4)],
    ),
    ("unknown_reference", {"routes_jp": "route_id,origin_stop\nr,市役所\nr9,市役所\n"}, [("routes_jp.txt", 3)]),
    ("latitude", {"stops": STOPS.replace("35.003", "135.003")}, [("stops.txt", 3)]),
    ("latitude", {"stops": STOPS.replace("35.003,139.0", "0,0.0")}, [("stops.txt", 3)]),
    ("longitude", {"stops": STOPS.replace("35.003,139.0", "35.003,1三9")}, [("stops.txt", 3)]),
    ("time", {"stop_times": TIMES.replace("10:05:00", "10時5分")}, [("stop_times.txt", 3)]),
    ("whole", {"stop_times": TIMES.replace("c,3", "c,3.5")}, [("stop_times.txt", 4)]),
    ("choice", {"stop_times": TIMES.replace("c,3,1", "c,3,9")}, [("stop_times.txt", 4)]),
    ("date", {"calendar": TINY["calendar"].replace("20270331", "20270230")}, [("calendar.txt", 2)]),
    ("date_order", {"feed_info": TINY["feed_info"].replace("20270331", "20250331")}, [("feed_info.txt", 2)]),
    ("wrong_location_type", {"stops": STOPS.replace("b,0", "b,1")}, [("stop_times.txt", 3)]),
    (
        "wrong_location_type",
        {"stops": STOPS.replace("location_type", "parent_station").replace(",c,0", ",c,a").replace(",0\n", ",\n")},
        [("stops.txt", 4)],
    ),
    ("date_order", {"calendar": TINY["calendar"].replace("20270331", "20250331")}, [("calendar.txt", 2)]),
    ("time_order", {"stop_times": TIMES.replace("10:10:00,10:10:00", "10:01:00,10:01:00")}, [("stop_times.txt", 4)]),
    ("time_order", {"stop_times": TIMES.replace("10:05:00,10:06:00", "10:06:00,10:05:00")}, [("stop_times.txt", 3)]),
    ("no_calls", {"trips": TRIPS + "r,all,u,x,,\n"}, [("trips.txt", 3)]),
    ("amount", {"fare_attributes": TINY["fare_attributes"].replace("180", "百八十")}, [("fare_attributes.txt", 2)]),
    ("amount", {"fare_attributes": TINY["fare_attributes"].replace("180", "180.5")}, [("fare_attributes.txt", 2)]),
    ("amount", {"fare_attributes": TINY["fare_attributes"].replace("180", "-180")}, [("fare_attributes.txt", 2)]),
    (
        "currency",
        {"fare_attributes": TINY["fare_attributes"].replace("180,JPY", "180,円")},
        [("fare_attributes.txt", 2)],
    ),
    (
        "unused_fare",
        {"fare_attributes": TINY["fare_attributes"] + "f3,500,JPY,0,0,bus\n"},
        [("fare_attributes.txt", 4)],
    ),
    ("duplicate_rule", {"fare_rules": RULES + "f1,r,b,c\n"}, [("fare_rules.txt", 5)]),
    (
        "frequency",
        {"frequencies": "trip_id,start_time,end_time,headway_secs\nt,06:00:00,09:00:00,0\n"},
        [("frequencies.txt", 2)],
    ),
    (
        "two_translations",
        {"translations": "trans_id,lang,translation\n市役所,en,A\n市役所,en,B\n"},
        [("translations.txt", 3)],
    ),
]


@pytest.mark.parametrize(("code", "tables", "where"), WRONG)
def test_what_is_wrong_is_told_with_file_and_line(tmp_path, code, tables, where):
    faults = check_feed(write(tmp_path, **tables))[1]
    assert lines(faults, code) == where


def test_what_only_the_japanese_standard_asks_for_is_a_warning(tmp_path):
    agency = "agency_name,agency_url,agency_timezone\nみなと,https://bus.example/,Asia/Tokyo\n"
    faults = check_feed(write(tmp_path, agency=agency, feed_info=None, translations=None))[1]
    missing = [fault for fault in faults.listed if fault.file != "fare_attributes.txt"]
    assert {(fault.file, fault.severity) for fault in missing if fault.code.startswith("missing")} == {
        ("agency.txt", WARNING),
        ("feed_info.txt", WARNING),
        ("translations.txt", WARNING),
    }


def test_a_service_whose_days_cannot_be_read_is_there_nevertheless(tmp_path):
    calendar = TINY["calendar"].replace("20270331", "forever")
    faults = check_feed(write(tmp_path, calendar=calendar))[1]
    assert [(fault.file, fault.line, fault.code) for fault in faults.listed] == [("calendar.txt", 2, "date")]


def test_many_faults_of_a_kind_are_counted_and_not_all_listed(tmp_path):
    rules = RULES + "f9,r,a,c\n" * (LISTED + 5)
    faults = check_feed(write(tmp_path, fare_rules=rules))[1]
    assert faults.errors == LISTED + 5
    assert faults.listed[-1].sentence == "and 5 more of this kind (unknown_reference)."


def test_the_ministrys_sample_has_just_the_faults_that_are_in_it():
    folder = REAL / "mlit_rinko_sample_2017"
    if not folder.is_dir():
        pytest.skip(f"{folder} is not here")
    about, faults = check_feed(folder)
    assert {(fault.code, fault.file, fault.line) for fault in faults.listed} == {
        ("unknown_reference", "routes_jp.txt", 3),
        ("blank", "feed_info.txt", 2),
        ("unknown_column", "stop_times.txt", 1),
        ("unknown_column", "trips.txt", 1),
    }
    assert about["feed_publisher_name"] == "川崎鶴見臨港バス株式会社"
    assert faults.conflicts == []


def test_gifus_feed_has_one_torn_line_and_nothing_else():
    folder = REAL / "gifu_community_bus_2021"
    if not folder.is_dir():
        pytest.skip(f"{folder} is not here")
    _, faults = check_feed(folder)
    assert [(fault.code, fault.file, fault.line) for fault in faults.listed] == [
        ("carriage_return", "translations.txt", 126)
    ]
