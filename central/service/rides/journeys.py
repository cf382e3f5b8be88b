"""One journey from all records that say something of it, in whatever order they came: a pure function, so nothing is counted twice.

A journey begins with a `boarded`, or with a `ride` that needs none, or with people whom the driver counted. What is told
later (the ride that settles it, one that corrects another, a void) changes its row and never makes a second one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from central.service.clock import JAPAN
from central.service.ledger.postings import JAPAN_OFFSET, RIDER, VOID, Fact, Unpostable

RIDE, BOARDED, REFUSED = "ride", "boarded", "refused"
COUNTED = {"cash_boarded": "cash", "ic_boarded": "ic"}
"""People whom the driver counted, and what they paid with."""
KINDS = (RIDE, BOARDED, REFUSED, *COUNTED, VOID)
Detail = Mapping[str, str | int | bool | None]
LONGEST = 256  # characters of an id of a feed


class Status(StrEnum):
    """How far a journey has come."""

    OPEN = "open"  # boarded, and nothing says where it ended
    SETTLED = "settled"
    REFUSED = "refused"  # who got in with a pass left without one, and paid the driver
    UNPAIRED = "unpaired"  # settled by the scheme's rule, because a tap is missing
    COUNTED = "counted"
    VOID = "void"


class Told(NamedTuple):
    """A record and the terminal that told it."""

    terminal: str
    fact: Fact


class Journey(NamedTuple):
    """A row of `ride` (migrations/0008.sql), without its id."""

    terminal: str
    vehicle: str
    firm: str
    day: str
    route: str
    trip: str
    board: str
    board_seq: int | None
    board_at: str
    hour: int
    alight: str
    alight_seq: int | None
    alight_at: str
    category: str
    medium: str
    level: str
    party: int
    scheme: str
    rider: str | None
    fare: int
    subsidy: int
    paid: int
    rides: int
    points: int
    rules: str
    settled: str | None
    status: str
    events: int


def journey_id(fact: Fact) -> str:
    """The journey that a record belongs to; for a void that of the record it names, as far as that alone tells."""
    return text(fact.detail, "record" if fact.what == VOID else "boarding") or fact.id


def is_of_journey(fact: Fact) -> bool:
    """Whether a record says something of a journey; a refusal does when somebody had boarded before."""
    return fact.what in KINDS and (fact.what != REFUSED or text(fact.detail, "boarding") != "")


def journey_of(told: Sequence[Told]) -> Journey | None:
    """The row of a journey from all its records; None when nobody boarded or rode."""
    taken_back = {text(each.fact.detail, "record") for each in told if each.fact.what == VOID}
    began = _last(told, taken_back, (BOARDED, *COUNTED))
    ended = _last(told, taken_back, (RIDE,))
    found = [each for each in (began, ended) if each]
    if not found:
        return None
    first, last, said = found[0], found[-1], _said(found)
    board_at = text(said, "board_at") or first.fact.at
    counted = first.fact.what in COUNTED
    return Journey(
        terminal=first.terminal,
        vehicle=text(said, "vehicle") or first.terminal,
        firm=text(said, "firm"),
        day=day_of(last.fact),
        route=text(said, "route"),
        trip=text(said, "trip"),
        board=text(said, "board") or text(said, "stop"),
        board_seq=number(said, "board_seq" if "board_seq" in said else "sequence"),
        board_at=board_at,
        hour=hour_of(board_at),
        alight=text(said, "alight"),
        alight_seq=number(said, "alight_seq"),
        alight_at=last.fact.at if text(said, "alight") else "",
        category=text(said, "category"),
        medium=COUNTED.get(first.fact.what) or text(said, "medium"),
        level=str(said.get("level", "")),
        party=max(number(said, "count" if counted else "party") or 1, 0),
        scheme=text(said, "scheme"),
        rider=rider if RIDER.fullmatch(rider := text(said, "rider")) else None,
        **_amounts(ended.fact.detail if ended else {}),
        rules=text(said, "rules") or last.fact.rules,
        settled=ended.fact.id if ended else None,
        status=_status(told, began, ended, taken_back),
        events=len(told),
    )


def text(detail: Detail, name: str) -> str:
    """A text of a record's detail, "" when it is none."""
    found = detail.get(name)
    return found[:LONGEST] if type(found) is str else ""


def number(detail: Detail, name: str) -> int | None:
    """A whole number of a record's detail, None when it is none."""
    found = detail.get(name)
    # two of them can still be added up in 64 bits of a database
    return found if type(found) is int and abs(found) < 2**62 else None


def day_of(fact: Fact) -> str:
    """The service day that it tells, or the day on which it happened; "" when that is none."""
    try:
        return fact.service_day
    except Unpostable:
        return ""


def hour_of(at: str) -> int:
    """The hour in Japan of a time as records tell it; -1 when it is none."""
    try:
        return int(at[11:13]) if at.endswith(JAPAN_OFFSET) else datetime.fromisoformat(at).astimezone(JAPAN).hour
    except (ValueError, OverflowError):
        return -1


_MONEY = ("fare", "subsidy", "paid", "rides", "points")


def _last(told: Iterable[Told], taken_back: set[str], kinds: tuple[str, ...]) -> Told | None:
    """The last of these kinds that is not taken back, else the last of all; ids are in the order of their making."""
    fit = [each for each in told if each.fact.what in kinds]
    return max(fit, key=lambda each: (each.fact.id not in taken_back, each.fact.id), default=None)


def _status(told: Iterable[Told], began: Told | None, ended: Told | None, taken_back: set[str]) -> str:
    if ended and ended.fact.id not in taken_back:
        return Status.UNPAIRED.value if ended.fact.detail.get("unpaired") is True else Status.SETTLED.value
    if began and any(each.fact.what == REFUSED and each.fact.id not in taken_back for each in told):
        return Status.REFUSED.value
    if ended or began is None or began.fact.id in taken_back:
        return Status.VOID.value
    return (Status.COUNTED if began.fact.what in COUNTED else Status.OPEN).value


def _said(found: Iterable[Told]) -> Detail:
    """What beginning and end say together; the end has seen more."""
    return {name: value for each in found for name, value in each.fact.detail.items() if value not in (None, "")}


def _amounts(detail: Detail) -> dict[str, int]:
    return {name: max(number(detail, name) or 0, 0) for name in _MONEY}
