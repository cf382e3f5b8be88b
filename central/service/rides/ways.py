"""From where to where a ride went, as a firm's file has it beside the sums. No name and no number of a person stands in it."""

from __future__ import annotations

from typing import NamedTuple

from central.service.ledger.postings import Fact
from central.service.rides.journeys import number, text


class Way(NamedTuple):
    """The columns behind a line's sums; times in RFC 3339, stops and areas by the feed's ids, points within the subsidy."""

    board_at: str = ""
    alight_at: str = ""
    vehicle: str = ""
    route: str = ""
    trip: str = ""
    board_stop: str = ""
    alight_stop: str = ""
    party: int = 0
    category: str = ""
    medium: str = ""
    level: str = ""
    points: int = 0
    pairing: str = ""


NO_WAY = Way()
"""Of what is no ride between stops."""


def way_of(fact: Fact) -> Way:
    """The way in a ride's record; none for a ride that tells neither vehicle nor stop, as a taxi's."""
    said = fact.detail
    if not any(text(said, name) for name in ("vehicle", "trip", "board")):
        return NO_WAY
    board, alight = text(said, "board"), text(said, "alight")
    return Way(
        board_at=text(said, "board_at") or (fact.at if board else ""),
        alight_at=fact.at if alight else "",
        vehicle=text(said, "vehicle"),
        route=text(said, "route"),
        trip=text(said, "trip"),
        board_stop=board,
        alight_stop=alight,
        party=number(said, "party") or 1,
        category=text(said, "category"),
        medium=text(said, "medium"),
        level=str(said.get("level") or ""),
        points=number(said, "points") or 0,
        pairing=_pairing(fact),
    )


def _pairing(fact: Fact) -> str:
    """Whether both taps were there, one is missing, or one was enough."""
    if fact.detail.get("unpaired") is True:
        return "unpaired"
    return "paired" if text(fact.detail, "boarding") else "single"
