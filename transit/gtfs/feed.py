"""A feed as it is read, table after table, into arrays and small dictionaries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import TypeAlias

from transit.gtfs import fares, legs, places, services, timetable, words
from transit.gtfs.arrays import Strings
from transit.gtfs.checking import Checker, Ids
from transit.gtfs.choosing import category_of
from transit.gtfs.faults import Faults, Place
from transit.gtfs.rows import Table, read_table
from transit.gtfs.source import Source
from transit.gtfs.tables import JAPANESE, LAYOUTS, NEW_WORDS, OLD_WORDS, ORDER, OTHER_FILES, REQUIRED, Layout, layout
from transit.gtfs.values import day

Rows: TypeAlias = Iterator[tuple[int, list[str]]]


class Feed:
    """What was read; `about` is the row of feed_info.txt."""

    def __init__(self) -> None:
        self.faults = Faults()
        self.ids: Ids = {}
        self.strings = Strings()
        self.about: dict[str, str] = {}
        self.agencies: dict[str, str] = {}
        self.stops: dict[str, places.StopRow] = {}
        self.routes: dict[str, tuple[str, str, str]] = {}
        self.zones: frozenset[str] = frozenset()
        self.services = services.Services()
        self.timetable = timetable.Timetable()
        self.fares = fares.Fares()
        self.networks: dict[str, set[str]] = defaultdict(set)
        self.media: dict[str, str] = {}
        self.products: dict[str, legs.Told] = defaultdict(legs.told)
        self.words = words.Words()

    def route_number(self, route: str) -> int:
        """A route's number from 1; 0 for blank, which is any."""
        return self.ids["routes"][route] if route else 0

    def route_name(self, number: int) -> str:
        """The id of a route by its number; blank for any."""
        return list(self.routes)[number - 1] if number else ""

    def category(self, rider: str) -> str:
        """What rider_category_id means."""
        return self.fares.categories.get(rider) or category_of(rider)


def read_feed(source: Source) -> Feed:
    """Read all tables; whatever is wrong stands in the feed's faults. Raises Unreadable for what no file can hold."""
    feed = Feed()
    for name in ORDER:
        table = read_table(name, source, feed.faults)
        if table is None:
            _miss(feed, LAYOUTS[name])
        else:
            _take(feed, table, name)
        _AFTER.get(name, _nothing)(feed)
    for name in source.names:
        if name.removesuffix(".txt") not in LAYOUTS and name not in OTHER_FILES and not name.startswith("."):
            feed.faults.warning(Place(name, 0), "", "unknown_file", f"The standard has no file {name}.")
    # only now is every trip known, with all of its calls
    feed.timetable.settle(feed)
    feed.fares.settle()
    return feed


def _take(feed: Feed, table: Table, name: str) -> None:
    shape = LAYOUTS[name]
    if name == "translations":
        shape = layout(name, OLD_WORDS if "trans_id" in table.columns else NEW_WORDS, shape.need)
    _TAKERS.get(name, _pass)(feed, table, Checker(table, shape, feed.ids, feed.faults).rows())


def _pass(_feed: Feed, _table: Table, rows: Rows) -> None:
    for _ in rows:
        pass


def _nothing(_feed: Feed) -> None:
    pass


def _miss(feed: Feed, shape: Layout) -> None:
    file = f"{shape.name}.txt"
    if shape.need == REQUIRED:
        feed.faults.error(Place(file, 0), "", "missing_file", f"{file} is missing; GTFS requires it.")
    elif shape.need == JAPANESE:
        feed.faults.warning(Place(file, 0), "", "missing_file", f"{file} is missing; GTFS-JP requires it.")


def _take_about(feed: Feed, table: Table, rows: Rows) -> None:
    columns = table.columns
    for line, cells in rows:
        if feed.about:
            feed.faults.warning(
                Place(table.file, line), "", "duplicate_id", "feed_info.txt has one row; this one does not count."
            )
        else:
            feed.about = dict(zip(columns, cells, strict=False))
            start, end = (feed.about.get(name, "") for name in ("feed_start_date", "feed_end_date"))
            if day(start) and day(end) and end < start:
                told = f"The feed ends ({end}) before it starts ({start})."
                feed.faults.error(Place(table.file, line), "feed_end_date", "date_order", told)


def _take_shapes(feed: Feed, table: Table, rows: Rows) -> None:
    pick = table.picker("shape_id", "shape_id")
    known = feed.ids.setdefault("shapes", {})
    for _, cells in rows:
        known.setdefault(pick(cells)[0], 0)


def _know_zones(feed: Feed) -> None:
    feed.zones = frozenset(row.zone for row in feed.stops.values() if row.zone)


def _know_services(feed: Feed) -> None:
    feed.ids["services"] = feed.services.numbers
    if not feed.services.numbers:
        told = "Neither calendar.txt nor calendar_dates.txt says when anything runs."
        feed.faults.error(Place("calendar.txt", 0), "", "missing_file", told)


def _know_networks(feed: Feed) -> None:
    for network in feed.networks:
        feed.ids.setdefault("networks", {}).setdefault(network, 0)


Taker: TypeAlias = Callable[[Feed, Table, Rows], None]
_AFTER: dict[str, Callable[[Feed], None]] = {
    "stops": _know_zones,
    "routes": lambda feed: fares.check_routes(len(feed.routes)),
    "calendar_dates": _know_services,
    "networks": _know_networks,
}
_TAKERS: dict[str, Taker] = {
    "agency": places.take_agencies,
    "stops": places.take_stops,
    "routes": places.take_routes,
    "calendar": services.take_calendar,
    "calendar_dates": services.take_dates,
    "shapes": _take_shapes,
    "trips": timetable.take_trips,
    "stop_times": timetable.take_calls,
    "frequencies": timetable.take_frequencies,
    "fare_attributes": fares.take_attributes,
    "rider_categories": fares.take_categories,
    "fare_rider_categories": fares.take_rider_prices,
    "fare_rules": fares.take_rules,
    "fare_media": legs.take_media,
    "fare_products": legs.take_products,
    "stop_areas": legs.take_stop_areas,
    "route_networks": legs.take_networks,
    "fare_leg_rules": legs.take_legs,
    "feed_info": _take_about,
    "translations": words.take_words,
}
