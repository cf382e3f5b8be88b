"""Every way of published feeds costs what an independent SQL query over their raw files says."""

from collections import Counter

import pytest
from feeds import REAL, SAMPLE, TINY, by_sql, triangle, write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from transit.gtfs.compiled import open_network
from transit.gtfs.compiling import compile_feed
from transit.network import FareConflict, NoFare


def compared(folder) -> Counter:
    """How many ways agree in a fare, in having none, in having several; and each one that does not."""
    network = open_network(compile_feed(folder)[0])
    found = Counter()
    for way, prices in by_sql(folder):
        found[kind(network, way, prices) or (way, tuple(prices))] += 1
    return found


def kind(network, way, prices) -> str | None:
    try:
        fare = network.fare(*way)
    except NoFare:
        return None if prices else "none"
    except FareConflict as conflict:
        return "several" if conflict.yen == tuple(sorted({yen for yen, _ in prices})) and len(prices) > 1 else None
    return "fare" if prices == [(fare.yen, fare.ic_yen)] else None


@pytest.mark.parametrize(
    ("feed", "ways"),
    [("gifu_community_bus_2021", {"fare": 62145}), ("mlit_rinko_sample_2017", {"fare": 211, "none": 714})],
)
def test_every_way_of_a_real_feed_costs_what_sql_says(feed, ways):
    folder = REAL / feed
    if not folder.is_dir():
        pytest.skip(f"{folder} is not here")
    assert compared(folder) == ways


def test_every_way_of_the_sample_costs_what_sql_says():
    assert set(compared(SAMPLE)) == {"fare", "none"}


def test_every_way_of_a_triangle_with_conflicts_costs_what_sql_says(tmp_path):
    assert compared(triangle(tmp_path, routes=4, stops=40, conflicts=347)) == {
        "fare": 4 * 40 * 39 - 347,
        "several": 347,
        "none": 160,
    }


def test_190000_rules_are_all_kept_and_their_conflicts_told(tmp_path):
    compiled, faults = compile_feed(triangle(tmp_path))
    network = open_network(compiled)
    assert (faults.counts["fare_rules.txt"], len(faults.conflicts), faults.errors) == (190467, 347, 0)
    stops = network.stops
    for route in range(20):
        line = stops[98 * route : 98 * route + 98]
        assert [network.fare(f"r{route}", line[97], stop).yen for stop in line[:97]] == [
            150 + 10 * n + route for n in range(97, 0, -1)
        ]


ROUTES = TINY["routes"] + "r2,bus,5,別の線,3\n"
TRIPS = TINY["trips"] + "r2,all,u,市役所,1,1\n"
TIMES = TINY["stop_times"] + "u,11:00:00,11:00:00,c,1,0,1\nu,11:05:00,11:05:00,a,2,1,0\n"
STOPS = TINY["stops"].replace(",a,0", ",Z,0").replace(",b,0", ",Z,0").replace(",c,0", ",,0")
RULE = st.tuples(
    st.sampled_from(["f1", "f2", "f3"]),
    st.sampled_from(["", "r", "r2"]),
    st.sampled_from(["", "Z", "a", "b", "c", "nowhere"]),
    st.sampled_from(["", "Z", "a", "b", "c", "nowhere"]),
)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rules=st.lists(RULE, min_size=1, max_size=9), third=st.sampled_from(["180", "210", "250.0"]))
def test_any_mixture_of_open_zoned_and_exact_rules_costs_what_sql_says(tmp_path, rules, third):
    table = "fare_id,route_id,origin_id,destination_id\n" + "".join(",".join(rule) + "\n" for rule in rules)
    attributes = TINY["fare_attributes"] + f"f3,{third},JPY,0,0,bus\n"
    own = {"routes": ROUTES, "trips": TRIPS, "stop_times": TIMES, "stops": STOPS}
    folder = write(tmp_path, **own, fare_rules=table, fare_attributes=attributes)
    assert set(compared(folder)) <= {"fare", "none", "several"}
