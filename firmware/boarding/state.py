"""What a vehicle knows of today, folded from its own records in their order: live and after a power cut by the same steps."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from firmware.journal import Detail
from transit.schemes.deciding import Used

VOID = "void"
VOIDABLE = ("ride", "boarded", "cash_boarded", "ic_boarded")


class Row(NamedTuple):
    """A record of this vehicle: `mono` is the stopwatch's time in seconds (reckoned back for one of before a restart)."""

    id: str
    what: str
    at: datetime
    mono: float
    detail: dict[str, Detail]


@dataclass(frozen=True)
class TripOn:
    """The trip that is on: `taps` that a ride takes (1 or 2), `calls` it makes."""

    trip: str
    route: str
    day: str
    taps: int
    calls: int


@dataclass(frozen=True)
class Boarding:
    """An open boarding; `detail` is what was written of it, `stop` and `sequence` where it counts from."""

    record: str
    at: datetime
    stop: str
    sequence: int
    detail: dict[str, Detail]

    @property
    def people(self) -> int:
        """Rider and attendants."""
        return _int(self.detail, "party")


class Touch(NamedTuple):
    """The last accepted tap of a rider: when by the stopwatch, at which unit, which record, by which scheme, on which trip."""

    mono: float
    door: str
    record: str
    scheme: str
    trip: str


class Use(NamedTuple):
    """What a ride used up: on which service day, rides of the quota, points; `at` as the row's."""

    record: str
    at: datetime
    day: str
    rides: int
    points: int


@dataclass
class State:
    """The whole."""

    trip: TripOn | None = None
    sequence: int = 1
    arrived: datetime | None = None
    on_board: int = 0
    boarded: int = 0
    alighted: int = 0
    open: dict[str, Boarding] = field(default_factory=dict)
    touched: dict[str, Touch] = field(default_factory=dict)
    uses: dict[tuple[str, str], list[Use]] = field(default_factory=dict)

    def apply(self, row: Row) -> None:
        """Take in one record."""
        FOLDS.get(row.what, _nothing)(self, row)

    def used(self, rider: str, scheme: str, said: Said) -> Used:
        """What a rider has used of a scheme, by the list and by what happened here that the list does not know.

        Never less than what he used here, whatever the list says.
        """
        here = self.uses.get((rider, scheme), ())
        on_top = [use for use in here if not said.knows(use)]
        month = said.day[:7]
        return Used(
            max(_on(here, said.day), said.today + _on(on_top, said.day)),
            max(_on(here, month), said.month + _on(on_top, month)),
            max(0, said.left - sum(use.points or use.rides for use in on_top)),
        )


class Said(NamedTuple):
    """What a list says of a rider in a scheme, for a service day; `knows` tells whether a use is counted in it."""

    day: str
    today: int
    month: int
    left: int
    knows: Callable[[Use], bool]


def fold(rows: Iterable[Row]) -> State:
    """The state after these records, those left out that were taken back."""
    kept = list(rows)
    gone = {row.detail["record"] for row in kept if row.what == VOID}
    state = State()
    for row in kept:
        if row.id not in gone:
            state.apply(row)
    return state


def _on(uses: Iterable[Use], period: str) -> int:
    """Rides of a day or month (the beginning of its text)."""
    return sum(use.day.startswith(period) for use in uses)


def _trip_begun(state: State, row: Row) -> None:
    said, sequence = row.detail, _int(row.detail, "sequence")
    # they got in where the last trip ended, for this one
    state.open = {
        rider: replace(boarding, stop=str(said["stop"]), sequence=sequence)
        for rider, boarding in state.open.items()
        if _is_for_next(state, boarding)
    }
    state.trip = TripOn(
        str(said["trip"]), str(said["route"]), str(said["day"]), _int(said, "taps"), _int(said, "calls")
    )
    state.sequence, state.arrived = sequence, row.at
    _empty(state)


def _empty(state: State) -> None:
    state.on_board = sum(boarding.people for boarding in state.open.values())
    state.boarded = state.alighted = 0


def _is_for_next(state: State, boarding: Boarding) -> bool:
    # at the last call nobody gets in for the trip that ends there
    return state.trip is None or boarding.sequence >= state.trip.calls


def _trip_ended(state: State, _row: Row) -> None:
    state.open = {rider: boarding for rider, boarding in state.open.items() if _is_for_next(state, boarding)}
    state.trip, state.arrived = None, None
    _empty(state)


def _called(state: State, row: Row) -> None:
    # written on leaving, so one commit has the figures of one stop and the way to the next
    state.sequence, state.arrived = _int(row.detail, "next"), row.at
    state.boarded = state.alighted = 0


def _boarded(state: State, row: Row) -> None:
    said, people = row.detail, _int(row.detail, "party")
    rider = str(said["rider"])
    state.open[rider] = Boarding(row.id, row.at, str(said["stop"]), _int(said, "sequence"), said)
    _touch(state, row)
    _get_in(state, people)


def _ride(state: State, row: Row) -> None:
    said, people = row.detail, _int(row.detail, "party")
    use = Use(row.id, row.at, str(said["day"]), _int(said, "rides"), _int(said, "points"))
    state.uses.setdefault((str(said["rider"]), str(said["scheme"])), []).append(use)
    if said.get("boarding"):
        state.open.pop(str(said["rider"]), None)
        _get_out(state, people)
    elif said["door"] == "alighting":
        # with one tap on leaving nobody knows of him before, so he was never counted in
        state.alighted += people
    else:
        _get_in(state, people)
    if said["door"]:
        # a ride that a rule made at the trip's end was no tap
        _touch(state, row)


def _touch(state: State, row: Row) -> None:
    said = row.detail
    state.touched[str(said["rider"])] = Touch(
        row.mono, str(said["door"]), row.id, str(said["scheme"]), str(said["trip"])
    )


def _counted(state: State, row: Row) -> None:
    _get_in(state, _int(row.detail, "count"))


def _refused(state: State, row: Row) -> None:
    # who got in with a pass and leaves without one has paid the driver
    if row.detail.get("boarding"):
        boarding = state.open.pop(str(row.detail["rider"]), None)
        _get_out(state, boarding.people if boarding else 0)


def _get_in(state: State, people: int) -> None:
    state.on_board += people
    state.boarded += people


def _get_out(state: State, people: int) -> None:
    # counts and taps come from different hands
    state.on_board = max(0, state.on_board - people)
    state.alighted += people


def _nothing(_state: State, _row: Row) -> None:
    """Other records change nothing here."""


def _int(detail: dict[str, Detail], name: str) -> int:
    return int(detail.get(name) or 0)


FOLDS: dict[str, Callable[[State, Row], None]] = {
    "trip_begun": _trip_begun,
    "trip_ended": _trip_ended,
    "called": _called,
    "boarded": _boarded,
    "ride": _ride,
    "cash_boarded": _counted,
    "ic_boarded": _counted,
    "refused": _refused,
}
