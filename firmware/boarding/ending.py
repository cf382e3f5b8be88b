"""What a boarding that nobody tapped out of counts as when its trip ends: its scheme's rule, and nothing that nobody paid."""

from __future__ import annotations

from firmware.boarding.lists import Lists
from firmware.boarding.prices import Prices
from firmware.boarding.records import Details, Scene, ride, ruled, stamp
from firmware.boarding.state import Boarding
from transit.levels import Level
from transit.network import ADULT
from transit.schemes.deciding import Asked, Granted, Used, decide
from transit.schemes.scheme import Scheme


def closed(scene: Scene, lists: Lists, rider: str, boarding: Boarding) -> Details:
    """The ride that an open boarding becomes; a way without a fare when no rule or no scheme is there any more."""
    said = boarding.detail
    scheme = lists.rules.scheme(str(said["scheme"]), scene.day)
    detail: Details = {
        **scene.here(),
        "rider": rider,
        "medium": said["medium"],
        "level": said["level"],
        "door": "",
        "board": boarding.stop,
        "board_seq": boarding.sequence,
        "board_at": stamp(boarding.at),
        "alight": "",
        "boarding": boarding.record,
        "unpaired": True,
        "group": said["group"],
        "permit": said["permit"],
        "fare_by": "rule",
    }
    decided = _decided(scene, lists, scheme, boarding) if scheme else None
    if scheme and decided:
        return detail | ride(scheme, rider, *decided)
    nothing: Details = {"fare": 0, "subsidy": 0, "paid": 0, "rides": 0, "full": 0}
    return detail | {"scheme": said["scheme"], "rules": "", "category": ADULT, "party": boarding.people, **nothing}


def _decided(scene: Scene, lists: Lists, scheme: Scheme, boarding: Boarding) -> tuple[Asked, Granted] | None:
    """What the rule makes of it; None when that is nothing."""
    asked = _asked(scene, lists, scheme, boarding)
    decided = decide(scheme, asked) if asked.fare else None
    if not isinstance(decided, Granted):
        return None
    # he has left, and nobody saw him pay: only what others owe the firm is booked
    return asked, decided._replace(fare=decided.subsidy, paid=0)


def _asked(scene: Scene, lists: Lists, scheme: Scheme, boarding: Boarding) -> Asked:
    said, trip = boarding.detail, scene.trip
    dearest = Prices(lists.network, trip, str(said["medium"])).dearest(boarding.sequence) if trip else 0
    return Asked(
        scene.day,
        scene.seconds,
        scene.firm,
        scene.on.route if scene.on else "",
        boarding.stop,
        "",
        ruled(scheme, dearest),
        Level[str(said["level"]).upper()],
        str(said["medium"]),
        party=int(said["group"] or 1),
        attendants=boarding.people - 1,
        permit=str(said["permit"]),
        used=Used(*(int(said[name] or 0) for name in ("used_today", "used_month", "left"))),
    )
