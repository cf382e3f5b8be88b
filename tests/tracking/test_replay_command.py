"""`kazasu gtfs replay`: a recorded run in, the stop at each of its rows out."""

import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from driven import EAST, LATITUDE, LONGITUDE, NORTH, Bus, degrees
from feeds import write

from firmware.cli import main
from firmware.cli_gtfs_replay import midnight_of

STOPS = [(400.0 * n, 0.0) for n in range(4)]
NINE = 9 * 3600
DAY = datetime(2026, 11, 24, tzinfo=UTC)


def feed_at(folder, zone="Asia/Tokyo"):
    stops = [f"s{n},stop {n},{degrees(*at)[0]},{degrees(*at)[1]},," for n, at in enumerate(STOPS)]
    times = [f"night,25:{10 + n}:00,25:{10 + n}:00,s{n},{7 + 3 * n},0,0" for n in range(4)]
    times += [f"day,09:{2 * n:02}:00,09:{2 * n:02}:00,s{n},{10 + 10 * n},0,0" for n in range(4)]
    return write(
        folder,
        agency=f"agency_id,agency_name,agency_url,agency_timezone,agency_lang\nbus,Bus,https://bus.example/,{zone},ja\n",
        stops="stop_id,stop_name,stop_lat,stop_lon,zone_id,location_type\n" + "\n".join(stops) + "\n",
        trips="route_id,service_id,trip_id,trip_headsign,block_id,direction_id\nr,all,day,end,,0\nr,all,night,end,,0\n",
        stop_times="trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type,drop_off_type\n"
        + "\n".join(times)
        + "\n",
        fare_rules="fare_id,route_id,origin_id,destination_id\n",
    )


def run_of(start=NINE):
    return Bus(*STOPS[0], start).stands(30).calls_at(*STOPS[1:]).seen()


def written(folder, rows):
    path = folder / "run.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def epoch(seconds, hours_east=9):
    return int((DAY + timedelta(hours=-hours_east, seconds=seconds)).timestamp())


def replayed(capsys, *arguments):
    status = main(["gtfs", "replay", *map(str, arguments), "--json"])
    said = capsys.readouterr()
    return status, json.loads(said.out), said.err


def order(rows):
    told = [row["sequence"] for row in rows]
    return [number for at, number in enumerate(told) if at == 0 or told[at - 1] != number]


def test_each_row_tells_the_feeds_own_number_and_stop(tmp_path, capsys):
    rows = [f"{epoch(at)},{latitude},{longitude}" for at, latitude, longitude in run_of()]
    run = written(tmp_path, rows)
    status, told, _ = replayed(capsys, feed_at(tmp_path / "feed"), "--trip", "day", "--date", "2026-11-24", run)
    assert status == 0
    assert len(told) == len(rows)
    assert order(told) == [10, 20, 30, 40]
    assert told[0]["time"] == epoch(NINE)
    assert told[-1] == {
        "time": told[-1]["time"],
        "sequence": 40,
        "stop_sequence": 40,
        "stop": "s3",
        "stop_id": "s3",
        "at_stop": True,
        "confidence": told[-1]["confidence"],
        "next_stop": None,
    }
    assert all(0 <= row["confidence"] <= 1 for row in told)


@pytest.mark.parametrize(
    ("heading", "form"),
    [
        ("time,latitude,longitude", "{iso},{lat},{lon}"),
        ("\ufeffLon,Lat,Timestamp", "{lon},{lat},{iso}+09:00"),
        ("vehicle,datetime,lng,lat,speed", "7,{iso},{lon},{lat},"),
        (None, "{epoch}.5,{lat},{lon}"),
        (None, "{epoch}000,{lat},{lon},12.5,3.0,0"),
        (None, '"{epoch}", "{lat}", "{lon}"'),
    ],
)
def test_runs_come_with_a_heading_or_without_and_in_epoch_or_iso(tmp_path, capsys, heading, form):
    rows = [heading] if heading else []
    for at, latitude, longitude in run_of():
        iso = (DAY + timedelta(seconds=at)).strftime("%Y-%m-%dT%H:%M:%S")
        rows.append(form.format(epoch=epoch(at), iso=iso, lat=latitude, lon=longitude))
    arguments = feed_at(tmp_path / "feed"), "--trip", "day", "--date", "2026-11-24", written(tmp_path, rows)
    status, told, error = replayed(capsys, *arguments)
    assert (status, error) == (0, "")
    assert order(told) == [10, 20, 30, 40]


def test_a_trip_past_midnight_is_replayed_under_its_service_day(tmp_path, capsys):
    rows = [f"{epoch(at)},{latitude},{longitude}" for at, latitude, longitude in run_of(25 * 3600 + 600)]
    arguments = feed_at(tmp_path / "feed"), "--trip", "night", "--date", "2026-11-24", written(tmp_path, rows)
    assert order(replayed(capsys, *arguments)[1]) == [7, 10, 13, 16]


def test_the_feeds_time_zone_counts_on_the_day_clocks_change_too():
    there = ZoneInfo("America/Los_Angeles")
    noon = datetime(2026, 3, 8, 12, tzinfo=there)
    assert noon.timestamp() - midnight_of(noon.date(), there) == 43_200


def test_rows_that_cannot_be_read_are_told_by_their_line_and_lose_nothing(tmp_path, capsys):
    rows = ["time,latitude,longitude"]
    rows += [f"{epoch(at)},{latitude},{longitude}" for at, latitude, longitude in run_of()]
    bad = {3: "yesterday,35,136", 5: f"{epoch(NINE)},north,136", 7: f"{epoch(NINE)},95,136", 9: "12", 11: "nan,35,136"}
    for line, text in bad.items():
        rows.insert(line - 1, text)
    run = written(tmp_path, rows)
    arguments = feed_at(tmp_path / "feed"), "--trip", "day", "--date", "2026-11-24", run
    status, told, error = replayed(capsys, *arguments)
    assert status == 2
    assert len(told) == len(rows) - 1
    assert [number for number, row in enumerate(told, 2) if "error" in row] == list(bad)
    assert all(f"{run}:{line}: " in error for line in bad)
    assert "'north' is no number" in error
    assert "'95' is not within -90 and 90" in error
    assert order([row for row in told if "error" not in row]) == [10, 20, 30, 40]


@pytest.mark.parametrize(
    ("feed", "trip", "run", "code"),
    [
        ("feed", "none", "run.csv", "unknown_trip"),
        ("nowhere", "day", "run.csv", "unreadable_feed"),
        ("feed", "day", "none.csv", "unreadable_run"),
    ],
)
def test_what_is_not_there_is_told_in_a_sentence(tmp_path, capsys, feed, trip, run, code):
    feed_at(tmp_path / "feed")
    written(tmp_path, ["1,2,3"])
    arguments = tmp_path / feed, "--trip", trip, "--date", "2026-11-24", tmp_path / run
    status, told, _ = replayed(capsys, *arguments)
    assert status == 2
    assert told["error"]["code"] == code
    assert told["error"]["message"].endswith(".")


def test_without_json_a_line_a_row_comes_out(tmp_path, capsys):
    rows = [f"{epoch(at)},{latitude},{longitude}" for at, latitude, longitude in run_of()]
    run = written(tmp_path, rows)
    assert (
        main(["gtfs", "replay", str(feed_at(tmp_path / "feed")), "--trip", "day", "--date", "2026-11-24", str(run)])
        == 0
    )
    said = capsys.readouterr().out.splitlines()
    assert len(said) == len(rows)
    assert said[0].endswith("at the stop")


def test_degrees_of_the_test_ground_are_degrees():
    assert degrees(EAST, NORTH) == (LATITUDE + 1, LONGITUDE + 1)
