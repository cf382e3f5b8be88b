"""Stops, routes, trips and fares of an operator as roles see them, whatever file they came from (GTFS-JP, 4th edition)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Protocol

ADULT, CHILD = "adult", "child"
"""Categories of riders; a feed may name others (rider_categories.txt)."""


class NoFare(LookupError):
    """The feed has no fare for this way."""


class FareConflict(LookupError):
    """The feed has several fares for this way, and nobody may choose among them: `yen` has them all, sorted; one, when only IC prices differ."""

    def __init__(self, yen: tuple[int, ...]) -> None:
        several = " or ".join(map(str, yen))
        told = f"{several} yen" if len(yen) > 1 else f"{several} yen in cash, and several prices with an IC card"
        super().__init__(f"The feed has several fares for this way: {told}.")
        self.yen = yen


class Call(NamedTuple):
    """A trip's call at a stop: `sequence` counts from 1 without gaps; times in seconds since the service day's noon minus 12 h.

    Times may pass 24 h; those between timepoints are filled in evenly. Degrees are WGS 84. `number` is the feed's own stop_sequence,
    which may begin anywhere and leave gaps.
    """

    sequence: int
    stop: str
    arrival: int
    departure: int
    may_board: bool
    may_alight: bool
    latitude: float
    longitude: float
    number: int = 0


@dataclass(frozen=True)
class Stop:
    """A pole at which a bus calls; `zone` is what fares go by, `platform` tells opposite poles of one name apart."""

    id: str
    name: str
    latitude: float
    longitude: float
    zone: str = ""
    platform: str = ""


@dataclass(frozen=True)
class Route:
    """A line: `number` is what stands on the bus, `name` its long name, `agency` who runs it."""

    id: str
    number: str
    name: str
    agency: str = ""


@dataclass(frozen=True)
class Trip:
    """One run of a line from its first call to its last; trips of one `block` are run by one vehicle, one after another."""

    id: str
    route: str
    headsign: str
    calls: tuple[Call, ...]
    block: str = ""
    direction: str = ""


class Departure(NamedTuple):
    """A trip of a day in short: times in seconds of the service day, `origin` its first stop."""

    departure: int
    arrival: int
    trip: str
    block: str
    route: str
    origin: str


class Fare(NamedTuple):
    """What a way costs in yen, in cash and with an IC card; `on_boarding`: paid when boarding, else when leaving.

    `ic_yen` is the same as `yen` where the feed tells no other price, -1 where IC cards are not taken.
    """

    yen: int
    ic_yen: int
    on_boarding: bool


class Network(Protocol):
    """An operator's feed, compiled: any thread may ask; unknown ids raise KeyError."""

    @property
    def version(self) -> str:
        """feed_version and the day of the feed, as records tell it."""

    def stop(self, stop: str) -> Stop:
        """A stop by its id."""

    def route(self, route: str) -> Route:
        """A line by its id."""

    def trip(self, trip: str) -> Trip:
        """A trip by its id."""

    def trips(self, day: date) -> Iterable[Trip]:
        """The trips that run on a service day, by their first departure."""

    def departures(self, day: date) -> Iterable[Departure]:
        """The same in short, a hundred times as fast where a network runs thousands of trips."""

    def word(self, text: str, language: str) -> str:
        """A name of the feed in a language (translations.txt; `ja-Hrkt` is kana for speech); itself when there is none."""

    def fare(self, route: str, origin: str, destination: str, category: str = ADULT) -> Fare:
        """What a way between two stops costs. Raises NoFare, FareConflict, KeyError."""
