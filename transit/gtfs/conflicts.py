"""Ways for which a feed has more than one price: found while all rules lie sorted, told with every place, never settled."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator
from itertools import combinations, groupby
from typing import TYPE_CHECKING

from transit.gtfs.checking import shown
from transit.gtfs.choosing import ROUTE_BITS, RULES, ZONE_BITS, Offer, amounts, file_of, offered, parts_of, shown_amount
from transit.gtfs.faults import Conflict, Place

if TYPE_CHECKING:
    from transit.gtfs.feed import Feed
    from transit.gtfs.tariff import Tariff

_ZONE = (1 << ZONE_BITS) - 1
_PARTS = ((1 << ROUTE_BITS) - 1 << 2 * ZONE_BITS, _ZONE << ZONE_BITS, _ZONE)


def find(feed: Feed) -> None:
    """Put conflicts among the rules, and rules and fares without effect, in the feed's faults."""
    fares, wider = feed.fares, _Wider(feed)
    # a fare whose own row is there twice contradicts itself wherever it is asked
    doubled = {fare for fare, lines in fares.lines.items() if len(lines) > 1}
    for key, rows in groupby(range(len(fares.keys)), fares.keys.__getitem__):
        found = list(rows)
        general = list(wider.rules(key))
        if len(found) + len(general) > 1 or fares.rule_fare[found[0]] in doubled:
            _tell_twice(feed, found)
            for conflict in dict.fromkeys(_among(feed, key, found + general)):
                feed.faults.conflict(conflict)
    used = set(fares.rule_fare) | {fare for _, fare in fares.contains}
    for row, number in fares.numbers.items():
        if number not in used and row.kind == RULES:
            told = f"No rule uses the fare {shown(row.id)}."
            feed.faults.warning(Place("fare_attributes.txt", fares.lines[number][0]), "fare_id", "unused_fare", told)


def may_meet(feed: Feed) -> bool:
    """Whether rules may hold for one way of which none is wider than the other: only the ways themselves tell their conflicts."""
    kinds = {_kind(key) for key in feed.fares.keys}
    crossing = any(one & other not in {one, other} for one, other in combinations(kinds, 2))
    return (
        crossing
        or bool(feed.fares.contains)
        or any(len(feed.fares.zone_numbers(feed, stop)) > 1 for stop in feed.stops)
    )


def find_on_ways(feed: Feed, tariff: Tariff) -> None:
    """Put conflicts that are met on a trip's way from stop to stop, and were not found among the rules, in the feed's faults."""
    told = {conflict.places for conflict in feed.faults.conflicts}
    for way in feed.timetable.ways(list(feed.routes), list(feed.stops)):
        for conflict in _conflicts(feed, way, tariff.every(*way)):
            # the same two rules meet on every way between two zones
            if conflict.places not in told:
                told.add(conflict.places)
                feed.faults.conflict(conflict)


class _Wider:
    """Finds rules that hold for a way too because they leave open what its own rule says: route, origin or destination."""

    def __init__(self, feed: Feed) -> None:
        self._keys = feed.fares.keys
        # of the eight kinds of rules, feeds have one or two
        self._kinds = {_kind(key) for key in feed.fares.keys}

    def rules(self, key: int) -> Iterator[int]:
        """Rows of the wider rules."""
        keys, own = self._keys, _kind(key)
        for kind in self._kinds:
            if kind != own and kind & own == kind:
                wide = key & kind
                yield from range(bisect_left(keys, wide), bisect_right(keys, wide))


def _kind(key: int) -> int:
    """The bits of the parts that a rule does not leave open."""
    return sum(part for part in _PARTS if key & part)


def _tell_twice(feed: Feed, rows: list[int]) -> None:
    fares, seen = feed.fares, set()
    for row in rows:
        fare = fares.rule_fare[row]
        if fare in seen and fares.row(fare).kind == RULES:
            place = Place(file_of(RULES, ruled=fares.ruled), fares.rule_line[row])
            feed.faults.warning(place, "fare_id", "duplicate_rule", "The same rule is there twice.")
        seen.add(fare)


def _among(feed: Feed, key: int, rows: list[int]) -> Iterator[Conflict]:
    """The conflicts among rules that hold for a key, apart for each agency whose lines they are for."""
    fares, way = feed.fares, _way(feed, key)
    # a rule that names the line holds for it, whoever runs it
    whose = {row: "" if parts_of(fares.keys[row])[0] else fares.agencies.get(fares.rule_fare[row], "") for row in rows}
    agencies = {feed.routes[way[0]][2]} if way[0] else set(whose.values()) - {""} or {""}
    for agency in sorted(agencies):
        held = [row for row in rows if not agency or whose[row] in {"", agency}]
        yield from _conflicts(feed, way, [offer for row in held for offer in fares.offers(row)])


def _way(feed: Feed, key: int) -> tuple[str, str, str]:
    route, origin, destination = parts_of(key)
    return feed.route_name(route), feed.fares.zone_name(origin), feed.fares.zone_name(destination)


def _conflicts(feed: Feed, way: tuple[str, str, str], offers: Collection[Offer]) -> Iterator[Conflict]:
    """The conflicts among the offers for a way, one for each category of riders."""
    for category in sorted({offer.category for offer in offers}):
        found = offered(offers, category)
        if len(amounts(found)) > 1:
            yen = tuple(shown_amount(each) for each in sorted({offer.yen for offer in found}))
            yield Conflict(*way, category, yen, tuple(sorted(_places(feed, found))))


def _places(feed: Feed, offers: list[Offer]) -> set[Place]:
    """The rules that contradict each other; when it is one rule, the rows of its fare do."""
    found = {Place(file_of(offer.kind, ruled=feed.fares.ruled), offer.line) for offer in offers}
    if len(found) > 1 or offers[0].kind != RULES:
        return found
    return {Place("fare_attributes.txt", line) for line in feed.fares.lines_of(offers[0].fare_id)}
