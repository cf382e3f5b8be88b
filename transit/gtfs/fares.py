"""What ways cost by the first fares of GTFS: fare_attributes.txt, fare_rules.txt, and the prices of other riders beside them."""

from __future__ import annotations

from array import array
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from transit.gtfs.arrays import order_of
from transit.gtfs.checking import shown
from transit.gtfs.choosing import NO_IC, ROUTE_BITS, RULES, ZONE_BITS, Offer, category_of, key_of
from transit.gtfs.faults import Place, Unreadable
from transit.gtfs.places import zones_of
from transit.gtfs.values import amount, number
from transit.network import ADULT

if TYPE_CHECKING:
    from transit.gtfs.feed import Feed, Rows
    from transit.gtfs.rows import Table


class Price(NamedTuple):
    """What a fare costs one category of riders."""

    category: str
    yen: float
    ic: float
    currency: str
    on_boarding: int


class FareRow(NamedTuple):
    """A fare: its kind (RULES, LEGS), id, and the priority that the rule gives it."""

    kind: int
    id: str
    priority: int = 0


class Fares:
    """Fares and rules: `keys`, `rule_fare` and `rule_line` are columns of equal length, sorted by `settle`."""

    def __init__(self) -> None:
        self.numbers: dict[FareRow, int] = {}
        self.prices: dict[int, list[Price]] = defaultdict(list)
        self.agencies: dict[int, str] = {}
        """Whose lines a fare holds for, blank for all."""
        self.lines: dict[int, list[int]] = defaultdict(list)
        """Where a fare itself stands, which may be twice."""
        self.zones: dict[str, int] = {}
        self.areas: dict[str, set[int]] = defaultdict(set)
        """Zones that the second fares lay a stop in, by stop."""
        self.categories: dict[str, str] = {}
        self.keys, self.rule_fare, self.rule_line = array("Q"), array("I"), array("I")
        self.contains: dict[tuple[int, int], tuple[int, set[int]]] = {}
        """Line and zones of rules that hold only on a way through all these zones, by key and fare: contains_id."""
        self.ruled = True
        self._rows: list[FareRow] = []
        self._zone_names: list[str] = []

    def number(self, fare: FareRow) -> int:
        """A fare's number from 0."""
        return self.numbers.setdefault(fare, len(self.numbers))

    def zone(self, text: str) -> int:
        """A zone's number from 1; 0 for blank. Raises Unreadable for more than a file can hold."""
        if not text:
            return 0
        found = self.zones.setdefault(text, len(self.zones) + 1)
        if found >> ZONE_BITS:
            raise Unreadable("The feed has more zones than can be compiled (16,777,215).")
        return found

    def rule(self, key: int, fare: int, line: int) -> None:
        """Another rule."""
        self.keys.append(key)
        self.rule_fare.append(fare)
        self.rule_line.append(line)

    def zone_numbers(self, feed: Feed, stop: str) -> list[int]:
        """The zones a stop lies in, as far as rules speak of them."""
        found = {self.zones[zone] for zone in zones_of(feed, stop) if zone in self.zones}
        for place in (stop, feed.stops[stop].parent):
            found |= self.areas.get(place, set())
        return sorted(found)

    def row(self, fare: int) -> FareRow:
        """A fare by its number, once they are settled."""
        return self._rows[fare]

    def zone_name(self, zone: int) -> str:
        """A zone as the feed has it, once they are settled; blank for any."""
        # areas of the second fares bear a mark in front, lest one have the id of a zone
        return self._zone_names[zone].rpartition("\0")[2]

    def lines_of(self, fare_id: str) -> list[int]:
        """Where in fare_attributes.txt a fare stands."""
        return self.lines[self.numbers[FareRow(RULES, fare_id)]]

    def offers(self, rule: int) -> list[Offer]:
        """What a rule asks from each category."""
        return self.offers_of(self.rule_fare[rule], self.rule_line[rule])

    def offers_of(self, fare: int, line: int) -> list[Offer]:
        """What a fare asks from each category when the rule of this line demands it."""
        row = self._rows[fare]
        return [Offer(*price, row.kind, row.priority, row.id, line) for price in self.prices.get(fare, ())]

    def settle(self) -> None:
        """Sort the rules by their keys; a feed with fares and no rules asks these everywhere."""
        self._rows, self._zone_names = list(self.numbers), ["", *self.zones]
        # the reference: a fare without rules holds everywhere; with a file of rules it needs one
        if not self.keys and not self.contains:
            self.ruled = False
            for fare, lines in self.lines.items():
                self.rule(0, fare, lines[0])
        order = order_of(self.keys)
        self.keys = array("Q", map(self.keys.__getitem__, order))
        self.rule_fare = array("I", map(self.rule_fare.__getitem__, order))
        self.rule_line = array("I", map(self.rule_line.__getitem__, order))


def take_categories(feed: Feed, table: Table, rows: Rows) -> None:
    """Remember what categories of riders mean: ours where id or name say so, adults where the feed says it is the usual one."""
    pick = table.picker(
        "rider_category_id", "rider_category_name", "rider_category_description", "is_default_fare_category"
    )
    for _, cells in rows:
        category, name, about, usual = pick(cells)
        found = next((ours for text in (category, name, about) if text and (ours := category_of(text)) != text), None)
        if category:
            # a name may be anything; the flag says who pays the fare that everybody knows
            feed.fares.categories[category] = ADULT if usual == "1" else found or category


def take_attributes(feed: Feed, table: Table, rows: Rows) -> None:
    """Remember the fares: `price`, `ic_price`, and columns such as child_price or child_ic_price, which some operators add."""
    pick = table.picker("fare_id", "currency_type", "payment_method", "agency_id", "rider_category_id")
    columns = [(name, *_rider(name)) for name in table.columns if name.endswith("price")]
    amounts = table.picker(*(name for name, _, _ in columns), "", "")
    for line, cells in rows:
        fare_id, currency, payment, agency, rider = pick(cells)
        if not fare_id:
            continue
        fare = feed.fares.number(FareRow(RULES, fare_id))
        feed.fares.lines[fare].append(line)
        feed.fares.agencies.setdefault(fare, agency)
        told: dict[str, dict[bool, float]] = {}
        for text, (_, category, with_ic) in zip(amounts(cells), columns, strict=False):
            found = number(text) if with_ic else amount(text)
            if found is not None:
                told.setdefault(category, {})[with_ic] = found
        for category, found_amounts in told.items():
            if False in found_amounts:
                price = Price(
                    category or feed.category(rider), *_both(found_amounts), currency.upper(), int(payment == "1")
                )
                _add_price(feed, Place(table.file, line), fare, price)


def _rider(column: str) -> tuple[str, bool]:
    """Whose price a column has, blank for the row's own rider, and whether it is the one with an IC card."""
    parts = column.removesuffix("price").strip("_").split("_")
    # operators write child_ic_price and ic_child_price
    rest = "_".join(part for part in parts if part and part != "ic")
    return (category_of(rest) if rest else "", "ic" in parts)


def _both(amounts: dict[bool, float]) -> tuple[float, float]:
    ic = amounts.get(True, amounts[False])
    return amounts[False], ic if ic >= 0 else NO_IC


def _add_price(feed: Feed, place: Place, fare: int, price: Price) -> None:
    if price.currency == "JPY" and any(yen != int(yen) for yen in (price.yen, price.ic)):
        feed.faults.error(
            place, "price", "amount", f"{price.yen:g} is not an amount in yen: there are no fractions of it."
        )
    elif price not in feed.fares.prices[fare]:
        feed.fares.prices[fare].append(price)


def take_rider_prices(feed: Feed, table: Table, rows: Rows) -> None:
    """Remember prices of other riders (fare_rider_categories.txt, an older extension)."""
    pick = table.picker("fare_id", "rider_category_id", "price")
    for line, cells in rows:
        fare_id, rider, text = pick(cells)
        fare, price = feed.fares.numbers.get(FareRow(RULES, fare_id)), amount(text)
        if fare is None or price is None or not feed.fares.prices.get(fare):
            continue
        # this table has no currency and no time of paying: as adults do
        usual = feed.fares.prices[fare][0]
        added = Price(feed.category(rider), price, price, usual.currency, usual.on_boarding)
        _add_price(feed, Place(table.file, line), fare, added)


def take_rules(feed: Feed, table: Table, rows: Rows) -> None:
    """Remember the rules whose fare and route are there; a blank route, origin or destination is any."""
    pick = table.picker("fare_id", "route_id", "origin_id", "destination_id", "contains_id")
    fares, known = feed.fares, _Zones(feed, table.file)
    for line, cells in rows:
        fare_id, route, origin, destination, contained = pick(cells)
        fare = fares.numbers.get(FareRow(RULES, fare_id))
        if fare is None or (route and route not in feed.routes):
            continue
        key = key_of(
            feed.route_number(route), known(line, "origin_id", origin), known(line, "destination_id", destination)
        )
        # rows of one fare and way belong together: it asks for all of their zones
        if contained:
            _, zones = fares.contains.setdefault((key, fare), (line, set()))
            zones.add(known(line, "contains_id", contained))
        else:
            fares.rule(key, fare, line)


class _Zones:
    """Numbers of zones as rules name them; one that no stop has is told."""

    def __init__(self, feed: Feed, file: str) -> None:
        self._feed, self._file = feed, file

    def __call__(self, line: int, field: str, zone: str) -> int:
        if zone and zone not in self._feed.zones and zone not in self._feed.stops:
            told = f"{field} {shown(zone)} is neither a zone_id nor a stop_id of stops.txt."
            self._feed.faults.error(Place(self._file, line), field, "unknown_reference", told)
        return self._feed.fares.zone(zone)


def check_routes(count: int) -> None:
    """Raises Unreadable for more routes than the compiled file can hold."""
    if count >> ROUTE_BITS:
        raise Unreadable("The feed has more routes than can be compiled (65,535).")


def fare_arrays(feed: Feed) -> dict[str, array[int] | array[float]]:
    """Fares, prices and rules for the compiled file."""
    fares, texts = feed.fares, feed.strings
    ends, rows, prices, told = array("I"), array("I"), array("d"), array("I")
    for row, fare in fares.numbers.items():
        rows.extend((texts[row.id], row.kind, row.priority, texts[fares.agencies.get(fare, "")]))
        for price in fares.prices.get(fare, ()):
            prices.extend((price.yen, price.ic))
            told.extend((texts[price.category], texts[price.currency], price.on_boarding))
        ends.append(len(prices) // 2)
    rules: dict[str, array[int] | array[float]] = {
        "rule_key": fares.keys,
        "rule_fare": fares.rule_fare,
        "rule_line": fares.rule_line,
    }
    return {"fare_row": rows, "price_end": ends, "price": prices, "price_texts": told, **rules}
