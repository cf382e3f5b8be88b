"""What a tap asks of a vehicle and what it is answered."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import NamedTuple

from central.snapshots.passes import Entitlement
from drivers.protocols import Signal
from firmware.boarding.lists import Lists
from firmware.phrases import Phrase
from transit.levels import Identity, Level
from transit.schemes.scheme import Scheme


class Door(Enum):
    """At which unit a card was held up; a vehicle with one unit takes the boarding and the alighting there."""

    EITHER = "either"
    BOARDING = "boarding"
    ALIGHTING = "alighting"


class Outcome(StrEnum):
    """What became of a tap."""

    BOARDED = "boarded"  # an open boarding: the fare comes when alighting
    RIDDEN = "ridden"  # a ride is booked
    REPEATED = "repeated"  # the same card again: nothing is booked a second time
    ASKED = "asked"  # nothing is booked until the driver says which fare it is (`Answer.choices`)
    REFUSED = "refused"


class Grip(NamedTuple):
    """A scheme that a rider holds, with what the list says of him in it."""

    scheme: Scheme
    entitlement: Entitlement


@dataclass(frozen=True)
class Passenger:
    """Who a tap says it is, by one set of lists: `rider` is his pseudonym (16 hex digits), "" when no list knows him.

    When `needs` is above the identity's level and there is a `key` (DER), let the card answer a challenge before `take`.
    """

    identity: Identity
    # a traceback or a log that shows him shows neither whole lists nor what names his card
    lists: Lists = field(repr=False)
    rider: str = ""
    grips: tuple[Grip, ...] = ()
    needs: Level = Level.NUMBER
    key: bytes | None = field(default=None, repr=False)


class Answer(NamedTuple):
    """What the rider is told, once it stands in the journal as `record` (of a repeated tap: the first one's).

    `phrase` is the rider's, `driver` the driver's. `due` yen are to be paid in cash now; `fare` is the whole, None before it is known.
    `points` were spent and `left` of points or rides are left, None where nothing is counted. `name`: the scheme's, by language.
    `choices` are fares among which the driver decides (`Vehicle.take(..., fare=)`), none when he has to know it.
    """

    outcome: Outcome
    signal: Signal
    phrase: Phrase
    record: str = ""
    driver: Phrase | None = None
    fare: int | None = None
    due: int = 0
    points: int = 0
    left: int | None = None
    counts_points: bool = False
    name: dict[str, str] | None = None
    choices: tuple[int, ...] = ()

    @property
    def is_accepted(self) -> bool:
        """Whether the rider goes through."""
        return self.outcome in (Outcome.BOARDED, Outcome.RIDDEN, Outcome.REPEATED)


@dataclass(frozen=True)
class VehicleStatus:
    """What the driver sees: names as the feed has them; `list_age_s` is None without a list, `queue` counts records not yet sent."""

    trip: str
    route: str
    number: str
    headsign: str
    sequence: int
    stop: str
    next_stop: str
    on_board: int
    open_boardings: int
    list_age_s: float | None
    permit: str
    queue: int
