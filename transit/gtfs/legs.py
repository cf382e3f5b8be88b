"""What ways cost by the second fares of GTFS (Fares v2): products, areas, networks, leg rules. One ride, one leg."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from transit.gtfs.choosing import ANY_RIDER, LEGS, key_of
from transit.gtfs.fares import FareRow, Price
from transit.gtfs.values import amount, whole

if TYPE_CHECKING:
    from transit.gtfs.feed import Feed, Rows
    from transit.gtfs.rows import Table

CASH, IC_CARD, OTHER = "cash", "ic", "other"
_MEDIA = {"": CASH, "0": CASH, "1": CASH, "2": IC_CARD}


class _Leg(NamedTuple):
    line: int
    product: str
    network: str
    origin: str
    destination: str
    priority: int


def take_media(feed: Feed, table: Table, rows: Rows) -> None:
    """Remember which media are IC cards."""
    pick = table.picker("fare_media_id", "fare_media_type")
    for _, cells in rows:
        media, kind = pick(cells)
        feed.media[media] = _MEDIA.get(kind, OTHER)


def take_products(feed: Feed, table: Table, rows: Rows) -> None:
    """Remember what products cost: for whom, by which medium."""
    pick = table.picker("fare_product_id", "rider_category_id", "fare_media_id", "amount", "currency")
    for _, cells in rows:
        product, rider, media, text, currency = pick(cells)
        price = amount(text)
        if not product:
            continue
        told = feed.products[product]
        if price is not None:
            category = feed.category(rider) if rider else ANY_RIDER
            told[category, currency.upper()][feed.media.get(media, CASH if not media else OTHER)].append(price)
    feed.ids["fare_products"] = {product: number for number, product in enumerate(feed.products, 1)}


def take_stop_areas(feed: Feed, table: Table, rows: Rows) -> None:
    """Lay stops, and with a station all its stops, in areas."""
    pick = table.picker("area_id", "stop_id")
    for _, cells in rows:
        area, stop = pick(cells)
        if area and stop in feed.stops:
            feed.fares.areas[stop].add(feed.fares.zone(_area(area)))


def take_networks(feed: Feed, table: Table, rows: Rows) -> None:
    """Put routes together."""
    pick = table.picker("network_id", "route_id")
    for _, cells in rows:
        network, route = pick(cells)
        if network and route in feed.routes:
            feed.networks[network].add(route)


def take_legs(feed: Feed, table: Table, rows: Rows) -> None:
    """Make rules of the leg rules. Those for times of day are taken for any: where prices then differ, it is a conflict."""
    pick = table.picker("fare_product_id", "network_id", "from_area_id", "to_area_id", "rule_priority")
    legs = []
    for line, cells in rows:
        product, network, origin, destination, priority = pick(cells)
        if product in feed.products:
            legs.append(_Leg(line, product, network, origin, destination, whole(priority) or 0))
    _Legs(feed, legs, strict="rule_priority" not in table.columns).settle()


class _Legs:
    """Without the column rule_priority, blank means "none of those that other rules name"; with it, any (GTFS reference, fare_leg_rules.txt)."""

    def __init__(self, feed: Feed, legs: list[_Leg], *, strict: bool) -> None:
        self._feed, self._legs, self._strict = feed, legs, strict

    def settle(self) -> None:
        feed, fares = self._feed, self._feed.fares
        named = {leg.network for leg in self._legs if leg.network}
        others = set(feed.routes) - {route for network in named for route in feed.networks.get(network, ())}
        rest: Iterable[str] = others if self._strict and named else ("",)
        origins = self._rest("from", {leg.origin for leg in self._legs})
        destinations = self._rest("to", {leg.destination for leg in self._legs})
        for leg in self._legs:
            fare = fares.number(FareRow(LEGS, leg.product, leg.priority))
            fares.prices[fare] = list(_prices(feed.products[leg.product]))
            origin = fares.zone(_area(leg.origin)) if leg.origin else origins
            destination = fares.zone(_area(leg.destination)) if leg.destination else destinations
            for route in feed.networks.get(leg.network, ()) if leg.network else rest:
                fares.rule(key_of(feed.route_number(route), origin, destination), fare, leg.line)

    def _rest(self, side: str, areas: set[str]) -> int:
        """A zone of all stops outside these areas, or 0 for any."""
        fares = self._feed.fares
        named = {fares.zone(_area(area)) for area in areas if area}
        if not (self._strict and named):
            return 0
        outside = fares.zone(f"{side}\0outside")
        for stop, row in self._feed.stops.items():
            if not named & (fares.areas.get(stop, set()) | fares.areas.get(row.parent, set())):
                fares.areas[stop].add(outside)
        return outside


def _area(area: str) -> str:
    # areas and zones are different things even when they have the same id
    return f"area\0{area}"


Told = dict[tuple[str, str], dict[str, list[float]]]


def told() -> Told:
    """What a product costs: amounts by category and currency, then by medium."""
    return defaultdict(lambda: defaultdict(list))


def _prices(product: Told) -> Iterable[Price]:
    for (category, currency), media in product.items():
        # a product that is sold for cards alone is still what the ride costs
        cash = media[CASH] or media[IC_CARD] or media[OTHER]
        for yen in cash:
            yield from (Price(category, yen, ic, currency, 0) for ic in media[IC_CARD] or [yen])
