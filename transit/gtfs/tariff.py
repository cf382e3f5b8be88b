"""What ways cost, asked of a compiled feed: a few binary searches among the sorted rules."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from transit.gtfs.choosing import Offer, amounts, category_of, file_of, key_of, offered, parts_of
from transit.gtfs.faults import Place
from transit.gtfs.lookup import Lookup
from transit.network import ADULT, Fare, FareConflict, NoFare


class Tariff:
    """The rules of a compiled feed."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup
        self._keys, self._fares, self._lines = lookup["rule_key"], lookup["rule_fare"], lookup["rule_line"]
        self._ruled: bool = lookup.heading["ruled"]
        self._categories: dict[str, str] = lookup.heading["categories"]
        self._contains: list[tuple[int, int, int, list[int]]] = lookup.heading["contains"]

    def fare(self, route: str, origin: str, destination: str, category: str = ADULT) -> Fare:
        """What a way costs. Raises NoFare, FareConflict, KeyError."""
        every = self.every(route, origin, destination)
        found = offered(every, self._category(category))
        if not found:
            raise NoFare(f"The feed has no fare on {route} from {origin} to {destination} for the category {category}.")
        foreign = {offer.currency for offer in found} - {"JPY", ""}
        if foreign:
            raise NoFare(f"The feed has this fare in {', '.join(sorted(foreign))}, not in yen.")
        if len(amounts(found)) > 1:
            raise FareConflict(tuple(int(yen) for yen in sorted({offer.yen for offer in found})))
        # the second fares do not say when to pay: as adults do by the first
        return Fare(
            int(found[0].yen), int(found[0].ic), any(offer.on_boarding for offer in (*found, *offered(every, ADULT)))
        )

    def offers(self, route: str, origin: str, destination: str, category: str = ADULT) -> list[Offer]:
        """All that rules ask for a way from a category of riders, in no order. Raises KeyError for an unknown route or stop."""
        return offered(self.every(route, origin, destination), self._category(category))

    def _category(self, category: str) -> str:
        return self._categories.get(category) or category_of(category)

    def every(self, route: str, origin: str, destination: str) -> list[Offer]:
        """All that rules ask for a way from whomever, in no order. Raises KeyError for an unknown route or stop."""
        return list(self._all(route, origin, destination))

    def place(self, offer: Offer) -> Place:
        """Where the rule of an offer stands."""
        return Place(file_of(offer.kind, ruled=self._ruled), offer.line)

    def _all(self, route: str, origin: str, destination: str) -> Iterator[Offer]:
        stops, row = self._lookup.stops, self._lookup.routes[route]
        agency = self._lookup.texts("route_texts", row, 3)[2]
        starts, ends = (0, *self._zones(stops[origin])), (0, *self._zones(stops[destination]))
        keys = {key_of(number, start, end) for number in (0, row + 1) for start in starts for end in ends}
        for key in keys:
            for rule in self._rules(key):
                # a rule that names the line holds for it, whoever runs it
                yield from self._offers(self._fares[rule], self._lines[rule], "" if parts_of(key)[0] else agency)
        fitting = [rule for rule in self._contains if rule[0] in keys]
        if fitting:
            for key, fare, line, _ in self._passed(fitting, row, stops[origin], stops[destination]):
                yield from self._offers(fare, line, "" if parts_of(key)[0] else agency)

    def _zones(self, stop: int) -> memoryview:
        ends = self._lookup["zone_end"]
        return self._lookup["zone"][ends[stop - 1] if stop else 0 : ends[stop]]

    def _rules(self, key: int) -> Iterator[int]:
        keys = self._keys
        rule = bisect_left(keys, key)
        while rule < len(keys) and keys[rule] == key:
            yield rule
            rule += 1

    def _offers(self, fare: int, line: int, agency: str) -> Iterator[Offer]:
        lookup = self._lookup
        fare_id, kind, priority, whose = lookup.row("fare_row", fare, 4)
        ends = lookup["price_end"]
        if whose and agency and lookup.text(whose) != agency:
            return
        for price in range(ends[fare - 1] if fare else 0, ends[fare]):
            yen, ic = lookup.row("price", price, 2)
            category, currency, on_boarding = lookup.row("price_texts", price, 3)
            told = (lookup.text(category), yen, ic, lookup.text(currency), on_boarding)
            yield Offer(*told, kind, priority, lookup.text(fare_id), line)

    def _passed(
        self, rules: list[tuple[int, int, int, list[int]]], route: int, origin: int, destination: int
    ) -> list[tuple[int, int, int, list[int]]]:
        """The rules all of whose zones a trip of the line passes on the way; of two, one within the other, the one that asks for more."""
        found = []
        for passed in self._ways(route, origin, destination):
            # a way through 1, 2 and 3 also passes 1 and 2: that rule is for those who get off before
            fitting = [rule for rule in rules if passed.issuperset(rule[3])]
            found += [rule for rule in fitting if not any(set(rule[3]) < set(other[3]) for other in fitting)]
        return list({(rule[1], rule[2]): rule for rule in found}.values())

    def _ways(self, route: int, origin: int, destination: int) -> set[frozenset[int]]:
        """The zones through which trips of a line go between two stops; several ways when trips differ or call twice."""
        lookup, found = self._lookup, set()
        for trip in range(len(lookup["trip_id"])):
            if lookup["trip_row"][trip * 5] != route:
                continue
            first = lookup["trip_first"][trip]
            calls = lookup["call_stop"][first : first + lookup["trip_count"][trip]].tolist()
            for start in (at for at, stop in enumerate(calls) if stop == origin):
                if destination in calls[start + 1 :]:
                    way = calls[start : calls.index(destination, start + 1) + 1]
                    found.add(frozenset(zone for stop in way for zone in self._zones(stop)))
        return found
