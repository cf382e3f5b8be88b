"""What each kind of record moves: one table from kind to a pure function.

A fact is booked as it is told, whatever a balance is. An act is two-phase: its intent sets aside what its outcome moves or
lets go. Kinds that do not stand here move nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from msgspec import Struct

from central.service.clock import JAPAN
from central.service.ledger.transfers import Leg

MOST_LEGS = 4  # of one record
MOST = 10**12
"""No sum of one record is above it; far more of them fit into 64 bits."""
PLAIN = re.compile(r"[0-9A-Za-z._-]{1,64}")
RIDER = re.compile(r"[0-9a-f]{16}")
JAPAN_OFFSET = "+09:00"
LONGEST_SERVICE = timedelta(days=7)


class Unpostable(Exception):
    """A record moves nothing, and why: never with what stands in it. `waits` is the id of what it needs first."""

    def __init__(self, reason: str, waits: str | None = None) -> None:
        super().__init__(reason)
        self.reason, self.waits = reason, waits


class Fact(Struct, frozen=True, gc=False):
    """The part of a `wire.Record` that moves something; `central/wire` has checked the whole when it came in."""

    id: str
    at: str
    rules: str
    act: str
    what: str
    phase: str
    detail: dict[str, str | int | bool | None]

    @property
    def day(self) -> str:
        """The day in Japan on which it happened, YYYY-MM-DD. Raises Unpostable."""
        return _day(self.at[:10]) if self.at.endswith(JAPAN_OFFSET) else _day_elsewhere(self.at)

    @property
    def service_day(self) -> str:
        """The day of its trip, to which what happens after midnight still belongs; `day` where it tells none. Raises Unpostable."""
        return _service_day(self.detail.get("day"), self.day)

    def amount(self, name: str) -> int:
        """A whole number from 0. Raises Unpostable."""
        found = self.detail.get(name)
        if type(found) is int and 0 <= found <= MOST:
            return found
        raise Unpostable(f"{name}: is no whole number from 0 to {MOST}")

    def signed(self, name: str) -> int:
        """A whole number. Raises Unpostable."""
        found = self.detail.get(name)
        if type(found) is int and -MOST <= found <= MOST:
            return found
        raise Unpostable(f"{name}: is no whole number")

    def name(self, name: str) -> str:
        """A name that accounts may be called by. Raises Unpostable."""
        found = self.detail.get(name)
        if type(found) is str and PLAIN.fullmatch(found):
            return found
        raise Unpostable(
            f"{name}: is missing, or has other signs than letters, digits, '.', '_' and '-', or more than 64"
        )


class Told(StrEnum):
    """In which phase a kind of record tells its fact: as a note, by an act's intent alone, or in two phases."""

    NOTE = "note"
    INTENT = "intent"
    ACT = "act"


@dataclass(frozen=True)
class Posting:
    """What a kind moves, `legs` of a fact and its terminal; for an act `settled` names the sum that its outcome may tell."""

    legs: Callable[[Fact, str], list[Leg]]
    told: Told = Told.NOTE
    settled: str = ""


def plain(name: str, found: object) -> str:
    """A name that accounts may be called by. Raises Unpostable."""
    if type(found) is str and PLAIN.fullmatch(found):
        return found
    raise Unpostable(f"{name}: is missing, or has other signs than letters, digits, '.', '_' and '-', or more than 64")


@lru_cache(4096)
def _day(day: str) -> str:
    try:
        found = datetime.strptime(day, "%Y-%m-%d")
    except ValueError:
        raise Unpostable("at: is no day") from None
    # the audit's last line stands a day after the last
    if not 1900 <= found.year <= 9998:
        raise Unpostable("at: is in no year that can be booked")
    return day


def _day_elsewhere(at: str) -> str:
    try:
        return _day(datetime.fromisoformat(at).astimezone(JAPAN).strftime("%Y-%m-%d"))
    except (ValueError, OverflowError):
        raise Unpostable("at: is no time") from None


@lru_cache(4096)
def _service_day(told: object, day: str) -> str:
    try:
        trips = date.fromisoformat(str(told))
    except ValueError:
        return day
    # a trip may be left on over some days off; a day further away is a clock's mistake, and moves no year's money
    return trips.isoformat() if timedelta(0) <= date.fromisoformat(day) - trips <= LONGEST_SERVICE else day


@lru_cache(4096)
def fiscal_year(day: str) -> int:
    """The fiscal year of a day: from April on (Local Autonomy Act, art. 208)."""
    return int(day[:4]) - (day[5:7] < "04")


def _ride(fact: Fact, _terminal: str) -> list[Leg]:
    detail, subsidy, paid = fact.detail, fact.amount("subsidy"), fact.amount("paid")
    if fact.amount("fare") != subsidy + paid:
        raise Unpostable("fare: is not subsidy and paid together")
    rider = detail.get("rider")
    if type(rider) is not str or not RIDER.fullmatch(rider):
        raise Unpostable("rider: is no keyed hash of 16 hexadecimal digits")
    city, firm, riders, fares, quota, taken = _ride_accounts(
        detail.get("scheme"), detail.get("firm"), fiscal_year(fact.service_day)
    )
    legs = [(city, firm, subsidy), (riders, fares, paid), (quota + rider, taken, fact.amount("rides"))]
    return legs + _ride_points(fact, subsidy) if detail.get("points") else legs


def _ride_points(fact: Fact, subsidy: int) -> list[Leg]:
    """What a ride takes of a rider's points. The city pays the firm for them in yen, so they are a part of the subsidy."""
    points = fact.amount("points")
    if points > subsidy:
        raise Unpostable("points: are more than the subsidy that they are a part of")
    city, account, firm = fact.name("city"), fact.name("account"), fact.name("firm")
    return [(f"points.{city}/points-offline/{account}", f"points.{city}/ridden/{firm}", points)]


@lru_cache(4096)
def _ride_accounts(scheme: object, firm: object, year: int) -> tuple[str, ...]:
    """What the rides of one firm in one scheme and year move between; the fifth lacks the rider."""
    scheme, firm = plain("scheme", scheme), plain("firm", firm)
    return (
        f"yen/city/{scheme}/{year}",
        f"yen/firm/{firm}",
        f"yen/riders/{scheme}/{year}",
        f"yen/fares/{firm}",
        f"rides/rider-offline/{scheme}/{year}/",
        f"rides/rides-taken/{scheme}/{year}",
    )


def _points_granted(fact: Fact, _terminal: str) -> list[Leg]:
    city, account, lot = fact.name("city"), fact.name("account"), fact.name("lot")
    return [(f"points.{city}/points-granted/{lot}", f"points.{city}/points/{account}", fact.amount("points"))]


def _points_spent(fact: Fact, _terminal: str) -> list[Leg]:
    city, account, shop = fact.name("city"), fact.name("account"), fact.name("shop")
    return [(f"points.{city}/points-offline/{account}", f"points.{city}/shop/{shop}", fact.amount("points"))]


def _voucher_issued(fact: Fact, _terminal: str) -> list[Leg]:
    voucher, scheme = fact.name("voucher"), fact.name("scheme")
    return [
        (f"yen/voucher-cost/{scheme}/{fiscal_year(fact.day)}", "yen/vouchers-open/all", fact.amount("yen")),
        (f"vouchers/vouchers-issued/{scheme}", f"vouchers/voucher/{voucher}", 1),
    ]


def _voucher_used(fact: Fact, _terminal: str) -> list[Leg]:
    voucher, firm = fact.name("voucher"), fact.name("firm")
    return [
        ("yen/vouchers-open/all", f"yen/firm/{firm}", fact.amount("yen")),
        (f"vouchers/voucher-offline/{voucher}", f"vouchers/vouchers-used/{firm}", 1),
    ]


def _between(debit: str, credit: str, name: str = "yen") -> Callable[[Fact, str], list[Leg]]:
    """A sum between two accounts of one terminal."""

    def legs(fact: Fact, terminal: str) -> list[Leg]:
        return [(f"yen/{debit}/{terminal}", f"yen/{credit}/{terminal}", fact.amount(name))]

    return legs


def _outcome(fact: Fact, terminal: str) -> list[Leg]:
    # while nobody knows what became of the paper the money is still the visitor's
    unknown = fact.detail.get("printed") == "unknown"
    return [] if unknown else [(f"yen/charged/{terminal}", f"yen/fees/{terminal}", fact.amount("kept"))]


def _cash_counted(fact: Fact, terminal: str) -> list[Leg]:
    cash, taken = f"yen/cash/{terminal}", fact.signed("counted") - fact.signed("left")
    return [
        _either_way(cash, f"yen/differences/{terminal}", fact.signed("difference")),
        _either_way(f"yen/office/{terminal}", cash, taken),
    ]


def _either_way(debit: str, credit: str, amount: int) -> Leg:
    return (debit, credit, amount) if amount >= 0 else (credit, debit, -amount)


# What stands in `visitors` and `charged` together is what a terminal holds of its visitors; which of the two it stands in
# follows what was written during the visit. Only the closed books of a visit, `outcome`, say what was earned.
POSTINGS = {
    "ride": Posting(_ride),
    "points_granted": Posting(_points_granted),
    "points_spent": Posting(_points_spent),
    "voucher_issued": Posting(_voucher_issued),
    "voucher_used": Posting(_voucher_used),
    "cash_in": Posting(_between("cash", "visitors")),
    "charge": Posting(_between("visitors", "charged"), Told.ACT),
    "give": Posting(_between("visitors", "cash"), Told.ACT, settled="given"),
    "refund": Posting(_between("charged", "visitors"), Told.ACT),
    "owed": Posting(_between("visitors", "counter"), Told.ACT),
    "outcome": Posting(_outcome, Told.INTENT),
    "cash_counted": Posting(_cash_counted),
}
VOID = "void"
UNPRICED = frozenset({"boarded", "cash_boarded", "ic_boarded"})
"""Kinds that move nothing and may be taken back all the same."""
