"""Where a visitor may stand when something comes between: each station is reached from the one before, and left by `on`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kiosk import Kiosk


@dataclass(frozen=True)
class Station:
    """What is shown there, what the visitor does to go on, and what lies on the reader and in the box meanwhile."""

    shown: str
    on: Callable[[Kiosk], object]
    card: bool = False
    inserted: int = 0
    printed: int = 0


def _presses(*keys: str) -> Callable[[Kiosk], object]:
    return lambda kiosk: kiosk.visitor.presses(*keys)


def _inserts(*money: int) -> Callable[[Kiosk], object]:
    return lambda kiosk: [kiosk.cash_box.insert(yen) for yen in money]


STATIONS: dict[str, Station] = {
    "language": Station("language-choose", _presses("1")),
    "card": Station("card-place", lambda kiosk: kiosk.lays("hanako")),
    "pin": Station("pin-enter", _presses(*"1234", "ok"), card=True),
    "card off": Station("card-remove", lambda kiosk: kiosk.lifts(), card=True),
    "certificate": Station("certificate-choose", _presses("1")),
    "whom": Station("person-choose", _presses("1")),
    "items": Station("items-several", _presses("ok")),
    "copies": Station("copies-enter", _presses("1", "ok")),
    "confirm": Station("order-check", _presses("ok")),
    "pay": Station("pay-insert-cash", _inserts(100)),
    "pay in part": Station("pay-insert-cash", _inserts(100, 100), inserted=100),
    "receipt": Station("receipt-choose", _presses("2"), inserted=300, printed=1),
    "take": Station("hand-over", _presses("ok"), inserted=300, printed=1),
}


def reach(kiosk: Kiosk, wanted: str) -> None:
    """Walk from the beginning to a station."""
    for name, station in STATIONS.items():
        kiosk.visitor.waits(lambda view, s=station: stands(view, s), name)
        if name == wanted:
            return
        station.on(kiosk)


def stands(view: object, station: Station) -> bool:
    """Whether the terminal shows that station, with as much paid as belongs to it."""
    prompt = view.prompt
    if prompt is None or prompt.phrase.key != station.shown:
        return False
    return station.shown != "pay-insert-cash" or view.draft == station.inserted
