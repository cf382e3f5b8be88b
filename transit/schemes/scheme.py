"""A scheme of a city as its file has it: names, who, what on which rides, how often, and what happens when something is missing.

Read from TOML (`transit.schemes.rules`), sent to vehicles as JSON; the same shapes for both.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Annotated, Literal

from msgspec import Meta, Struct

from transit.levels import Level
from transit.schemes.benefits import AnyBenefit, AsCategory, Part, Points, Whole, Yen
from transit.schemes.eligibility import Condition
from transit.schemes.granting import AnyGrant

Name = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$(?!\n)")]
Count = Annotated[int, Meta(ge=1, le=10_000)]
LevelName = Literal["number", "operator", "card", "person"]
# hours above 24: a service day ends after midnight
Span = Annotated[str, Meta(pattern=r"^[0-4][0-9]:[0-5][0-9]-[0-4][0-9]:[0-5][0-9]$(?!\n)")]
MonthDay = Annotated[str, Meta(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$(?!\n)")]


class Strict(Struct, forbid_unknown_fields=True, frozen=True):
    """A table of a file that has no other keys than these."""


class Quota(Strict, kw_only=True, frozen=True):
    """So many rides per day, month, fiscal year (from April on) or in all up to a day; `less` while the list is doubtful."""

    per: Literal["day", "month", "fiscal_year", "until"]
    most: Count
    less: Count | None = None
    until: date | None = None


class Discount(Strict, kw_only=True, frozen=True):
    """The firm's own discount for these riders, in whole `unit`s: off the fare `before` the benefit, or `after` it off the rest."""

    part: Part
    unit: Whole = 10
    when: Literal["before", "after"] = "before"


class Offer(Strict, kw_only=True, frozen=True):
    """A benefit and the rides that it is for: all that is said must fit; of a scheme's offers the first that fits counts.

    `within` an area: both ends; `beyond` it: one end at least is outside. `hours` are of the service day and may pass 24:00.
    `cap` is the most yen (or points) of one ride and person, `cap_less` that while the list is doubtful. `level`: when it needs more
    than the scheme does.
    """

    benefit: AnyBenefit
    routes: tuple[str, ...] = ()
    within: str = ""
    beyond: str = ""
    hours: tuple[Span, ...] = ()
    fare_from: Yen = 0
    fare_below: Yen | None = None
    party_from: Count = 1
    party_below: Count | None = None
    level: LevelName = "number"
    cap: Yen | None = None
    cap_less: Yen | None = None
    discount: Discount | None = None

    @property
    def needs(self) -> Level:
        """The level that it asks for."""
        return level_of(self.level)


class Unpaired(Strict, kw_only=True, frozen=True):
    """What a boarding without an alighting (or the other way round) counts as: nothing, the dearest way left, or a fixed fare."""

    rule: Literal["zero", "maximum", "fixed"] = "zero"
    yen: Yen = 0


class Group(Strict, kw_only=True, frozen=True):
    """Schemes of one name of which a person has one a fiscal year, to be changed up to a day of it (MM-DD).

    `stays`: whoever says nothing keeps what he chose; otherwise it is chosen anew each year, and nobody has any until then.
    """

    name: Name
    change_by: MonthDay = "03-31"
    stays: bool = False


class Scheme(Strict, kw_only=True, frozen=True):
    """One version of a scheme, in force from a day on; `number` (1 to 255) is what passes know it by, `city` a code of 6 digits.

    `media` that may be held up (none said: any). `attendants` ride with the same benefit. `look`: the driver looks at a handbook.
    `firms`, `areas` (stop ids, * at the end stands for any) and texts are the city's. `source`: where its figures are from.
    """

    id: Name
    # one byte in the list of passes
    number: Annotated[int, Meta(ge=1, le=255)]
    version: Annotated[str, Meta(pattern=r"^[0-9A-Za-z._-]{1,32}$(?!\n)")]
    valid_from: date
    valid_until: date | None = None
    name: Annotated[dict[str, str], Meta(min_length=1)]
    city: Annotated[str, Meta(pattern=r"^[0-9]{6}$(?!\n)")]
    source: str = ""
    offers: Annotated[tuple[Offer, ...], Meta(min_length=1)]
    eligible: Condition
    grant: AnyGrant
    quotas: tuple[Quota, ...] = ()
    level: LevelName = "number"
    media: tuple[str, ...] = ()
    firms: tuple[str, ...] = ()
    areas: dict[str, tuple[str, ...]] = {}
    attendants: Annotated[int, Meta(ge=0, le=9)] = 0
    look: bool = False
    signal: Literal["accepted", "senior"] = "accepted"
    unpaired: Unpaired = Unpaired()
    group: Group | None = None

    @property
    def needs(self) -> Level:
        """The level without which it does nothing."""
        return level_of(self.level)

    @property
    def best_level(self) -> Level:
        """The level with which it does all it can."""
        return max(self.needs, *(offer.needs for offer in self.offers))

    @property
    def categories(self) -> frozenset[str]:
        """The categories of fares that it asks for."""
        return frozenset(o.benefit.category for o in self.offers if isinstance(o.benefit, AsCategory))

    def is_valid(self, day: date) -> bool:
        """Whether this version is in force on a day."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)

    def is_inside(self, area: str, stop: str) -> bool:
        """Whether a stop lies in one of its areas."""
        return fits(self.areas[area], stop)

    def quota(self, per: str) -> Quota | None:
        """The quota of a period."""
        return next((quota for quota in self.quotas if quota.per == per), None)

    @property
    def counts_left(self) -> bool:
        """Whether the list's `left` counts rides."""
        return any(quota.per in ("fiscal_year", "until") for quota in self.quotas)

    @property
    def spends_points(self) -> bool:
        """Whether the list's `left` counts points."""
        return any(isinstance(offer.benefit, Points) for offer in self.offers)


@lru_cache
def level_of(name: str) -> Level:
    """The level of a name in a file."""
    return Level[name.upper()]


def fits(patterns: tuple[str, ...], name: str) -> bool:
    """Whether an id is one of these; * at the end of one stands for anything."""
    return any(name.startswith(each[:-1]) if each.endswith("*") else name == each for each in patterns)
