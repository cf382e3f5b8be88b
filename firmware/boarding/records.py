"""What the records of a vehicle say: where it is, what was decided, by what, and why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from firmware.boarding.state import State, TripOn, Use
from firmware.clock import JAPAN
from firmware.journal import Detail
from transit.network import ADULT, Trip
from transit.schemes.deciding import Asked, Granted, Used
from transit.schemes.explaining import explain
from transit.schemes.scheme import Scheme

Details = dict[str, Detail]


@dataclass(frozen=True)
class Scene:
    """What the vehicle knows when the tap comes: `at` is the time, `mono` the stopwatch; `knows` tells whether a list made then has a use.

    `earliest` is the first day that today can be: the list's own when nobody vouches for the clock.
    """

    firm: str
    vehicle: str
    state: State
    at: datetime
    mono: float
    earliest: date | None
    knows: Callable[[Use, datetime | None], bool]
    on: TripOn | None = None
    trip: Trip | None = None

    def here(self) -> Details:
        """What every record of it says."""
        on = self.on
        trip: Details = {"trip": on.trip, "route": on.route, "day": on.day} if on else {}
        return {"firm": self.firm, "vehicle": self.vehicle, **trip}

    @property
    def day(self) -> date:
        """The service day."""
        return date.fromisoformat(self.on.day) if self.on else self.at.astimezone(JAPAN).date()

    @property
    def seconds(self) -> int:
        """Seconds of the service day."""
        begins = datetime(self.day.year, self.day.month, self.day.day, tzinfo=JAPAN)
        return int((self.at - begins).total_seconds())


def ride(scheme: Scheme, rider: str, asked: Asked, granted: Granted) -> Details:
    """What a ride's record says of the decision: sums, rule, what it went by, and why."""
    points: Details = {"points": granted.points, "account": f"{rider}.{scheme.id}", "city": scheme.city}
    return {
        "scheme": scheme.id,
        "rules": granted.version,
        "offer": granted.offer,
        "kind": granted.kind,
        "category": ADULT,
        "party": granted.people,
        "full": granted.full,
        "fare": granted.fare,
        "subsidy": granted.subsidy,
        "paid": granted.paid,
        "rides": granted.rides,
        **(points if granted.points else {}),
        **({"back": granted.back} if granted.back else {}),
        **said(asked.used),
        "explained": explain(scheme, asked, granted),
    }


def ruled(scheme: Scheme, dearest: int) -> int:
    """The fare of a way of which one end is missing."""
    return {"zero": 0, "maximum": dearest, "fixed": scheme.unpaired.yen}[scheme.unpaired.rule]


def said(used: Used) -> Details:
    """What a decision went by of what was used before."""
    return {"used_today": used.today, "used_month": used.month, "left": used.left}


def stamp(at: datetime) -> str:
    """A time as records have it: RFC 3339 with Japan's offset."""
    return at.astimezone(JAPAN).isoformat(timespec="seconds")
