"""What a way on the trip costs: asked of the feed, never chosen where it has several fares or none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import NamedTuple

from transit.network import ADULT, Fare, FareConflict, Network, NoFare, Trip
from transit.schemes.scheme import Scheme

IC_MEDIA = ("felica", "phone")


class Unclear(Exception):
    """The driver has to say which fare it is: one of `yen`, or, when there is none, whatever he knows."""

    def __init__(self, why: str, yen: tuple[int, ...] = ()) -> None:
        super().__init__(why)
        self.why, self.yen = why, yen


class Ends(NamedTuple):
    """A way between two calls of a trip, by their sequence."""

    origin: int
    destination: int


class Prices:
    """The fares of one trip by one network, for one medium: a transit card's fare may differ from cash."""

    def __init__(self, network: Network | None, trip: Trip, medium: str) -> None:
        self._network, self._trip, self._medium = network, trip, medium

    def yen(self, ends: Ends, category: str = ADULT) -> int:
        """What a way costs. Raises Unclear."""
        if ends.destination <= ends.origin:
            # the stop is wrong, and a feed with fares both ways would not show it
            raise Unclear("no_way")
        found = self._fare(self.stop(ends.origin), self.stop(ends.destination), category)
        # where IC cards are not taken (-1) a transit card still says who he is, and he pays in cash
        return found.ic_yen if self._medium in IC_MEDIA and found.ic_yen >= 0 else found.yen

    def stop(self, sequence: int) -> str:
        """The stop of a call. Raises Unclear when the trip has no such call."""
        if not 1 <= sequence <= len(self._trip.calls):
            raise Unclear("no_call")
        return self._trip.calls[sequence - 1].stop

    def categories(self, scheme: Scheme, ends: Ends) -> dict[str, int]:
        """The fares that a scheme compares with, as far as the feed has them. Raises Unclear for several."""
        found = {}
        for category in scheme.categories:
            try:
                found[category] = self.yen(ends, category)
            except Unclear as error:
                # a category that the feed lacks has a rule in the scheme; one that it has twice has none
                if error.yen:
                    raise
        return found

    def outside(self, scheme: Scheme, ends: Ends, fare: int) -> int:
        """Of a way's fare that of its part beyond the scheme's area, from the last stop inside it. Raises Unclear."""
        area = next((offer.beyond for offer in scheme.offers if offer.beyond), "")
        inside = (
            [scheme.is_inside(area, self.stop(n)) for n in range(ends.origin, ends.destination + 1)] if area else []
        )
        if not any(inside):
            # wholly outside, or a scheme without areas
            return fare
        if inside[0]:
            return self._beyond(Ends(ends.origin + _last_true(inside), ends.destination))
        return self._beyond(Ends(ends.origin, ends.origin + inside.index(True)))

    def _beyond(self, ends: Ends) -> int:
        return self.yen(ends) if ends.origin < ends.destination else 0

    def dearest(self, origin: int) -> int:
        """The highest fare from a call to any later one, of those that are clear; 0 when none is."""
        return max(self._clear(Ends(origin, n) for n in range(origin + 1, len(self._trip.calls) + 1)), default=0)

    def dearest_to(self, destination: int) -> int:
        """The highest fare from any earlier call to one."""
        return max(self._clear(Ends(n, destination) for n in range(1, destination)), default=0)

    def _clear(self, ways: Iterable[Ends]) -> Iterator[int]:
        for ends in ways:
            with suppress(Unclear):
                yield self.yen(ends)

    def is_taken_on_boarding(self) -> bool:
        """Whether the trip's fares are paid on boarding; where the feed does not say, no."""
        try:
            return self._fare(self.stop(1), self.stop(len(self._trip.calls)), ADULT).on_boarding
        except Unclear:
            return False

    def _fare(self, origin: str, destination: str, category: str) -> Fare:
        if self._network is None:
            raise Unclear("no_fares")
        try:
            return self._network.fare(self._trip.route, origin, destination, category)
        except FareConflict as error:
            raise Unclear("fare_conflict", error.yen) from None
        except (NoFare, KeyError):
            # KeyError: a feed that came in the middle of the trip and no longer has this stop
            raise Unclear("no_fare") from None


def _last_true(found: list[bool]) -> int:
    return len(found) - 1 - found[::-1].index(True)
