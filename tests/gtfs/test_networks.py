"""Stops, lines, trips and days of a compiled feed."""

import threading
from datetime import date

import pytest
from feeds import SAMPLE, TINY, write
from hypothesis import given
from hypothesis import strategies as st

from transit.gtfs.arrays import Damaged
from transit.gtfs.compiled import open_network
from transit.gtfs.compiling import compile_feed
from transit.network import Route, Stop

TUESDAY, SUNDAY, HOLIDAY = date(2026, 11, 24), date(2026, 11, 22), date(2026, 11, 23)
NOON = 12 * 3600
HEADING = TINY["stop_times"].partition("\n")[0] + "\n"


def network(folder, **tables):
    return open_network(compile_feed(write(folder, **tables))[0])


@pytest.fixture(scope="module")
def minato():
    return open_network(compile_feed(SAMPLE)[0])


def test_a_stop_and_a_line_are_told_whole(minato):
    stop = minato.stop("103_2")
    assert stop == Stop("103_2", "市民病院前", stop.latitude, stop.longitude, "z103", "2")
    assert minato.route("r12") == Route("r12", "12", "港南線", "minato")


def test_calls_count_from_one_and_keep_the_feeds_own_numbers(tmp_path):
    times = HEADING + "t,10:10:00,10:10:00,c,30,1,0\nt,10:00:00,10:00:00,a,0,0,1\nt,10:05:00,10:06:00,b,7,3,3\n"
    calls = network(tmp_path, stop_times=times).trip("t").calls
    assert [(call.sequence, call.number, call.stop) for call in calls] == [(1, 0, "a"), (2, 7, "b"), (3, 30, "c")]
    assert [(call.may_board, call.may_alight) for call in calls] == [(True, False), (True, True), (False, True)]
    assert (calls[1].latitude, calls[1].longitude) == (35.003, 139.0)


def test_times_pass_midnight_and_are_filled_in_evenly(tmp_path):
    times = HEADING + "t,23:50:00,23:50:00,a,1,,\nt,,,b,2,,\nt,,,a,3,,\nt,25:10:00,,c,4,,\n"
    calls = network(tmp_path, stop_times=times).trip("t").calls
    assert [call.arrival for call in calls] == [NOON + 42600, NOON + 44200, NOON + 45800, NOON + 47400]
    assert calls[3].departure == calls[3].arrival == 25 * 3600 + 600


def test_a_loop_calls_at_a_stop_twice(minato):
    calls = minato.trip("wu0950").calls
    assert [call.sequence for call in calls if call.stop == "103_1"] == [3, 6]


def test_trips_of_a_day_come_by_their_first_departure(minato):
    trips = list(minato.trips(TUESDAY))
    starts = [trip.calls[0].departure for trip in trips]
    assert starts == sorted(starts)
    assert starts[-1] > 24 * 3600
    assert {trip.id[0] for trip in trips} == {"w"}


def test_sundays_and_holidays_have_trips_of_their_own(minato):
    assert [trip.id for trip in minato.trips(SUNDAY)] == [trip.id for trip in minato.trips(HOLIDAY)]
    assert {trip.id[0] for trip in minato.trips(HOLIDAY)} == {"h"}
    assert list(minato.trips(date(2026, 3, 31))) == []


def test_a_bus_to_minato_station_is_on_its_way_at_ten(minato):
    ten = 10 * 3600
    trip = next(trip for trip in minato.trips(TUESDAY) if trip.id == "w12i0944")
    coming = next(call for call in trip.calls if call.arrival > ten)
    assert (trip.headsign, trip.block, minato.stop(coming.stop).name) == ("みなと駅", "12-1w", "市民病院前")


def test_every_name_of_the_sample_has_kana_english_and_chinese(minato):
    names = {minato.stop(stop).name for stop in minato.stops} | {trip.headsign for trip in minato.trips(TUESDAY)}
    for name in names:
        assert all(minato.word(name, language) for language in ("ja-Hrkt", "en", "zh-Hans"))
        assert minato.word(name, "ja-Hrkt") != name
        assert minato.word(name, "en").isascii()
        assert minato.word(name, "ko") == name


def test_a_trip_that_is_run_again_and_again_is_each_of_its_runs(tmp_path):
    repeated = network(tmp_path, frequencies="trip_id,start_time,end_time,headway_secs\nt,06:00:00,06:30:00,600\n")
    trips = list(repeated.trips(TUESDAY))
    assert [trip.id for trip in trips] == ["t@6:00:00", "t@6:10:00", "t@6:20:00"]
    assert [call.arrival for call in trips[1].calls] == [22200, 22500, 22800]
    assert repeated.trip("t@6:10:00") == trips[1]
    assert repeated.trip("t").calls[0].departure == 36000
    with pytest.raises(KeyError):
        repeated.trip("t@6:05:00")


def test_a_headsign_may_stand_with_the_stops_instead(tmp_path):
    times = TINY["stop_times"].replace("drop_off_type", "drop_off_type,stop_headsign").replace("a,1,0,1", "a,1,0,1,港")
    assert network(tmp_path, trips=TINY["trips"].replace("みなと駅", ""), stop_times=times).trip("t").headsign == "港"


def test_days_may_stand_in_calendar_dates_alone(tmp_path):
    dates = "service_id,date,exception_type\nall,20261124,1\n"
    only = network(tmp_path, calendar=None, calendar_dates=dates)
    assert [len(list(only.trips(day))) for day in (TUESDAY, SUNDAY)] == [1, 0]


def test_the_mapped_file_answers_as_the_bytes_do(tmp_path, minato):
    path = tmp_path / "feed.bin"
    path.write_bytes(compile_feed(SAMPLE)[0])
    mapped = open_network(path)
    assert mapped.version == minato.version == "2026-04-01改正 20260401"
    assert list(mapped.trips(TUESDAY)) == list(minato.trips(TUESDAY))


def test_the_same_feed_makes_the_same_bytes():
    assert compile_feed(SAMPLE)[0] == compile_feed(SAMPLE)[0]


def test_any_thread_may_ask(minato):
    fresh, found = open_network(compile_feed(SAMPLE)[0]), []
    ways = [("r12", f"{100 + a}_1", f"{100 + b}_1") for a in range(11) for b in range(11) if a != b]

    def ask() -> None:
        found.append(
            [(fresh.fare(*way), fresh.word("みなと駅", "en"), len(fresh.trip("wu0950").calls)) for way in ways]
        )

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [[(minato.fare(*way), "Minato Station", 9) for way in ways]] * 6


@given(cut=st.integers(0, 5000), byte=st.integers(0, 255), shorter=st.booleans())
def test_a_damaged_file_is_refused_and_never_believed(cut, byte, shorter):
    whole = bytearray(WHOLE)
    if shorter:
        del whole[cut:]
    else:
        whole[cut] ^= byte or 1
    with pytest.raises(Damaged):
        open_network(bytes(whole))


def test_an_empty_file_is_refused(tmp_path):
    (tmp_path / "feed.bin").touch()
    with pytest.raises(Damaged):
        open_network(tmp_path / "feed.bin")


WHOLE = compile_feed(SAMPLE)[0]
