"""What a scheme makes of a fare: one small class a kind, told apart in a file by `kind`; all sums are whole yen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, NamedTuple

from msgspec import Meta, Struct

Yen = Annotated[int, Meta(ge=0, le=1_000_000)]
Whole = Annotated[int, Meta(ge=1, le=1_000_000)]
Part = tuple[Whole, Whole]
"""A fraction: [1, 2] is a half."""


class Way(NamedTuple):
    """One person's way: `fare` after the firm's own discount, `fares` of other categories, `outside` that of the part
    beyond the scheme's area, `left` the points that he has.
    """

    fare: int
    fares: Mapping[str, int]
    outside: int
    left: int


class Worth(NamedTuple):
    """What others than the rider's purse give: yen of the city, points spent (1 point is 1 yen), points that come back later."""

    yen: int = 0
    points: int = 0
    back: int = 0


def share(yen: int, part: Part, unit: int = 1, *, up: bool = False) -> int:
    """A part of a sum in whole units, rounded down or up; never more than the sum."""
    numerator, denominator = part
    whole = denominator * unit
    return min(yen, (yen * numerator + (whole - 1 if up else 0)) // whole * unit)


class Benefit(Struct, kw_only=True, forbid_unknown_fields=True, frozen=True, tag_field="kind"):
    """Any of the kinds below."""

    def worth(self, way: Way) -> Worth:
        """What it gives on a way; whoever asks clips it to fare and cap."""
        raise NotImplementedError


class Free(Benefit, tag="free", kw_only=True, frozen=True):
    """The city bears all of the fare."""

    def worth(self, way: Way) -> Worth:
        """The fare."""
        return Worth(way.fare)


class Share(Benefit, tag="share", kw_only=True, frozen=True):
    """The city bears a part of the fare, in whole `unit`s, rounded down unless `up`."""

    part: Part
    unit: Whole = 1
    up: bool = False

    def worth(self, way: Way) -> Worth:
        """The part."""
        return Worth(share(way.fare, self.part, self.unit, up=self.up))


class Fixed(Benefit, tag="fixed", kw_only=True, frozen=True):
    """The city bears a fixed sum."""

    yen: Whole

    def worth(self, way: Way) -> Worth:
        """The sum."""
        return Worth(min(self.yen, way.fare))


class Flat(Benefit, tag="flat", kw_only=True, frozen=True):
    """The rider pays a fixed sum however far he goes, and never more than the fare."""

    yen: Whole

    def worth(self, way: Way) -> Worth:
        """What is above that sum."""
        return Worth(max(0, way.fare - self.yen))


class AsCategory(Benefit, tag="category", kw_only=True, frozen=True):
    """The rider pays the fare of another category of the feed; where the feed has none, `otherwise` of the fare, rounded up to `unit`."""

    category: str
    otherwise: Part = (1, 2)
    unit: Whole = 10

    def worth(self, way: Way) -> Worth:
        """What is above that category's fare."""
        pays = way.fares.get(self.category)
        if pays is None:
            # fares for children are rounded up to 10 yen by custom
            pays = share(way.fare, self.otherwise, self.unit, up=True)
        return Worth(max(0, way.fare - pays))


class Outside(Benefit, tag="outside", kw_only=True, frozen=True):
    """The way inside the scheme's area is free; of the fare for the part outside the rider pays `pays`, rounded up to `unit`."""

    pays: Part
    unit: Whole = 10

    def worth(self, way: Way) -> Worth:
        """All that the rider need not pay."""
        return Worth(max(0, way.fare - share(way.outside, self.pays, self.unit, up=True)))


class Points(Benefit, tag="points", kw_only=True, frozen=True):
    """The rider pays with points of the city as far as they go, 1 point for 1 yen, and the rest in cash."""

    def worth(self, way: Way) -> Worth:
        """The points, which the city pays for in yen."""
        spent = min(way.left, way.fare)
        return Worth(spent, points=spent)


class Back(Benefit, tag="back", kw_only=True, frozen=True):
    """The rider pays; a part of it comes back as points, in whole `unit`s, on a `day` of the next month."""

    part: Part
    unit: Whole = 1
    day: Annotated[int, Meta(ge=1, le=28)] = 10

    def worth(self, way: Way) -> Worth:
        """The points that come back."""
        return Worth(back=share(way.fare, self.part, self.unit))


AnyBenefit = Free | Share | Fixed | Flat | AsCategory | Outside | Points | Back
