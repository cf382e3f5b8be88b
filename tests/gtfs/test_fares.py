"""What a way costs, by every model of fares that feeds have."""

import pytest
from feeds import TINY, lines, triangle, write

from transit.gtfs.compiled import open_network
from transit.gtfs.compiling import compile_feed
from transit.gtfs.faults import Conflict, Place
from transit.network import Fare, FareConflict, NoFare

ATTRIBUTES = TINY["fare_attributes"]
HEADING = "fare_id,route_id,origin_id,destination_id,contains_id\n"


def network(folder, **tables):
    return open_network(compile_feed(write(folder, **tables))[0])


def conflicts(folder, **tables):
    return compile_feed(write(folder, **tables))[1].conflicts


def test_a_blank_origin_and_destination_are_any(tmp_path):
    flat = network(tmp_path, fare_rules="fare_id,route_id,origin_id,destination_id\nf1,r,,\n")
    assert flat.fare("r", "a", "c") == flat.fare("r", "c", "a") == Fare(180, 180, on_boarding=False)


def test_a_blank_route_is_any_of_the_fares_agency(tmp_path):
    agency = TINY["agency"] + "other,よそ,https://other.example/,Asia/Tokyo,ja\n"
    routes = TINY["routes"] + "r2,other,99,よそ線,3\n"
    both = network(tmp_path, agency=agency, routes=routes, fare_rules="fare_id,route_id\nf1,\n")
    assert both.fare("r", "a", "c").yen == 180
    with pytest.raises(NoFare):
        both.fare("r2", "a", "c")


def test_a_rule_that_names_the_line_holds_whoever_runs_it(tmp_path):
    agency = TINY["agency"] + "other,よそ,https://other.example/,Asia/Tokyo,ja\n"
    assert (
        network(tmp_path, agency=agency, fare_attributes=ATTRIBUTES.replace("bus", "other")).fare("r", "a", "b").yen
        == 180
    )


def test_fares_without_rules_are_asked_everywhere(tmp_path):
    one = ATTRIBUTES.replace("f2,210,JPY,0,0,bus\n", "")
    for rules in (None, HEADING):
        assert network(tmp_path, fare_attributes=one, fare_rules=rules).fare("r", "c", "b").yen == 180
        (tmp_path / "fare_rules.txt").unlink(missing_ok=True)


def test_two_fares_without_rules_are_a_conflict_at_both_places(tmp_path):
    assert conflicts(tmp_path, fare_rules=None) == [
        Conflict("", "", "", "adult", (180, 210), (Place("fare_attributes.txt", 2), Place("fare_attributes.txt", 3)))
    ]


def test_a_zone_is_all_its_stops_and_a_stop_may_stand_for_itself(tmp_path):
    stops = TINY["stops"].replace(",a,0", ",Z,0").replace(",b,0", ",Z,0").replace(",c,0", ",,0")
    zoned = network(tmp_path, stops=stops, fare_rules=HEADING + "f1,r,Z,Z,\nf2,r,Z,c,\n")
    assert [zoned.fare("r", *way).yen for way in ("ab", "ac", "bc")] == [180, 210, 210]
    with pytest.raises(NoFare, match="from c to a"):
        zoned.fare("r", "c", "a")


def test_a_stops_id_that_is_also_a_zones_name_means_the_zone(tmp_path):
    stops = (
        TINY["stops"]
        .replace(",a,0", ",1,0")
        .replace(",b,0", ",2,0")
        .replace(",c,0", ",2,0")
        .replace("c,みなと", "1,みなと")
    )
    times = TINY["stop_times"].replace(",c,3", ",1,3")
    zoned = network(tmp_path, stops=stops, stop_times=times, fare_rules=HEADING + "f1,r,1,2,\nf2,r,2,2,\n")
    assert (zoned.fare("r", "a", "1").yen, zoned.fare("r", "b", "1").yen) == (180, 210)


def test_a_rule_for_a_station_holds_for_its_poles(tmp_path):
    stops = (
        "stop_id,stop_name,stop_lat,stop_lon,zone_id,location_type,parent_station\n"
        "S,駅,35.0,139.0,,1,\na,駅,,,,0,S\nb,病院前,35.003,139.0,,0,\nc,みなと駅,35.006,139.0,,0,\n"
    )
    found = network(tmp_path, stops=stops, fare_rules=HEADING + "f1,r,S,b,\n")
    assert found.fare("r", "a", "b").yen == 180
    assert (found.stop("a").latitude, found.stop("a").longitude) == (35.0, 139.0)


def test_a_station_lies_in_the_zone_of_its_poles(tmp_path):
    stops = (
        "stop_id,stop_name,stop_lat,stop_lon,zone_id,location_type,parent_station\n"
        "100,駅,35.0,139.0,,1,\na,駅,35.0,139.0,100,0,100\nb,病院前,35.003,139.0,b,0,\nc,みなと駅,35.006,139.0,c,0,\n"
    )
    found = network(tmp_path, stops=stops, fare_rules=HEADING + "f1,r,100,b,\n")
    assert found.fare("r", "100", "b") == found.fare("r", "a", "b") == Fare(180, 180, on_boarding=False)


def test_contains_id_asks_for_every_zone_on_the_way(tmp_path):
    rules = HEADING + "f2,r,,,a\nf2,r,,,b\nf2,r,,,c\nf1,r,,,a\nf1,r,,,b\n"
    passed = network(tmp_path, fare_rules=rules)
    assert passed.fare("r", "a", "b").yen == 180
    assert passed.fare("r", "a", "c").yen == 210
    with pytest.raises(NoFare):
        passed.fare("r", "b", "c")


def test_ic_prices_may_be_lower_unknown_or_not_taken(tmp_path):
    attributes = (
        "fare_id,price,currency_type,payment_method,transfers,agency_id,ic_price\n"
        "f1,180,JPY,0,0,bus,178\nf2,210,JPY,1,0,bus,\nf3,300,JPY,0,0,bus,-1\n"
    )
    rules = HEADING + "f1,r,a,b,\nf2,r,b,c,\nf3,r,a,c,\n"
    priced = network(tmp_path, fare_attributes=attributes, fare_rules=rules)
    assert priced.fare("r", "a", "b") == Fare(180, 178, on_boarding=False)
    assert priced.fare("r", "b", "c") == Fare(210, 210, on_boarding=True)
    assert priced.fare("r", "a", "c") == Fare(300, -1, on_boarding=False)


def test_without_a_childs_fare_there_is_none(tmp_path):
    with pytest.raises(NoFare, match="child"):
        network(tmp_path).fare("r", "a", "b", "child")


@pytest.mark.parametrize(
    "tables",
    [
        {"fare_attributes": ATTRIBUTES.replace("agency_id\n", "agency_id,child_price\n").replace("bus\n", "bus,90\n")},
        {
            "rider_categories": "rider_category_id,rider_category_name,is_default_fare_category\n1,大人,1\n2,小児,0\n",
            "fare_attributes": ATTRIBUTES.replace("agency_id\n", "agency_id,rider_category_id\n").replace(
                "bus\n", "bus,1\n"
            )
            + "f3,90,JPY,0,0,bus,2\n",
            "fare_rules": TINY["fare_rules"] + "f3,r,a,b\nf3,r,b,c\n",
        },
        {
            "rider_categories": "rider_category_id,rider_category_description\n3,Child\n",
            "fare_rider_categories": "fare_id,rider_category_id,price\nf1,3,90\n",
        },
        {
            "rider_categories": "rider_category_id,rider_category_name,is_default_fare_category\nadult,大人,1\nchild,小児,0\n",
            "fare_products": "fare_product_id,rider_category_id,amount,currency\np,child,90,JPY\n",
            "fare_leg_rules": "network_id,from_area_id,to_area_id,fare_product_id\n,,,p\n",
        },
    ],
    ids=["a column", "a category of fares", "prices beside fares", "second fares"],
)
def test_a_childs_fare_is_found_wherever_operators_put_it(tmp_path, tables):
    found = network(tmp_path, **tables)
    assert found.fare("r", "a", "b", "child").yen == found.fare("r", "a", "b", "小児").yen == 90
    assert found.fare("r", "a", "b").yen == 180


SECOND = {
    "fare_attributes": None,
    "fare_rules": None,
    "areas": "area_id\nin\nout\n",
    "stop_areas": "area_id,stop_id\nin,a\nin,b\nout,c\n",
    "fare_media": "fare_media_id,fare_media_type\ncash,0\nic,2\n",
    "fare_products": "fare_product_id,fare_media_id,amount,currency\nnear,cash,180,JPY\nnear,ic,178,JPY\nfar,,300,JPY\nall,,500,JPY\n",
}


def test_the_second_fares_go_by_areas_media_and_networks(tmp_path):
    rules = "network_id,from_area_id,to_area_id,fare_product_id\n,in,in,near\n,in,out,far\n"
    found = network(tmp_path, **SECOND, fare_leg_rules=rules)
    assert found.fare("r", "a", "b") == Fare(180, 178, on_boarding=False)
    assert found.fare("r", "b", "c").yen == 300
    with pytest.raises(NoFare):
        found.fare("r", "c", "a")


def test_without_priorities_blank_is_what_no_other_rule_names(tmp_path):
    rules = "network_id,from_area_id,to_area_id,fare_product_id\n,in,in,near\n,,,all\n"
    found = network(tmp_path, **SECOND, fare_leg_rules=rules)
    assert [found.fare("r", *way).yen for way in ("ab", "cc")] == [180, 500]


def test_with_priorities_blank_is_any_and_the_highest_counts(tmp_path):
    rules = "network_id,from_area_id,to_area_id,fare_product_id,rule_priority\n,in,in,near,2\n,,,all,1\n"
    found = network(tmp_path, **SECOND, fare_leg_rules=rules)
    assert [found.fare("r", *way).yen for way in ("ab", "ac", "ca")] == [180, 500, 500]


def test_two_prices_for_one_way_are_never_chosen_from(tmp_path):
    rules = TINY["fare_rules"] + "f2,r,a,b\n"
    with pytest.raises(FareConflict) as told:
        network(tmp_path, fare_rules=rules).fare("r", "a", "b")
    assert told.value.yen == (180, 210)
    assert conflicts(tmp_path, fare_rules=rules) == [
        Conflict("r", "a", "b", "adult", (180, 210), (Place("fare_rules.txt", 2), Place("fare_rules.txt", 5)))
    ]


def test_a_rule_for_all_and_another_price_for_one_way_are_a_conflict(tmp_path):
    rules = TINY["fare_rules"] + "f2,,,\n"
    assert [(one.origin, one.destination, one.yen) for one in conflicts(tmp_path, fare_rules=rules)] == [
        ("a", "b", (180, 210)),
        ("b", "c", (180, 210)),
    ]


def test_the_same_price_twice_is_no_conflict(tmp_path):
    attributes = ATTRIBUTES + "f3,180,JPY,0,0,bus\n"
    rules = TINY["fare_rules"] + "f3,r,a,b\n"
    assert conflicts(tmp_path, fare_attributes=attributes, fare_rules=rules) == []
    assert network(tmp_path, fare_attributes=attributes, fare_rules=rules).fare("r", "a", "b").yen == 180


def test_one_fare_with_two_prices_is_a_conflict_wherever_it_is_asked(tmp_path):
    found, faults = compile_feed(write(tmp_path, fare_attributes=ATTRIBUTES + "f1,250,JPY,0,0,bus\n"))
    assert lines(faults, "duplicate_id") == [("fare_attributes.txt", 4)]
    with pytest.raises(FareConflict):
        open_network(found).fare("r", "a", "b")
    assert {(one.origin, one.yen) for one in faults.conflicts} == {("a", (180, 250)), ("b", (180, 250))}


def test_a_conflict_that_only_ic_cards_have_says_so(tmp_path):
    attributes = (
        "fare_id,price,currency_type,payment_method,transfers,ic_price\nf1,180,JPY,0,0,178\nf2,180,JPY,0,0,175\n"
    )
    with pytest.raises(FareConflict, match="180 yen in cash, and several prices with an IC card"):
        network(tmp_path, fare_attributes=attributes, fare_rules=HEADING + "f1,r,a,b,\nf2,r,a,b,\n").fare("r", "a", "b")


def test_prices_in_another_currency_are_no_yen(tmp_path):
    with pytest.raises(NoFare, match="USD"):
        network(tmp_path, fare_attributes=ATTRIBUTES.replace("JPY", "USD")).fare("r", "a", "b")


def test_every_conflict_of_a_triangle_is_listed_with_its_lines(tmp_path):
    faults = compile_feed(triangle(tmp_path, routes=2, stops=30, conflicts=347))[1]
    assert len(faults.conflicts) == 347
    assert {len(conflict.places) for conflict in faults.conflicts} == {2}
    assert faults.conflicts[0].places == (Place("fare_rules.txt", 2), Place("fare_rules.txt", 3))


def test_who_is_unknown_is_a_key_error(tmp_path):
    found = network(tmp_path)
    for way in (("x", "a", "b"), ("r", "x", "b"), ("r", "a", "x")):
        with pytest.raises(KeyError):
            found.fare(*way)
