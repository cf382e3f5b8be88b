"""The tables of GTFS-JP, 4th edition (and what its earlier editions had), as data: columns, what they hold, what must be there."""

from __future__ import annotations

from typing import NamedTuple

REQUIRED, JAPANESE, OPTIONAL = "required", "required in Japan", "optional"


class Column(NamedTuple):
    """A column: `kind` is one of `values.KINDS`, a choice such as `0-3`, `key`, or `>table` for an id of that table."""

    name: str
    kind: str
    need: str


class Layout(NamedTuple):
    """A table: its file's name, whether the standard requires it, its columns."""

    name: str
    need: str
    columns: tuple[Column, ...]


# `name:kind`, with `!` for required by GTFS and `*` for required by GTFS-JP alone.
_REQUIRED = {
    "agency": "agency_id:key* agency_name! agency_url! agency_timezone! agency_lang* agency_phone agency_fare_url agency_email cemv_support:0-2",
    "stops": (
        "stop_id:key! stop_code stop_name tts_stop_name stop_desc stop_lat:latitude stop_lon:longitude zone_id stop_url location_type:0-4"
        " parent_station:>stops stop_timezone wheelchair_boarding:0-2 level_id:>levels platform_code stop_access:0-1"
    ),
    "routes": (
        "route_id:key! agency_id:>agency route_short_name route_long_name route_desc route_type:whole! route_url route_color route_text_color"
        " route_sort_order:whole continuous_pickup:0-3 continuous_drop_off:0-3 network_id cemv_support:0-2 jp_parent_route_id"
    ),
    "trips": (
        "route_id:>routes! service_id:>services! trip_id:key! trip_headsign trip_short_name direction_id:0-1 block_id shape_id:>shapes"
        " wheelchair_accessible:0-4 bikes_allowed:0-2 cars_allowed:0-2 jp_trip_desc jp_trip_desc_symbol jp_pattern_id jp_office_id:>office_jp"
    ),
    "stop_times": (
        "trip_id:>trips! arrival_time:time departure_time:time stop_id:>stops location_group_id:>location_groups location_id stop_sequence:whole!"
        " stop_headsign pickup_type:0-3 drop_off_type:0-3 continuous_pickup:0-3 continuous_drop_off:0-3 shape_dist_traveled:number timepoint:0-1"
        " start_pickup_drop_off_window:time end_pickup_drop_off_window:time pickup_booking_rule_id:>booking_rules"
        " drop_off_booking_rule_id:>booking_rules"
    ),
}
_JAPANESE = {
    "feed_info": (
        "feed_publisher_name! feed_publisher_url! feed_lang! default_lang feed_start_date:date* feed_end_date:date* feed_version*"
        " feed_contact_email feed_contact_url"
    ),
    "calendar": (
        "service_id:key! monday:0-1! tuesday:0-1! wednesday:0-1! thursday:0-1! friday:0-1! saturday:0-1! sunday:0-1! start_date:date! end_date:date!"
    ),
    "fare_attributes": (
        "fare_id:key! price:amount! currency_type:currency! payment_method:0-1! transfers:0-2 agency_id:>agency transfer_duration:whole ic_price:ic"
    ),
    "translations": "",
}
_OPTIONAL = {
    "calendar_dates": "service_id! date:date! exception_type:1-2!",
    "fare_rules": "fare_id:>fare_attributes! route_id:>routes origin_id destination_id contains_id",
    "shapes": "shape_id! shape_pt_lat:latitude! shape_pt_lon:longitude! shape_pt_sequence:whole! shape_dist_traveled:number",
    "attributions": (
        "attribution_id agency_id:>agency route_id:>routes trip_id:>trips organization_name! is_producer:0-1 is_operator:0-1 is_authority:0-1"
        " attribution_url attribution_email attribution_phone"
    ),
    "transfers": (
        "from_stop_id:>stops to_stop_id:>stops from_route_id:>routes to_route_id:>routes from_trip_id:>trips to_trip_id:>trips transfer_type:0-5"
        " min_transfer_time:whole"
    ),
    "frequencies": "trip_id:>trips! start_time:time! end_time:time! headway_secs:whole! exact_times:0-1",
    "pathways": (
        "pathway_id:key! from_stop_id:>stops! to_stop_id:>stops! pathway_mode:1-7! is_bidirectional:0-1! length:number traversal_time:whole"
        " stair_count:number max_slope:number min_width:number signposted_as reversed_signposted_as"
    ),
    "levels": "level_id:key! level_index:number! level_name",
    "location_groups": "location_group_id:key! location_group_name",
    "location_group_stops": "location_group_id:>location_groups! stop_id:>stops!",
    "booking_rules": (
        "booking_rule_id:key! booking_type:0-2! prior_notice_duration_min:whole prior_notice_duration_max:whole prior_notice_last_day:whole"
        " prior_notice_last_time:time prior_notice_start_day:whole prior_notice_start_time:time prior_notice_service_id:>services message"
        " pickup_message drop_off_message phone_number info_url booking_url"
    ),
    "timeframes": "timeframe_group_id! start_time:time end_time:time service_id:>services!",
    "rider_categories": "rider_category_id:key! rider_category_name is_default_fare_category:0-1 eligibility_url",
    "fare_media": "fare_media_id:key! fare_media_name fare_media_type:0-4!",
    "fare_products": (
        "fare_product_id! fare_product_name rider_category_id:>rider_categories fare_media_id:>fare_media amount:amount! currency:currency!"
    ),
    "fare_leg_rules": (
        "leg_group_id network_id:>networks from_area_id:>areas to_area_id:>areas from_timeframe_group_id to_timeframe_group_id"
        " fare_product_id:>fare_products! rule_priority:whole"
    ),
    "fare_leg_join_rules": "from_network_id:>networks! to_network_id:>networks! from_stop_id:>stops to_stop_id:>stops",
    "fare_transfer_rules": (
        "from_leg_group_id to_leg_group_id transfer_count:number duration_limit:whole duration_limit_type:0-3 fare_transfer_type:0-2!"
        " fare_product_id:>fare_products"
    ),
    "fare_rider_categories": "fare_id:>fare_attributes! rider_category_id! price:amount!",
    "areas": "area_id:key! area_name",
    "stop_areas": "area_id:>areas! stop_id:>stops!",
    "networks": "network_id:key! network_name",
    "route_networks": "network_id:>networks! route_id:>routes!",
    "agency_jp": "agency_id:>agency! agency_official_name agency_zip_number agency_address agency_president_pos agency_president_name",
    "office_jp": "office_id:key! office_name! office_url office_phone",
    "pattern_jp": "jp_pattern_id:key! route_update_date:date origin_stop via_stop destination_stop",
    "routes_jp": "route_id:>routes! route_update_date:date origin_stop via_stop destination_stop jp_office_id",
}
OLD_WORDS = "trans_id! lang! translation"
NEW_WORDS = "table_name! field_name! language! translation record_id record_sub_id field_value"
OTHER_FILES = frozenset({"locations.geojson"})


def _column(text: str) -> Column:
    need = {"!": REQUIRED, "*": JAPANESE}.get(text[-1], OPTIONAL)
    name, _, kind = text.rstrip("!*").partition(":")
    return Column(name, kind or "text", need)


def layout(name: str, columns: str, need: str = OPTIONAL) -> Layout:
    """A table from its line above."""
    return Layout(name, need, tuple(_column(text) for text in columns.split()))


LAYOUTS: dict[str, Layout] = {
    name: layout(name, columns, need)
    for need, tables in ((REQUIRED, _REQUIRED), (JAPANESE, _JAPANESE), (OPTIONAL, _OPTIONAL))
    for name, columns in tables.items()
}

# What others refer to comes first. Shapes are only gone through for their ids.
_ORDER = (
    "agency levels stops routes networks areas office_jp pattern_jp calendar calendar_dates shapes trips"
    " booking_rules location_groups stop_times frequencies rider_categories fare_attributes fare_rider_categories"
    " fare_rules fare_media fare_products stop_areas route_networks fare_leg_rules feed_info translations"
    " attributions transfers pathways location_group_stops timeframes fare_leg_join_rules fare_transfer_rules agency_jp routes_jp"
)
ORDER = tuple(_ORDER.split())
