"""Who runs what and where it stops: agency.txt, stops.txt, routes.txt, and which zones a stop lies in."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from transit.gtfs.checking import shown
from transit.gtfs.faults import Place
from transit.gtfs.values import number

if TYPE_CHECKING:
    from transit.gtfs.feed import Feed, Rows
    from transit.gtfs.rows import Table

# 0 is a place in the Gulf of Guinea, and a nearest stop would be looked for there
NOWHERE = 1e3
"""A degree that the feed does not tell."""

POLES = frozenset({"", "0"})
"""location_type of what vehicles call at."""

_STATION, _AREA = "1", "4"
_NAMED = POLES | {_STATION, "2"}


class StopRow(NamedTuple):
    """A row of stops.txt; texts stay as they are, `parent` is a stop's id, `kind` its location_type."""

    name: str
    latitude: float
    longitude: float
    zone: str
    platform: str
    parent: str
    kind: str
    line: int


def take_agencies(feed: Feed, table: Table, rows: Rows) -> None:
    """Remember who runs lines, by id."""
    pick = table.picker("agency_id", "agency_name")
    for _, cells in rows:
        agency, name = pick(cells)
        feed.agencies.setdefault(agency, name)


def take_stops(feed: Feed, table: Table, rows: Rows) -> None:
    """Remember the stops in the order of their numbers."""
    pick = table.picker(
        "stop_id", "stop_name", "stop_lat", "stop_lon", "zone_id", "platform_code", "parent_station", "location_type"
    )
    for line, cells in rows:
        stop, name, latitude, longitude, zone, platform, parent, kind = pick(cells)
        if not stop or stop in feed.stops:
            continue
        if not name and kind in _NAMED:
            feed.faults.error(
                Place(table.file, line), "stop_name", "blank", f"stop_name is blank; {shown(stop)} needs one."
            )
        degrees = _degree(latitude, 90), _degree(longitude, 180)
        feed.stops[stop] = StopRow(name, *degrees, zone, platform, parent, kind, line)
        if not (latitude and longitude) and kind in _NAMED:
            feed.faults.error(Place(table.file, line), "stop_lat", "blank", f"{shown(stop)} has no coordinates.")
        elif number(latitude) == number(longitude) == 0:
            told = f"{shown(stop)} lies where equator and meridian meet; its coordinates were not known, it seems."
            feed.faults.error(Place(table.file, line), "stop_lat", "latitude", told)
    for stop in list(feed.stops):
        _settle(feed, table.file, stop)
    _give_zones(feed)


def _degree(text: str, bound: float) -> float:
    found = number(text)
    return found if found is not None and abs(found) <= bound else NOWHERE


def _settle(feed: Feed, file: str, stop: str) -> None:
    """Look after the station of a stop: is it there, and where is the stop that does not say so itself."""
    row = feed.stops[stop]
    if not row.parent:
        return
    station = feed.stops.get(row.parent)
    if station is None:
        told = f"parent_station {shown(row.parent)} is not in stops.txt."
        feed.faults.error(Place(file, row.line), "parent_station", "unknown_reference", told)
        return
    if row.kind != _AREA and station.kind != _STATION:
        told = f"parent_station {shown(row.parent)} is no station (location_type 1)."
        feed.faults.warning(Place(file, row.line), "parent_station", "wrong_location_type", told)
    if NOWHERE in {row.latitude, row.longitude}:
        feed.stops[stop] = row._replace(latitude=station.latitude, longitude=station.longitude)


def _give_zones(feed: Feed) -> None:
    """A station without a zone lies in that of its poles when they have but one."""
    zones: dict[str, set[str]] = {}
    for row in feed.stops.values():
        zones.setdefault(row.parent, set()).add(row.zone)
    for stop, row in feed.stops.items():
        if not row.zone and len(zones.get(stop, ())) == 1:
            feed.stops[stop] = row._replace(zone=zones[stop].pop())


def take_routes(feed: Feed, table: Table, rows: Rows) -> None:
    """Remember the lines in the order of their numbers."""
    pick = table.picker("route_id", "route_short_name", "route_long_name", "agency_id", "network_id")
    for line, cells in rows:
        route, short, long, agency, network = pick(cells)
        if not route or route in feed.routes:
            continue
        if not (short or long):
            told = f"{shown(route)} has neither route_short_name nor route_long_name."
            feed.faults.error(Place(table.file, line), "route_short_name", "blank", told)
        if not agency and len(feed.agencies) > 1:
            told = f"agency_id is blank, and there are {len(feed.agencies)} agencies."
            feed.faults.error(Place(table.file, line), "agency_id", "blank", told)
        feed.routes[route] = (short, long, agency or next(iter(feed.agencies), ""))
        if network:
            feed.networks[network].add(route)


def zones_of(feed: Feed, stop: str) -> Iterator[str]:
    """What fare rules may call a stop: its zone; and its own id or its station's, unless that is the name of a zone somewhere.

    The standard knows zones only; operators also write ids of stops.
    """
    row = feed.stops[stop]
    if row.zone:
        yield row.zone
    # where an id is some zone's name, rules mean the zone: taking both would ask for strangers' fares
    for own in (stop, row.parent):
        if own and own != row.zone and own not in feed.zones:
            yield own


def stop_arrays(feed: Feed) -> dict[str, array[float] | array[int]]:
    """The stops for the compiled file; `zone` numbers between each stop's `zone_end` and the one before."""
    texts = feed.strings
    found: dict[str, array[float] | array[int]] = {
        "stop_id": array("I", (texts[stop] for stop in feed.stops)),
        "stop_at": array("d", (degree for row in feed.stops.values() for degree in (row.latitude, row.longitude))),
        "stop_texts": array(
            "I", (texts[text] for row in feed.stops.values() for text in (row.name, row.zone, row.platform))
        ),
    }
    zones, ends = array("I"), array("I")
    for stop in feed.stops:
        zones.extend(feed.fares.zone_numbers(feed, stop))
        ends.append(len(zones))
    return {**found, "zone": zones, "zone_end": ends}


def route_arrays(feed: Feed) -> dict[str, array[int]]:
    """The lines for the compiled file."""
    texts = feed.strings
    return {
        "route_id": array("I", (texts[route] for route in feed.routes)),
        "route_texts": array("I", (texts[text] for row in feed.routes.values() for text in row)),
    }
