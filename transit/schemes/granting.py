"""What a rider is granted when he registers, and when a fiscal year (Local Autonomy Act, art. 208: from April on) begins anew."""

# ruff: noqa: ARG002 - every kind is asked in the same words
from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import NamedTuple

from msgspec import Struct

from transit.schemes.benefits import Whole, Yen

APRIL = 4


class Granted(NamedTuple):
    """So many points or rides (None: nothing is counted), up to a last day (None: for ever)."""

    amount: int | None
    until: date | None


class Grant(Struct, kw_only=True, forbid_unknown_fields=True, frozen=True, tag_field="kind"):
    """Any of the kinds below."""

    def grant(self, on: date, used_last_year: int | None) -> Granted:
        """What is granted on a day; `used_last_year` is None for whoever has it for the first time."""
        raise NotImplementedError


class Standing(Grant, tag="standing", kw_only=True, frozen=True):
    """Nothing is counted; it stands `for_ever`, or up to the end of the fiscal year."""

    for_ever: bool = False

    def grant(self, on: date, used_last_year: int | None) -> Granted:
        """The right."""
        return Granted(None, None if self.for_ever else fiscal_year_end(on))


class Upfront(Grant, tag="upfront", kw_only=True, frozen=True):
    """All of a fiscal year's amount at once."""

    amount: Whole

    def grant(self, on: date, used_last_year: int | None) -> Granted:
        """The amount."""
        return Granted(self.amount, fiscal_year_end(on))


class Monthly(Grant, tag="monthly", kw_only=True, frozen=True):
    """At once an amount for each month that is left of the fiscal year, this one included."""

    amount: Whole

    def grant(self, on: date, used_last_year: int | None) -> Granted:
        """The months' amounts."""
        end = fiscal_year_end(on)
        months = (end.year - on.year) * 12 + end.month - on.month + 1
        return Granted(self.amount * months, end)


class TopUp(Grant, tag="top_up", kw_only=True, frozen=True):
    """An amount the first time; in each further fiscal year what was used in the last one, up to that amount."""

    amount: Whole

    def grant(self, on: date, used_last_year: int | None) -> Granted:
        """The amount; what is left of before stays beside it."""
        amount = self.amount if used_last_year is None else min(self.amount, used_last_year)
        return Granted(amount, None)


class Bought(Grant, tag="bought", kw_only=True, frozen=True):
    """A right that is bought for a calendar month."""

    yen: Yen

    def grant(self, on: date, used_last_year: int | None) -> Granted:
        """The right, to the end of the month."""
        return Granted(None, on.replace(day=monthrange(on.year, on.month)[1]))


AnyGrant = Standing | Upfront | Monthly | TopUp | Bought


def fiscal_year_end(day: date) -> date:
    """The last day of a day's fiscal year: the next 31 March."""
    return date(day.year + (day.month >= APRIL), 3, 31)
