"""Whatever contradiction a bus would meet on its way is told beforehand, whichever rules it comes from; and no other."""

import pytest
from feeds import TINY, write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from transit.gtfs.compiled import open_network
from transit.gtfs.compiling import check_feed, compile_feed
from transit.gtfs.faults import Conflict, Place
from transit.network import FareConflict, NoFare

HEADING = "fare_id,route_id,origin_id,destination_id,contains_id\n"
AGENCIES = TINY["agency"] + "other,よそ,https://other.example/,Asia/Tokyo,ja\n"
ZONED = TINY["stops"].replace(",a,0", ",Z,0").replace(",b,0", ",Z,0").replace(",c,0", ",,0")


@pytest.mark.parametrize(
    ("rules", "stops", "way"),
    [
        ("f1,r,a,,\nf2,r,,b,\n", TINY["stops"], ("r", "a", "b")),
        ("f1,r,Z,c,\nf2,r,a,c,\n", ZONED, ("r", "a", "c")),
        ("f1,r,,,a\nf2,r,,,b\n", TINY["stops"], ("r", "a", "b")),
        ("f1,,a,b,\nf2,,,b,\n", TINY["stops"], ("", "a", "b")),
    ],
    ids=["open on either side", "by zone and by stop", "by what is passed", "both for any line"],
)
def test_rules_that_meet_on_a_way_are_a_conflict(tmp_path, rules, stops, way):
    found = check_feed(write(tmp_path, stops=stops, fare_rules=HEADING + rules))[1].conflicts
    places = (Place("fare_rules.txt", 2), Place("fare_rules.txt", 3))
    assert Conflict(*way, "adult", (180, 210), places) in found
    assert {conflict.places for conflict in found} == {places}


def test_fares_of_two_agencies_do_not_contradict_each_other(tmp_path):
    attributes = TINY["fare_attributes"].replace("f2,210,JPY,0,0,bus", "f2,210,JPY,0,0,other")
    feed = write(tmp_path, agency=AGENCIES, fare_attributes=attributes, fare_rules=HEADING + "f1,,a,b,\nf2,,a,b,\n")
    compiled, faults = compile_feed(feed)
    assert faults.conflicts == []
    assert open_network(compiled).fare("r", "a", "b").yen == 180


PART = st.sampled_from(["", "Z", "a", "b", "c"])
RULE = st.tuples(
    st.sampled_from(["f1", "f2", "f3"]), st.sampled_from(["", "r"]), PART, PART, st.sampled_from(["", "b"])
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rules=st.lists(RULE, min_size=2, max_size=6), zones=st.tuples(PART, PART, PART))
def test_a_feed_without_a_conflict_has_none_on_any_way(tmp_path, rules, zones):
    stops = TINY["stops"]
    for stop, zone in zip("abc", zones, strict=True):
        stops = stops.replace(f",{stop},0", f",{zone},0")
    attributes = TINY["fare_attributes"] + "f3,250,JPY,0,0,\n"
    table = HEADING + "".join(",".join(rule) + "\n" for rule in rules)
    compiled, faults = compile_feed(write(tmp_path, stops=stops, fare_attributes=attributes, fare_rules=table))
    met = {prices(open_network(compiled), way) for way in ("ab", "ac", "bc")} - {()}
    assert met <= {conflict.yen for conflict in faults.conflicts}


def prices(network, way):
    """The prices of a way that has several."""
    try:
        network.fare("r", *way)
    except NoFare:
        return ()
    except FareConflict as conflict:
        return conflict.yen
    return ()
